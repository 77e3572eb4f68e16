"""The entries of the books as a list: newest first, narrowed, a page at a time by the entry that came before."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from registry.actor import Actor
from registry.fund.chart import FUNDS
from registry.fund.models import Entry
from registry.fund.policies.books import may_read_books

PAGE = 50
SOURCES = {
    "settlement": "Settlement",
    "deposit": "Deposit",
    "result": "Return or loss",
    "fee": "Fund manager's fee",
    "recovery": "Recovery",
    "run_line": "Payment approved",
    "run_bank": "Bank paid",
    "bank_return": "Returned by the bank",
    "retry": "Paid again",
    "invest": "Investment",
    "fund_payment": "Developer's payment",
    "reversal": "Taken back",
    "opening": "Opening",
    "close": "Closing",
}
"""What an entry comes from, in words."""


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What is asked for; empty: all."""

    fund: str = ""
    account: str = ""
    source: str = ""
    agreement: str = ""
    first: date | None = None
    last: date | None = None


def entries(actor: Actor, asked: Narrowing) -> QuerySet[Entry]:
    """The entries asked for, newest first, for those who read the books; none for others."""
    rows = Entry.objects.select_related("site__agreement", "party", "period", "reverses").order_by("-pk")
    if not may_read_books(actor).allowed:
        return rows.none()
    if asked.fund in FUNDS:
        rows = rows.filter(fund=asked.fund)
    if asked.account:
        rows = rows.filter(Q(debit=asked.account) | Q(credit=asked.account))
    if asked.source:
        rows = rows.filter(source=asked.source)
    if asked.agreement:
        rows = rows.filter(site__agreement__number__iexact=asked.agreement)
    if asked.first:
        rows = rows.filter(posted_on__gte=asked.first)
    if asked.last:
        rows = rows.filter(posted_on__lte=asked.last)
    return rows


@dataclass(frozen=True, slots=True)
class Page:
    """Rows, and the entry to go on from; None at the end."""

    rows: list[Entry]
    before: int | None


def page_of(rows: QuerySet[Entry], *, before: str = "", size: int = PAGE) -> Page:
    """So many rows older than the entry `before`; from the newest where none or no number is given. One query."""
    if before.isascii() and before.isdigit() and len(before) < 18:
        rows = rows.filter(pk__lt=int(before))
    found = list(rows[: size + 1])
    more = len(found) > size
    return Page(found[:size], found[size - 1].pk if more else None)


COLUMNS = (
    "entry",
    "fund",
    "period",
    "posted_on",
    "value_on",
    "debit",
    "credit",
    "amount",
    "agreement",
    "party",
    "source",
    "cause",
    "line",
    "memo",
    "takes_back",
    "rules",
)


def row_of(entry: Entry) -> tuple[Any, ...]:
    """An entry as a row of a file; amounts in dollars."""
    return (
        entry.pk,
        entry.fund,
        entry.period.name,
        f"{entry.posted_on:%d/%m/%Y}",
        f"{entry.value_on:%d/%m/%Y}",
        entry.debit,
        entry.credit,
        f"{entry.amount_cents // 100}.{entry.amount_cents % 100:02d}",
        entry.site.agreement.number if entry.site else "",
        entry.party.name if entry.party else "",
        entry.source,
        entry.cause,
        entry.line,
        entry.memo,
        entry.reverses_id or "",
        entry.rule_version,
    )
