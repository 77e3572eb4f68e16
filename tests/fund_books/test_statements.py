"""Statements of a site, and how well it is funded."""

import json
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry.fund.models import Entry, SiteAccount
from registry.fund.selectors.books import funding_of, site_balances
from registry.fund.selectors.statements import statement
from registry.fund.services import results, reversals
from registry.units import display_dollars
from tests.builders_people import Cast
from tests.fund_books.builders import NOW, TODAY, approver, deposit, officer, pay, site
from tests.fund_books.payments import management_year, paid_line, schedule
from tests.fund_books.test_recoveries import claimed

pytestmark = pytest.mark.django_db

CASES = json.loads(Path("tests/worked_examples/money_cases.json").read_text())["cases"]
G18: list[dict[str, Any]] = next(case for case in CASES if case["id"] == "G18")["expected"]


def post_result(cast: Cast, cents: int, *, kind: str = "return", day: date = date(2025, 12, 31)) -> None:
    made = results.propose(
        actor=officer(cast),
        kind=kind,
        first_day=date(2025, 10, 1),
        last_day=day,
        amount_cents=cents,
        reference=f"{kind} {cents}",
        today=TODAY,
        now=NOW,
    )
    results.approve(actor=approver(cast), result_id=made["id"], today=TODAY, now=NOW)


@pytest.fixture
def account(cast: Cast) -> SiteAccount:
    """A deposit before and one in the days of the statement, a payment, returns, a fee, a claim, and one taken back."""
    made = site(cast, deposit_cents=1_000_000, on=date(2025, 9, 1))
    deposit(made, 500_000, on=date(2026, 1, 15))
    pay(made, 200_000, on=date(2026, 1, 20))
    post_result(cast, 3_000)
    post_result(cast, 120, kind="fee")
    post_result(cast, -70)
    claimed(cast, made, 15_000)
    post_result(cast, 999)
    wrong = Entry.objects.get(source="result", amount_cents=999, debit="1030")
    reversals.reverse(actor=approver(cast), entry_id=wrong.pk, reason="Another fund's.", today=TODAY, now=NOW)
    return made


@pytest.mark.statement("N50")
def test_a_statement_goes_from_opening_to_closing_to_the_cent(account: SiteAccount) -> None:
    found = statement(account, date(2026, 1, 1), TODAY)
    told = {
        "opening": found.opening_cents,
        "deposits": found.deposits_cents,
        "returns": found.returns_cents,
        "fees": found.fees_cents,
        "drawn": found.drawn_cents,
        "put back": found.put_back_cents,
        "closing": found.closing_cents,
    }
    assert told == {
        "opening": 1_000_000,
        "deposits": 500_000,
        "returns": 2_930,
        "fees": 120,
        "drawn": 200_000,
        "put back": 15_000,
        "closing": 1_317_810,
    }
    assert found.closing_cents == site_balances([account.pk])[account.pk].total_cents
    assert sum(line.cents for line in found.lines) == found.closing_cents - found.opening_cents
    kinds = [(line.kind, line.cents) for line in found.lines]
    assert kinds == [
        ("deposits", 500_000),
        ("drawn", -200_000),
        ("returns", 3_000),
        ("fees", -120),
        ("returns", -70),
        ("put_back", 15_000),
        ("returns", 999),
        ("returns", -999),
    ]


def test_one_statement_opens_with_what_the_one_before_closed(account: SiteAccount) -> None:
    days = [date(2025, 8, 31), date(2025, 9, 1), date(2026, 1, 15), date(2026, 1, 31), TODAY]
    closing = 0
    for first, last in pairwise(days):
        found = statement(account, date.fromordinal(first.toordinal() + 1), last)
        assert found.opening_cents == closing
        closing = found.closing_cents
    assert closing == 1_317_810
    with pytest.raises(ValueError, match="ends on the day it begins or later"):
        statement(account, TODAY, date(2026, 1, 31))


def cents_of(dollars: str) -> int:
    return int(dollars.replace(".", ""))


@pytest.mark.parametrize("row", G18, ids=[f"{row['balance']} after {row['after_year']}" for row in G18])
def test_funding_is_compared_unrounded(cast: Cast, row: dict[str, Any]) -> None:
    """G18: two accounts show 0.800000, and one of them is in deficit."""
    account = site(cast, deposit_cents=cents_of(row["balance"]))
    schedule(cast, account)
    management_year(cast, account, row["after_year"])
    management_year(cast, account, row["after_year"] + 1, state="due")
    found = funding_of([account.pk])[account.pk]
    assert found.remaining_cents == cents_of(row["pv_remaining"])
    assert f"{found.funding.shown}" == row["funding_ratio"]
    assert found.funding.band == row["state"]
    assert found.balance_cents == cents_of(row["balance"])
    assert display_dollars(found.balance_cents).replace(",", "") == f"${row['balance']}"


def test_what_remains_is_carried_to_the_prices_of_the_last_payment(cast: Cast) -> None:
    account = site(cast, deposit_cents=22_196_801)
    paid_line(cast, account, share_cents=1, year=5, base_index="120.0", due_index="132.0")
    found = funding_of([account.pk])[account.pk]
    assert found.remaining_cents == 24_416_481
    assert found.funding.band == "WATCH"


def test_a_renewed_plan_in_prices_of_its_own_day_is_carried_by_its_own_payments_alone(cast: Cast) -> None:
    """Prices rose by a half until the renewal, and the renewed plan is in prices of that day."""
    account = site(cast, deposit_cents=23_661_728)
    schedule(cast, account, base_quarter=date(2025, 6, 30))
    paid_line(cast, account, share_cents=1, year=20, base_index="120", due_index="180")
    renewed = {"from_year": 21, "first_year": 21, "base_quarter": date(2045, 6, 30)}
    schedule(cast, account, version=2, **renewed)
    assert funding_of([account.pk])[account.pk].remaining_cents == 23_661_728


def test_a_variation_changes_what_remains_from_its_first_year_on(cast: Cast) -> None:
    """G35: 2,400.00 more a year for ever after year 7."""
    account = site(cast, deposit_cents=1)
    schedule(cast, account)
    management_year(cast, account, 7)
    before = funding_of([account.pk])[account.pk].remaining_cents
    schedule(cast, account, version=2, real_cents=1_240_000, tail_cents=740_000, from_year=8)
    assert funding_of([account.pk])[account.pk].remaining_cents - before == 7_740_000
    later = site(cast, deposit_cents=1)
    schedule(cast, later)
    schedule(cast, later, version=2, real_cents=9_999_999, tail_cents=500_000, from_year=20)
    difference = funding_of([later.pk])[later.pk].remaining_cents - 23_661_728
    assert difference == 4_946_844


def test_funding_asks_as_often_for_many_sites_as_for_one(cast: Cast) -> None:
    accounts = [site(cast, deposit_cents=5) for _ in range(3)]
    for one in accounts[:2]:
        paid_line(cast, one, share_cents=1)
    asked = []
    for ids in ([accounts[0].pk], [one.pk for one in accounts]):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            found = funding_of(ids)
        asked.append(len(queries))
    assert asked == [6, 6]
    assert set(found) == {accounts[0].pk, accounts[1].pk}
