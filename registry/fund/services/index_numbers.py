"""Price indices and their numbers, one by one or as a file. A revision is another number with its own day of
publication; what was paid under the earlier one stays."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from registry import entries, units
from registry.commands import Run, command
from registry.findings import Finding, InvalidInput, require_no_errors
from registry.fund.chains import books_chain
from registry.fund.models import IndexNumber, IndexSeries
from registry.fund.policies.facts import may_enter_facts
from registry.fund.selectors import facts as selectors
from registry.fund.services.facts import entered, source_findings, stored

COLUMNS = ("quarter_ends", "published_on", "value")
LARGEST_BYTES = 500_000
MOST_ROWS = 2_000
PLACES = 4
QUARTER_ENDS = frozenset({(3, 31), (6, 30), (9, 30), (12, 31)})
LARGEST = Decimal(1_000_000)
_CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,39}")


@dataclass(frozen=True, slots=True)
class Number:
    """An index number as it is published: the last day of its quarter, the day it came out, and its value."""

    quarter_ends: date
    published_on: date
    value: Decimal

    def as_text(self) -> tuple[str, str, str]:
        """As an event keeps it."""
        return self.quarter_ends.isoformat(), self.published_on.isoformat(), f"{self.value:f}"


@command("price_index.begin")
def begin_series(run: Run, *, code: str, name: str, source: str) -> dict[str, Any]:
    """Name a price index whose numbers are to be entered. Raises NotAllowed, InvalidInput, DomainError."""
    run.allow(may_enter_facts(run.actor))
    tidy, findings = source_findings(source)
    called = entries.text(
        findings, name, about="price_index", field="name", called="the name of the index", longest=200
    )
    if not _CODE.fullmatch(code):
        message = "Use 2 to 40 small letters, digits and hyphens, for example cpi-sydney."
        findings.append(Finding("price_index.code", message, "code"))
    require_no_errors(findings)
    stored(
        lambda: IndexSeries.objects.create(code=code, name=called, source=tidy, **entered(run)),
        code="price_index.code_taken",
        taken="A price index has this code already.",
        field="code",
    )
    run.event(chain=books_chain(), subject=f"price_index:{code}", data={"name": called, "source": tidy})
    return {"code": code}


@command("price_index.enter")
def enter_numbers(
    run: Run, *, series_code: str, numbers: Sequence[tuple[date, date, Decimal]], source: str, today: date
) -> dict[str, Any]:
    """Enter numbers of a price index, all of them or none: the last day of the quarter, the day of publication, and the
    value. Raises NotVisible, NotAllowed; InvalidInput with the row of each fault; DomainError where somebody was
    faster."""
    run.allow(may_enter_facts(run.actor))
    series = selectors.series_called(series_code)
    tidy, findings = source_findings(source)
    rows = [Number(*number) for number in numbers]
    findings += _faults(series, rows, today)
    require_no_errors(findings)
    kept = entered(run)
    stored(
        lambda: IndexNumber.objects.bulk_create(
            IndexNumber(
                series=series,
                quarter_ends=row.quarter_ends,
                published_on=row.published_on,
                value=row.value,
                source=tidy,
                **kept,
            )
            for row in rows
        )[0],
        code="price_index.entered_meanwhile",
        taken="Somebody else has just entered one of these numbers. Look at the list first.",
        field="published_on",
    )
    data = {"numbers": [row.as_text() for row in rows], "source": tidy}
    run.event(chain=books_chain(), subject=f"price_index:{series_code}", data=data)
    return {"code": series_code, "entered": len(rows)}


def _faults(series: IndexSeries, rows: Sequence[Number], today: date) -> list[Finding]:
    if not 1 <= len(rows) <= MOST_ROWS:
        message = f"Enter 1 to {MOST_ROWS:,} numbers at a time."
        return [Finding("price_index.rows", message, "numbers")]
    there = selectors.numbers_on_file(series, [(row.quarter_ends, row.published_on) for row in rows])
    first_row: dict[tuple[date, date], int] = {}
    found: list[Finding] = []
    several = len(rows) > 1
    for number, row in enumerate(rows, start=2):
        key = (row.quarter_ends, row.published_on)
        faults = _about(row, today)
        if key in there:
            text = f"The number of that quarter published on {row.published_on:%d/%m/%Y} is entered already."
            faults.append(("price_index.entered_already", text, "published_on"))
        if key in first_row:
            text = f"The same quarter and day of publication stand in row {first_row[key]}."
            faults.append(("price_index.twice", text, "published_on"))
        first_row.setdefault(key, number)
        found += [
            Finding(code, text, field, row=number if several else None, column=field if several else "")
            for code, text, field in faults
        ]
    return found


def _about(row: Number, today: date) -> list[tuple[str, str, str]]:
    faults = []
    if (row.quarter_ends.month, row.quarter_ends.day) not in QUARTER_ENDS:
        text = "A quarter ends on 31 March, 30 June, 30 September or 31 December."
        faults.append(("price_index.quarter", text, "quarter_ends"))
    if row.published_on <= row.quarter_ends:
        text = "A number is published after its quarter has ended."
        faults.append(("price_index.published_before", text, "published_on"))
    elif row.published_on > today:
        text = "This day is still to come. Enter a number when it is published."
        faults.append(("price_index.published_later", text, "published_on"))
    if not row.value.is_finite() or not 0 < row.value < LARGEST:
        faults.append(("price_index.value", "Enter a number above 0 and below 1,000,000.", "value"))
    elif row.value != units.round_half_up(row.value, PLACES):
        faults.append(("price_index.places", f"Give at most {PLACES} decimals.", "value"))
    return faults


def read_file(content: bytes) -> list[tuple[date, date, Decimal]]:
    """The numbers of a CSV file with the columns `quarter_ends`, `published_on` and `value`, in any order; days as
    31/03/2026 or 2026-03-31. Raises InvalidInput with row and column of each fault."""
    if len(content) > LARGEST_BYTES:
        raise InvalidInput([_fault("too_large", "The file is larger than 500 kB.")])
    try:
        lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
    except UnicodeDecodeError as error:
        raise InvalidInput(
            [_fault("encoding", "The file is not UTF-8 text. Save it as CSV UTF-8.")]
        ) from error
    except csv.Error as error:
        raise InvalidInput([_fault("csv", f"This is not well-formed CSV ({error}).")]) from error
    while lines and not any(cell.strip() for cell in lines[-1]):
        lines.pop()
    head = [cell.strip().casefold() for cell in lines[0]] if lines else []
    if sorted(head) != sorted(COLUMNS):
        message = f"The first row has to name the columns {', '.join(COLUMNS)}, each once and no others."
        raise InvalidInput([_fault("header", message, row=1)])
    if len(lines) - 1 > MOST_ROWS:
        raise InvalidInput([_fault("too_long", f"The file has more than {MOST_ROWS:,} rows.")])
    numbers, findings = [], list[Finding]()
    for row, cells in enumerate(lines[1:], start=2):
        if any(cell.strip() for cell in cells):
            numbers.append(_read_row(row, dict(zip(head, cells, strict=False)), findings))
        else:
            findings.append(_fault("blank_row", "This row is blank. Take it out.", row=row))
    if not numbers and not findings:
        findings.append(_fault("empty", "The file has no numbers."))
    if findings:
        raise InvalidInput(findings)
    return [number for number in numbers if number is not None]


def _read_row(row: int, cells: dict[str, str], findings: list[Finding]) -> tuple[date, date, Decimal] | None:
    days: list[date] = []
    for column in COLUMNS[:2]:
        day = _day(cells.get(column, ""))
        if day is None:
            message = "Write a day as 31/03/2026 or 2026-03-31."
            findings.append(_fault("day", message, row=row, column=column))
        else:
            days.append(day)
    try:
        value = units.parse_decimal(cells.get("value", ""))
    except ValueError:
        findings.append(_fault("value", "Write a plain number, for example 131.4.", row=row, column="value"))
        return None
    return (days[0], days[1], value) if len(days) == 2 else None


def _day(text: str) -> date | None:
    for form in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text.strip(), form).date()
        except ValueError:
            continue
    return None


def _fault(code: str, message: str, *, row: int | None = None, column: str = "") -> Finding:
    return Finding(f"price_index.file.{code}", message, "file", row=row, column=column)
