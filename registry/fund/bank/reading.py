"""Reading a bank file back: the check that what was written is what was meant.

Strict: a file is read only when writing its values again would give the very same bytes. Every fault names the record,
counted from 1 with the header, and its columns. Pure: no Django, no clock, no I/O.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from registry import units
from registry.findings import Finding, InvalidInput
from registry.fund.bank import layout
from registry.fund.bank.entries import (
    BalancingDebit,
    Credit,
    Fault,
    FileHeader,
    FileTotals,
    balancing_faults,
    credit_faults,
    finding,
    header_faults,
    totals,
)

MOST_FINDINGS = 100
FEWEST_RECORDS = 3
_MESSAGE = "This is not a bank file of the known layout."


@dataclass(frozen=True, slots=True)
class BankFile:
    """The content of a bank file. `totals` are those of its total record, which agree with its lines."""

    header: FileHeader
    credits: tuple[Credit, ...]
    totals: FileTotals
    balancing: BalancingDebit | None = None


def read(raw: bytes) -> BankFile:
    """The content of the file. Raises `InvalidInput` with a finding for each fault, at most 100 of them."""
    records = _records(raw)
    found: list[Finding] = []
    header = _header(records[0], found)
    details = [_detail(record, number, found) for number, record in enumerate(records[1:-1], 2)]
    sums = _totals(records[-1], len(records), found)
    _refuse(found)
    balancing = _balancing(details, found)
    credits = tuple(details if balancing is None else details[:-1])
    _compare(sums, totals(credits, balanced=balancing is not None), len(records), found)
    _refuse(found)
    return BankFile(header, credits, sums, balancing)


def _refuse(found: Sequence[Finding]) -> None:
    if found:
        raise InvalidInput(found[:MOST_FINDINGS], _MESSAGE)


def _shape(code: str, sentence: str, number: int | None = None, column: str = "") -> Finding:
    return Finding(f"bank_file.{code}", sentence, row=number, column=column)


def _records(raw: bytes) -> list[str]:
    """The records without their ends: each of the right width, and of the right kind for its place."""
    try:
        content = raw.decode("ascii")
    except UnicodeDecodeError as error:
        number = raw.count(b"\n", 0, error.start) + 1
        column = error.start - raw.rfind(b"\n", 0, error.start)
        sentence = f"Record {number}, column {column}: this is no ASCII character."
        raise InvalidInput([_shape("ascii", sentence, number, str(column))], _MESSAGE) from error
    if not content.endswith(layout.RECORD_END):
        raise InvalidInput([_shape("end", "The file does not end in CRLF: it may be cut off.")], _MESSAGE)
    records = content.split(layout.RECORD_END)[:-1]
    found = [
        _shape("width", f"Record {number} has {len(record)} columns instead of 120.", number)
        for number, record in enumerate(records, 1)
        if len(record) != layout.RECORD_COLUMNS
    ]
    if not found and len(records) < FEWEST_RECORDS:
        found = [_shape("empty", "The file needs a header, at least one payment and a total.")]
    _refuse(found)
    kinds = [layout.HEADER, *[layout.DETAIL] * (len(records) - 2), layout.TOTAL]
    _refuse(
        [
            _shape(
                "kind", f"Record {number} begins with {record[0]!r} instead of {kind.kind!r}.", number, "1"
            )
            for number, (record, kind) in enumerate(zip(records, kinds, strict=True), 1)
            if record[0] != kind.kind
        ]
    )
    return records


def _texts(kind: layout.Record, record: str, number: int, found: list[Finding]) -> dict[str, str]:
    """The fields of a record without what fills them up. Columns that have to be blank are checked here."""
    found += [
        _shape("blank", f"Record {number}, column {column}: this has to be blank.", number, str(column))
        for column in kind.stray_columns(record)
    ]
    texts: dict[str, str] = {}
    for column in kind.columns:
        text = column.cut(record)
        if column.fill == "left":
            text = text.rstrip(" ")
        elif column.fill == "right":
            text = text.lstrip(" ")
        elif column.fill == "zeros" and not text.isdigit():
            found.append(_placed(kind, (column.name, "has to be digits, with zeros in front"), number))
            text = "0"
        texts[column.name] = text
    return texts


def _placed(kind: layout.Record, fault: Fault, number: int) -> Finding:
    place = kind.column(fault[0]).place
    return finding(fault, f"Record {number}, columns {place}", row=number, column=place)


def _header(record: str, found: list[Finding]) -> FileHeader:
    texts = _texts(layout.HEADER, record, 1, found)
    day = _day(texts["processing_day"])
    if day is None:
        found.append(_placed(layout.HEADER, ("processing_day", "has to be a date as DDMMYY"), 1))
    header = FileHeader(
        bank_code=texts["bank_code"],
        user_name=texts["user_name"],
        user_id=texts["user_id"],
        description=texts["description"],
        processing_day=day or date(2000, 1, 1),
        reel=int(texts["reel"]),
    )
    found += [_placed(layout.HEADER, fault, 1) for fault in header_faults(header)]
    return header


def _day(text: str) -> date | None:
    if not text.isdigit():
        return None
    try:
        return date(2000 + int(text[4:]), int(text[2:4]), int(text[:2]))
    except ValueError:
        return None


def _detail(record: str, number: int, found: list[Finding]) -> Credit:
    """A detail record as a credit; the debit comes as a credit of code 13, for `_balancing` to take out."""
    texts = _texts(layout.DETAIL, record, number, found)
    credit = Credit(
        bsb=texts["bsb"],
        account_number=texts["account_number"],
        title=texts["title"],
        amount_cents=int(texts["amount_cents"]),
        reference=texts["reference"],
        trace_bsb=texts["trace_bsb"],
        trace_account=texts["trace_account"],
        remitter=texts["remitter"],
        transaction_code=texts["transaction_code"],
        indicator=texts["indicator"],
        withholding_cents=int(texts["withholding_cents"]),
    )
    is_debit = credit.transaction_code == layout.DEBIT_CODE
    faults = _debit_faults(credit) if is_debit else list(credit_faults(credit))
    found += [_placed(layout.DETAIL, fault, number) for fault in faults]
    return credit


def _debit(credit: Credit) -> BalancingDebit:
    return BalancingDebit(credit.bsb, credit.account_number, credit.title, credit.reference, credit.remitter)


def _debit_faults(credit: Credit) -> list[Fault]:
    """A debit has to be of the fund's own account, with nothing withheld; else it is what a credit has to be."""
    faults = list(balancing_faults(_debit(credit)))
    own = {
        "trace_bsb": credit.trace_bsb == credit.bsb,
        "trace_account": credit.trace_account == credit.account_number,
    }
    faults += [(name, "has to be the debited one") for name, holds in own.items() if not holds]
    if credit.indicator != " ":
        faults.append(("indicator", "has to be blank on a debit"))
    if credit.withholding_cents:
        faults.append(("withholding_cents", "has to be zero on a debit"))
    return faults


def _balancing(details: Sequence[Credit], found: list[Finding]) -> BalancingDebit | None:
    """The debit that stands last, if there is one, of everything before it. A debit anywhere else is a fault."""
    last = len(details) - 1
    for place, detail in enumerate(details[:last]):
        if detail.transaction_code == layout.DEBIT_CODE:
            fault = ("transaction_code", "is a debit's: only the last line may balance the others")
            found.append(_placed(layout.DETAIL, fault, place + 2))
    if details[last].transaction_code != layout.DEBIT_CODE:
        return None
    credit_cents = sum(detail.amount_cents for detail in details[:last])
    if not last or details[last].amount_cents != credit_cents:
        sentence = f"has to be that of the credits, {units.display_dollars(credit_cents)}, and above zero"
        found.append(_placed(layout.DETAIL, ("amount_cents", sentence), last + 2))
    return _debit(details[last])


def _totals(record: str, number: int, found: list[Finding]) -> FileTotals:
    texts = _texts(layout.TOTAL, record, number, found)
    if texts["bsb"] != layout.TOTAL_BSB:
        found.append(_placed(layout.TOTAL, ("bsb", f"has to be {layout.TOTAL_BSB}"), number))
    return FileTotals(
        net_cents=int(texts["net_cents"]),
        credit_cents=int(texts["credit_cents"]),
        debit_cents=int(texts["debit_cents"]),
        count=int(texts["count"]),
    )


def _compare(read: FileTotals, due: FileTotals, number: int, found: list[Finding]) -> None:
    for name in ("net_cents", "credit_cents", "debit_cents", "count"):
        stands, has_to_be = getattr(read, name), getattr(due, name)
        if stands != has_to_be:
            found.append(_placed(layout.TOTAL, (name, f"is {stands}, the lines give {has_to_be}"), number))
