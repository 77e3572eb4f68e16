"""Rows of official files as values, with every fault of a column, row or cell as a finding.

A column is found by its official name whatever its case, by another name it is known under, or by what a person says.
A needed column that is not there refuses the file; another one only means that the files do not speak of it. Columns
that are not wanted are passed over, because official exports gain columns. Pure: no Django, no clock, no I/O.
"""

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from registry.findings import Finding
from registry.reference import cells
from registry.reference.cells import Reader
from registry.reference.csv_files import LONGEST_CELL, finding
from registry.reference.official import names
from registry.reference.official.sheets import FoundTable, tables_of
from registry.reference.official.source_files import FORMULA, NESTED, Report, SourceFile

ROWS_BETWEEN_REPORTS = 2_000
FAULTS_AT_MOST = 100_000
"""Reading stops here: nobody mends a file by so many faults, and they would fill the memory."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A column we want: its official name, how a cell is read, whether the column has to be there (`needed`), whether
    its cells have to hold something (`filled`), other names it is known under, and a column that says the same
    (`twin`)."""

    name: str
    read: Reader = cells.text
    needed: bool = False
    filled: bool = False
    aliases: tuple[str, ...] = ()
    twin: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row that could be read: where it stands, and its values by the wanted column's name."""

    file: str
    number: int
    values: dict[str, Any]


@dataclass(slots=True)
class Intake:
    """The files of a load, opened: `present` are the wanted columns that every table has; `read` counts rows."""

    findings: list[Finding]
    present: frozenset[str] = frozenset()
    read: int = 0
    _tables: list[tuple[FoundTable, dict[str, int]]] = field(default_factory=list)
    _wanted: dict[str, Wanted] = field(default_factory=dict)

    def rows(self, report: Report) -> Iterator[Row]:
        """The rows of all tables in order. A row with a fault is told and left out."""
        expected = sum(table.rows_expected for table, _ in self._tables)
        for table, places in self._tables:
            wanted = [(self._wanted[name], place) for name, place in places.items()]
            width = len(table.header)
            for number, line in table.lines:
                if len(self.findings) >= FAULTS_AT_MOST:
                    message = f"there are {FAULTS_AT_MOST:,} faults up to here: the rest was not read."
                    self.findings.append(finding(table.file, "file.faults", message, row=number))
                    return
                if len(line) != width and not (line := self._of_width(table, number, line, width)):
                    continue
                if not any(line) or not any(cell.strip() for cell in line):
                    continue
                self.read += 1
                if self.read % ROWS_BETWEEN_REPORTS == 0:
                    report(self.read, max(expected, self.read), f"Reading {table.file}")
                values = self._values(table.file, number, line, wanted)
                if values is not None:
                    yield Row(table.file, number, values)
        report(self.read, max(expected, self.read), "Files read")

    def _of_width(self, table: FoundTable, number: int, line: Sequence[str], width: int) -> list[str]:
        """The row with as many cells as the header; empty when it cannot be, and then it is told."""
        if table.loose and len(line) < width:
            return [*line, *[""] * (width - len(line))]
        if table.loose and not any(cell.strip() for cell in line[width:]):
            return list(line[:width])
        if not any(cell.strip() for cell in line) and table.header_row:
            return []
        message = f"has {len(line)} cells, but the header has {width}."
        if not table.header_row:
            message = "does not have the same fields as the first row of the page."
        self.findings.append(finding(table.file, "row.cells", message, row=number))
        self.read += 1
        return []

    def _values(
        self, file: str, number: int, line: Sequence[str], wanted: Sequence[tuple[Wanted, int]]
    ) -> dict[str, Any] | None:
        values: dict[str, Any] = {}
        for column, place in wanted:
            raw = line[place]
            try:
                if raw == FORMULA:
                    raise cells.BadCell("holds a formula: put its value in")
                if raw == NESTED:
                    raise cells.BadCell("holds a list or an object, not a value")
                if len(raw) > LONGEST_CELL:
                    raise cells.BadCell(f"is longer than {LONGEST_CELL:,} characters")
                text = names.plain(raw) if raw else raw
                if column.filled and not text:
                    raise cells.BadCell("is empty, but a value is needed")
                values[column.name] = text if column.read is cells.text else column.read(text)
            except cells.BadCell as fault:
                code = "cell.empty" if not raw.strip() else "cell.unreadable"
                message = f"{column.name}: {fault}."
                self.findings.append(finding(file, code, message, row=number, column=column.name))
        return values if len(values) == len(wanted) else None


def open_files(
    files: Sequence[SourceFile],
    wanted: Sequence[Wanted],
    *,
    accepts: tuple[str, ...],
    mapping: Mapping[str, str],
    findings: list[Finding],
    sheets: tuple[str, ...] = (),
) -> Intake:
    """Open the files and find the wanted columns in each. `mapping`: wanted column by the file's column."""
    known = {column.name for column in wanted}
    for name, column in mapping.items():
        if column and column not in known:
            message = f"{name[:60]} is mapped to {column[:60]}, which is no field of this format."
            findings.append(finding("files", "mapping.unknown", message, column=name))
    by_name = _by_name(wanted, {name: column for name, column in mapping.items() if column in known})

    def fits(header: Sequence[str]) -> int:
        return len(
            {by_name[name.strip().casefold()] for name in header if name.strip().casefold() in by_name}
        )

    intake = Intake(findings, _wanted={column.name: column for column in wanted})
    tables = tables_of(files, accepts=accepts, sheets=sheets, fits=fits, findings=findings)
    for table in tables:
        if not table.header and not table.header_row:
            continue
        places = _places(table, wanted, by_name, findings)
        if places is not None:
            intake._tables.append((table, places))
    if intake._tables:
        intake.present = frozenset.intersection(*(frozenset(places) for _, places in intake._tables))
        _tell_absent(tables[0], wanted, intake.present, by_name, findings)
    return intake


def _by_name(wanted: Sequence[Wanted], mapping: Mapping[str, str]) -> dict[str, str]:
    """The wanted column by every name it may have, small letters; what a person says comes first."""
    by_name = {name.casefold(): column.name for column in wanted for name in (*column.aliases, column.name)}
    chosen = {name.strip().casefold(): column for name, column in mapping.items()}
    said = set(chosen.values())
    return {name: column for name, column in by_name.items() if column not in said} | chosen


def _places(
    table: FoundTable, wanted: Sequence[Wanted], by_name: Mapping[str, str], findings: list[Finding]
) -> dict[str, int] | None:
    """Where each wanted column stands. None when a needed one is missing or one is there twice."""
    found: dict[str, list[int]] = {}
    for place, name in enumerate(table.header):
        if name.casefold() in by_name:
            found.setdefault(by_name[name.casefold()], []).append(place)
    others = [name for name in table.header if name and name.casefold() not in by_name]
    faults = []
    for column in wanted:
        if column.needed and column.name not in found:
            message = f"the column {column.name} is missing.{names.or_nearest(column.name, others)}"
            faults.append(_of_header(table, "column.missing", message, column.name))
        if len(found.get(column.name, ())) > 1 or column.name in table.doubled:
            message = f"the column {column.name} is there twice: keep the one that holds."
            faults.append(_of_header(table, "column.twice", message, column.name))
    findings += faults
    return None if faults else {name: places[0] for name, places in found.items()}


def _of_header(table: FoundTable, code: str, message: str, column: str) -> Finding:
    return finding(table.file, code, message, row=table.header_row or None, column=column)


def _tell_absent(
    table: FoundTable,
    wanted: Sequence[Wanted],
    present: frozenset[str],
    by_name: Mapping[str, str],
    findings: list[Finding],
) -> None:
    """Say which of the other columns the files do not have; each with the column that may be it under a new name."""
    others = [name for name in table.header if name and name.casefold() not in by_name]
    for column in wanted:
        if column.needed or present & {column.name, column.twin}:
            continue
        near = names.or_nearest(column.name, others)
        message = f"the column {column.name} is not there: what the base release says of it is kept.{near}"
        findings.append(
            finding(
                table.file,
                "column.absent",
                message,
                row=table.header_row or None,
                column=column.name,
                severity="warning",
            )
        )


class Words:
    """The words of one column and what they stand for. A word that is not listed gives `otherwise` and is counted, so
    that a person is told once a word, not once a row."""

    def __init__(self, column: str, words: Mapping[str, Any], *, otherwise: Any, outcome: str) -> None:
        self.column, self.otherwise, self.outcome = column, otherwise, outcome
        self._words = {word.casefold(): value for word, value in words.items()}
        self._unknown: Counter[str] = Counter()

    def __call__(self, word: str) -> Any:
        """What the word stands for."""
        try:
            return self._words[word.casefold()]
        except KeyError:
            self._unknown[word] += 1
            return self.otherwise

    def tell(self, file: str, findings: list[Finding]) -> None:
        """One warning for each word that is not listed, the most frequent first."""
        for word, rows in self._unknown.most_common():
            counted = f"{rows:,} rows" if rows > 1 else "one row"
            message = f"{self.column}: the word “{word[:80]}” is not known ({counted}): {self.outcome}."
            findings.append(finding(file, "word.unknown", message, column=self.column, severity="warning"))


class Once:
    """Which ids were seen. The same row again is told and left out; the same id with other values is refused."""

    def __init__(self, findings: list[Finding]) -> None:
        self._findings = findings
        self._seen: dict[Hashable, Row] = {}

    def first(self, row: Row, key: Hashable, named: str) -> bool:
        """Is this the first row of the id?"""
        before = self._seen.setdefault(key, row)
        if before is row:
            return True
        where = f"row {before.number}" if before.file == row.file else f"{before.file}, row {before.number}"
        if before.values == row.values:
            message, code, severity = (
                f"{named} is the same as {where}: it counts once.",
                "row.repeated",
                "warning",
            )
        else:
            message, code, severity = (
                f"{named} is already in {where} with other values: keep one.",
                "row.twice",
                "error",
            )
        self._findings.append(finding(row.file, code, message, row=row.number, severity=severity))
        return False
