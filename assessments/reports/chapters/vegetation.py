"""Native vegetation: each zone with the evidence for its community, the map, and the integrity of all zones."""

from typing import Any

from assessments.bam.outcome import ZoneOutcome
from assessments.reports import figures, zone_tables
from assessments.reports.background import planted as planted_part
from assessments.reports.content import Block, Cell, Details, Heading, Part, Words
from assessments.reports.opening import counted, several
from assessments.reports.site_map import zone_map
from assessments.reports.source import ReportSource

NO_EVIDENCE = "No evidence for the plant community type has been entered."


def vegetation(source: ReportSource) -> list[Part]:
    """The chapter with its sections; without zones one sentence says so."""
    zones = source.outcome.zones
    planted = planted_part(source)
    own = [Part("Planted native vegetation", planted.blocks, "planted", level=2)] if planted else []
    if not zones:
        return [Part("Native vegetation", _without_zones(source), "vegetation"), *own]
    each: list[Block] = [block for zone in zones for block in _zone(source, zone)]
    return [
        Part("Native vegetation", (Words(_opening(source)),), "vegetation"),
        Part("Plant communities, zone by zone", each, "communities", level=2),
        Part("Map of the zones and plots", zone_map(source), "zone-map", level=2),
        Part("Vegetation integrity", zone_tables.current(source), "integrity", wide=True, level=2),
        *own,
    ]


def _without_zones(source: ReportSource) -> list[Block]:
    if source.scattered_trees:
        return [Words("No vegetation zone is assessed: the native vegetation consists of scattered trees.")]
    return [Words("No vegetation zone has been entered yet.", "warning")]


def _opening(source: ReportSource) -> str:
    zones = source.outcome.zones
    communities = {zone.pct_id for zone in zones}
    short = [zone.key for zone in zones if zone.plots < zone.minimum_plots]
    listed = sum(bool(source.zone_text(zone.key).get("community_name")) for zone in zones)
    sentences = [
        f"{counted(len(communities), 'plant community type')} in {counted(len(zones), 'vegetation zone')}, "
        f"{figures.area(sum(zone.area_m2 for zone in zones))} ha together.",
        f"{counted(listed, 'zone belongs', 'zones belong')} to a threatened ecological community."
        if listed
        else "No zone belongs to a threatened ecological community.",
    ]
    if short:
        sentences.append(f"Fewer plots than the method asks for in: {several(short)}.")
    else:
        sentences.append("Every zone has at least as many plots as the method asks for.")
    return " ".join(sentences)


def _zone(source: ReportSource, zone: ZoneOutcome) -> list[Block]:
    text = source.zone_text(zone.key)
    return [
        Heading(f"Zone {zone.number}: {zone.key}"),
        Details(_facts(zone, text)),
        Words(text.get("justification") or NO_EVIDENCE),
    ]


def _facts(zone: ZoneOutcome, text: dict[str, Any]) -> list[tuple[str, Cell]]:
    patch = figures.area(text.get("patch_size_m2"))
    return [
        ("Plant community type", f"{zone.pct_id} {zone.pct_name}".strip()),
        ("Vegetation class", text.get("vegetation_class") or "not in the reference data"),
        ("Formation", text.get("vegetation_formation") or "not in the reference data"),
        (
            "Threatened community",
            text.get("community_name") or text.get("community_answer") or "not answered",
        ),
        ("Condition class", zone.condition_class),
        ("Area", f"{figures.area(zone.area_m2)} ha"),
        ("Patch size", f"{patch} ha" if patch else "not entered"),
        ("Hollow-bearing trees", figures.yes(text.get("hollow_bearing_trees")) or "not answered"),
        ("Plots", f"{zone.plots}, at least {zone.minimum_plots} asked for"),
    ]
