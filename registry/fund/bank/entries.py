"""What a bank file holds: its header, its credits, the debit that may balance them, its totals.

Values and the rules of their fields, told as findings that name the line and the field. Amounts are whole cents.
Pure: no Django, no clock, no I/O.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from registry import units
from registry.findings import Finding
from registry.fund.bank import layout
from registry.fund.bank.bsb import account_number_fault, bsb_fault, text_fault

Fault = tuple[str, str]
"""A field and what is wrong with it, as the end of a sentence."""

LABELS = {
    "reel": "the reel",
    "bank_code": "the bank's code",
    "user_name": "the user's name",
    "user_id": "the user's number",
    "description": "the description",
    "processing_day": "the day of processing",
    "bsb": "the BSB",
    "account_number": "the account number",
    "indicator": "the indicator",
    "transaction_code": "the transaction code",
    "amount_cents": "the amount",
    "title": "the account title",
    "reference": "the lodgement reference",
    "trace_bsb": "the fund's own BSB",
    "trace_account": "the fund's own account number",
    "remitter": "the remitter",
    "withholding_cents": "the tax withheld",
    "net_cents": "the net total",
    "credit_cents": "the total of the credits",
    "debit_cents": "the total of the debits",
    "count": "the number of lines",
}


@dataclass(frozen=True, slots=True)
class FileHeader:
    """Who sends the file, through which bank, and when it is to be processed.

    `bank_code` is the bank's three letters, `user_id` the six digits the bank gave the user.
    """

    bank_code: str
    user_name: str
    user_id: str
    description: str
    processing_day: date
    reel: int = 1


@dataclass(frozen=True, slots=True)
class Credit:
    """One payment into an account. `trace_bsb` and `trace_account` are the account it is paid from."""

    bsb: str
    account_number: str
    title: str
    amount_cents: int
    reference: str
    trace_bsb: str
    trace_account: str
    remitter: str
    transaction_code: str = "50"
    indicator: str = " "
    withholding_cents: int = 0


@dataclass(frozen=True, slots=True)
class BalancingDebit:
    """The one debit of the whole file's credits that some banks want: from which account, and under which words."""

    bsb: str
    account_number: str
    title: str
    reference: str
    remitter: str


@dataclass(frozen=True, slots=True)
class FileTotals:
    """The sums of a file in cents, and how many detail records it has."""

    net_cents: int
    credit_cents: int
    debit_cents: int
    count: int


def totals(credits: Sequence[Credit], *, balanced: bool = False) -> FileTotals:
    """The totals of a file of these credits, with a balancing debit or without."""
    credit_cents = sum(credit.amount_cents for credit in credits)
    debit_cents = credit_cents if balanced else 0
    return FileTotals(credit_cents - debit_cents, credit_cents, debit_cents, len(credits) + balanced)


def file_findings(
    header: FileHeader, credits: Sequence[Credit], balancing: BalancingDebit | None = None
) -> tuple[Finding, ...]:
    """Everything that keeps these from being a file: by field, and by line, which count from 1 in the given order."""
    found = [finding(fault, "The file's header") for fault in header_faults(header)]
    for line, credit in enumerate(credits, 1):
        found += [finding(fault, f"Line {line}", row=line) for fault in credit_faults(credit)]
    if balancing is not None:
        found += [finding(fault, "The balancing debit") for fault in balancing_faults(balancing)]
    return (*found, *_size_findings(totals(credits, balanced=balancing is not None)))


def _size_findings(sums: FileTotals) -> Iterator[Finding]:
    if not sums.count:
        yield Finding("bank_file.empty", "There is no payment for the file.")
    if sums.count > layout.MOST_DETAIL_RECORDS:
        yield Finding(
            "bank_file.count",
            f"{sums.count:,} lines are too many: {layout.MOST_DETAIL_RECORDS:,} fit one file.",
        )
    if sums.credit_cents > layout.LARGEST_AMOUNT_CENTS:
        yield Finding(
            "bank_file.total",
            f"The total {units.display_dollars(sums.credit_cents)} is more than one file can hold "
            f"({units.display_dollars(layout.LARGEST_AMOUNT_CENTS)}): split it.",
        )


def finding(fault: Fault, where: str, *, row: int | None = None, column: str = "") -> Finding:
    """The fault as a finding, with its place in words and as data."""
    field, sentence = fault
    return Finding(f"bank_file.{field}", f"{where}: {LABELS[field]} {sentence}.", field, row, column)


def header_faults(header: FileHeader) -> Iterator[Fault]:
    """What is wrong with the header, field by field."""
    if not 1 <= header.reel <= 99:
        yield "reel", "has to be 1 to 99"
    if not re.fullmatch("[A-Z]{3}", header.bank_code):
        yield "bank_code", "has to be three capital letters"
    yield from _text_faults(layout.HEADER, header, ("user_name", "description"))
    if not re.fullmatch("[0-9]{6}", header.user_id):
        yield "user_id", "has to be six digits, with zeros in front"
    if not 2000 <= header.processing_day.year <= 2099:
        yield "processing_day", "has to be in the years 2000 to 2099"


def credit_faults(credit: Credit) -> Iterator[Fault]:
    """What is wrong with a credit, field by field."""
    yield from _account_faults(credit)
    if credit.transaction_code not in layout.CREDIT_CODES:
        yield "transaction_code", f"has to be one of {', '.join(layout.CREDIT_CODES)}"
    if credit.indicator not in layout.INDICATORS:
        yield "indicator", f"has to be blank or one of {', '.join(filter(str.strip, layout.INDICATORS))}"
    if sentence := amount_fault(credit.amount_cents):
        yield "amount_cents", sentence
    if sentence := bsb_fault(credit.trace_bsb):
        yield "trace_bsb", sentence
    if sentence := account_number_fault(credit.trace_account):
        yield "trace_account", sentence
    yield from _withholding_faults(credit)


def _withholding_faults(credit: Credit) -> Iterator[Fault]:
    if not 0 <= credit.withholding_cents <= layout.LARGEST_WITHHOLDING_CENTS:
        most = units.display_dollars(layout.LARGEST_WITHHOLDING_CENTS)
        yield "withholding_cents", f"has to be $0.00 to {most}"
    elif credit.withholding_cents and credit.indicator not in layout.WITHHOLDING_INDICATORS:
        yield "withholding_cents", "needs the indicator W, X or Y"


def balancing_faults(balancing: BalancingDebit) -> Iterator[Fault]:
    """What is wrong with the balancing debit, field by field."""
    yield from _account_faults(balancing)


def _account_faults(entry: Credit | BalancingDebit) -> Iterator[Fault]:
    if sentence := bsb_fault(entry.bsb):
        yield "bsb", sentence
    if sentence := account_number_fault(entry.account_number):
        yield "account_number", sentence
    yield from _text_faults(layout.DETAIL, entry, ("title", "reference", "remitter"))
    if entry.reference[:1] in {"0", "-"}:
        yield "reference", "may not begin with a zero or a hyphen"


def _text_faults(
    record: layout.Record, entry: FileHeader | Credit | BalancingDebit, names: Sequence[str]
) -> Iterator[Fault]:
    for name in names:
        if sentence := text_fault(getattr(entry, name), record.column(name).width):
            yield name, sentence


def amount_fault(amount_cents: int) -> str:
    """What is wrong with the amount of one line, as the end of a sentence; empty when nothing is."""
    if amount_cents <= 0:
        return "has to be more than $0.00"
    if amount_cents > layout.LARGEST_AMOUNT_CENTS:
        most = units.display_dollars(layout.LARGEST_AMOUNT_CENTS)
        return f"{units.display_dollars(amount_cents)} is more than one line can hold ({most})"
    return ""
