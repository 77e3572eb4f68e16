"""Recording, confirming and giving back the money of a first sale: who, how much, when."""

from datetime import timedelta
from typing import Any

import pytest

from credits.lots.services import deposits
from credits.models import Movement
from registry.agreements import states
from registry.findings import DomainError, InvalidInput, NotAllowed, NotVisible
from registry.fund.chart import STEWARDSHIP
from registry.fund.ledger import balance_cents
from registry.fund.models import Entry, OutsideDeposit, Settlement
from tests.builders_ledger import open_lot
from tests.builders_people import Cast
from tests.dealings.market import market_of
from tests.fund_settlements.ground import Site, enter_tax_standing, make_site, postings

pytestmark = pytest.mark.django_db


@pytest.mark.statement("N57")
def test_credits_and_money_wait_for_each_other(site: Site) -> None:
    transfer = site.sale(100, "2150.00")
    with pytest.raises(
        DomainError, match=r"no money is recorded yet. The buyer pays \$236,500.00"
    ) as refusal:
        site.settle(transfer)
    assert refusal.value.code == "deposit.not_settled"
    made = site.record(transfer)
    with pytest.raises(DomainError, match="another person of the trust still confirms"):
        site.settle(transfer)
    site.clear(made["id"])
    site.settle(transfer)
    assert Settlement.objects.get().state == "settled"
    assert Movement.objects.get(cause=str(transfer.public_id)).deposit_step == "done"


def test_money_that_comes_before_the_credits_move_is_nobodys_in_the_fund(site: Site) -> None:
    settlement = site.pay(site.sale(100, "2150.00"))
    assert postings(settlement) == [("1020", "2200", 236_500_00)]
    assert (site.account.deposited_cents, balance_cents(STEWARDSHIP, "1010")) == (0, 0)


@pytest.mark.parametrize("change", [-1, 1])
def test_money_is_taken_to_the_cent_or_not_at_all(site: Site, change: int) -> None:
    transfer = site.sale(100, "2150.00")
    with pytest.raises(InvalidInput) as refusal:
        site.record(transfer, received_cents=236_500_00 + change)
    assert refusal.value.findings[0].message == (
        "Exactly $236,500.00 is needed: $215,000.00 and $21,500.00 tax."
    )
    assert Settlement.objects.count() == 0


def test_what_the_buyer_pays_waits_until_the_sellers_tax_standing_is_entered(cast: Cast) -> None:
    site = make_site(cast, gst_registered=None)
    transfer = site.sale(100, "2150.00")
    with pytest.raises(DomainError, match="tax is not set"):
        site.record(transfer, received_cents=215_000_00, top_up_cents=0)
    enter_tax_standing(cast, site.market.today, gst_registered=False)
    assert Settlement.objects.get(public_id=site.record(transfer)["id"]).received_cents == 215_000_00


def test_money_is_recorded_anew_until_it_is_confirmed(site: Site) -> None:
    transfer = site.sale(100, "2150.00")
    first, again = site.record(transfer), site.record(transfer, receipt="EFT 9")
    assert first["id"] == again["id"]
    assert Settlement.objects.get().receipt == "EFT 9"
    site.clear(first["id"])
    with pytest.raises(DomainError, match="must be awaited or received"):
        site.record(transfer)


def test_the_one_who_recorded_money_does_not_confirm_it(site: Site) -> None:
    made = site.record(site.sale(100, "2150.00"), by="trust_approver")
    with pytest.raises(NotAllowed, match="Another person of the trust"):
        site.clear(made["id"], by="trust_approver")
    assert site.clear(made["id"], by="trust_officer")["state"] == "cleared"


@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        ("landholder_signatory", NotAllowed),
        ("registrar", NotAllowed),
        ("auditor", NotAllowed),
        ("developer", NotVisible),
        ("other_landholder_signatory", NotVisible),
        ("stranger", NotVisible),
    ],
)
def test_only_the_trust_records_and_confirms_money(site: Site, name: str, refusal: type[Exception]) -> None:
    transfer = site.sale(100, "2150.00")
    with pytest.raises(refusal):
        site.record(transfer, by=name)
    made = site.record(transfer)
    with pytest.raises(refusal):
        site.clear(made["id"], by=name)


def test_a_person_of_the_trust_who_belongs_to_the_buyer_records_nothing(site: Site) -> None:
    transfer = site.sale(100, "2150.00")
    site.cast.person("trust_officer").memberships.create(organisation=site.cast.organisation("proponent"))
    site.market.known.clear()
    with pytest.raises(NotAllowed, match="belong to a party"):
        site.record(transfer)


def test_money_clears_on_a_day_between_its_receipt_and_today(site: Site) -> None:
    made = site.record(site.sale(100, "2150.00"))
    for day in (site.market.today - timedelta(days=1), site.market.today + timedelta(days=1)):
        with pytest.raises(InvalidInput) as refusal:
            site.clear(made["id"], cleared_on=day)
        assert [one.field for one in refusal.value.findings] == ["cleared_on"]
    assert Entry.objects.count() == 0


def test_money_is_given_back_only_when_the_dealing_ended(site: Site) -> None:
    transfer = site.sale(50, "700.00")
    settlement = site.pay(transfer)
    with pytest.raises(DomainError, match="The dealing is checked"):
        site.give_back(str(settlement.public_id))
    site.market.act("refuse", transfer, site.market.registrar)
    assert site.give_back(str(settlement.public_id))["state"] == "cancelled"
    assert postings(settlement) == [
        ("1020", "2200", 38_500_00),
        ("1010", "2300", 930_53),
        ("2200", "1020", 38_500_00),
        ("2300", "1010", 930_53),
    ]
    assert site.account.deposited_cents == 0
    with pytest.raises(DomainError, match="must be awaited or cleared or received"):
        site.give_back(str(settlement.public_id))


def test_no_money_is_recorded_for_a_dealing_that_ended_or_owes_nothing(site: Site) -> None:
    transfer = site.sale(100, "2150.00")
    site.market.act("refuse", transfer, site.market.registrar)
    with pytest.raises(DomainError, match="is refused; no money is recorded"):
        site.record(transfer, received_cents=1, top_up_cents=0)


def test_a_suspended_agreement_takes_the_deposit_and_begins_full_management_later(site: Site) -> None:
    site.agreement.suspended_on = site.market.today
    site.agreement.save(update_fields=["suspended_on"])
    retirement = site.retirement(613)
    site.pay(retirement)
    site.settle(retirement)
    assert (site.account.threshold_reached_on, site.state) == (site.market.today, states.PASSIVE)


def test_credits_issued_beyond_the_first_ones_owe_no_share(site: Site) -> None:
    site.sell(613, "1890.00")
    further = open_lot(
        site.cast.organisation("landholder"), 20, agreement=site.agreement, deposit_settled=False
    )
    transfer = site.sale(20, "1000.00", lot=further)
    site.settle(transfer)
    assert Movement.objects.get(cause=str(transfer.public_id)).deposit_step == "not_required"
    assert site.account.credits_settled == 613


# --- shares paid elsewhere --------------------------------------------------------------------------------------------
def outside(cast: Cast, lot: Any, by: str = "trust_officer") -> dict[str, Any]:
    market = market_of(cast)
    return deposits.state_outside(
        actor=market.actor(cast.person(by)),
        lot_number=lot.number,
        document="Letter of the former trust",
        now=market.now,
    )


def confirm(cast: Cast, statement_id: str, by: str = "trust_approver") -> dict[str, Any]:
    market = market_of(cast)
    return deposits.confirm_outside(
        actor=market.actor(cast.person(by)), outside_deposit_id=statement_id, now=market.now
    )


def test_a_taken_over_lot_moves_once_two_people_state_that_its_share_was_paid_elsewhere(cast: Cast) -> None:
    market = market_of(cast)
    lot = market.lot(deposit_settled=False)
    transfer = market.checked_transfer(lot)
    stated = outside(cast, lot)
    with pytest.raises(DomainError, match="no fund account"):
        market.act("settle", transfer, market.approver)
    with pytest.raises(NotAllowed, match="Another person"):
        confirm(cast, stated["id"], by="trust_officer")
    confirm(cast, stated["id"])
    market.act("settle", transfer, market.approver)
    assert Movement.objects.get(cause=str(transfer.public_id)).deposit_step == "done"
    with pytest.raises(DomainError, match="confirmed already"):
        confirm(cast, stated["id"])


def test_only_the_trust_states_it_and_only_for_a_lot_without_an_account(cast: Cast, site: Site) -> None:
    lot = market_of(cast).lot(deposit_settled=False)
    for name in ("landholder_signatory", "registrar", "auditor"):
        with pytest.raises(NotAllowed):
            outside(cast, lot, by=name)
    with pytest.raises(NotVisible):
        outside(cast, lot, by="developer")
    with pytest.raises(DomainError, match="through its account"):
        outside(cast, site.lot)
    outside(cast, lot)
    with pytest.raises(DomainError, match="stated for this lot already"):
        outside(cast, lot, by="trust_approver")
    assert OutsideDeposit.objects.count() == 1
