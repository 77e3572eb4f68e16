"""Results of the fund: entered by one person, posted by another, shared out over the sites to the cent."""

from datetime import date
from typing import Any

import pytest

from registry.findings import DomainError, InvalidInput, NotAllowed
from registry.fund import ledger, states
from registry.fund.chart import FUND_BANK, INVESTMENTS, RETURNS, STEWARDSHIP, UNALLOCATED_RESULT
from registry.fund.models import Entry, FundResult, ResultShare
from registry.fund.selectors.books import SiteBalance, site_balances
from registry.fund.selectors.proof import prove
from registry.fund.selectors.trial_balance import trial_balance
from registry.fund.services import investing, results, reversals
from tests.builders_agreements import actor
from tests.builders_people import Cast
from tests.fund_books.builders import DAY, NOW, TODAY, approver, deposit, officer, pay, site

pytestmark = pytest.mark.django_db


def propose(cast: Cast, cents: int, *, kind: str = "return", **values: Any) -> str:
    asked: dict[str, Any] = {
        "kind": kind,
        "first_day": date(2025, 10, 1),
        "last_day": date(2025, 12, 31),
        "amount_cents": cents,
        "reference": "Quarter to 31 December",
        "today": TODAY,
        "now": NOW,
    }
    return str(results.propose(actor=officer(cast), **asked | values)["id"])


def approve(cast: Cast, result_id: str) -> dict[str, Any]:
    return results.approve(actor=approver(cast), result_id=result_id, today=TODAY, now=NOW)


@pytest.mark.statement("N50")
def test_the_worked_postings_of_returns_fees_and_a_payment_close_to_the_cent(cast: Cast) -> None:
    """G26, from the deposit on."""
    account = site(cast, deposit_cents=44_050_824)
    investing.invest(
        actor=officer(cast),
        amount_cents=35_000_000,
        value_on=DAY,
        reference="Deal 7",
        today=TODAY,
        now=NOW,
    )
    approve(cast, propose(cast, 300_000))
    approve(cast, propose(cast, 12_000, kind="fee"))
    pay(account, 6_468_215)
    trial = trial_balance(STEWARDSHIP)
    assert {line.account.code: line.balance_cents for line in trial.lines} == {
        "1010": 2_570_609,
        "1030": 35_300_000,
        "2100": 0,
        "3010": -44_050_824,
        "3020": -288_000,
        "3030": 6_468_215,
        "3900": 0,
    }
    assert (trial.debit_cents, trial.balanced) == (44_338_824, True)
    assert site_balances([account.pk]) == {account.pk: SiteBalance(44_050_824, 288_000, 6_468_215)}
    assert site_balances([account.pk])[account.pk].total_cents == 37_870_609
    assert prove().differences == []


def test_a_return_is_shared_by_what_each_site_held_on_each_day(cast: Cast) -> None:
    """100.00 over 92 days: one site held 1,000.00 all along, the other 1,000.00 for the last 46 of them."""
    whole = site(cast, deposit_cents=100_000, on=date(2025, 9, 1))
    half = site(cast, deposit_cents=100_000, on=date(2025, 11, 16))
    later = site(cast, deposit_cents=100_000, on=date(2026, 1, 1))
    result_id = propose(cast, 10_000)
    assert not ResultShare.objects.exists()
    assert approve(cast, result_id) == {"id": result_id, "state": states.POSTED}
    shares = ResultShare.objects.values_list("site", "balance_days", "share_cents")
    assert list(shares) == [(whole.pk, 9_200_000, 6_667), (half.pk, 4_600_000, 3_333)]
    assert site_balances([later.pk])[later.pk].total_cents == 100_000
    posted = Entry.objects.filter(source="result").values_list("debit", "credit", "amount_cents", "value_on")
    last = date(2025, 12, 31)
    assert list(posted) == [
        (INVESTMENTS, UNALLOCATED_RESULT, 10_000, last),
        (UNALLOCATED_RESULT, RETURNS, 6_667, last),
        (UNALLOCATED_RESULT, RETURNS, 3_333, last),
    ]
    assert prove().clean


def test_a_loss_is_taken_from_the_sites_it_fell_on(cast: Cast) -> None:
    sites = [site(cast, deposit_cents=100_000) for _ in range(3)]
    approve(cast, propose(cast, -100))
    found = site_balances([one.pk for one in sites])
    assert [found[one.pk].returns_cents for one in sites] == [-34, -33, -33]
    assert ledger.balance_cents(STEWARDSHIP, INVESTMENTS) == -100
    assert ledger.balance_cents(STEWARDSHIP, UNALLOCATED_RESULT) == 0
    assert prove().clean


def test_a_share_of_nothing_has_no_entry(cast: Cast) -> None:
    sites = [site(cast, deposit_cents=100_000) for _ in range(3)]
    approve(cast, propose(cast, 2))
    assert list(ResultShare.objects.values_list("share_cents", flat=True)) == [1, 1, 0]
    assert Entry.objects.filter(source="result", site=sites[2]).count() == 0
    assert prove().clean


def test_who_entered_a_result_does_not_approve_it(cast: Cast) -> None:
    site(cast, deposit_cents=100_000)
    mine = str(
        results.propose(
            actor=approver(cast),
            kind="return",
            first_day=date(2025, 10, 1),
            last_day=date(2025, 12, 31),
            amount_cents=5,
            reference="Mine",
            today=TODAY,
            now=NOW,
        )["id"]
    )
    with pytest.raises(NotAllowed, match="a second person approves it"):
        approve(cast, mine)
    theirs = propose(cast, 5)
    with pytest.raises(NotAllowed, match="Only an approver of the trust"):
        results.approve(actor=officer(cast), result_id=theirs, today=TODAY, now=NOW)
    assert not Entry.objects.filter(source="result").exists()


def test_a_result_is_posted_once(cast: Cast) -> None:
    site(cast, deposit_cents=100_000)
    result_id = propose(cast, 5)
    approve(cast, result_id)
    with pytest.raises(DomainError) as refusal:
        approve(cast, result_id)
    assert refusal.value.code == "fund result.wrong_state"
    assert Entry.objects.filter(source="result").count() == 2


def test_the_same_result_is_not_entered_twice_until_it_is_withdrawn_or_taken_back(cast: Cast) -> None:
    account = site(cast, deposit_cents=100_000)
    first = propose(cast, 500)
    with pytest.raises(DomainError, match="entered already"):
        propose(cast, 500)
    results.withdraw(actor=officer(cast), result_id=first, reason="Wrong quarter.")
    assert FundResult.objects.get(public_id=first).closing_reason == "Wrong quarter."
    second = propose(cast, 500)
    approve(cast, second)
    with pytest.raises(DomainError, match="entered already"):
        propose(cast, 500)
    entry = Entry.objects.get(source="result", debit=INVESTMENTS)
    reversals.reverse(actor=approver(cast), entry_id=entry.pk, reason="Wrong fund.", today=TODAY, now=NOW)
    assert site_balances([account.pk]) == {account.pk: SiteBalance(principal_cents=100_000)}
    third = propose(cast, 500)
    approve(cast, third)
    assert ledger.balance_cents(STEWARDSHIP, INVESTMENTS) == 500
    assert prove().clean


def test_what_is_wrong_with_a_result_is_named_by_field(cast: Cast) -> None:
    site(cast, deposit_cents=100_000)
    with pytest.raises(InvalidInput) as refusal:
        propose(cast, 0, kind="gift", reference=" ", last_day=date(2025, 9, 30))
    assert {finding.field for finding in refusal.value.findings} == {
        "kind",
        "reference",
        "amount_cents",
        "last_day",
    }
    with pytest.raises(InvalidInput) as below:
        propose(cast, -5, kind="fee")
    assert [finding.code for finding in below.value.findings] == ["fund_result.amount"]
    with pytest.raises(InvalidInput) as unfinished:
        propose(cast, 5, last_day=TODAY)
    assert [finding.code for finding in unfinished.value.findings] == ["fund_result.days_not_over"]


def test_a_result_of_days_on_which_nobody_held_anything_is_refused(cast: Cast) -> None:
    site(cast, deposit_cents=100_000, on=date(2026, 1, 1))
    with pytest.raises(DomainError, match="nobody to share this out to"):
        propose(cast, 500)


def test_a_fee_is_not_paid_from_money_that_is_not_there(cast: Cast) -> None:
    account = site(cast, deposit_cents=100_000)
    pay(account, 99_990)
    result_id = propose(cast, 11, kind="fee", first_day=date(2025, 9, 1), last_day=date(2025, 9, 2))
    with pytest.raises(DomainError, match=r"would be \$0\.01 short"):
        approve(cast, result_id)
    assert not Entry.objects.filter(source="fee").exists()
    assert FundResult.objects.get().state == states.PROPOSED


def test_no_more_is_invested_or_redeemed_than_there_is(cast: Cast) -> None:
    site(cast, deposit_cents=100_000)
    asked: dict[str, Any] = {"value_on": DAY, "reference": "D1", "today": TODAY, "now": NOW}
    with pytest.raises(DomainError, match=r"1010 \(Fund bank\) would be \$0\.01 short"):
        investing.invest(actor=officer(cast), amount_cents=100_001, **asked)
    investing.invest(actor=officer(cast), amount_cents=60_000, **asked)
    with pytest.raises(DomainError, match=r"1030 \(Investments\) would be \$0\.01 short"):
        investing.redeem(actor=officer(cast), amount_cents=60_001, **asked)
    investing.redeem(actor=officer(cast), amount_cents=60_000, **asked)
    assert ledger.balance_cents(STEWARDSHIP, FUND_BANK) == 100_000
    assert ledger.balance_cents(STEWARDSHIP, INVESTMENTS) == 0
    with pytest.raises(NotAllowed, match="Only an officer or an approver"):
        investing.invest(actor=actor(cast, "auditor"), amount_cents=1, **asked)


@pytest.mark.statement("N50")
def test_a_fund_that_earns_the_rate_of_the_deposit_never_runs_out(cast: Cast) -> None:
    """G16, posted: three years of one account, paid in advance, with the fund's return of each year."""
    account = site(cast, deposit_cents=23_661_728, on=date(2022, 7, 1), due_cents=23_661_728)
    closing = []
    for year, earned in ((2022, 725_175), (2023, 716_381), (2024, 707_305)):
        pay(account, 1_000_000, on=date(year, 7, 1))
        approve(
            cast,
            propose(
                cast,
                earned,
                first_day=date(year, 7, 1),
                last_day=date(year + 1, 6, 30),
                reference=f"{year}",
            ),
        )
        closing.append(site_balances([account.pk])[account.pk].total_cents)
    assert closing == [23_386_903, 23_103_284, 22_810_589]
    assert prove().clean


def test_a_later_deposit_with_an_earlier_value_date_counts_from_that_date(cast: Cast) -> None:
    first = site(cast, deposit_cents=100_000, on=date(2025, 9, 1))
    second = site(cast)
    deposit(second, 100_000, on=date(2025, 9, 1), posted_on=date(2026, 1, 31))
    approve(cast, propose(cast, 10))
    assert [one.returns_cents for one in site_balances([first.pk, second.pk]).values()] == [5, 5]
