"""The trial balance of a fund: from its entries, never from the balances kept, so that it proves them."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet, Sum

from registry.fund.chart import CHARTS, Account
from registry.fund.models import Entry, FundPeriod


@dataclass(frozen=True, slots=True)
class TrialLine:
    """One account: what was debited and credited in the days asked for."""

    account: Account
    debit_cents: int
    credit_cents: int

    @property
    def balance_cents(self) -> int:
        """Debits less credits."""
        return self.debit_cents - self.credit_cents

    @property
    def on_debit_cents(self) -> int:
        """The balance, where it stands on the debit side."""
        return max(0, self.balance_cents)

    @property
    def on_credit_cents(self) -> int:
        """The balance, where it stands on the credit side."""
        return max(0, -self.balance_cents)


@dataclass(frozen=True, slots=True)
class TrialBalance:
    """Every account that was posted to, in the order of the chart, and the sums of both sides."""

    fund: str
    lines: tuple[TrialLine, ...]

    @property
    def debit_cents(self) -> int:
        """All balances on the debit side."""
        return sum(line.on_debit_cents for line in self.lines)

    @property
    def credit_cents(self) -> int:
        """All balances on the credit side: the same, or an entry was changed behind the registry's back."""
        return sum(line.on_credit_cents for line in self.lines)

    @property
    def balanced(self) -> bool:
        """Are both sides the same?"""
        return self.debit_cents == self.credit_cents

    def of(self, account: str) -> int:
        """The balance of one account, debits less credits; nil where nothing was posted."""
        return next((line.balance_cents for line in self.lines if line.account.code == account), 0)


def trial_balance(fund: str, *, first: date | None = None, last: date | None = None) -> TrialBalance:
    """The accounts of `fund` by the day of posting: up to and with `last` (now, where none is given), from `first` on
    where only what moved in some days is wanted."""
    rows = Entry.objects.filter(fund=fund).order_by()
    if first is not None:
        rows = rows.filter(posted_on__gte=first)
    if last is not None:
        rows = rows.filter(posted_on__lte=last)
    debits = _sums(rows, "debit")
    credits_ = _sums(rows, "credit")
    return TrialBalance(
        fund,
        tuple(
            TrialLine(account, debits.get(code, 0), credits_.get(code, 0))
            for code, account in CHARTS[fund].items()
            if code in debits or code in credits_
        ),
    )


def _sums(rows: QuerySet[Entry], side: str) -> dict[str, int]:
    return {code: int(cents) for code, cents in rows.values_list(side).annotate(Sum("amount_cents"))}


def periods(fund: str) -> list[FundPeriod]:
    """The financial years of a fund that were begun, newest first."""
    rows = FundPeriod.objects.filter(fund=fund).select_related("closing_asked_by", "closed_by")
    return list(rows.order_by("-starts_on"))
