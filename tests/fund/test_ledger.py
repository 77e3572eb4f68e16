"""The fund's books: one debit and one credit, posted once, kept balances, closed years."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from registry.findings import DomainError
from registry.fund import ledger
from registry.fund.chart import (
    CONSERVATION,
    FUND_BANK,
    INVESTMENTS,
    STEWARDSHIP,
    TAKEN_OVER,
    UNALLOCATED_RECEIPTS,
)
from registry.fund.ledger import Posting
from registry.fund.models import Entry, FundPeriod

pytestmark = pytest.mark.django_db

DAY = date(2026, 9, 14)
NOW = datetime(2026, 9, 14, 3, tzinfo=UTC)


def post(*postings: Posting, fund: str = STEWARDSHIP, **changes: Any) -> None:
    asked: dict[str, Any] = {
        "fund": fund,
        "source": "test",
        "cause": str(uuid4()),
        "value_on": DAY,
        "posted_on": DAY,
        "now": NOW,
        "recorded_by_id": None,
    }
    with transaction.atomic():
        ledger.post(postings, **asked | changes)


def test_a_posting_moves_both_of_its_balances() -> None:
    post(Posting(FUND_BANK, UNALLOCATED_RECEIPTS, 500, memo="In"))
    post(
        Posting(FUND_BANK, UNALLOCATED_RECEIPTS, 70, memo="In"),
        Posting(INVESTMENTS, FUND_BANK, 400, memo="Invest"),
    )
    assert ledger.balance_cents(STEWARDSHIP, FUND_BANK) == 170
    assert ledger.balance_cents(STEWARDSHIP, INVESTMENTS) == 400
    assert ledger.balance_cents(STEWARDSHIP, UNALLOCATED_RECEIPTS) == -570


def test_the_same_cause_and_line_is_posted_once() -> None:
    cause = str(uuid4())
    post(Posting(FUND_BANK, UNALLOCATED_RECEIPTS, 500, memo="In"), cause=cause)
    with pytest.raises(IntegrityError, match=r"fund_entry_posted_once|fund_entry\.source"):
        post(Posting(FUND_BANK, UNALLOCATED_RECEIPTS, 500, memo="In"), cause=cause)
    assert ledger.balance_cents(STEWARDSHIP, FUND_BANK) == 500


def test_one_fund_knows_nothing_of_the_other() -> None:
    post(Posting(FUND_BANK, TAKEN_OVER, 900, memo="Payment"), fund=CONSERVATION)
    assert ledger.balance_cents(CONSERVATION, FUND_BANK) == 900
    assert ledger.balance_cents(STEWARDSHIP, FUND_BANK) == 0
    with pytest.raises(ValueError, match="no account 3100 in the chart of the stewardship fund"):
        post(Posting(FUND_BANK, TAKEN_OVER, 900, memo="Payment"))


def test_nothing_is_posted_into_a_closed_year() -> None:
    post(Posting(FUND_BANK, UNALLOCATED_RECEIPTS, 500, memo="In"))
    period = FundPeriod.objects.get(fund=STEWARDSHIP, name="2026-27")
    assert (period.starts_on, period.ends_on) == (date(2026, 7, 1), date(2027, 6, 30))
    with pytest.raises(IntegrityError, match=r"fund_period_closed_with_people"), transaction.atomic():
        FundPeriod.objects.filter(pk=period.pk).update(closed_at=NOW)


def test_an_amount_of_nothing_is_a_bug() -> None:
    with pytest.raises(ValueError, match="above zero"):
        post(Posting(FUND_BANK, UNALLOCATED_RECEIPTS, 0, memo="In"))
    assert not Entry.objects.exists()


def test_a_closed_year_refuses_before_the_database_has_to(django_user_model: Any) -> None:
    post(Posting(FUND_BANK, UNALLOCATED_RECEIPTS, 500, memo="In"))
    one, two = (
        django_user_model.objects.create_user(f"{name}@example.org", name=name) for name in ("one", "two")
    )
    FundPeriod.objects.update(closing_asked_by=one, closed_by=two, closed_at=NOW)
    with pytest.raises(DomainError, match="2026-27 of the fund is closed"):
        post(Posting(FUND_BANK, UNALLOCATED_RECEIPTS, 500, memo="In"))
    assert ledger.balance_cents(STEWARDSHIP, FUND_BANK) == 500
