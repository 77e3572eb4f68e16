"""Splitting credits into files that the bank can hold.

The amount fields have ten digits of cents, so a line and a file's total are at most $99,999,999.99. A line above that
is refused, never cut. Pure: no Django, no clock, no I/O.
"""

from collections.abc import Sequence

from registry.findings import Finding, require_no_errors
from registry.fund.bank import layout
from registry.fund.bank.entries import Credit, amount_fault, finding


def split(
    credits: Sequence[Credit], *, most_lines: int | None = None, balanced: bool = False
) -> tuple[tuple[Credit, ...], ...]:
    """The credits in files, in the given order: each file takes lines until the next one no longer fits.

    `most_lines` is the most credits of a file; without it the total record's six digits set the limit. `balanced`
    keeps room for a balancing debit. No credits give no files. Raises `InvalidInput` for a line that fits no file, and
    ValueError when `most_lines` is below 1.
    """
    if most_lines is not None and most_lines < 1:
        raise ValueError("a file needs room for at least one line")
    require_no_errors(_line_findings(credits))
    room = layout.MOST_DETAIL_RECORDS - balanced
    most = room if most_lines is None else min(most_lines, room)
    files: list[tuple[Credit, ...]] = []
    file: list[Credit] = []
    total_cents = 0
    for credit in credits:
        if file and (total_cents + credit.amount_cents > layout.LARGEST_AMOUNT_CENTS or len(file) == most):
            files.append(tuple(file))
            file, total_cents = [], 0
        file.append(credit)
        total_cents += credit.amount_cents
    return (*files, tuple(file)) if file else ()


def _line_findings(credits: Sequence[Credit]) -> list[Finding]:
    return [
        finding(("amount_cents", sentence), f"Line {line}", row=line)
        for line, credit in enumerate(credits, 1)
        if (sentence := amount_fault(credit.amount_cents))
    ]
