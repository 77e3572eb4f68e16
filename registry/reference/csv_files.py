"""Reading a CSV file of facts into rows of text, with every fault of its shape as a finding.

Pure but for opening the file. Rows count from 1 as a person sees them: the header is row 1.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from registry.findings import Finding
from registry.reference import cells

LARGEST_FILE_BYTES = 50_000_000
LONGEST_CELL = 20_000


@dataclass(frozen=True, slots=True)
class TextRow:
    """One row: its number, and the trimmed text of each column by name."""

    number: int
    cells: dict[str, str]


def finding(
    file: str, code: str, message: str, *, row: int | None = None, column: str = "", severity: str = "error"
) -> Finding:
    """A finding about a file, placed by row and column. `field` is the file."""
    where = f"{file}: " if row is None else f"{file}, row {row}: "
    return Finding(
        code=f"reference.{code}",
        message=where + message,
        field=file,
        row=row,
        column=column,
        severity="warning" if severity == "warning" else "error",
    )


def read(path: Path, columns: Sequence[str], findings: list[Finding]) -> list[TextRow]:
    """The rows of the file. Faults are appended to `findings`; a row with a fault is left out.

    The columns may come in any order; a missing, unknown or doubled one is a fault of the whole file.
    """
    try:
        raw = path.read_bytes()
    except OSError:
        findings.append(finding(path.name, "file.missing", "the file is missing or cannot be read."))
        return []
    if len(raw) > LARGEST_FILE_BYTES:
        findings.append(finding(path.name, "file.too_big", "the file is larger than 50 MB."))
        return []
    try:
        content = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        findings.append(
            finding(path.name, "file.encoding", "the file is not UTF-8 text. Save it as CSV UTF-8.")
        )
        return []
    return list(_rows(path.name, content, columns, findings))


def _rows(file: str, content: str, columns: Sequence[str], findings: list[Finding]) -> Iterator[TextRow]:
    lines = csv.reader(io.StringIO(content, newline=""), strict=True)
    number = 0
    header: list[str] = []
    try:
        for line in lines:
            number += 1
            if number == 1:
                header = [name.strip() for name in line]
                if not _header_holds(file, header, columns, findings):
                    return
            elif any(cell.strip() for cell in line):
                row = _row(file, number, header, line, findings)
                if row is not None:
                    yield row
    except csv.Error as error:
        findings.append(finding(file, "file.csv", f"this is not well-formed CSV ({error}).", row=number + 1))
    if number == 0:
        findings.append(finding(file, "file.empty", "the file is empty."))


def _header_holds(file: str, header: list[str], columns: Sequence[str], findings: list[Finding]) -> bool:
    faults = [
        finding(file, "column.missing", f"the column {name} is missing.", row=1, column=name)
        for name in columns
        if name not in header
    ]
    faults += [
        finding(file, "column.unknown", f"the column {name or '(no name)'} is not known.", row=1, column=name)
        for name in header
        if name not in columns
    ]
    faults += [
        finding(file, "column.twice", f"the column {name} is there twice.", row=1, column=name)
        for name in columns
        if header.count(name) > 1
    ]
    findings += faults
    return not faults


def _row(
    file: str, number: int, header: list[str], line: list[str], findings: list[Finding]
) -> TextRow | None:
    if len(line) != len(header):
        message = f"has {len(line)} cells, but the header has {len(header)}."
        findings.append(finding(file, "row.cells", message, row=number))
        return None
    read_cells: dict[str, str] = {}
    for name, raw in zip(header, line, strict=True):
        try:
            if len(raw) > LONGEST_CELL:
                raise cells.BadCell(f"is longer than {LONGEST_CELL:,} characters")
            read_cells[name] = cells.clean(raw)
        except cells.BadCell as fault:
            findings.append(finding(file, "cell.unreadable", f"{name} {fault}.", row=number, column=name))
    return TextRow(number, read_cells) if len(read_cells) == len(header) else None
