"""Money paid in without credits: only what no credit can bring, by two people, and in the fund for good."""

from datetime import timedelta
from typing import Any

import pytest

from registry.agreements import states as agreement_states
from registry.findings import DomainError, InvalidInput, NotAllowed, NotVisible
from registry.fund import states
from registry.fund.models import DirectDeposit, Entry, ManagementYear
from registry.fund.selectors.proof import prove
from registry.fund.selectors.shortfall import Shortfall, shortfall_of
from registry.parties.models import Membership
from tests.builders_ledger import open_lot
from tests.builders_people import Cast
from tests.fund_direct.ground import cancel, clear, record, varied_site, vary, withdraw
from tests.fund_settlements.ground import Site, make_site

pytestmark = pytest.mark.django_db
DEPOSIT = 236_617_28
"""Of a plan of $10,000 a year, then $5,000."""
SHARE_OF_63 = 24_317_93
"""Of the deposit, for the last 63 of 613 credits: 236,617.28 less 212,299.35."""


@pytest.fixture
def site(cast: Cast) -> Site:
    """613 credits, nothing sold."""
    return make_site(cast, level=(10_000_00, 5_000_00))


def missing(site: Site) -> Shortfall:
    return shortfall_of(site.account)


def refused(site: Site, cents: int, **changes: Any) -> tuple[str, str, str]:
    """Code, field and sentence of the one thing that is wrong with money recorded."""
    with pytest.raises(InvalidInput) as refusal:
        record(site, cents, **changes)
    (finding,) = refusal.value.findings
    return finding.code, finding.field, finding.message


@pytest.mark.statement("N49", "N50")
def test_what_a_variation_asks_beyond_the_deposit_is_paid_in_by_two_people(cast: Cast) -> None:
    site = varied_site(cast)
    assert missing(site) == Shortfall(
        due_cents=DEPOSIT + 77_400_00,
        deposited_cents=DEPOSIT,
        credits_left=0,
        to_come_cents=0,
        extra_cents=77_400_00,
        cancelled_cents=0,
        direct_cents=0,
        recorded_cents=0,
    )
    deposit_id = record(site, 77_400_00)
    assert not Entry.objects.filter(cause=deposit_id).exists()
    assert (missing(site).uncovered_cents, missing(site).can_take_cents) == (77_400_00, 0)
    assert clear(site, deposit_id)["state"] == states.CLEARED
    posted = Entry.objects.get(cause=deposit_id)
    assert (posted.debit, posted.credit, posted.amount_cents) == ("1010", "3010", 77_400_00)
    assert (posted.source, posted.site_id) == ("deposit", site.account.pk)
    assert posted.party_id == cast.organisation("landholder").pk
    assert site.account.deposited_cents == site.account.due_cents == 314_017_28
    assert (missing(site).direct_cents, missing(site).uncovered_cents) == (77_400_00, 0)
    proof = prove()
    assert proof.clean
    assert proof.counts["direct_deposits"] == 1


def test_more_than_no_credit_can_bring_is_refused_with_the_sum_that_can_be_taken(cast: Cast) -> None:
    site = varied_site(cast)
    record(site, 70_000_00)
    assert refused(site, 7_400_01) == (
        "direct_deposit.too_much",
        "amount_cents",
        "At most $7,400.00 can be taken: the rest of what is due is still to come with credits, or is recorded "
        "already. Send back what is too much.",
    )
    record(site, 7_400_00)
    with pytest.raises(DomainError, match=r"\$77,400\.00 is recorded and waits") as full:
        record(site, 1)
    assert full.value.code == "direct_deposit.nothing_missing"


def test_credits_that_are_not_sold_yet_are_waited_for(site: Site) -> None:
    with pytest.raises(DomainError, match=r"\$236,617\.28 is still to come with credits"):
        record(site, 1)
    assert vary(site, 20_000_00, 10_000_00) == 236_617_29
    assert refused(site, 236_617_30)[2].startswith("At most $236,617.29 can be taken")
    clear(site, record(site, 236_617_29))
    site.sell(613, "2150.00")
    assert site.account.deposited_cents == site.account.due_cents == 473_234_57
    assert prove().clean


@pytest.mark.statement("N57")
def test_the_share_of_cancelled_credits_can_be_paid_in_and_the_deposit_is_whole(site: Site) -> None:
    site.sell(100, "2150.00")
    cancel(site, 63)
    assert (missing(site).cancelled_cents, missing(site).uncovered_cents) == (SHARE_OF_63, SHARE_OF_63)
    assert missing(site).credits_left == 450
    clear(site, record(site, SHARE_OF_63, reason="Cancelled credits."))
    site.sell(450, "2150.00")
    assert (site.account.deposited_cents, site.account.credits_settled) == (DEPOSIT, 550)
    assert prove().clean


def test_further_credits_after_the_share_was_paid_in_owe_only_what_is_missing(cast: Cast, site: Site) -> None:
    cancel(site, 63)
    clear(site, record(site, SHARE_OF_63))
    further = open_lot(
        cast.organisation("landholder"), 63, agreement=site.agreement, deposit_settled=False, number="BC990"
    )
    site.sell(500, "2150.00")
    last = site.sale(50, "2150.00")
    site.pay(last)
    site.settle(last)
    assert site.account.deposited_cents == DEPOSIT
    beyond = site.sale(63, "2150.00", lot=further)
    with pytest.raises(DomainError, match="Nothing is owed to the fund"):
        site.record(beyond)
    site.settle(beyond)
    assert (site.account.deposited_cents, site.account.credits_settled) == (DEPOSIT, 613)
    assert prove().clean


def test_money_that_credits_can_bring_again_is_not_confirmed_but_withdrawn(cast: Cast, site: Site) -> None:
    cancel(site, 63)
    deposit_id = record(site, SHARE_OF_63)
    open_lot(
        cast.organisation("landholder"), 63, agreement=site.agreement, deposit_settled=False, number="BC990"
    )
    with pytest.raises(DomainError, match=r"only \$0\.00 is not covered by credits") as refusal:
        clear(site, deposit_id)
    assert refusal.value.code == "direct_deposit.too_much_now"
    assert (site.account.deposited_cents, DirectDeposit.objects.get().state) == (0, states.RECORDED)
    assert withdraw(site, deposit_id) == states.WITHDRAWN


@pytest.mark.statement("N59")
def test_the_deposit_that_reaches_the_threshold_begins_full_management(site: Site) -> None:
    site.sell(450, "2150.00")
    cancel(site, 163)
    assert (site.account.deposited_cents, site.account.threshold_cents) == (173_699_47, 189_293_83)
    clear(site, record(site, 15_594_35))
    assert (site.state, site.account.threshold_reached_on) == (agreement_states.PASSIVE, None)
    clear(site, record(site, 1))
    assert (site.state, site.account.threshold_reached_on) == (agreement_states.ACTIVE, site.market.today)
    assert ManagementYear.objects.count() == 20


def test_where_proceeds_fill_the_deposit_first_any_credit_left_can_bring_it(cast: Cast) -> None:
    site = make_site(cast, level=(10_000_00, 5_000_00), regime="PROCEEDS_FIRST")
    site.sell(600, "100.00")
    with pytest.raises(DomainError, match=r"\$176,617\.28 is still to come with credits"):
        record(site, 1)
    site.sell(13, "100.00")
    assert missing(site).uncovered_cents == 175_317_28
    clear(site, record(site, 175_317_28))
    assert site.account.deposited_cents == DEPOSIT
    assert prove().clean


def test_who_recorded_money_does_not_confirm_it(cast: Cast) -> None:
    site = varied_site(cast)
    deposit_id = record(site, 77_400_00, by="trust_approver")
    with pytest.raises(NotAllowed, match="You recorded this money"):
        clear(site, deposit_id, by="trust_approver")
    assert clear(site, deposit_id, by="trust_officer")["state"] == states.CLEARED


def test_who_belongs_to_the_land_or_to_who_pays_decides_nothing(cast: Cast) -> None:
    site = varied_site(cast)
    deposit_id = record(site, 77_400_00)
    Membership.objects.create(
        user=cast.person("trust_approver"), organisation=cast.organisation("landholder")
    )
    site.market.known.clear()
    with pytest.raises(NotAllowed, match="You belong to an owner of this land"):
        clear(site, deposit_id)
    with pytest.raises(NotAllowed, match="Only"):
        record(site, 1, by="landholder_signatory")
    with pytest.raises(NotVisible):
        record(site, 1, by="developer")


def test_the_trust_may_pay_in_itself(cast: Cast) -> None:
    site = varied_site(cast)
    trust = cast.organisation("trust")
    clear(site, record(site, 77_400_00, payer_id=str(trust.public_id)))
    assert DirectDeposit.objects.get().payer == trust


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount_cents": 0}, "amount_cents"),
        ({"amount_cents": -1}, "amount_cents"),
        ({"amount_cents": 10**15}, "amount_cents"),
        ({"reason": " "}, "reason"),
        ({"receipt": ""}, "receipt"),
        ({"receipt": "x" * 121}, "receipt"),
        ({"payer_id": "nobody"}, "payer_id"),
    ],
)
def test_what_is_wrong_with_money_recorded_is_said_by_field(
    cast: Cast, changes: dict[str, Any], field: str
) -> None:
    site = varied_site(cast)
    assert refused(site, changes.pop("amount_cents", 1), **changes)[1] == field


def test_days_to_come_and_days_before_the_receipt_are_refused(cast: Cast) -> None:
    site = varied_site(cast)
    day = timedelta(days=1)
    assert (
        refused(site, 1, received_on=site.market.today + day)[2]
        == "Enter the day it came, not a day to come."
    )
    deposit_id = record(site, 1)
    for cleared_on in (site.market.today - day, site.market.today + day):
        with pytest.raises(InvalidInput) as refusal:
            clear(site, deposit_id, cleared_on=cleared_on)
        assert [one.code for one in refusal.value.findings] == ["direct_deposit.cleared_on"]


def test_nothing_is_paid_in_for_an_agreement_that_has_ended(cast: Cast) -> None:
    site = varied_site(cast)
    deposit_id = record(site, 1)
    site.agreement.state = agreement_states.TERMINATED
    site.agreement.save(update_fields=["state"])
    with pytest.raises(DomainError, match="The agreement has ended"):
        record(site, 1)
    with pytest.raises(DomainError, match="The agreement has ended"):
        clear(site, deposit_id)


@pytest.mark.parametrize("state", states.DIRECT_DEPOSIT.states)
def test_each_step_is_taken_from_the_states_of_its_table_alone(cast: Cast, state: str) -> None:
    site = varied_site(cast)
    steps = {"clear": clear, "withdraw": withdraw}
    assert set(steps) == {one.action for one in states.DIRECT_DEPOSIT.transitions}
    for action, step in steps.items():
        deposit_id = record(site, 1)
        if state == states.CLEARED:
            clear(site, deposit_id)
        elif state == states.WITHDRAWN:
            withdraw(site, deposit_id)
        if state in states.DIRECT_DEPOSIT.find(action).sources:
            step(site, deposit_id)
            assert (
                DirectDeposit.objects.get(public_id=deposit_id).state
                == states.DIRECT_DEPOSIT.find(action).target
            )
        else:
            with pytest.raises(DomainError, match="must be recorded"):
                step(site, deposit_id)


def test_the_proof_finds_a_deposit_that_was_posted_differently(cast: Cast) -> None:
    site = varied_site(cast)
    clear(site, record(site, 77_400_00))
    DirectDeposit.objects.update(amount_cents=77_399_99)
    found = [(one.code, one.expected, one.found) for one in prove().differences]
    assert found == [("direct_deposit.posted", "7739999", "7740000")]
