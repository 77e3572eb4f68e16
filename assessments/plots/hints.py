"""Hints about plots: what looks odd and is worth a second look. They are never errors and change nothing.

Every threshold here is ours, none is the method's: they are set wide, so that an ordinary survey gets few hints. Each
hint says why it is given and what to look at. Pure: today comes from the caller.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import hypot
from statistics import median

from assessments.bam.attributes import GROWTH_FORMS

SAME_PLACE_M = 2.0
"""Plots this close to each other are taken for one plot entered twice (a hand-held receiver is off by more)."""
FAR_AWAY_M = 1_000.0
"""A plot this far from the nearest other of its zone may have a slipped digit."""
OUTLIER_PLOTS_MINIMUM = 4
"""With fewer plots in a zone nothing can be said to lie apart."""
OUTLIER_DEVIATIONS = 6.0
"""How many median absolute deviations from the zone's median are still ordinary."""
OUTLIER_DEVIATION_FLOOR = {"composition": 2.0, "structure": 5.0, "function": 5.0}
"""A deviation is taken for at least this much: in zones with nearly equal plots every difference would stand out."""
RICHNESS_TIMES_BENCHMARK = 3.0
SUMMED_COVER_PERCENT = 300.0
OLD_YEARS = 5
"""After this many years a reader asks whether the plot still shows the vegetation of today."""
PLACES_MAXIMUM = 400
"""Above this many plots in a zone the pairs are not compared with each other."""


@dataclass(frozen=True, slots=True)
class PlotValues:
    """A plot as the hints look at it. `values` by field name of the sheet, None where not recorded; `inside` False: it
    lies outside the site boundary, None where that is not known."""

    id: str
    label: str
    mga_zone: int
    easting_m: float
    northing_m: float
    surveyed_on: date | None
    values: Mapping[str, float | None]
    inside: bool | None = None


@dataclass(frozen=True, slots=True)
class ZonePlots:
    """The plots of one zone with the community's benchmark richness by growth form, where known."""

    key: str
    plots: tuple[PlotValues, ...]
    benchmark_richness: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Hint:
    """One thing to look at: the plot, a stable code, the field, and a sentence with the reason."""

    plot_id: str
    label: str
    code: str
    field: str
    message: str


def hints_of(zones: Iterable[ZonePlots], *, today: date) -> list[Hint]:
    """Every hint, zone by zone, in the order of the checks."""
    return [hint for zone in zones for check in CHECKS for hint in check(zone, today)]


def _hint(plot: PlotValues, code: str, field: str, message: str) -> Hint:
    return Hint(plot.id, plot.label, f"plot.hint.{code}", field, f"Plot {plot.label}: {message}")


def _distance_m(one: PlotValues, other: PlotValues) -> float:
    return hypot(one.easting_m - other.easting_m, one.northing_m - other.northing_m)


def same_place(zone: ZonePlots, today: date) -> Iterator[Hint]:
    """Two labels at one place."""
    if len(zone.plots) > PLACES_MAXIMUM:
        return
    for number, plot in enumerate(zone.plots):
        near = (one for one in zone.plots[:number] if one.mga_zone == plot.mga_zone)
        earlier = next((one for one in near if _distance_m(one, plot) <= SAME_PLACE_M), None)
        if earlier is not None:
            yield _hint(
                plot,
                "same_place",
                "easting",
                f"it lies within {SAME_PLACE_M:.0f} m of plot {earlier.label}. Look whether one plot was entered "
                "twice.",
            )


def same_values(zone: ZonePlots, today: date) -> Iterator[Hint]:
    """Two sheets with every number alike."""
    first: dict[tuple[float | None, ...], PlotValues] = {}
    for plot in zone.plots:
        numbers = tuple(plot.values[name] for name in sorted(plot.values))
        if not any(numbers):
            continue
        earlier = first.setdefault(numbers, plot)
        if earlier is not plot:
            yield _hint(
                plot,
                "same_values",
                "label",
                f"every number is the same as in plot {earlier.label}. Look whether a sheet was copied.",
            )


def outliers(zone: ZonePlots, today: date) -> Iterator[Hint]:
    """A value far from those of the zone's other plots."""
    if len(zone.plots) < OUTLIER_PLOTS_MINIMUM:
        return
    for name in zone.plots[0].values:
        group = "structure" if name.startswith("structure") else "composition"
        if not name.startswith(("composition", "structure")):
            if name not in ("large_trees", "litter_cover_percent", "logs_length_m", "weed_cover_percent"):
                continue
            group = "function"
        numbers = [value for plot in zone.plots if (value := plot.values[name]) is not None]
        if len(numbers) < OUTLIER_PLOTS_MINIMUM:
            continue
        middle = median(numbers)
        deviation = median(abs(value - middle) for value in numbers)
        reach = OUTLIER_DEVIATIONS * max(deviation, OUTLIER_DEVIATION_FLOOR[group])
        for plot in zone.plots:
            value = plot.values[name]
            if value is not None and abs(value - middle) > reach:
                yield _hint(
                    plot,
                    "outlier",
                    name,
                    f"{NAMES[name]} is {value:g}, the middle of the zone's plots is {middle:g}. "
                    "Look at the sheet for a slipped decimal sign, or whether the plot belongs to this zone.",
                )


def rich_beyond_benchmark(zone: ZonePlots, today: date) -> Iterator[Hint]:
    """More species than any best plot would have."""
    for plot in zone.plots:
        for form in GROWTH_FORMS:
            value, benchmark = plot.values[f"composition_{form}"], zone.benchmark_richness.get(form)
            if value is not None and benchmark and value > RICHNESS_TIMES_BENCHMARK * benchmark:
                yield _hint(
                    plot,
                    "rich",
                    f"composition_{form}",
                    f"{NAMES[f'composition_{form}']} is {value:g}, more than {RICHNESS_TIMES_BENCHMARK:g} times the "
                    f"benchmark of {benchmark:g}. Look whether covers or individuals were entered as species.",
                )


def cover_beyond_belief(zone: ZonePlots, today: date) -> Iterator[Hint]:
    """A summed cover that layers of leaves hardly reach."""
    for plot in zone.plots:
        for form in GROWTH_FORMS:
            value = plot.values[f"structure_{form}"]
            if value is not None and value > SUMMED_COVER_PERCENT:
                yield _hint(
                    plot,
                    "cover",
                    f"structure_{form}",
                    f"{NAMES[f'structure_{form}']} adds up to {value:g} %. Look for a missing decimal sign.",
                )


def trees_disagree(zone: ZonePlots, today: date) -> Iterator[Hint]:
    """Stems or large trees where no tree species and no tree cover is recorded."""
    for plot in zone.plots:
        stems = [name for name in plot.values if name.startswith("stems_") and plot.values[name]]
        if stems and not plot.values["composition_tree"]:
            yield _hint(
                plot,
                "stems_without_trees",
                "composition_tree",
                "tree stems are recorded but no tree species. The stems are seen on 1,000 m² and the species on "
                "400 m², so this can be right: look at the sheet.",
            )
        if plot.values.get("large_trees") and not plot.values["structure_tree"]:
            yield _hint(
                plot,
                "large_trees_without_cover",
                "structure_tree",
                "large trees are recorded but no tree cover. Trees are counted on 1,000 m² and cover on 400 m², so "
                "this can be right: look at the sheet.",
            )


def out_of_place(zone: ZonePlots, today: date) -> Iterator[Hint]:
    """A plot far from the zone's others, or outside the site."""
    for plot in zone.plots:
        if plot.inside is False:
            yield _hint(
                plot,
                "outside_site",
                "easting",
                "its coordinates lie outside the site boundary. Look at the coordinates and the MGA zone.",
            )
    if not 1 < len(zone.plots) <= PLACES_MAXIMUM:
        return
    for plot in zone.plots:
        others = [one for one in zone.plots if one is not plot and one.mga_zone == plot.mga_zone]
        nearest = min((_distance_m(plot, one) for one in others), default=None)
        if nearest is None:
            yield _hint(
                plot,
                "far_away",
                "mga_zone",
                f"it is the zone's only plot in MGA zone {plot.mga_zone}. Look at the MGA zone.",
            )
        elif nearest > FAR_AWAY_M:
            yield _hint(
                plot,
                "far_away",
                "easting",
                f"the nearest other plot of the zone is {nearest / 1000:.1f} km away. Look for a slipped digit in the "
                "coordinates.",
            )


def dates(zone: ZonePlots, today: date) -> Iterator[Hint]:
    """A survey that is still to come, or long ago."""
    for plot in zone.plots:
        surveyed = plot.surveyed_on
        if surveyed is None:
            continue
        if surveyed > today:
            yield _hint(
                plot, "future_date", "surveyed_on", "the survey date is still to come. Look at the year."
            )
        elif _years(surveyed, today) >= OLD_YEARS:
            yield _hint(
                plot,
                "old_date",
                "surveyed_on",
                f"it was surveyed on {surveyed:%-d %B %Y}, more than {OLD_YEARS} years ago. Look whether it still "
                "shows the vegetation of today.",
            )


def _years(earlier: date, later: date) -> int:
    return later.year - earlier.year - ((later.month, later.day) < (earlier.month, earlier.day))


NAMES: Mapping[str, str] = {
    **{f"composition_{form}": f"the number of {form} species" for form in GROWTH_FORMS},
    **{f"structure_{form}": f"{form} cover" for form in GROWTH_FORMS},
    "large_trees": "the number of large trees",
    "litter_cover_percent": "litter cover",
    "logs_length_m": "the length of fallen logs",
    "weed_cover_percent": "high threat weed cover",
}

CHECKS: tuple[Callable[[ZonePlots, date], Iterator[Hint]], ...] = (
    same_place,
    same_values,
    outliers,
    rich_beyond_benchmark,
    cover_beyond_belief,
    trees_disagree,
    out_of_place,
    dates,
)


def by_plot(hints: Sequence[Hint]) -> dict[str, list[Hint]]:
    """The hints of each plot, by its id."""
    found: dict[str, list[Hint]] = {}
    for hint in hints:
        found.setdefault(hint.plot_id, []).append(hint)
    return found
