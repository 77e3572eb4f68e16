"""Hints about a revision's plots: gathers what `assessments.plots.hints` looks at. Reads only; a fixed number of
queries, however many plots there are."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from assessments.bam.attributes import GROWTH_FORMS
from assessments.boundary.containing import lie_inside
from assessments.models import Plot, Revision, SiteBoundary, VegetationZone
from assessments.plots.hints import Hint, PlotValues, ZonePlots, hints_of
from assessments.services.known_facts import benchmark_of, read_facts

OUTSIDE_TOLERANCE_M = 50.0
"""A hand-held receiver and the two datums together are off by less (ours)."""

LOOKED_AT = (
    *(f"composition_{form}" for form in GROWTH_FORMS),
    *(f"structure_{form}" for form in GROWTH_FORMS),
    "large_trees",
    "litter_cover_percent",
    "logs_length_m",
    "stems_5_to_9",
    "stems_10_to_19",
    "stems_20_to_29",
    "stems_30_to_49",
    "stems_50_to_79",
    "weed_cover_percent",
)


def plot_hints(
    revision: Revision, *, today: date, only: Sequence[VegetationZone] | None = None
) -> list[Hint]:
    """The hints of all plots, or of some zones', in the order of zones."""
    zones = VegetationZone.objects.filter(revision=revision).order_by("number") if only is None else only
    plots = list(Plot.objects.filter(revision=revision, zone__in=zones).order_by("label"))
    if not plots:
        return []
    inside = _inside(revision, plots)
    facts = read_facts(revision)
    by_zone: dict[int, list[PlotValues]] = defaultdict(list)
    for plot in plots:
        by_zone[plot.zone_id].append(_values(plot, inside))
    return hints_of(
        [
            ZonePlots(one.key, tuple(by_zone[one.pk]), _richness(benchmark_of(one.pct_id, facts)))
            for one in zones
        ],
        today=today,
    )


def _richness(benchmark: Any) -> dict[str, float]:
    values = benchmark.values if benchmark else {}
    return {
        form: values[f"composition.{form}"].value for form in GROWTH_FORMS if f"composition.{form}" in values
    }


def _inside(revision: Revision, plots: list[Plot]) -> dict[int, bool]:
    site = SiteBoundary.objects.filter(revision=revision).first()
    if site is None:
        return {}
    places = [(plot.mga_zone, (float(plot.easting), float(plot.northing))) for plot in plots]
    # A plot sheet names no datum: that of the boundary is as good as any to within two metres.
    datum = "GDA94" if site.transform.startswith("EPSG:4283") else "GDA2020"
    found = lie_inside(site.geojson, places, datum=datum, tolerance_m=OUTSIDE_TOLERANCE_M)  # type: ignore[arg-type]
    return {plot.pk: one for plot, one in zip(plots, found, strict=True)}


def _values(plot: Plot, inside: Mapping[int, bool]) -> PlotValues:
    values = {name: getattr(plot, name) for name in LOOKED_AT}
    return PlotValues(
        id=str(plot.public_id),
        label=plot.label,
        mga_zone=plot.mga_zone,
        easting_m=float(plot.easting),
        northing_m=float(plot.northing),
        surveyed_on=plot.surveyed_on,
        values={name: None if value is None else float(value) for name, value in values.items()},
        inside=inside.get(plot.pk),
    )
