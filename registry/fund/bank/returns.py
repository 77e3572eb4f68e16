"""Reading what the bank sent back, from a CSV file that an officer makes of the bank's own report.

The bank's own return records are not confirmed anywhere, so the layout is ours: one returned payment a row, columns in
any order. Plain data: which line of which run a return belongs to is found elsewhere. Pure: no Django, no clock, no
I/O.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from registry.findings import Finding, errors
from registry.fund.bank import bsb, layout
from registry.fund.bank.return_codes import RETURN_CODES
from registry.reference import cells

LARGEST_FILE_BYTES = 1_000_000
MOST_ROWS = 5_000
MOST_FINDINGS = 200

_AMOUNT = re.compile(r"[0-9]{1,8}(\.[0-9]{1,2})?")
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_PLAIN_DAY = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")


@dataclass(frozen=True, slots=True)
class ReturnedPayment:
    """One payment that came back. `row` is its row in the file, the header being row 1."""

    row: int
    lodgement_reference: str
    bsb: str
    account_number: str
    amount_cents: int
    return_code: str
    returned_on: date


@dataclass(frozen=True, slots=True)
class ReturnFile:
    """The rows that could be read, and everything that is wrong or doubtful, by row and column."""

    payments: tuple[ReturnedPayment, ...]
    findings: tuple[Finding, ...]


def read(raw: bytes) -> ReturnFile:
    """The returned payments of the file, and its findings; with an error among them nothing should be saved.

    An unknown return code is only a warning. Never raises for what a file may hold.
    """
    findings: list[Finding] = []
    payments = tuple(_payments(raw, findings))
    if not payments and not findings:
        findings.append(_finding("empty", "The file has no returned payment."))
    if len(findings) > MOST_FINDINGS:
        more = _finding(
            "more", f"There are {len(findings) - MOST_FINDINGS:,} findings more: mend these first."
        )
        findings = [*sorted(findings, key=lambda one: one.severity)[:MOST_FINDINGS], more]
    return ReturnFile(payments, tuple(findings))


def _finding(
    code: str, message: str, *, row: int | None = None, column: str = "", is_warning: bool = False
) -> Finding:
    where = "" if row is None else f"Row {row}: "
    return Finding(
        f"bank_returns.{code}", where + message, "file", row, column, "warning" if is_warning else "error"
    )


def _payments(raw: bytes, findings: list[Finding]) -> Iterator[ReturnedPayment]:
    seen: dict[tuple[str, str, str, int], int] = {}
    for row, texts in _rows(raw, findings):
        payment = _payment(row, texts, findings)
        if payment is None:
            continue
        line = (payment.lodgement_reference, payment.bsb, payment.account_number, payment.amount_cents)
        if line in seen:
            message = f"this is the payment of row {seen[line]} again: remove one of them."
            findings.append(_finding("twice", message, row=row))
            continue
        seen[line] = row
        yield payment


def _rows(raw: bytes, findings: list[Finding]) -> Iterator[tuple[int, dict[str, str]]]:
    """The file's rows below the header, with the text of each column as it stands."""
    if len(raw) > LARGEST_FILE_BYTES:
        findings.append(_finding("too_big", "The file is larger than 1 MB."))
        return
    try:
        content = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        findings.append(_finding("encoding", "The file is not UTF-8 text. Save it as CSV UTF-8."))
        return
    lines = csv.reader(io.StringIO(content, newline=""), strict=True)
    header: list[str] | None = None
    row = 0
    try:
        for row, line in enumerate(lines, 1):
            if row > MOST_ROWS + 1:
                findings.append(_finding("too_many", f"the file has more than {MOST_ROWS:,} rows.", row=row))
                return
            if header is None:
                header = [name.strip().lower() for name in line]
                if faults := _header_findings(header):
                    findings += faults
                    return
            elif len(line) == len(header):
                yield row, dict(zip(header, line, strict=True))
            elif any(cell.strip() for cell in line):
                message = f"has {len(line)} cells, but the header has {len(header)}."
                findings.append(_finding("cells", message, row=row))
    except csv.Error as error:
        findings.append(_finding("csv", f"this is not well-formed CSV ({error}).", row=row + 1))


def _header_findings(header: list[str]) -> list[Finding]:
    unknown = [name for name in header if name not in COLUMNS]
    return [
        *(
            _finding("column.missing", f"the column {name} is missing.", row=1, column=name)
            for name in COLUMNS
            if name not in header
        ),
        *(
            _finding(
                "column.unknown", f"the column {name[:40] or '(no name)'} is not known.", row=1, column=name
            )
            for name in unknown
        ),
        *(
            _finding("column.twice", f"the column {name} is there twice.", row=1, column=name)
            for name in COLUMNS
            if header.count(name) > 1
        ),
    ]


def _payment(row: int, texts: dict[str, str], findings: list[Finding]) -> ReturnedPayment | None:
    """The row as a returned payment, or None when a cell cannot be read or the whole row is empty."""
    if not any(text.strip() for text in texts.values()):
        return None
    found: list[Finding] = []
    values: dict[str, Any] = {}
    for column, reader in _READERS.items():
        try:
            values[column] = reader(cells.clean(texts[column]))
        except cells.BadCell as fault:
            found.append(_finding(f"cell.{column}", f"{column} {fault}.", row=row, column=column))
    code = values.get("return_code")
    if code is not None and code not in RETURN_CODES:
        message = f"the meaning of return code {code} is not set: look at the bank's report."
        found.append(_finding("code.unknown", message, row=row, column="return_code", is_warning=True))
    findings += found
    if errors(found):
        return None
    return ReturnedPayment(
        row=row,
        lodgement_reference=values["lodgement_reference"],
        bsb=values["bsb"],
        account_number=values["account_number"],
        amount_cents=values["amount"],
        return_code=values["return_code"],
        returned_on=values["returned_on"],
    )


def _reference(text: str) -> str:
    if fault := bsb.text_fault(text, layout.DETAIL.column("reference").width):
        raise cells.BadCell(fault)
    return text


def _bsb(text: str) -> str:
    tidy = bsb.tidy_bsb(text)
    if fault := bsb.bsb_fault(tidy):
        raise cells.BadCell(fault)
    return tidy


def _account_number(text: str) -> str:
    tidy = bsb.tidy_account_number(text)
    if fault := bsb.account_number_fault(tidy):
        raise cells.BadCell(fault)
    return tidy


def _amount_cents(text: str) -> int:
    if not _AMOUNT.fullmatch(text):
        raise cells.BadCell("has to be dollars and cents without signs or commas, for example 4380.00")
    if not (amount_cents := int(Decimal(text).scaleb(2))):
        raise cells.BadCell("has to be more than 0.00")
    return amount_cents


def _return_code(text: str) -> str:
    if not re.fullmatch("[A-Za-z0-9]{1,3}", text):
        raise cells.BadCell("has to be the bank's code, one to three letters or digits")
    return text.upper()


def _day(text: str) -> date:
    iso, plain = _ISO_DAY.fullmatch(text), _PLAIN_DAY.fullmatch(text)
    try:
        if iso:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        if plain:
            return date(int(plain[3]), int(plain[2]), int(plain[1]))
    except ValueError as error:
        raise cells.BadCell("is not a day of the calendar") from error
    raise cells.BadCell("has to be a date as dd/mm/yyyy or yyyy-mm-dd")


_READERS: dict[str, Callable[[str], Any]] = {
    "lodgement_reference": _reference,
    "bsb": _bsb,
    "account_number": _account_number,
    "amount": _amount_cents,
    "return_code": _return_code,
    "returned_on": _day,
}
COLUMNS = tuple(_READERS)
"""The file's columns, in any order."""
