"""Which zones must be offset: listing, vegetation integrity and the threshold it is held against (method 4.1)."""

from assessments.bam.inputs import Fact, Listing, ZoneInput
from assessments.bam.outcome import CreditLine
from assessments.reports import figures
from assessments.reports.content import Cell, Column, Record, Table
from assessments.reports.source import ReportSource

COLUMNS = (
    Column("name", "Vegetation zone name", head=True),
    Column("community", "Threatened ecological community"),
    Column("bc", "BC Act listing"),
    Column("epbc", "EPBC Act listing"),
    Column("cleared", "Cleared (%)", number=True),
    Column("current", "Current VI", number=True),
    Column("threshold", "Threshold", number=True),
    Column("offset", "Offset required"),
)


def thresholds(source: ReportSource) -> Table:
    """One row for each zone of a development."""
    rows = [_row(source, line) for line in source.lines("ecosystem") if line.zone_key in source.zones]
    return Table("Listing, vegetation integrity and offset threshold of each zone", COLUMNS, rows)


def _row(source: ReportSource, line: CreditLine) -> Record:
    zone, entered = source.zones[line.zone_key], source.zone_inputs[line.zone_key]
    current = zone.current.score if zone.current else None
    provisional = bool(line.provisional)
    asked = "Not computed" if line.threshold is None else figures.yes(line.offset_required)
    return {
        "name": line.zone_key,
        "community": _community(source, entered),
        "bc": _listing(entered.community.bc_listing if entered.community else None),
        "epbc": _listing(entered.community.epbc_listing if entered.community else None),
        "cleared": _fact(entered.percent_cleared),
        "current": figures.score(current, bool(zone.provisional)),
        "threshold": figures.score(line.threshold, provisional),
        "offset": asked,
    }


def _community(source: ReportSource, entered: ZoneInput) -> str:
    text = source.zone_text(entered.key)
    return text.get("community_name") or text.get("community_answer") or "Not recorded"


def _listing(fact: Fact[Listing] | None) -> Cell:
    if fact is None:
        return None
    name = "Not listed" if fact.value == "none" else str(fact.value)
    return figures.marked(name, fact.provisional)


def _fact(fact: Fact[float] | None) -> Cell:
    return None if fact is None else figures.score(fact.value, fact.provisional)
