"""The checks of plot rows together, the zones they make, and their comparison with the reference facts.

Errors block an import; warnings inform. Rules: user guide 4.3.2 and 4.3.3, method 1.1. Pure.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assessments.plots.cells import Problem, finding_at, shown
from assessments.plots.rows import FUNCTION_NAMES, STEM_LOWER_BOUNDS_CM, PlotRow
from assessments.plots.template import COLUMN_BY_NAME
from registry.findings import Finding
from registry.units import display_hectares, zone_area_m2


@dataclass(frozen=True, slots=True)
class StagedZone:
    """A vegetation zone as the rows describe it: area and patch size, square metres, are those of its last
    row."""

    pct_id: int
    condition_class: str
    area_m2: int
    patch_size_m2: int
    row_numbers: tuple[int, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def name(self) -> str:
        """The vegetation zone name: community and condition class (`3242_Moderate`)."""
        return f"{self.pct_id}_{self.condition_class}"


def group_zones(rows: Iterable[PlotRow]) -> tuple[StagedZone, ...]:
    """The zones of the rows, in order of first appearance.

    Rows of one zone that give different areas do not add up: the last row counts, and a warning says so
    (method 1.1). Zones are kept to 0.01 ha. Rows whose community or condition class cannot be read belong to
    no zone; a zone without any readable area and patch size is left out, since its rows have errors.
    """
    members: defaultdict[tuple[int, str], list[PlotRow]] = defaultdict(list)
    for row in rows:
        key = row.zone_key
        if key is not None:
            members[key].append(row)
    zones = (_zone(pct_id, condition_class, group) for (pct_id, condition_class), group in members.items())
    return tuple(zone for zone in zones if zone is not None)


def _zone(pct_id: int, condition_class: str, rows: Sequence[PlotRow]) -> StagedZone | None:
    sizes: dict[int, tuple[Decimal, Decimal]] = {}
    for row in rows:
        area, patch_size = row.values["area"], row.values["patchsize"]
        if isinstance(area, Decimal) and isinstance(patch_size, Decimal):
            sizes[row.row_number] = (area, patch_size)
    if not sizes:
        return None
    name = f"{pct_id}_{condition_class}"
    area, patch_size = list(sizes.values())[-1]
    findings = (
        *_disagreement("area", "areas", name, {number: size[0] for number, size in sizes.items()}),
        *_disagreement("patchsize", "patch sizes", name, {number: size[1] for number, size in sizes.items()}),
    )
    return StagedZone(
        pct_id=pct_id,
        condition_class=condition_class,
        area_m2=zone_area_m2(area),
        # The same step as the area, so that a patch never becomes smaller than its zone by rounding.
        patch_size_m2=zone_area_m2(patch_size),
        row_numbers=tuple(row.row_number for row in rows),
        findings=findings,
    )


def _disagreement(column: str, plural: str, zone: str, sizes: Mapping[int, Decimal]) -> list[Finding]:
    if len(set(sizes.values())) == 1:
        return []
    last_row, last = list(sizes.items())[-1]
    other_row = next(number for number, size in sizes.items() if size != last)
    message = (
        f"The rows of zone {zone} give different {plural}: row {other_row} has {sizes[other_row]} ha, row "
        f"{last_row} has {last} ha. The last row counts, not the sum. Give the whole zone's value in every "
        "row."
    )
    return [Finding(f"plot.{column}.differs", message, column, last_row, column, "warning")]


def check_rows_together(rows: Sequence[PlotRow]) -> tuple[Finding, ...]:
    """What only shows when rows are compared: a plot twice in a zone (error); condition classes that differ
    only in capital letters; zone areas and patch sizes that differ (warnings)."""
    findings: list[Finding] = []
    first_rows: dict[tuple[int, str, str], int] = {}
    spellings: dict[tuple[int, str], tuple[str, int]] = {}
    for row in rows:
        key, label = row.zone_key, row.values["plot"]
        if key is None:
            continue
        pct_id, condition_class = key
        if isinstance(label, str):
            first_row = first_rows.setdefault((pct_id, condition_class, label.casefold()), row.row_number)
            if first_row != row.row_number:
                findings.append(_duplicate(label, f"{pct_id}_{condition_class}", first_row, row.row_number))
        spelling, spelt_in = spellings.setdefault(
            (pct_id, condition_class.lower()), (condition_class, row.row_number)
        )
        if spelling != condition_class:
            findings.append(_spelling(condition_class, row.row_number, spelling, spelt_in))
    for zone in group_zones(rows):
        findings.extend(zone.findings)
    return tuple(sorted(findings, key=lambda finding: finding.row or 0))


def _duplicate(label: str, zone: str, first_row: int, row: int) -> Finding:
    message = (
        f"Plot (plot) '{shown(label)}' is twice in zone {zone}: in rows {first_row} and {row}. "
        "Rename one or remove the repeated row."
    )
    return Finding("plot.plot.duplicate", message, "plot", row, "plot")


def _spelling(condition_class: str, row: int, spelling: str, spelt_in: int) -> Finding:
    message = (
        f"Condition class (conditionclass) '{condition_class}' differs from '{spelling}' in row {spelt_in} "
        "only in capital letters and makes a zone of its own. Use one spelling if you mean one zone."
    )
    return Finding(
        "plot.conditionclass.spelling", message, "conditionclass", row, "conditionclass", "warning"
    )


def findings_of_rows(rows: Sequence[PlotRow]) -> tuple[Finding, ...]:
    """Every finding of the rows, alone and together, in row order: what a staging page lists."""
    together = check_rows_together(rows)
    alone = [finding for row in rows for finding in row.findings]
    return tuple(sorted([*alone, *together], key=lambda finding: finding.row or 0))


@dataclass(frozen=True, slots=True)
class CommunityFacts:
    """What is known of a plant community type. None: not known."""

    woody: bool | None
    large_tree_threshold_cm: int | None
    has_benchmark: bool


@dataclass(frozen=True, slots=True)
class PlotFacts:
    """The known plant community types by id, from the pinned reference release."""

    communities: Mapping[int, CommunityFacts]


def check_against_reference(
    rows: Sequence[PlotRow], facts: PlotFacts, *, minimum_plots: Callable[[int], int]
) -> tuple[Finding, ...]:
    """Doubts that need facts from outside the file: warnings only, in row order, none of them blocks (method
    1.1).

    `minimum_plots` gives the least number of plots for a zone's area in square metres (BAM 2020 Table 3).
    """
    findings: list[Finding] = []
    for zone in group_zones(rows):
        needed = minimum_plots(zone.area_m2)
        if len(zone.row_numbers) < needed:
            findings.append(_too_few_plots(zone, needed))
    told: set[tuple[int, str]] = set()
    for row in rows:
        pct_id = row.values["pct"]
        if not isinstance(pct_id, int):
            continue
        community = facts.communities.get(pct_id)
        for column, problem in _doubts(row, pct_id, community):
            # Doubts about the community itself are told once, at its first row.
            if column == "pct" and (pct_id, problem.code) in told:
                continue
            told.add((pct_id, problem.code))
            findings.append(finding_at(problem, column=COLUMN_BY_NAME[column], row_number=row.row_number))
    return tuple(sorted(findings, key=lambda finding: finding.row or 0))


def _too_few_plots(zone: StagedZone, needed: int) -> Finding:
    count = len(zone.row_numbers)
    message = (
        f"Zone {zone.name} ({display_hectares(zone.area_m2)} ha) has {count} "
        f"{'plot' if count == 1 else 'plots'}; its area needs at least {needed}. Add plots or explain in "
        "the report."
    )
    return Finding(
        "plot.plot.too_few", message, "plot", zone.row_numbers[0], "plot", "warning", "BAM 2020 Table 3"
    )


def _doubts(row: PlotRow, pct_id: int, community: CommunityFacts | None) -> list[tuple[str, Problem]]:
    if community is None:
        message = (
            f"Plant community type (pct) {pct_id} is not among the reference facts. Check the number, or "
            "enter the facts of this community with their source after the import."
        )
        return [("pct", Problem("unknown", message, "warning"))]
    doubts: list[tuple[str, Problem]] = []
    if not community.has_benchmark:
        message = (
            f"Plant community type (pct) {pct_id} has no benchmarks among the reference facts. Enter them "
            "with their source after the import; until then its scores are not computed."
        )
        doubts.append(("pct", Problem("no_benchmark", message, "warning")))
    if community.woody is False:
        doubts += _function_of_treeless(row, pct_id)
    elif not any(row.raw.get(name) for name in FUNCTION_NAMES):
        if community.woody:
            message = (
                "Large trees (funLargeTrees) and the other function values are blank, but community "
                f"{pct_id} has trees. Enter them (0 if none), or check the plant community type."
            )
            doubts.append(("funLargeTrees", Problem("blank_woody", message, "warning")))
    elif community.large_tree_threshold_cm is not None:
        doubts += _stems_above_threshold(row, pct_id, community.large_tree_threshold_cm)
    return doubts


def _function_of_treeless(row: PlotRow, pct_id: int) -> list[tuple[str, Problem]]:
    filled = [name for name in FUNCTION_NAMES if row.values[name] is not None]
    if not filled:
        return []
    message = (
        f"{COLUMN_BY_NAME[filled[0]].title} is filled in, but community {pct_id} has no trees: its function "
        "values do not count. Leave them blank, except the high threat weed cover."
    )
    return [(filled[0], Problem("non_woody", message, "warning"))]


def _stems_above_threshold(row: PlotRow, pct_id: int, threshold_cm: int) -> list[tuple[str, Problem]]:
    doubts = []
    for name, lower_bound_cm in STEM_LOWER_BOUNDS_CM.items():
        if lower_bound_cm >= threshold_cm and row.values[name] == 1:
            message = (
                f"{COLUMN_BY_NAME[name].title} is recorded, but trees of {threshold_cm} cm or more are "
                f"large trees in community {pct_id}: this class does not count. Check that they are counted "
                "as large trees."
            )
            doubts.append((name, Problem("above_threshold", message, "warning")))
    return doubts
