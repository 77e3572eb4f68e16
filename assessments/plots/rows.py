"""Plot rows: the checks of one row alone, and its correction in staging.

Rules: user guide 4.3.2, method 1.1. Checks that compare rows or need reference facts are in `plots.checks`.
Pure.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from assessments.bam.inputs import PlotObservation
from assessments.plots.cells import Cell, Problem, Value, check_cell, finding_at, shown
from assessments.plots.template import COLUMN_BY_NAME, COLUMNS, PlotColumn, columns_of
from registry.findings import Finding, InvalidInput

CELL_LENGTH_MAXIMUM = 200
"""Cells are cut here when read. A cell this long is an error in every column, so nothing wrong becomes right
by it."""

_REMEMBERED_CELLS = 5_000
_REMEMBERED_LENGTH = 32

FUNCTION_NAMES = tuple(column.name for column in columns_of(group="function"))
STEM_LOWER_BOUNDS_CM = {
    "funTreeStem5to9": 5,
    "funTreeStem10to19": 10,
    "funTreeStem20to29": 20,
    "funTreeStem30to49": 30,
    "funTreeStem50to79": 50,
}


@dataclass(frozen=True, slots=True)
class PlotRow:
    """One data row. `row_number` is that of the spreadsheet (the header is row 1); `raw` what was typed, by
    column name, without the columns the file lacks; `values` has all 32 columns, None where blank or not
    readable."""

    row_number: int
    raw: dict[str, str]
    values: dict[str, Value]
    findings: tuple[Finding, ...] = ()

    @property
    def zone_key(self) -> tuple[int, str] | None:
        """Community and condition class, or None when either cannot be read."""
        pct_id, condition_class = self.values["pct"], self.values["conditionclass"]
        if isinstance(pct_id, int) and isinstance(condition_class, str):
            return pct_id, condition_class
        return None


class RowChecker:
    """Checks rows that share the same columns; remembers cells it has seen, since plots repeat few values."""

    def __init__(self, names: Iterable[str]) -> None:
        present = set(names)
        self._columns: list[tuple[str, PlotColumn, dict[str, Cell]]] = [
            (column.name, column, {}) for column in COLUMNS if column.name in present
        ]
        self._function_names = tuple(name for name in FUNCTION_NAMES if name in present)
        self._nothing: dict[str, Value] = {column.name: None for column in COLUMNS}

    def check(self, row_number: int, raw: dict[str, str]) -> PlotRow:
        """The row with its values and findings. Never raises, whatever the cells hold."""
        values = self._nothing.copy()
        findings: list[Finding] = []
        for name, column, remembered in self._columns:
            text = raw[name]
            cell = remembered.get(text)
            if cell is None:
                cell = check_cell(column, text)
                if len(text) <= _REMEMBERED_LENGTH and len(remembered) < _REMEMBERED_CELLS:
                    remembered[text] = cell
            values[name] = cell.value
            if cell.problems:
                findings += [
                    finding_at(problem, column=column, row_number=row_number) for problem in cell.problems
                ]
        findings += self._within_row(row_number, raw, values)
        return PlotRow(row_number, raw, values, tuple(findings))

    def _within_row(self, row_number: int, raw: dict[str, str], values: dict[str, Value]) -> list[Finding]:
        found: list[tuple[str, Problem]] = []
        area, patch_size = values["area"], values["patchsize"]
        if isinstance(area, Decimal) and isinstance(patch_size, Decimal) and patch_size < area:
            message = (
                f"Patch size (patchsize) {patch_size} ha is smaller than the zone area (area) {area} ha. "
                "A patch holds its zone: correct one of them."
            )
            found.append(("patchsize", Problem("below_area", message)))
        if values["easting"] is None and _look_swapped(raw.get("easting", ""), raw.get("northing", "")):
            message = (
                "Easting (easting) and northing (northing) seem to have changed places. Put the 6-digit "
                "easting first."
            )
            found.append(("easting", Problem("swapped", message)))
        blank = [name for name in self._function_names if not raw[name]]
        if blank and len(blank) < len(self._function_names):
            found += [(name, _partly_blank(COLUMN_BY_NAME[name])) for name in blank]
        return [
            finding_at(problem, column=COLUMN_BY_NAME[name], row_number=row_number) for name, problem in found
        ]


def _look_swapped(easting: str, northing: str) -> bool:
    swapped = check_cell(COLUMN_BY_NAME["easting"], northing), check_cell(COLUMN_BY_NAME["northing"], easting)
    return all(cell.value is not None for cell in swapped)


def _partly_blank(column: PlotColumn) -> Problem:
    message = (
        f"{column.title} is blank while other function values are filled in. Enter it (0 if none), or, for a "
        "community without trees, clear every function value except the high threat weed cover."
    )
    return Problem("blank", message)


def check_row(row_number: int, raw: Mapping[str, str]) -> PlotRow:
    """Check one row again from what was typed, for instance one kept in staging. Names not in the template
    are left out; columns missing from `raw` stay missing."""
    typed = {name: raw[name].strip()[:CELL_LENGTH_MAXIMUM] for name in COLUMN_BY_NAME if name in raw}
    return RowChecker(typed).check(row_number, typed)


def check_again(rows: Iterable[tuple[int, Mapping[str, str]]]) -> list[PlotRow]:
    """Check many staged rows again, each given by its number and what was typed; rows of one file share their
    columns, so cells that were seen before are not read twice."""
    checkers: dict[tuple[str, ...], RowChecker] = {}
    checked = []
    for row_number, raw in rows:
        names = tuple(name for name in COLUMN_BY_NAME if name in raw)
        checker = checkers.get(names)
        if checker is None:
            checker = checkers[names] = RowChecker(names)
        typed = {name: raw[name].strip()[:CELL_LENGTH_MAXIMUM] for name in names}
        checked.append(checker.check(row_number, typed))
    return checked


def correct(row: PlotRow, column: str, text: str) -> PlotRow:
    """The row after a person corrected one cell, checked again. Raises InvalidInput for a name that is no
    column.

    Checks over several rows are not repeated here: call `plots.checks.check_rows_together` on all rows
    afterwards.
    """
    if column not in COLUMN_BY_NAME:
        message = f"'{shown(column)}' is not a column of the plot template. Choose one of its 32 columns."
        raise InvalidInput([Finding("plot.file.unknown_column", message, field="column")])
    return check_row(row.row_number, {**row.raw, column: text})


def observation(row: PlotRow) -> PlotObservation:
    """A row without errors as the method's input. Raises ValueError when a value it needs is missing."""

    def needed(name: str) -> float:
        value = row.values[name]
        if value is None or isinstance(value, str):
            raise ValueError(f"row {row.row_number} has no number in {name}")
        return float(value)

    def if_recorded(name: str) -> float | None:
        return None if row.values[name] is None else needed(name)

    stems = tuple(row.values[name] for name in STEM_LOWER_BOUNDS_CM)
    return PlotObservation(
        label=str(row.values["plot"] or ""),
        composition=tuple(needed(column.name) for column in columns_of(group="composition")),
        structure=tuple(needed(column.name) for column in columns_of(group="structure")),
        large_trees=if_recorded("funLargeTrees"),
        hollow_bearing_trees=if_recorded("funHollowtrees"),
        litter=if_recorded("funLitterCover"),
        logs=if_recorded("funLenFallenLogs"),
        stem_classes=None if None in stems else tuple(int(stem) for stem in stems if isinstance(stem, int)),
        regeneration=if_recorded("funTreeRegen"),
        high_threat_weed_cover=if_recorded("funHighThreatExotic"),
    )
