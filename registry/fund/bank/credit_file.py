"""Writing the bank file: a header, a record for each credit, perhaps a balancing debit, and the totals.

The same values always give the same bytes, so a file made again has the hash of the first one. Pure: no Django, no
clock, no I/O.
"""

from collections.abc import Sequence

from registry.findings import require_no_errors
from registry.fund.bank import layout
from registry.fund.bank.entries import (
    BalancingDebit,
    Credit,
    FileHeader,
    FileTotals,
    file_findings,
    totals,
)


def credit_file(
    header: FileHeader, credits: Sequence[Credit], *, balancing: BalancingDebit | None = None
) -> bytes:
    """The file's bytes: ASCII records of 120 columns, CRLF after every one of them, the last too.

    The credits stay in the given order. Raises `InvalidInput` with a finding for every field that the bank would
    refuse; nothing is cut to fit.
    """
    require_no_errors(file_findings(header, credits, balancing))
    sums = totals(credits, balanced=balancing is not None)
    records = [_header(header), *map(_credit, credits)]
    if balancing is not None:
        records.append(_balancing(balancing, sums.debit_cents))
    records.append(_total(sums))
    return "".join(record + layout.RECORD_END for record in records).encode("ascii")


def _header(header: FileHeader) -> str:
    return layout.HEADER.written(
        {
            "reel": str(header.reel),
            "bank_code": header.bank_code,
            "user_name": header.user_name,
            "user_id": header.user_id,
            "description": header.description,
            "processing_day": header.processing_day.strftime("%d%m%y"),
        }
    )


def _credit(credit: Credit) -> str:
    return layout.DETAIL.written(
        {
            "bsb": credit.bsb,
            "account_number": credit.account_number,
            "indicator": credit.indicator,
            "transaction_code": credit.transaction_code,
            "amount_cents": str(credit.amount_cents),
            "title": credit.title,
            "reference": credit.reference,
            "trace_bsb": credit.trace_bsb,
            "trace_account": credit.trace_account,
            "remitter": credit.remitter,
            "withholding_cents": str(credit.withholding_cents),
        }
    )


def _balancing(balancing: BalancingDebit, amount_cents: int) -> str:
    return layout.DETAIL.written(
        {
            "bsb": balancing.bsb,
            "account_number": balancing.account_number,
            "indicator": " ",
            "transaction_code": layout.DEBIT_CODE,
            "amount_cents": str(amount_cents),
            "title": balancing.title,
            "reference": balancing.reference,
            "trace_bsb": balancing.bsb,
            "trace_account": balancing.account_number,
            "remitter": balancing.remitter,
            "withholding_cents": "0",
        }
    )


def _total(sums: FileTotals) -> str:
    return layout.TOTAL.written(
        {
            "bsb": layout.TOTAL_BSB,
            "net_cents": str(sums.net_cents),
            "credit_cents": str(sums.credit_cents),
            "debit_cents": str(sums.debit_cents),
            "count": str(sums.count),
        }
    )
