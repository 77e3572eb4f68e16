"""Counting plots from their species lists: the numbers of a ticked plot always follow its list.

The numbers stay on the plot, the one source for the calculation. What is counted is decided by
`assessments.plot_species.counting`; the plant names are those of the revision's own release.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from assessments.bam.attributes import LABELS
from assessments.bam.inputs import Fact
from assessments.models import Content, Plot, PlotSpecies, Revision
from assessments.plot_species.counting import COUNTED_FIELDS, CountedLine, Counts, count
from assessments.plot_species.plants import KnownPlant, ListedPlant, Names, identify
from registry.findings import Finding, InvalidInput
from registry.reference import selectors as reference
from registry.reference.models import Plant, Release

SUMMED_COVER_MAXIMUM_PERCENT = 600
RICHNESS_MAXIMUM = 500


def listed(row: PlotSpecies) -> ListedPlant:
    """A stored line as it is counted."""
    return ListedPlant(
        row=str(row.public_id),
        name=row.scientific_name,
        cover_percent=row.cover_percent,
        growth_form=row.growth_form,
        native=row.native,
        high_threat_weed=row.high_threat_weed,
        source=row.source,
    )


def names_of(release: Release, names: Iterable[str]) -> Names:
    """What the release knows of these plants. Two queries."""
    return {key: _known(row) for key, row in reference.plants_named(release, names).items()}


def _known(row: Plant) -> KnownPlant:
    return KnownPlant(
        name=row.scientific_name,
        current_name=row.current_name,
        growth_form=row.growth_form,
        native=row.native,
        high_threat_weed=row.high_threat_weed,
        mark=row.mark,
        source=row.source,
    )


def counts_of(plots: Collection[Plot], release: Release) -> dict[int, Counts]:
    """The counts of each plot by its key, whether it is ticked or not. Three queries."""
    rows = defaultdict(list)
    for row in PlotSpecies.objects.filter(plot_id__in=[plot.pk for plot in plots if plot.pk]):
        rows[row.plot_id].append(row)
    names = names_of(release, {row.scientific_name for of_plot in rows.values() for row in of_plot})
    return {plot.pk: count(map(listed, rows[plot.pk]), names) for plot in plots}


def check_plant(row: PlotSpecies, revision: Revision) -> list[Finding]:
    """The row check of one line: names as the release writes them, and a source for what it does not say."""
    return check_named(row, names_of(revision.release, [row.scientific_name]))


def check_named(row: PlotSpecies, names: Names) -> list[Finding]:
    """The same with the release's names at hand. An answer that repeats the release's own is not kept, so that the
    line follows the release; any other needs a source."""
    row.scientific_name = " ".join(row.scientific_name.split())
    known = names.get(row.scientific_name.lower())
    if known is not None:
        row.scientific_name = known.name
    plant = identify(listed(row), names)
    if "growth_form" not in plant.typed and plant.known:
        row.growth_form = ""
    if "native" not in plant.typed and plant.known:
        row.native = None
    if "high_threat_weed" not in plant.typed and plant.known:
        row.high_threat_weed = None
    found: list[Finding] = []
    if plant.native and plant.high_threat_weed:
        message = f"{row.scientific_name}: a high threat weed is not native. Change one of the two."
        found.append(Finding("plot_species.native_weed", message, field="high_threat_weed"))
    if plant.typed and not row.source.strip():
        message = f"{row.scientific_name}: say where this comes from; the reference data does not say it."
        found.append(Finding("plot_species.source_missing", message, field="source"))
    return found


# --- keeping a ticked plot in step -------------------------------------------------------------------------------


def counted_values(row: Content, revision: Revision) -> dict[str, int | Decimal]:
    """What the fields of a ticked plot are; nothing for any other row."""
    if not isinstance(row, Plot) or row.sums_from_species is not True:
        return {}
    return counts_of([row], revision.release)[row.pk].values


def check_typed(row: Content, counted: Mapping[str, int | Decimal], named: Collection[str]) -> list[Finding]:
    """A number of a ticked plot cannot be typed; the very number that was counted is no change."""
    return [
        Finding(
            f"plot.{name}.counted",
            "This number is counted from the species list. Change the list, or untick the counting.",
            field=name,
        )
        for name, value in counted.items()
        if name in named and getattr(row, name) != value
    ]


def plots_of(row: Content) -> set[int]:
    """The plots a line of a list touches: its own, and the one it is still stored under; none for any other row."""
    if not isinstance(row, PlotSpecies):
        return set()
    stored = PlotSpecies.objects.filter(pk=row.pk).values_list("plot_id", flat=True)
    return {row.plot_id, *stored}


def follow(revision: Revision, plot_ids: Collection[int]) -> dict[str, Any]:
    """Count those of the plots that are ticked again, for the event of the change that made it necessary.

    Raises InvalidInput when the list adds up to more than a plot sheet takes.
    """
    if not plot_ids:
        return {}
    ticked = Plot.objects.filter(revision=revision, pk__in=plot_ids, sums_from_species=True)
    return recount(revision, ticked.select_related("zone"))


def recount(revision: Revision, plots: Iterable[Plot]) -> dict[str, Any]:
    """Write the counts of these plots. Returns what changed, by plot and field before and after:
    {"counted": {"1592_good/P1": {"composition_tree": [3, 4]}}}, or nothing."""
    found = list(plots)
    counts = counts_of(found, revision.release)
    changed: dict[str, Any] = {}
    moved = []
    for plot in found:
        values = counts[plot.pk].values
        _require_room(plot, values)
        differs = {name: value for name, value in values.items() if getattr(plot, name) != value}
        if not differs:
            continue
        changed[f"{plot.zone.key}/{plot.label}"] = {
            name: [_plain(getattr(plot, name)), _plain(new)] for name, new in differs.items()
        }
        for name, value in differs.items():
            setattr(plot, name, value)
        moved.append(plot)
    if moved:
        Plot.objects.bulk_update(moved, COUNTED_FIELDS, batch_size=200)
    return {"counted": changed} if changed else {}


def recount_for_release(revision: Revision) -> dict[str, Any]:
    """Count every ticked plot of a copied revision against the release it has now."""
    ticked = Plot.objects.filter(revision=revision, sums_from_species=True)
    return recount(revision, ticked.select_related("zone"))


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else value


def _require_room(plot: Plot, values: Mapping[str, int | Decimal]) -> None:
    found = [
        Finding(
            "plot_species.over_sheet",
            f"Plot {plot.label}: {LABELS[name.rpartition('_')[2]].lower()} {what} adds up to {values[name]}; a plot "
            f"sheet takes at most {most}. Look for a slipped decimal sign.",
            field="cover_percent" if what == "cover" else "scientific_name",
        )
        for name in COUNTED_FIELDS[:12]
        for what, most in [
            ("species", RICHNESS_MAXIMUM)
            if name.startswith("composition")
            else ("cover", SUMMED_COVER_MAXIMUM_PERCENT)
        ]
        if values[name] > most
    ]
    if found:
        raise InvalidInput(found)


# --- what the counts rest on -------------------------------------------------------------------------------------


def gaps(revision: Revision) -> list[Finding]:
    """What stops the ticked plots from being counted whole: plants nobody has placed, and empty lists."""
    plots = list(Plot.objects.filter(revision=revision, sums_from_species=True).select_related("zone"))
    counts = counts_of(plots, revision.release)
    found = []
    for plot in plots:
        where = f"{plot.zone.key}, plot {plot.label}"
        if not counts[plot.pk].lines:
            message = f"{where}: the species list is empty. Enter the plants, or untick the counting."
            found.append(Finding("plots.species.missing", message, field="sums_from_species"))
        found += [
            Finding(f"plots.species.{gap.field}.missing", f"{where}: {gap.message}", field=gap.field)
            for gap in counts[plot.pk].gaps
        ]
    return found


@dataclass(frozen=True, slots=True)
class _Grouped:
    mark: str
    source: str


def facts_by_zone(revision: Revision) -> dict[int, tuple[Fact[str], ...]]:
    """What the counts of each zone's ticked plots rest on: the release's plant names by source, and every answer the
    assessor gave. The calculation names those that make it provisional."""
    plots = list(Plot.objects.filter(revision=revision, sums_from_species=True))
    if not plots:
        return {}
    counts = counts_of(plots, revision.release)
    typed: dict[int, dict[str, Fact[str]]] = defaultdict(dict)
    known: dict[int, dict[_Grouped, set[str]]] = defaultdict(lambda: defaultdict(set))
    for plot in plots:
        for line in counts[plot.pk].lines:
            plant = line.plant
            if plant.typed:
                said = _said(line)
                typed[plot.zone_id][said] = Fact(said, "entered", plant.listed.source or "source not given")
            elif plant.known is not None:
                known[plot.zone_id][_Grouped(plant.known.mark, plant.known.source)].add(plant.counted_as)
    found: dict[int, tuple[Fact[str], ...]] = {}
    for zone_id in {plot.zone_id for plot in plots}:
        grouped = sorted(known[zone_id].items(), key=lambda item: (item[0].source, item[0].mark))
        found[zone_id] = (
            *(
                Fact(f"growth forms and origin of {len(names)} plants", group.mark, group.source)  # type: ignore[arg-type]
                for group, names in grouped
            ),
            *(typed[zone_id][said] for said in sorted(typed[zone_id])),
        )
    return found


def _said(line: CountedLine) -> str:
    plant = line.plant
    words = []
    if "growth_form" in plant.typed:
        words.append(LABELS[plant.growth_form].lower())
    if "native" in plant.typed:
        words.append("native" if plant.native else "not native")
    if "high_threat_weed" in plant.typed:
        words.append("high threat weed" if plant.high_threat_weed else "no high threat weed")
    return f"{plant.listed.name}, {', '.join(words)}"
