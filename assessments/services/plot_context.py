"""The plot sheets, frozen for the report: where each plot lies, when it was surveyed, and the plants listed in it.

The counts and covers themselves went into the calculation and are read from its inputs.
"""

import math
from collections import defaultdict
from typing import Any

from assessments.boundary.coordinates import SYSTEMS, to_longitude_latitude
from assessments.boundary.thinning import DECIMALS
from assessments.models import Plot, PlotSpecies, Revision
from assessments.plot_species.plants import identify
from assessments.services import plot_counts

GDA2020_MGA = 7800
"""EPSG code of the Map Grid of Australia 2020 without its zone: 7856 is zone 56."""


def plots(revision: Revision) -> list[dict[str, Any]]:
    """Plots in the order of their zones, in two queries, four with plants."""
    rows = list(
        Plot.objects.filter(revision=revision).select_related("zone").order_by("zone__number", "label")
    )
    listed = _species(revision)
    places = _places(rows)
    return [
        {
            "zone": row.zone.key,
            "label": row.label,
            "surveyed_on": row.surveyed_on.isoformat() if row.surveyed_on else "",
            "mga_zone": row.mga_zone,
            "easting": str(row.easting),
            "northing": str(row.northing),
            "bearing": row.bearing,
            **places[row.pk],
            "sums_from_species": row.sums_from_species,
            "species": listed[row.pk],
        }
        for row in rows
    ]


def _places(rows: list[Plot]) -> dict[int, dict[str, float | None]]:
    """Longitude and latitude (GDA2020) of each plot's start, by the plot's key; None where the grid has no such
    place."""
    by_zone: dict[int, list[Plot]] = defaultdict(list)
    for row in rows:
        by_zone[row.mga_zone].append(row)
    places: dict[int, dict[str, float | None]] = {}
    for mga_zone, members in by_zone.items():
        grid = [(float(row.easting), float(row.northing)) for row in members]
        found = to_longitude_latitude(grid, SYSTEMS[GDA2020_MGA + mga_zone])
        for row, (longitude, latitude) in zip(members, found, strict=True):
            known = math.isfinite(longitude) and math.isfinite(latitude)
            places[row.pk] = {
                "longitude": round(longitude, DECIMALS) if known else None,
                "latitude": round(latitude, DECIMALS) if known else None,
            }
    return places


def _species(revision: Revision) -> dict[int, list[dict[str, Any]]]:
    """The plants by their plot's key, each as it is counted: what the assessor says of it, else the release."""
    rows = list(PlotSpecies.objects.filter(revision=revision).order_by("plot_id", "scientific_name"))
    names = plot_counts.names_of(revision.release, {row.scientific_name for row in rows}) if rows else {}
    listed: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        plant = identify(plot_counts.listed(row), names)
        listed[row.plot_id].append(
            {
                "name": row.scientific_name,
                "cover_percent": str(row.cover_percent),
                "individuals": row.individuals,
                "native": plant.native,
                "growth_form": _label(plant.growth_form),
                "high_threat_weed": plant.high_threat_weed,
                "source": row.source,
            }
        )
    return listed


def _label(growth_form: str) -> str:
    return str(PlotSpecies.GrowthForm(growth_form).label) if growth_form else ""
