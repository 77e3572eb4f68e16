"""Plot sheets as people upload them: header, type row, data; every problem by row and column.

The official calculator's import template (user guide 4.3.2), matched by column name. Reads CSV and XLSX;
never raises on bad content, however bad. Pure apart from its arguments: no Django, no clock, no files.
"""

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from assessments.plots.cells import shown
from assessments.plots.checks import findings_of_rows
from assessments.plots.limits import DEFAULT_LIMITS, ReadLimits, Source, SourceRow, UnreadableFile
from assessments.plots.rows import CELL_LENGTH_MAXIMUM, PlotRow, RowChecker
from assessments.plots.sources import open_sources
from assessments.plots.template import COLUMN_BY_LOWER_NAME, COLUMNS
from registry.findings import Finding, errors

RECOGNISED_MINIMUM = 4
"""Fewer column names than this in the first row: it is not the header."""

_HINT = re.compile(
    r"\[.*\]|.*\b(?:text|number|integer|decimals?|characters?|range|0 or 1|54 or 55)\b.*", re.I | re.S
)
_PLAIN_NUMBER = re.compile(r"[+-]?[0-9]*\.?[0-9]+")
_HINTS_MINIMUM = 3


@dataclass(frozen=True, slots=True)
class PlotFile:
    """A plot sheet as read. `findings` are those of the file and its header: with an error among them it has
    to be uploaded again. Each row carries its own; `all_findings` adds those that compare rows."""

    rows: tuple[PlotRow, ...]
    findings: tuple[Finding, ...]
    columns_seen: tuple[str, ...]

    @property
    def all_findings(self) -> tuple[Finding, ...]:
        """Findings of the file first, then of the rows in row order."""
        return (*self.findings, *findings_of_rows(self.rows))

    @property
    def has_file_errors(self) -> bool:
        """Can this file not be corrected in staging, only uploaded again?"""
        return bool(errors(self.findings))


def read_plots(content: bytes, *, filename: str, limits: ReadLimits = DEFAULT_LIMITS) -> PlotFile:
    """Read a plot sheet and check every row.

    `filename` gives the extension, which must agree with the content. Accepts reordered columns, upper or
    lower case names, empty trailing cells, blank rows, a missing type row; commas, semicolons or tabs between
    cells; UTF-8 and marked UTF-16. Reads no more than `limits`.
    """
    try:
        sources = open_sources(content, filename=filename, limits=limits)
        header, following, notes = _choose_source(sources)
    except UnreadableFile as unreadable:
        return PlotFile((), (unreadable.finding,), ())
    positions, findings = _match_header(header, limits)
    findings = [*notes, *findings]
    if not positions:
        return PlotFile((), tuple(findings), ())
    rows, row_findings = _read_rows(following, header, positions, limits)
    findings += row_findings
    if not rows and not errors(findings):
        message = "The sheet has column names but no plots. Enter one plot a row below them."
        findings.append(Finding("plot.file.no_rows", message, field="file"))
    seen = tuple(column.name for column in COLUMNS if column.name in positions)
    return PlotFile(tuple(rows), tuple(findings), seen)


def _choose_source(sources: list[Source]) -> tuple[SourceRow, Iterator[SourceRow], list[Finding]]:
    """The table whose first row holds most of the column names, its header, and the rows after it."""
    best: tuple[int, Source, SourceRow] | None = None
    refusal: UnreadableFile | None = None
    for source in sources:
        try:
            header = next((row for row in source.rows if any(map(_plain, row[1]))), None)
        except UnreadableFile as unreadable:
            refusal = refusal or unreadable
            continue
        if header is None:
            continue
        recognised = sum(_plain(cell).lower() in COLUMN_BY_LOWER_NAME for cell in header[1])
        if best is None or recognised > best[0]:
            best = (recognised, source, header)
    if best is None:
        raise refusal or UnreadableFile("empty", "The file holds no rows. Upload a filled-in plot sheet.")
    _, source, header = best
    return header, source.rows, _other_sheets(sources, source)


def _other_sheets(sources: list[Source], chosen: Source) -> list[Finding]:
    if len(sources) == 1 or chosen.name in ("comma", "semicolon", "tab"):
        return []
    message = f"The workbook has {len(sources)} sheets; only '{chosen.name}' was read."
    return [Finding("plot.file.other_sheets", message, field="file", severity="warning")]


def _plain(cell: str) -> str:
    # Separators too: a file of nothing but commas is empty whichever separator it is tried with.
    return cell.strip(" \ufeff\u200b\u00a0,;\t\r\n")


def _match_header(header: SourceRow, limits: ReadLimits) -> tuple[dict[str, int], list[Finding]]:
    """Where each column is, by name; and a finding for each name that is missing, unknown or repeated."""
    row, cells = header
    names = {position: _plain(cell) for position, cell in enumerate(cells) if _plain(cell)}
    positions: dict[str, int] = {}
    extra: list[str] = []
    repeated: list[str] = []
    for position, name in names.items():
        column = COLUMN_BY_LOWER_NAME.get(name.lower())
        if column is None:
            extra.append(name)
        elif column.name in positions:
            repeated.append(column.name)
        else:
            positions[column.name] = position
    if len(positions) < RECOGNISED_MINIMUM or len(names) > limits.columns:
        message = (
            "The first row does not hold the column names of the plot template. Download the empty "
            "template and copy its first row into the sheet."
        )
        return {}, [Finding("plot.file.no_header", message, field="file", row=row)]
    missing = [column.name for column in COLUMNS if column.name not in positions]
    findings = [_missing(name, row) for name in missing]
    findings += [_extra(name, row, missing) for name in extra]
    findings += [_repeated(name, row) for name in repeated]
    return positions, findings


def _missing(name: str, row: int) -> Finding:
    message = f"Column {name} is missing. Add it with this name in row {row} and upload the file again."
    return Finding(f"plot.{name}.missing_column", message, "file", row, name)


def _extra(name: str, row: int, missing: Sequence[str]) -> Finding:
    by_lower_name = {candidate.lower(): candidate for candidate in missing}
    close = difflib.get_close_matches(name.lower()[:CELL_LENGTH_MAXIMUM], by_lower_name, n=1, cutoff=0.75)
    advice = f"Rename it to {by_lower_name[close[0]]}, or remove it" if close else "Remove it"
    message = f"Column '{shown(name)}' is not part of the template. {advice}, and upload the file again."
    return Finding("plot.file.extra_column", message, "file", row, shown(name))


def _repeated(name: str, row: int) -> Finding:
    message = f"Column {name} is there more than once. Keep one of them and upload the file again."
    return Finding(f"plot.{name}.duplicate_column", message, "file", row, name)


def _read_rows(
    following: Iterator[SourceRow], header: SourceRow, positions: dict[str, int], limits: ReadLimits
) -> tuple[list[PlotRow], list[Finding]]:
    rows: list[PlotRow] = []
    findings: list[Finding] = []
    checker = RowChecker(positions)
    places = [(name, positions[name]) for name in positions]
    width = max(positions.values()) + 1
    named_width = 1 + max(position for position, cell in enumerate(header[1]) if _plain(cell))
    error_count = 0
    try:
        for number, cells in _without_type_row(following):
            if len(cells) < width:
                cells = cells + [""] * (width - len(cells))
            raw = {name: cells[position].strip() for name, position in places}
            beyond = len(cells) > named_width and any(map(str.strip, cells[named_width:]))
            if not any(raw.values()) and not beyond:
                continue
            if len(rows) == limits.rows:
                message = f"The sheet has more than {limits.rows:,} plots. Split it into smaller files."
                raise UnreadableFile("too_many_rows", message, row=number)
            if beyond:
                findings.append(_cells_beyond(number))
            row = checker.check(number, _cut(raw))
            rows.append(row)
            if row.findings or beyond:
                error_count += len(errors(row.findings)) + beyond
                if error_count > limits.errors:
                    message = (
                        f"Reading stopped at row {number} after more than {limits.errors:,} errors. Check "
                        "that the columns hold what their names say, and upload the file again."
                    )
                    raise UnreadableFile("too_many_errors", message, row=number)
    except UnreadableFile as unreadable:
        findings.append(unreadable.finding)
    return rows, findings


def _cut(raw: dict[str, str]) -> dict[str, str]:
    if max(map(len, raw.values())) <= CELL_LENGTH_MAXIMUM:
        return raw
    return {name: text[:CELL_LENGTH_MAXIMUM] for name, text in raw.items()}


def _cells_beyond(row: int) -> Finding:
    message = (
        f"Row {row} has more cells than there are column names: a comma inside a value may have split it. "
        "Correct the row and upload the file again."
    )
    return Finding("plot.file.extra_cells", message, "file", row)


def _without_type_row(following: Iterator[SourceRow]) -> Iterator[SourceRow]:
    """The rows, without the row of type hints if the first of them is one.

    It is recognised by its words alone: in circulation it has fewer hints than there are columns.
    """
    first = next((row for row in following if any(map(str.strip, row[1]))), None)
    if first is None:
        return iter(())
    return following if is_type_row(first[1]) else chain([first], following)


def is_type_row(cells: Sequence[str]) -> bool:
    """Does this row hold type hints ("Number", "[0-1]", "Text[Maximum 10 characters]") and not data?"""
    filled = [cell.strip() for cell in cells if cell.strip()]
    hints = sum(_HINT.fullmatch(cell) is not None for cell in filled)
    numbers = sum(_PLAIN_NUMBER.fullmatch(cell) is not None for cell in filled)
    return hints >= _HINTS_MINIMUM and hints > numbers
