"""Species lists of many plots as people upload them: one plant a row; every problem by row and column.

Columns plot, species and cover are needed, individuals and zone are not. They are found by name in any order, by the
names in common use. Reads CSV and XLSX with the readers of plot sheets; never raises on bad content. Pure.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from assessments.plots.cells import Problem, check_cell, shown
from assessments.plots.limits import ReadLimits, Source, SourceRow, UnreadableFile
from assessments.plots.sources import open_sources
from assessments.plots.template import PlotColumn
from registry.findings import Finding, errors

ROWS_MAXIMUM = 10_000
ERRORS_MAXIMUM = 1_000
NAME_LENGTH_MAXIMUM = 200
LIMITS = ReadLimits(rows=ROWS_MAXIMUM, errors=ERRORS_MAXIMUM)

COLUMNS: Mapping[str, PlotColumn] = {
    "plot": PlotColumn("plot", "", "Plot", "label", "zone"),
    "species": PlotColumn("species", "", "Species", "label", "zone"),
    "cover": PlotColumn("cover", "", "Cover", "decimal", "structure", Decimal(0), Decimal(100), 1, unit="%"),
    "individuals": PlotColumn(
        "individuals", "", "Individuals", "integer", "structure", Decimal(0), Decimal(1_000_000), 0, False
    ),
    "zone": PlotColumn("zone", "", "Zone", "label", "zone", required=False),
}
NEEDED = ("plot", "species", "cover")

_NAMES = {
    "plot": "plot plotid plotname plotno plotnumber plotlabel",
    "species": "species scientificname speciesname taxon taxonname plant plantname",
    "cover": "cover coverpercent covervalue foliagecover projectivefoliagecover percentcover",
    "individuals": "individuals abundance numberofindividuals noofindividuals stems plants",
    "zone": "zone vegetationzone vegzone zonename zonekey",
}
COLUMN_OF_NAME = {name: column for column, names in _NAMES.items() for name in names.split()}
"""Which column a name in the first row means, without capitals, spaces and signs."""

TEMPLATE = "zone,plot,species,cover,individuals\r\n"


@dataclass(frozen=True, slots=True)
class SpeciesRow:
    """One plant of one plot; `row_number` is that of the spreadsheet. `zone` is empty where the file has none."""

    row_number: int
    plot: str
    species: str
    cover_percent: Decimal
    individuals: int | None
    zone: str


@dataclass(frozen=True, slots=True)
class SpeciesFile:
    """A file as read. With an error among the findings nothing of it may be used."""

    rows: tuple[SpeciesRow, ...]
    findings: tuple[Finding, ...]

    @property
    def has_errors(self) -> bool:
        """Is there anything to correct before the file can go in?"""
        return bool(errors(self.findings))


def read_species(content: bytes, *, filename: str, limits: ReadLimits = LIMITS) -> SpeciesFile:
    """Read a list of plants in plots and check every row.

    Accepts CSV with commas, semicolons or tabs, in UTF-8 or marked UTF-16, and XLSX. Reads no more than `limits`.
    """
    findings: list[Finding] = []
    rows: list[SpeciesRow] = []
    try:
        positions, following = _choose_source(open_sources(content, filename=filename, limits=limits))
        for number, cells in following:
            typed = {name: cells[at].strip() if at < len(cells) else "" for name, at in positions.items()}
            if not any(typed.values()):
                continue
            if len(rows) + len(findings) >= limits.rows:
                message = f"The file has more than {limits.rows:,} rows. Split it into smaller files."
                raise UnreadableFile("too_many_rows", message, row=number)
            row, wrong = check_row(number, typed)
            findings += wrong
            if row is not None:
                rows.append(row)
            if len(findings) > limits.errors:
                message = f"Reading stopped at row {number} after more than {limits.errors:,} errors."
                raise UnreadableFile("too_many_errors", message, row=number)
    except UnreadableFile as unreadable:
        findings.append(_of_a_list(unreadable.finding))
    if not rows and not findings:
        message = "The file has column names but no plants. Enter one plant a row below them."
        findings.append(Finding("plot_species.file.no_rows", message, field="file"))
    findings += _twice(rows)
    return SpeciesFile(tuple(rows), tuple(sorted(findings, key=lambda finding: finding.row or 0)))


def _of_a_list(finding: Finding) -> Finding:
    """The reader of files speaks of plot sheets."""
    code = finding.code.replace("plot.file.", "plot_species.file.")
    return replace(finding, code=code, message=finding.message.replace("plot sheet", "species list"))


def _choose_source(sources: list[Source]) -> tuple[dict[str, int], Iterator[SourceRow]]:
    """The table whose first filled row names the most columns: where they are, and the rows after it."""
    best: tuple[dict[str, int], Source, int] = ({}, sources[0], 1)
    refusal: UnreadableFile | None = None
    for source in sources:
        try:
            header = next((row for row in source.rows if any(map(_plain, row[1]))), None)
        except UnreadableFile as unreadable:
            refusal = refusal or unreadable
            continue
        if header is None:
            continue
        positions: dict[str, int] = {}
        for at, cell in enumerate(header[1]):
            column = COLUMN_OF_NAME.get(_plain(cell))
            if column is None:
                continue
            if column in positions:
                message = f"Two columns are called {column}: “{shown(cell)}” is the second. Keep one of them."
                refusal = refusal or UnreadableFile("duplicate_column", message, row=header[0])
            positions.setdefault(column, at)
        if len(positions) > len(best[0]):
            best = (positions, source, header[0])
    positions, source, number = best
    missing = [name for name in NEEDED if name not in positions]
    if missing and refusal is not None and not positions:
        raise refusal
    if missing:
        names = " and ".join(missing)
        message = (
            f"There is no column called {names} in row {number}. The first row names the columns: plot, species and "
            "cover; individuals and zone may be left out."
        )
        raise UnreadableFile("missing_column", message, row=number)
    if refusal is not None:
        raise refusal
    return positions, source.rows


def _plain(cell: str) -> str:
    return re.sub(r"[^a-z]", "", cell.lower())


def check_row(number: int, typed: Mapping[str, str]) -> tuple[SpeciesRow | None, list[Finding]]:
    """The row, or what is wrong with it. Never raises, whatever the cells hold."""
    values: dict[str, object] = {}
    findings: list[Finding] = []
    for name, column in COLUMNS.items():
        text = typed.get(name, "")
        if name in ("species", "zone"):
            values[name], problem = _check_text(column, text)
        else:
            cell = check_cell(column, text[: NAME_LENGTH_MAXIMUM + 1])
            values[name], problem = cell.value, next(iter(cell.problems), None)
        if problem is not None:
            message = problem.message.replace(f" ({name})", "")
            if problem.code == "too_many_decimals":
                message = f"{column.label} is {shown(text)}. Write it with at most one decimal."
            findings.append(Finding(f"plot_species.{name}.{problem.code}", message, name, number, name))
    cover, individuals = values["cover"], values["individuals"]
    if findings or not isinstance(cover, int | Decimal):
        return None, findings
    row = SpeciesRow(
        row_number=number,
        plot=str(values["plot"]),
        species=str(values["species"]),
        cover_percent=Decimal(cover),
        individuals=individuals if isinstance(individuals, int) else None,
        zone=str(values["zone"]),
    )
    return row, []


def _check_text(column: PlotColumn, text: str) -> tuple[str, Problem | None]:
    plain = " ".join(text.split())
    if not plain and column.required:
        return "", Problem("blank", f"{column.label} is blank. Enter it.")
    if text.startswith("="):
        return "", Problem("formula", f"{column.label} holds a formula. Paste its value instead.")
    if len(plain) > NAME_LENGTH_MAXIMUM:
        message = f"{column.label} is too long. Use at most {NAME_LENGTH_MAXIMUM} characters."
        return "", Problem("too_long", message)
    if not plain.isprintable():
        return "", Problem(
            "unprintable", f"{column.label} holds a character that cannot be printed. Type it again."
        )
    if plain and not any(map(str.isalpha, plain)) and column.name == "species":
        return "", Problem(
            "no_name", f"{column.label} “{shown(plain)}” is no name. Enter the scientific name."
        )
    return plain, None


def _twice(rows: list[SpeciesRow]) -> Iterator[Finding]:
    first: dict[tuple[str, str, str], int] = {}
    for row in rows:
        key = (row.zone.casefold(), row.plot.casefold(), row.species.casefold())
        earlier = first.setdefault(key, row.row_number)
        if earlier != row.row_number:
            message = (
                f"{shown(row.species)} is twice in plot {shown(row.plot)}: in rows {earlier} and {row.row_number}. "
                "Keep one row with the whole cover."
            )
            yield Finding("plot_species.species.twice", message, "species", row.row_number, "species")


def as_csv(rows: tuple[SpeciesRow, ...]) -> str:
    """The rows as one plain file again, with their row numbers lost: what a preview hands on."""
    lines = [TEMPLATE]
    for row in rows:
        cells = (row.zone, row.plot, row.species, f"{row.cover_percent:f}", row.individuals)
        lines.append(",".join(_quoted("" if cell is None else str(cell)) for cell in cells) + "\r\n")
    return "".join(lines)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if re.search(r'[",\r\n;]', text) else text
