"""What a holder owes back: claimed by two people, set off against instalments or repaid, never more than is owed."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from registry.agreements.models import OwnerShare
from registry.findings import DomainError, InvalidInput, NotAllowed, NotVisible
from registry.fund import ledger, states
from registry.fund.chart import (
    DRAWN,
    FUND_BANK,
    GST_RECEIVABLE,
    PAYMENTS_PAYABLE,
    RECOVERABLE,
    STEWARDSHIP,
)
from registry.fund.ledger import Posting
from registry.fund.models import Entry, FundPeriod, Recovery, SiteAccount
from registry.fund.selectors import recoveries as selectors
from registry.fund.selectors.books import SiteBalance, site_balances
from registry.fund.selectors.proof import prove
from registry.fund.selectors.trial_balance import trial_balance
from registry.fund.services import periods, recoveries
from registry.fund.services.recoveries import Kept
from registry.parties.models import Membership, Organisation
from tests.builders_agreements import actor
from tests.builders_people import Cast
from tests.fund_books.builders import NOW, TODAY, approver, deposit, officer, pay, post, site
from tests.fund_books.payments import paid_line

pytestmark = pytest.mark.django_db


def propose(cast: Cast, account: SiteAccount, cents: int = 123_456, **values: Any) -> str:
    asked: dict[str, Any] = {
        "agreement_id": str(account.agreement.public_id),
        "party_id": str(cast.organisation("landholder").public_id),
        "amount_cents": cents,
        "reason": "Paid twice for the same fence.",
        "now": NOW,
    }
    return str(recoveries.propose(actor=officer(cast), **asked | values)["id"])


def claimed(cast: Cast, account: SiteAccount, cents: int = 123_456) -> str:
    recovery_id = propose(cast, account, cents)
    recoveries.approve(actor=approver(cast), recovery_id=recovery_id, today=TODAY, now=NOW)
    return recovery_id


def repay(cast: Cast, recovery_id: str, cents: int) -> dict[str, Any]:
    return recoveries.repay(
        actor=officer(cast),
        recovery_id=recovery_id,
        amount_cents=cents,
        received_on=TODAY,
        receipt="R-9",
        today=TODAY,
        now=NOW,
    )


@pytest.fixture
def account(cast: Cast) -> SiteAccount:
    """A site that was paid too much."""
    made = site(cast, deposit_cents=10_000_000)
    pay(made, 5_000_000)
    return made


def test_a_claim_is_posted_when_a_second_person_approves_it(cast: Cast, account: SiteAccount) -> None:
    recovery_id = propose(cast, account)
    assert not Entry.objects.filter(source="recovery").exists()
    recoveries.approve(actor=approver(cast), recovery_id=recovery_id, today=TODAY, now=NOW)
    party = cast.organisation("landholder")
    posted = Entry.objects.get(source="recovery")
    assert (posted.debit, posted.credit, posted.amount_cents) == (RECOVERABLE, DRAWN, 123_456)
    assert (posted.site_id, posted.party_id, posted.posted_on) == (account.pk, party.pk, TODAY)
    assert site_balances([account.pk]) == {account.pk: SiteBalance(10_000_000, 0, 4_876_544)}
    owed = recoveries.open_recoveries([(account.pk, party.pk), (account.pk, 0)])
    assert [one.outstanding_cents for one in owed[account.pk, party.pk]] == [123_456]
    assert owed[account.pk, 0] == []
    assert prove().clean


def test_repayments_close_a_recovery_by_themselves(cast: Cast, account: SiteAccount) -> None:
    recovery_id = claimed(cast, account)
    assert repay(cast, recovery_id, 100_000) == {
        "id": recovery_id,
        "state": states.OPEN,
        "outstanding_cents": 23_456,
    }
    with pytest.raises(DomainError, match="more than is still owed back"):
        repay(cast, recovery_id, 23_457)
    assert repay(cast, recovery_id, 23_456)["state"] == states.REPAID
    with pytest.raises(DomainError, match="must be open"):
        repay(cast, recovery_id, 1)
    assert ledger.balance_cents(STEWARDSHIP, RECOVERABLE, site_id=account.pk) == 0
    assert ledger.balance_cents(STEWARDSHIP, FUND_BANK) == 5_123_456
    lines = selectors.entries_of(Recovery.objects.get()).values_list("line", "amount_cents")
    assert list(lines) == [(1, 123_456), (2, 100_000), (3, 23_456)]
    assert prove().clean


def test_instalments_are_set_off_against_the_oldest_first(cast: Cast, account: SiteAccount) -> None:
    party = cast.organisation("landholder")
    first, second = claimed(cast, account, 1_000), claimed(cast, account, 500)
    line, other = str(uuid4()), str(uuid4())
    post(
        Posting(DRAWN, PAYMENTS_PAYABLE, 1_200, memo="Instalment", site_id=account.pk),
        on=TODAY,
    )
    with transaction.atomic():
        done = recoveries.set_off(
            [Kept(account.pk, party.pk, 1_200, line), Kept(account.pk, party.pk, 0, other)],
            today=TODAY,
            now=NOW,
            recorded_by_id=None,
        )
    assert done == {line: [(first, 1_000), (second, 200)]}
    kept = Recovery.objects.order_by("pk").values_list("state", "outstanding_cents")
    assert list(kept) == [(states.REPAID, 0), (states.OPEN, 300)]
    assert ledger.balance_cents(STEWARDSHIP, PAYMENTS_PAYABLE) == 0
    assert [one.code for one in prove().differences] == []
    with pytest.raises(DomainError, match="Prepare the run again"), transaction.atomic():
        recoveries.set_off(
            [Kept(account.pk, party.pk, 301, other)], today=TODAY, now=NOW, recorded_by_id=None
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        recoveries.set_off([Kept(account.pk, party.pk, 1, line)], today=TODAY, now=NOW, recorded_by_id=None)


@pytest.mark.statement("N61")
def test_an_over_payment_of_a_closed_year_is_corrected_in_the_open_one(cast: Cast) -> None:
    """G28: 38,215.55 was paid, 33,115.00 was right; the next instalment is 41,230.10."""
    account = site(cast, deposit_cents=20_000_000, on=date(2024, 7, 1))
    pay(account, 3_821_555, on=date(2025, 6, 30))
    closed = {"fund": STEWARDSHIP, "name": "2024-25", "today": TODAY}
    periods.ask_to_close(actor=officer(cast), **closed)
    periods.close(actor=approver(cast), now=NOW, **closed)
    before = trial_balance(STEWARDSHIP, first=date(2024, 7, 1), last=date(2025, 6, 30))
    claimed(cast, account, 3_821_555 - 3_311_500)
    party = cast.organisation("landholder")
    owed = recoveries.open_recoveries([(account.pk, party.pk)])[account.pk, party.pk]
    assert [one.outstanding_cents for one in owed] == [510_055]
    post(Posting(DRAWN, PAYMENTS_PAYABLE, 4_123_010, memo="Instalment", site_id=account.pk), on=TODAY)
    line = str(uuid4())
    with transaction.atomic():
        recoveries.set_off(
            [Kept(account.pk, party.pk, 510_055, line)], today=TODAY, now=NOW, recorded_by_id=None
        )
    assert -ledger.balance_cents(STEWARDSHIP, PAYMENTS_PAYABLE) == 3_612_955
    assert set(Entry.objects.filter(source="recovery").values_list("period__name", flat=True)) == {"2025-26"}
    assert trial_balance(STEWARDSHIP, first=date(2024, 7, 1), last=date(2025, 6, 30)) == before


def test_nobody_claims_or_approves_for_land_of_their_own(cast: Cast, account: SiteAccount) -> None:
    recovery_id = propose(cast, account)
    Membership.objects.create(
        user=cast.person("trust_approver"), organisation=cast.organisation("landholder")
    )
    vars(cast).pop("_actors")
    with pytest.raises(NotAllowed, match="belong to an owner of this land"):
        recoveries.approve(actor=approver(cast), recovery_id=recovery_id, today=TODAY, now=NOW)


@pytest.fixture
def former_owner(cast: Cast, account: SiteAccount) -> Organisation:
    """Who owned the land before the landholder, and owes something back."""
    former = cast.organisation("other_landholder")
    OwnerShare.objects.create(
        agreement=account.agreement,
        organisation=former,
        parts=1,
        valid_from=date(2024, 7, 1),
        valid_to=date(2025, 7, 1),
    )
    return former


def test_nobody_decides_about_a_claim_on_a_former_owner_of_their_own(
    cast: Cast, account: SiteAccount, former_owner: Organisation
) -> None:
    """The officer belongs to the former owner: a claim on it is no longer about an owner of the land."""
    party_id = str(former_owner.public_id)
    recovery_id = propose(cast, account, party_id=party_id)
    for name in ("trust_officer", "trust_approver"):
        Membership.objects.create(user=cast.person(name), organisation=former_owner)
    vars(cast).pop("_actors")
    with pytest.raises(NotAllowed, match="You belong to the holder"):
        propose(cast, account, party_id=party_id)
    with pytest.raises(NotAllowed, match="You belong to the holder"):
        recoveries.approve(actor=approver(cast), recovery_id=recovery_id, today=TODAY, now=NOW)
    with pytest.raises(NotAllowed, match="You belong to the holder"):
        recoveries.withdraw(actor=approver(cast), recovery_id=recovery_id, reason="A favour.")
    Recovery.objects.update(state=states.OPEN)
    with pytest.raises(NotAllowed, match="You belong to the holder"):
        repay(cast, recovery_id, 1)


def test_a_former_owner_sees_what_it_owes(
    cast: Cast, account: SiteAccount, former_owner: Organisation
) -> None:
    recovery_id = propose(cast, account, party_id=str(former_owner.public_id))
    recoveries.approve(actor=approver(cast), recovery_id=recovery_id, today=TODAY, now=NOW)
    owes = actor(cast, "other_landholder_signatory")
    assert [str(one.public_id) for one in selectors.recoveries(owes)] == [recovery_id]
    assert not selectors.recoveries(actor(cast, "landholder_signatory")).exists()


def test_who_proposed_a_recovery_does_not_approve_it(cast: Cast, account: SiteAccount) -> None:
    made = recoveries.propose(
        actor=approver(cast),
        agreement_id=str(account.agreement.public_id),
        party_id=str(cast.organisation("landholder").public_id),
        amount_cents=5,
        reason="Mine.",
        now=NOW,
    )
    with pytest.raises(NotAllowed, match="a second person approves it"):
        recoveries.approve(actor=approver(cast), recovery_id=made["id"], today=TODAY, now=NOW)


def test_a_recovery_is_withdrawn_before_it_is_approved_and_not_after(
    cast: Cast, account: SiteAccount
) -> None:
    first, second = propose(cast, account), claimed(cast, account)
    recoveries.withdraw(actor=officer(cast), recovery_id=first, reason="It was right.")
    with pytest.raises(DomainError, match="must be proposed"):
        recoveries.withdraw(actor=officer(cast), recovery_id=second, reason="It was right.")
    assert list(Recovery.objects.order_by("pk").values_list("state", "closing_reason")) == [
        (states.WITHDRAWN, "It was right."),
        (states.OPEN, ""),
    ]


def test_what_is_wrong_with_a_recovery_is_named_by_field(cast: Cast, account: SiteAccount) -> None:
    with pytest.raises(InvalidInput) as refusal:
        propose(
            cast,
            account,
            0,
            reason="",
            party_id=str(cast.organisation("proponent").public_id),
            payment_line=str(uuid4()),
        )
    assert [finding.field for finding in refusal.value.findings] == [
        "reason",
        "amount_cents",
        "party_id",
        "payment_line",
    ]


def test_a_holder_sees_what_its_own_sites_owe_once_it_is_claimed(cast: Cast, account: SiteAccount) -> None:
    open_, waiting = claimed(cast, account), propose(cast, account, 5)
    mine, other = actor(cast, "landholder_signatory"), actor(cast, "other_landholder_signatory")
    assert [str(one.public_id) for one in selectors.recoveries(mine)] == [open_]
    assert not selectors.recoveries(other).exists()
    with pytest.raises(NotVisible):
        selectors.recovery(mine, waiting)
    with pytest.raises(NotAllowed):
        recoveries.withdraw(actor=mine, recovery_id=open_, reason="No.")


def test_what_is_claimed_back_of_a_payment_names_it_and_is_never_more(
    cast: Cast, account: SiteAccount
) -> None:
    line = paid_line(cast, account, share_cents=1_000)
    propose(cast, account, 600, payment_line=str(line.public_id))
    with pytest.raises(InvalidInput) as refusal:
        propose(cast, account, 401, payment_line=str(line.public_id))
    assert [finding.code for finding in refusal.value.findings] == ["recovery.above_the_payment"]
    second = propose(cast, account, 400, payment_line=str(line.public_id))
    recoveries.approve(actor=approver(cast), recovery_id=second, today=TODAY, now=NOW)
    assert Entry.objects.get(source="recovery").memo == f"Claimed back: payment {line.public_id}"


def test_a_deposit_and_tax_are_no_part_of_what_is_owed(cast: Cast, account: SiteAccount) -> None:
    recovery_id = claimed(cast, account, 700)
    deposit(account, 5)
    post(Posting(GST_RECEIVABLE, PAYMENTS_PAYABLE, 70, memo="Tax"))
    assert selectors.outstanding_by_entries([recovery_id]) == {recovery_id: 700}
    assert FundPeriod.objects.get().name == "2025-26"
