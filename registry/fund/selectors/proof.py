"""One walk over the fund's books: every difference between what is kept and what follows from the entries.

Reads one snapshot where the database gives one, so people go on working meanwhile. Sums are the database's, each table
is read once, so time grows in line with the books.
"""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import connection, transaction

from registry.fund.models import (
    BankFile,
    DirectDeposit,
    Entry,
    FundPeriod,
    FundResult,
    Recovery,
    RunLine,
    Settlement,
    SiteAccount,
    TaxInvoice,
)
from registry.fund.selectors import proof_books, proof_payments
from registry.fund.selectors.proof_books import Difference

MOST_SHOWN = 1_000
"""So many differences are told one by one; the rest is only counted."""

CHECKS: tuple[Callable[[], Iterator[Difference]], ...] = (
    proof_books.accounts,
    proof_books.entry_periods,
    proof_books.balances,
    proof_books.reversals,
    proof_books.sites,
    proof_books.settlements,
    proof_books.direct_deposits,
    proof_books.results,
    proof_books.recoveries,
    proof_payments.lines,
    proof_payments.payable,
    proof_payments.files,
    proof_payments.invoices,
)
COUNTED: dict[str, Any] = {
    "entries": Entry,
    "periods": FundPeriod,
    "sites": SiteAccount,
    "settlements": Settlement,
    "direct_deposits": DirectDeposit,
    "results": FundResult,
    "recoveries": Recovery,
    "payment_lines": RunLine,
    "bank_files": BankFile,
    "tax_invoices": TaxInvoice,
}


@dataclass(slots=True)
class Proof:
    """What was looked at, and what does not agree."""

    counts: dict[str, int] = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)
    found: int = 0

    @property
    def clean(self) -> bool:
        """Does everything agree?"""
        return self.found == 0

    def as_dict(self) -> dict[str, Any]:
        """Plain data, for JSON."""
        return {
            "clean": self.clean,
            "counts": self.counts,
            "found": self.found,
            "differences": [asdict(one) for one in self.differences],
        }


def prove() -> Proof:
    """Look at everything once. Nothing is changed."""
    made = Proof()
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        made.counts = {name: model.objects.count() for name, model in COUNTED.items()}
        for check in CHECKS:
            for difference in check():
                made.found += 1
                if len(made.differences) < MOST_SHOWN:
                    made.differences.append(difference)
    return made
