"""A file of the register as rows of the wanted columns by name, with the header found and every fault of shape told.

Columns that are not wanted are never handed on. Pure but for the stream that is handed in.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import BinaryIO

from credits.registers.columns import COLUMNS
from credits.registers.readers.lines import LONGEST_CELL, Line, Source, Unreadable
from credits.registers.readers.opening import open_lines
from credits.registers.remarks import REFUSED, REPAIRED, FileRefused, Remark
from registry.reference import cells
from registry.reference.official import names

HEADER_ROWS = 30
"""How far down the header is looked for: exports carry titles above it."""
NAMES_OF_A_HEADER = 3
"""A row below the header with so many names of columns in it is another header."""


@dataclass(frozen=True, slots=True)
class Row:
    """The wanted cells of one row by the name of their column, as they stand in the file."""

    number: int
    cells: dict[str, str]


@dataclass(slots=True)
class RegisterTable:
    """One register file, open. `remarks` grows while the rows are read."""

    kind: str
    format: str
    header: list[str]
    header_row: int
    _source: Source
    _places: dict[str, int]
    remarks: list[Remark] = field(default_factory=list)

    def rows(self) -> Iterator[Row]:
        """The rows in order. A row with a fault of shape is told and left out. Raises FileRefused."""
        try:
            for line in self._table_lines():
                row = self._row(line)
                if row is not None:
                    yield row
        except Unreadable as fault:
            raise _refused(self.kind, fault) from fault
        for reason in self._source.mended:
            self._tell("file.mended", reason)

    def _table_lines(self) -> Iterator[Line]:
        """The lines of this table alone: no blank ones, no header again, nothing of a second table."""
        known = set(self.header) - {""}
        for line in self._source.lines:
            if not any(cell.strip() for cell in line.cells):
                continue
            if _names_in(line, known) < NAMES_OF_A_HEADER:
                yield line
            elif _folded(line.cells)[: len(self.header)] == self.header:
                self._tell("header.repeated", "The header stands here again: passed over.", line.number)
            else:
                self._tell_second_block(line.number)
                return

    def _row(self, line: Line) -> Row | None:
        width, found = len(self.header), list(line.cells)
        if len(found) > width and not any(cell.strip() for cell in found[width:]):
            found = found[:width]
        if len(found) < width and self._source.loose:
            found += [""] * (width - len(found))
        if len(found) != width:
            reason = f"The row has {len(found)} cells, but the header has {width}."
            self.remarks.append(Remark(REFUSED, self.kind, "row.cells", reason, line.number))
            return None
        wanted = {name: found[place] for name, place in self._places.items()}
        for name, cell in wanted.items():
            if len(cell) > LONGEST_CELL:
                reason = f"The cell is longer than {LONGEST_CELL:,} characters."
                self.remarks.append(Remark(REFUSED, self.kind, "cell.long", reason, line.number, name))
                return None
        return Row(line.number, wanted)

    def _tell(self, code: str, reason: str, row: int | None = None) -> None:
        self.remarks.append(Remark(REPAIRED, self.kind, code, reason, row))

    def _tell_second_block(self, row: int) -> None:
        """Reading stops at another table; say how much of it there is."""
        passed = sum(1 for line in self._source.lines if any(cell.strip() for cell in line.cells))
        self._tell(
            "block.second",
            f"A second table with a header of its own begins here: reading stopped, and its {passed:,} rows were "
            "not read.",
            row,
        )


def open_table(stream: BinaryIO, kind: str) -> RegisterTable:
    """Open a file of that kind (supply or transactions) and find its header. Raises FileRefused."""
    wanted = COLUMNS[kind]
    try:
        source = open_lines(stream)
        above = list(islice(source.lines, HEADER_ROWS))
    except Unreadable as fault:
        raise _refused(kind, fault) from fault
    folded = {name.casefold() for name in wanted}
    best = max(above, key=lambda line: _names_in(line, folded), default=Line(0, []))
    header = _folded(best.cells)
    while header and not header[-1]:
        header.pop()
    faults = [
        Remark(REFUSED, kind, code, reason, best.number or None, name)
        for name in wanted
        for code, reason in _faults_of(name, header)
    ]
    if faults:
        raise FileRefused(faults)
    below = [line for line in above if line.number > best.number]
    rest = source.lines
    source.lines = (line for part in (below, rest) for line in part)
    places = {name: header.index(name.casefold()) for name in wanted}
    return RegisterTable(kind, source.format, header, best.number, source, places)


def _faults_of(name: str, header: Sequence[str]) -> Iterator[tuple[str, str]]:
    times = list(header).count(name.casefold())
    if not times:
        yield "column.missing", f"The column {name} is missing."
    elif times > 1:
        yield "column.twice", f"The column {name} is there twice."


def _folded(line: Sequence[str]) -> list[str]:
    return [_name(cell) for cell in line]


def _name(cell: str) -> str:
    """The text of a header's cell for comparison; nothing where it is no text."""
    try:
        return names.plain(cell[:LONGEST_CELL]).casefold()
    except cells.BadCell:
        return ""


def _names_in(line: Line, known: set[str]) -> int:
    return sum(1 for cell in line.cells if len(cell) < 100 and cell.strip().casefold() in known)


def _refused(kind: str, fault: Unreadable) -> FileRefused:
    return FileRefused([Remark(REFUSED, kind, fault.code, fault.message, fault.row)])
