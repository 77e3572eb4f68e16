"""Credit lines as the credits page shows them: grouped, subtotalled, each with its formula in numbers."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from assessments.bam.credits import (
    CONVERSION,
    ECOSYSTEM_DEVELOPMENT,
    ECOSYSTEM_STEWARDSHIP,
    SCATTERED_TREES,
    SPECIES_AREA_DEVELOPMENT,
    SPECIES_AREA_STEWARDSHIP,
    SPECIES_COUNT_DEVELOPMENT,
    SPECIES_COUNT_STEWARDSHIP,
)
from assessments.bam.outcome import CaseOutcome, CreditLine, ZoneOutcome
from assessments.bam.parameters import MethodParameters
from registry.units import display, display_hectares, hectares, whole_credits

LOSSES = frozenset({ECOSYSTEM_DEVELOPMENT, SPECIES_AREA_DEVELOPMENT})
GAINS = frozenset({ECOSYSTEM_STEWARDSHIP, SPECIES_AREA_STEWARDSHIP})
EQUATIONS = {
    ECOSYSTEM_DEVELOPMENT: "loss in vegetation integrity × area × risk weighting × credits per point and hectare",
    SPECIES_AREA_DEVELOPMENT: "loss in vegetation integrity × habitat area × risk weighting"
    " × credits per point and hectare",
    SPECIES_COUNT_DEVELOPMENT: "individuals × risk weighting",
    ECOSYSTEM_STEWARDSHIP: "gain in vegetation integrity × area × credits per point and hectare",
    SPECIES_AREA_STEWARDSHIP: "gain in vegetation integrity × habitat area × credits per point and hectare",
    SPECIES_COUNT_STEWARDSHIP: "individuals gained, as entered",
    SCATTERED_TREES: "trees × credits per tree",
}


@dataclass(frozen=True, slots=True)
class LineRow:
    """A credit line with what its table row and its explanation need."""

    line: CreditLine
    zone: ZoneOutcome | None
    formula: str
    rounding: str

    @property
    def equation(self) -> str:
        """The equation in words."""
        return EQUATIONS.get(self.line.equation, "")


@dataclass(frozen=True, slots=True)
class LineGroup:
    """The lines of one plant community type or one species. `credits` counts computed lines only."""

    key: str
    name: str
    rows: tuple[LineRow, ...]

    @property
    def credits(self) -> int:
        """Subtotal of the computed lines."""
        return sum(row.line.credits for row in self.rows if row.line.credits is not None)

    @property
    def complete(self) -> bool:
        """Is every line of the group computed?"""
        return all(row.line.credits is not None for row in self.rows)

    @property
    def computed(self) -> bool:
        """Is at least one line computed?"""
        return any(row.line.credits is not None for row in self.rows)

    @property
    def partly(self) -> bool:
        """Does the subtotal leave out lines that are not computed?"""
        return self.computed and not self.complete

    @property
    def area_m2(self) -> int:
        """Area of the group's lines."""
        return sum(row.line.area_m2 or 0 for row in self.rows)

    @property
    def individuals(self) -> float:
        """Individuals or trees of the group's lines."""
        return sum(row.line.individuals or 0 for row in self.rows)

    @property
    def by_count(self) -> bool:
        """Are its lines counted, not measured?"""
        return any(row.line.individuals is not None for row in self.rows)


@dataclass(frozen=True, slots=True)
class CreditTables:
    """The three tables of the credits page and the lines that are not computed."""

    ecosystem: tuple[LineGroup, ...]
    trees: tuple[LineGroup, ...]
    species: tuple[LineGroup, ...]
    not_computed: tuple[LineRow, ...]


def credit_tables(outcome: CaseOutcome, parameters: MethodParameters) -> CreditTables:
    """Every line of an outcome in its table, grouped by plant community type or species."""
    zones = {zone.key: zone for zone in outcome.zones}
    fact = parameters.find(CONVERSION)
    conversion = fact.value if fact else None
    rows = [
        LineRow(line, zones.get(line.zone_key), formula_of(line, conversion), rounding_of(line))
        for line in outcome.credit_lines
    ]
    return CreditTables(
        ecosystem=_grouped(
            rows, lambda line: line.credit_class == "ecosystem" and line.equation != SCATTERED_TREES
        ),
        trees=_grouped(rows, lambda line: line.equation == SCATTERED_TREES),
        species=_grouped(rows, lambda line: line.credit_class == "species"),
        not_computed=tuple(row for row in rows if row.line.credits is None),
    )


def _grouped(rows: Iterable[LineRow], wanted: Callable[[CreditLine], bool]) -> tuple[LineGroup, ...]:
    groups: dict[str, list[LineRow]] = {}
    for row in rows:
        if wanted(row.line):
            groups.setdefault(row.line.subject, []).append(row)
    return tuple(LineGroup(key, found[0].line.subject_name, tuple(found)) for key, found in groups.items())


def formula_of(line: CreditLine, conversion: float | None) -> str:
    """The line's equation with its numbers, empty when it is not computed: `36.4 × 1.9 ha × 2 × 0.25 = 34.58`.

    Scores are shown to four decimals; the calculation itself uses every digit.
    """
    if line.credits is None or line.unrounded is None:
        return ""
    if not line.offset_required:
        return "Below the offset threshold: 0"
    factors: list[str] = []
    if line.equation in LOSSES | GAINS and line.vi_change is not None and line.area_m2 is not None:
        change = -line.vi_change if line.equation in LOSSES else line.vi_change
        factors = [_number(change), f"{hectares(line.area_m2).normalize():f} ha"]
        if line.equation in LOSSES and line.risk_weighting is not None:
            factors.append(_number(line.risk_weighting))
        if conversion is not None:
            factors.append(_number(conversion))
    elif line.equation == SPECIES_COUNT_DEVELOPMENT and line.risk_weighting is not None:
        factors = [_number(line.individuals or 0), _number(line.risk_weighting)]
    elif line.equation == SCATTERED_TREES and line.individuals:
        factors = [_number(line.individuals), _number(line.unrounded / line.individuals)]
    if not factors:
        return _number(line.unrounded)
    return f"{' × '.join(factors)} = {_number(line.unrounded)}"


def rounding_of(line: CreditLine) -> str:
    """How the line's result became whole credits."""
    if line.credits is None or line.unrounded is None or not line.offset_required:
        return ""
    if line.unrounded <= 0:
        return "Nothing is lost or gained here, so there are no credits."
    if whole_credits(line.unrounded) < line.credits:
        return f"More than nothing makes at least {line.credits}."
    return "Rounded to the nearest whole credit."


def measured(line: CreditLine) -> str:
    """Area or number of a line, with its unit."""
    if line.area_m2 is not None:
        return f"{display_hectares(line.area_m2)} ha"
    if line.individuals is not None:
        return display(line.individuals, 0)
    return ""


def _number(value: float) -> str:
    return display(value, 4).replace("-", "−")
