"""Closing a year of a fund, and taking a posting back: by two people, once, and never into what is closed."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError

from registry.findings import DomainError, InvalidInput, NotAllowed, NotVisible
from registry.fund import ledger
from registry.fund.chart import (
    CONSERVATION,
    FUND_BANK,
    INVESTMENTS,
    STEWARDSHIP,
    TAKEN_OVER,
    UNALLOCATED_RESULT,
)
from registry.fund.ledger import Posting
from registry.fund.models import Entry, FundPeriod
from registry.fund.selectors.books import SiteBalance, site_balances
from registry.fund.selectors.proof import prove
from registry.fund.services import investing, periods, reversals
from tests.builders_agreements import actor
from tests.builders_people import Cast
from tests.fund_books.builders import DAY, NOW, TODAY, approver, officer, post, site

pytestmark = pytest.mark.django_db

LAST_YEAR = date(2025, 6, 30)
YEAR: dict[str, Any] = {"fund": STEWARDSHIP, "name": "2024-25", "today": TODAY}


def close(cast: Cast, **values: Any) -> None:
    periods.ask_to_close(actor=officer(cast), **YEAR | values)
    periods.close(actor=approver(cast), now=NOW, **YEAR | values)


def posting(cents: int = 5) -> Posting:
    return Posting(FUND_BANK, "2300", cents, memo="In")


def test_a_year_is_closed_by_two_people_and_nothing_is_posted_into_it_then(cast: Cast) -> None:
    post(posting(), on=LAST_YEAR)
    with pytest.raises(DomainError, match="Another person asks for the closing first"):
        periods.close(actor=approver(cast), now=NOW, **YEAR)
    periods.ask_to_close(actor=approver(cast), **YEAR)
    with pytest.raises(DomainError, match="asked for the year 2024-25 to be closed already"):
        periods.ask_to_close(actor=officer(cast), **YEAR)
    with pytest.raises(NotAllowed, match="a second person approves it"):
        periods.close(actor=approver(cast), now=NOW, **YEAR)
    FundPeriod.objects.update(closing_asked_by=cast.person("trust_officer"))
    with pytest.raises(NotAllowed, match="Only an approver"):
        periods.close(actor=officer(cast), now=NOW, **YEAR)
    periods.close(actor=approver(cast), now=NOW, **YEAR)
    kept = FundPeriod.objects.get()
    assert (kept.closed_by_id, kept.closed_at) == (cast.person("trust_approver").pk, NOW)
    with pytest.raises(DomainError, match="2024-25 of the fund is closed"):
        post(posting(), on=LAST_YEAR)
    with pytest.raises(DomainError, match="closed already"):
        periods.close(actor=approver(cast), now=NOW, **YEAR)
    post(posting(), on=DAY)
    assert ledger.balance_cents(STEWARDSHIP, FUND_BANK) == 10


def test_the_years_are_closed_in_order_and_after_their_last_day(cast: Cast) -> None:
    post(posting(), on=date(2024, 6, 30))
    post(posting(), on=LAST_YEAR)
    post(posting(), on=DAY)
    with pytest.raises(DomainError, match="Close the year 2023-24 first"):
        periods.ask_to_close(actor=officer(cast), **YEAR)
    with pytest.raises(DomainError, match="ends on 30/06/2026; close it after that day"):
        periods.ask_to_close(actor=officer(cast), **YEAR | {"name": "2025-26"})
    with pytest.raises(NotVisible):
        periods.ask_to_close(actor=officer(cast), **YEAR | {"name": "1999-00"})
    close(cast, name="2023-24")
    close(cast)
    assert list(FundPeriod.objects.filter(closed_at=None).values_list("name", flat=True)) == ["2025-26"]


def test_a_year_is_not_closed_over_a_result_that_is_not_shared_out(cast: Cast) -> None:
    post(Posting(INVESTMENTS, UNALLOCATED_RESULT, 1, memo="Half a result"), on=LAST_YEAR)
    with pytest.raises(DomainError, match="3900 of the Biodiversity Stewardship Payments Fund is not nil"):
        periods.ask_to_close(actor=officer(cast), **YEAR)


def test_closing_one_fund_leaves_the_other_open(cast: Cast) -> None:
    post(posting(), on=LAST_YEAR)
    post(Posting(FUND_BANK, TAKEN_OVER, 7, memo="Payment"), on=LAST_YEAR, fund=CONSERVATION)
    close(cast)
    post(Posting(FUND_BANK, TAKEN_OVER, 7, memo="Payment"), on=LAST_YEAR, fund=CONSERVATION)
    assert ledger.balance_cents(CONSERVATION, FUND_BANK) == 14
    assert ledger.balance_cents(STEWARDSHIP, FUND_BANK) == 5


def test_only_those_who_read_the_books_know_of_its_years(cast: Cast) -> None:
    post(posting(), on=LAST_YEAR)
    with pytest.raises(NotVisible):
        periods.ask_to_close(actor=actor(cast, "landholder_signatory"), **YEAR)
    with pytest.raises(NotAllowed):
        periods.ask_to_close(actor=actor(cast, "auditor"), **YEAR)


def test_the_database_itself_refuses_an_entry_in_a_closed_year(cast: Cast) -> None:
    post(posting(), on=LAST_YEAR)
    close(cast)
    entry = Entry.objects.get()
    entry.pk, entry.cause = None, "another"
    with pytest.raises(DatabaseError, match="fund_entry_open_period"), transaction.atomic():
        Entry.objects.bulk_create([entry])
    with pytest.raises(DatabaseError, match="fund_period_stays_closed"), transaction.atomic():
        FundPeriod.objects.update(closed_at=None, closed_by=None)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE fund_entry SET amount_cents = amount_cents + 1",
        "UPDATE fund_entry SET site_id = NULL",
        "DELETE FROM fund_entry",
    ],
)
def test_the_database_itself_refuses_to_change_or_delete_an_entry(cast: Cast, statement: str) -> None:
    site(cast, deposit_cents=500)
    with (
        pytest.raises(DatabaseError, match=r"fund_entry|append"),
        transaction.atomic(),
        connection.cursor() as raw,
    ):
        raw.execute(statement)
    assert Entry.objects.get().amount_cents == 500


def test_a_posting_is_taken_back_whole_once_and_in_the_open_year(cast: Cast) -> None:
    account = site(cast, deposit_cents=1_000, on=LAST_YEAR)
    moved: dict[str, Any] = {"value_on": LAST_YEAR, "reference": "D1", "today": LAST_YEAR, "now": NOW}
    investing.invest(actor=officer(cast), amount_cents=600, **moved)
    close(cast)
    entry = Entry.objects.get(source="invest")
    asked: dict[str, Any] = {"entry_id": entry.pk, "reason": "Never done.", "today": TODAY, "now": NOW}
    with pytest.raises(NotAllowed, match="Only an approver"):
        reversals.reverse(actor=officer(cast), **asked)
    with pytest.raises(InvalidInput):
        reversals.reverse(actor=approver(cast), **asked | {"reason": " "})
    reversals.reverse(actor=approver(cast), **asked)
    back = Entry.objects.get(reverses=entry)
    assert (back.debit, back.credit, back.amount_cents) == (FUND_BANK, INVESTMENTS, 600)
    assert (back.period.name, back.value_on, back.memo) == ("2025-26", LAST_YEAR, "Taken back: Never done.")
    with pytest.raises(DomainError, match="cannot be taken back twice"):
        reversals.reverse(actor=approver(cast), **asked)
    with pytest.raises(DomainError, match="takes back another"):
        reversals.reverse(actor=approver(cast), **asked | {"entry_id": back.pk})
    assert site_balances([account.pk]) == {account.pk: SiteBalance(1_000)}
    assert prove().clean


def test_the_database_itself_refuses_a_second_reversal(cast: Cast) -> None:
    site(cast, deposit_cents=1_000)
    entry = Entry.objects.get()
    back = ledger.reversal(entry, memo="Back")
    post(back)
    with pytest.raises(IntegrityError, match="reverses_id"):
        post(back)


def test_what_has_a_way_back_of_its_own_is_not_reversed(cast: Cast) -> None:
    post(posting(), source="settlement")
    asked: dict[str, Any] = {"reason": "Wrong.", "today": TODAY, "now": NOW}
    with pytest.raises(DomainError, match="belongs to a settlement"):
        reversals.reverse(actor=approver(cast), entry_id=Entry.objects.get().pk, **asked)
    with pytest.raises(NotVisible):
        reversals.reverse(actor=approver(cast), entry_id=0, **asked)
    with pytest.raises(NotVisible):
        reversals.reverse(actor=actor(cast, "developer"), entry_id=Entry.objects.get().pk, **asked)


def test_an_investment_is_not_taken_back_when_its_money_is_gone(cast: Cast) -> None:
    account = site(cast, deposit_cents=1_000)
    moved: dict[str, Any] = {"value_on": DAY, "reference": "D1", "today": DAY, "now": NOW}
    investing.invest(actor=officer(cast), amount_cents=600, **moved)
    investing.redeem(actor=officer(cast), amount_cents=600, **moved)
    post(Posting("3030", FUND_BANK, 900, memo="Paid", site_id=account.pk))
    redeemed = Entry.objects.get(source="invest", debit=FUND_BANK)
    with pytest.raises(DomainError, match=r"would be \$5\.00 short"):
        reversals.reverse(
            actor=approver(cast), entry_id=redeemed.pk, reason="Never done.", today=TODAY, now=NOW
        )
    assert not Entry.objects.filter(source="reversal").exists()
