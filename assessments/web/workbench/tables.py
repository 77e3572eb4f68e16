"""A difference as pages show it: numbers before and after, credits line by line, gaps and marks, and bars."""

from dataclasses import dataclass, field

from assessments.web.charts import Bar, bar_chart
from assessments.web.results.compare_tables import Difference as Shown
from assessments.what_if.difference import Difference, LineDifference, Pair, ZoneDifference
from registry.units import display

ZONES_DRAWN = 10
"""A chart of more zones than this is no longer read."""


@dataclass(frozen=True, slots=True)
class ZoneTable:
    """One zone: its numbers, and what cannot be computed any more or can be now."""

    key: str
    rows: tuple[Shown, ...]
    gaps_added: tuple[str, ...]
    gaps_removed: tuple[str, ...]
    chart: str


@dataclass(frozen=True, slots=True)
class LineRow:
    """One credit line in whole credits, with the number they were rounded from."""

    name: str
    where: str
    credits: Shown
    exact: Shown
    not_computed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DifferenceShown:
    """What a change does. `none`: nothing changes at all."""

    none: bool
    zones: tuple[ZoneTable, ...] = ()
    lines: tuple[LineRow, ...] = ()
    totals: tuple[Shown, ...] = ()
    provisional_added: tuple[str, ...] = ()
    provisional_removed: tuple[str, ...] = ()
    incomplete: bool = False
    chart: str = field(default="")


def shown(found: Difference, *, stewardship: bool) -> DifferenceShown:
    """The zones and lines that change, the totals, the marks."""
    if not found.differs:
        return DifferenceShown(none=True)
    zones = [zone for zone in found.zones if zone.differs]
    keys = {zone.key for zone in found.zones}
    return DifferenceShown(
        none=False,
        zones=tuple(
            _zone(zone, stewardship=stewardship, drawn=number < ZONES_DRAWN)
            for number, zone in enumerate(zones)
        ),
        lines=tuple(_line(line, keys) for line in found.lines if line.differs),
        totals=(
            _row("Ecosystem credits", found.ecosystem_credits, 0),
            _row("Species credits", found.species_credits, 0),
        ),
        provisional_added=found.provisional_added,
        provisional_removed=found.provisional_removed,
        incomplete=not found.complete[1],
        chart=_credits_chart(found),
    )


def _row(label: str, pair: Pair, digits: int = 1) -> Shown:
    return Shown(label, pair.before, pair.after, digits)


def _zone(zone: ZoneDifference, *, stewardship: bool, drawn: bool) -> ZoneTable:
    rows = [
        _row("Composition", zone.composition),
        _row("Structure", zone.structure),
        _row("Function", zone.function),
        _row("Vegetation integrity now", zone.vegetation_integrity),
    ]
    rows += [
        _row(f"{'With management' if stewardship else 'After the development'}: {part.name}", part.future)
        for part in zone.parts
    ]
    rows.append(_row("Gain over 20 years" if stewardship else "Change by the development", zone.change))
    return ZoneTable(
        key=zone.key,
        rows=tuple(row for row in rows if row.old is not None or row.new is not None),
        gaps_added=zone.gaps_added,
        gaps_removed=zone.gaps_removed,
        chart=_zone_chart(zone) if drawn else "",
    )


def _zone_chart(zone: ZoneDifference) -> str:
    pair = zone.vegetation_integrity
    if pair.before is None or pair.after is None or not pair.differs:
        return ""
    return bar_chart(
        title=f"Vegetation integrity of {zone.key}",
        bars=[
            Bar("Before", pair.before, display(pair.before)),
            Bar("After", pair.after, display(pair.after), tone="future"),
        ],
    )


def _credits_chart(found: Difference) -> str:
    bars = []
    for name, pair in (("Ecosystem", found.ecosystem_credits), ("Species", found.species_credits)):
        if pair.differs and pair.before is not None and pair.after is not None:
            bars.append(Bar(f"{name} credits before", pair.before, f"{pair.before:.0f}"))
            bars.append(Bar(f"{name} credits after", pair.after, f"{pair.after:.0f}", tone="future"))
    if not bars:
        return ""
    return bar_chart(title="Credits", bars=bars, maximum=max(bar.value for bar in bars) or 1.0)


def _line(line: LineDifference, zones: set[str]) -> LineRow:
    where = f"zone {line.zone_key}" if line.zone_key in zones else f"scattered trees, group {line.zone_key}"
    return LineRow(
        name=f"PCT {line.subject}" if line.credit_class == "ecosystem" else line.subject,
        where=where if line.zone_key else "the whole site",
        credits=_row("Credits", line.credits, 0),
        exact=_row("Before rounding", line.unrounded, 2),
        not_computed=line.gaps_added,
    )
