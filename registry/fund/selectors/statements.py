"""The statement of a site's account for some days: what it held, what came, what it earned and cost, what was drawn,
what it holds.

By the day of posting, so that a statement once given never changes: what is corrected later stands in a later one.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from registry.fund.chart import DRAWN, PRINCIPAL, SITE_ACCOUNTS, STEWARDSHIP
from registry.fund.models import Entry, SiteAccount

FEE, REVERSAL = "fee", "reversal"
DEPOSITED, EARNED, FEES, PAID, PUT_BACK = "deposits", "returns", "fees", "drawn", "put_back"


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One entry as it touches the account: above zero what came to it."""

    posted_on: date
    value_on: date
    kind: str
    memo: str
    cents: int
    entry_id: int
    reverses_id: int | None


@dataclass(slots=True)
class Statement:
    """opening + deposits + returns - fees - drawn + put back = closing, in cents, exactly.

    `returns_cents` is below zero after a loss; `put_back_cents` is what was found over-paid and is owed back."""

    first: date
    last: date
    opening_cents: int = 0
    deposits_cents: int = 0
    returns_cents: int = 0
    fees_cents: int = 0
    drawn_cents: int = 0
    put_back_cents: int = 0
    lines: list[StatementLine] = field(default_factory=list)

    @property
    def closing_cents(self) -> int:
        """What the account held at the end of `last`."""
        return (
            self.opening_cents
            + self.deposits_cents
            + self.returns_cents
            - self.fees_cents
            - self.drawn_cents
            + self.put_back_cents
        )

    def add(self, line: StatementLine) -> None:
        """Take in one entry of the days."""
        self.lines.append(line)
        match line.kind:
            case "deposits":
                self.deposits_cents += line.cents
            case "returns":
                self.returns_cents += line.cents
            case "fees":
                self.fees_cents -= line.cents
            case "drawn":
                self.drawn_cents -= line.cents
            case _:
                self.put_back_cents += line.cents


def statement(site: SiteAccount, first: date, last: date) -> Statement:
    """The statement of one site, in one query. Raises ValueError where the days are not in order."""
    return statements([site.pk], first, last)[site.pk]


def statements(site_ids: Collection[int], first: date, last: date) -> dict[int, Statement]:
    """The statement of each of these sites, in one query."""
    if last < first:
        raise ValueError("a statement ends on the day it begins or later")
    found = {site_id: Statement(first, last) for site_id in site_ids}
    rows = (
        Entry.objects.filter(fund=STEWARDSHIP, site__in=found, posted_on__lte=last)
        .filter(Q(debit__in=SITE_ACCOUNTS) | Q(credit__in=SITE_ACCOUNTS))
        .select_related("reverses")
        .order_by("posted_on", "pk")
    )
    for entry in rows.iterator():
        made = found[entry.site_id or 0]
        for account, cents in ((entry.credit, entry.amount_cents), (entry.debit, -entry.amount_cents)):
            if account not in SITE_ACCOUNTS:
                continue
            if entry.posted_on < first:
                made.opening_cents += cents
            else:
                made.add(_line(entry, account, cents))
    return found


def _line(entry: Entry, account: str, cents: int) -> StatementLine:
    return StatementLine(
        posted_on=entry.posted_on,
        value_on=entry.value_on,
        kind=_kind(entry, account, cents),
        memo=entry.memo,
        cents=cents,
        entry_id=entry.pk,
        reverses_id=entry.reverses_id,
    )


def _kind(entry: Entry, account: str, cents: int) -> str:
    """A reversal belongs to what it takes back."""
    original = entry.reverses or entry
    if account == PRINCIPAL:
        return DEPOSITED
    if account == DRAWN:
        return PAID if (cents < 0) != (entry.reverses is not None) else PUT_BACK
    return FEES if original.source == FEE else EARNED
