"""Writing the rows of a checked plot file into an assessment: zones made or updated, plots added or replaced.

Part of `assessments.services.importing`, which holds the command.
"""

from collections import defaultdict
from collections.abc import Sequence

from assessments.models import Plot, PlotSpecies, Revision, VegetationZone
from assessments.plots.checks import StagedZone, group_zones
from assessments.plots.rows import PlotRow
from registry.findings import DomainError
from registry.reference import models as reference

CHUNK = 500

FIELD_OF_COLUMN = {
    "plot": "label",
    "zone": "mga_zone",
    "easting": "easting",
    "northing": "northing",
    "bearing": "bearing",
    "compTree": "composition_tree",
    "compShrub": "composition_shrub",
    "compGrass": "composition_grass",
    "compForbs": "composition_forb",
    "compFerns": "composition_fern",
    "compOther": "composition_other",
    "strucTree": "structure_tree",
    "strucShrub": "structure_shrub",
    "strucGrass": "structure_grass",
    "strucForbs": "structure_forb",
    "strucFerns": "structure_fern",
    "strucOther": "structure_other",
    "funLargeTrees": "large_trees",
    "funHollowtrees": "hollow_bearing_trees",
    "funLitterCover": "litter_cover_percent",
    "funLenFallenLogs": "logs_length_m",
    "funTreeStem5to9": "stems_5_to_9",
    "funTreeStem10to19": "stems_10_to_19",
    "funTreeStem20to29": "stems_20_to_29",
    "funTreeStem30to49": "stems_30_to_49",
    "funTreeStem50to79": "stems_50_to_79",
    "funTreeRegen": "regeneration",
    "funHighThreatExotic": "weed_cover_percent",
}


def write(revision: Revision, rows: Sequence[PlotRow], *, replace: bool) -> tuple[list[VegetationZone], int]:
    """Write all rows; returns the zones and how many plots were replaced. The caller holds the revision.

    A replaced plot keeps its species list; its numbers are the file's, so they are no longer counted from the list.

    Raises DomainError when plots of the same zone and label exist and `replace` is False.
    """
    zones = _write_zones(revision, group_zones(rows))
    replaced, lists = _clear_the_way(revision, rows, zones, replace=replace)
    made = Plot.objects.bulk_create([_plot(revision, row, zones) for row in rows], batch_size=CHUNK)
    _hand_on(lists, made)
    return list(zones.values()), replaced


def _write_zones(revision: Revision, staged: tuple[StagedZone, ...]) -> dict[tuple[int, str], VegetationZone]:
    existing = {(z.pct_id, z.condition_class): z for z in VegetationZone.objects.filter(revision=revision)}
    names = dict(
        reference.PlantCommunityType.objects.filter(
            release=revision.release, pct_id__in={zone.pct_id for zone in staged}
        ).values_list("pct_id", "name")
    )
    number = max((zone.number for zone in existing.values()), default=0)
    written: dict[tuple[int, str], VegetationZone] = {}
    for zone in staged:
        key = (zone.pct_id, zone.condition_class)
        row = existing.get(key)
        if row is None:
            number += 1
            row = VegetationZone(
                revision=revision,
                number=number,
                pct_id=zone.pct_id,
                pct_name=names.get(zone.pct_id, ""),
                condition_class=zone.condition_class,
            )
        row.area_m2, row.patch_size_m2 = zone.area_m2, zone.patch_size_m2
        row.save()
        written[key] = row
    return written


def _clear_the_way(
    revision: Revision,
    rows: Sequence[PlotRow],
    zones: dict[tuple[int, str], VegetationZone],
    *,
    replace: bool,
) -> tuple[int, dict[tuple[int, str], list[PlotSpecies]]]:
    """How many plots were removed, and the species lists they had by zone and label."""
    labels: dict[int, set[str]] = defaultdict(set)
    for row in rows:
        if row.zone_key is not None:
            labels[zones[row.zone_key].pk].add(str(row.values["plot"]))
    clashing = [
        plot
        for plot in Plot.objects.filter(revision=revision, zone_id__in=labels).select_related("zone")
        if plot.label in labels[plot.zone_id]
    ]
    if clashing and not replace:
        names = ", ".join(f"{plot.label} in {plot.zone.key}" for plot in clashing[:10])
        raise DomainError(
            "plot_import.plots_exist",
            f"The assessment has these plots already: {names}. "
            "Choose “replace plots of the same name”, or rename them.",
        )
    gone = {plot.pk: (plot.zone_id, plot.label) for plot in clashing}
    lists: dict[tuple[int, str], list[PlotSpecies]] = defaultdict(list)
    for line in PlotSpecies.objects.filter(plot_id__in=gone):
        lists[gone[line.plot_id]].append(line)
    Plot.objects.filter(pk__in=gone).delete()
    return len(clashing), lists


def _hand_on(lists: dict[tuple[int, str], list[PlotSpecies]], made: Sequence[Plot]) -> None:
    lines = []
    for plot in made:
        for line in lists.get((plot.zone_id, plot.label), []):
            line.pk, line.plot = None, plot
            lines.append(line)
    PlotSpecies.objects.bulk_create(lines, batch_size=CHUNK)


def _plot(revision: Revision, row: PlotRow, zones: dict[tuple[int, str], VegetationZone]) -> Plot:
    if row.zone_key is None:
        raise ValueError(f"row {row.row_number} has no zone")
    values = {field: row.values[column] for column, field in FIELD_OF_COLUMN.items()}
    return Plot(revision=revision, zone=zones[row.zone_key], **values)
