"""What a stewardship site adds: high risk land, obligations it has already, the plan, and the gain (N39-N42)."""

from assessments.reports import figures, zone_tables
from assessments.reports.content import Block, Column, Part, Record, Table, Words
from assessments.reports.management_plan import management_plan
from assessments.reports.opening import counted, several
from assessments.reports.source import ReportSource

TENURE = (
    Column("zone", "Vegetation zone", head=True),
    Column("risk", "High risk land"),
    Column("reason", "Why"),
    Column("obligation", "Under a conservation obligation already"),
    Column("crown", "Crown land"),
)
WEEDS = (
    Column("zone", "Vegetation zone", head=True),
    Column("now", "High threat weed cover now (%)", number=True),
    Column("planned", "With management (%)", number=True),
)


def stewardship(source: ReportSource) -> list[Part]:
    """The chapters between the species and the credits."""
    plan = management_plan(source)
    return [
        Part("High risk land, obligations and Crown land", _tenure(source), "tenure"),
        Part("Management plan", (Words(_plan(source)), *plan.blocks), "plan"),
        Part("Gain in vegetation integrity", _gain(source), "gain"),
        *_tables(source),
    ]


def _tenure(source: ReportSource) -> list[Block]:
    rows: list[Record] = []
    bound = []
    for zone in source.outcome.zones:
        text = source.zone_text(zone.key)
        obligation, crown = text.get("conservation_obligation"), text.get("crown_land")
        if obligation or crown:
            bound.append(zone.key)
        rows.append(
            {
                "zone": zone.key,
                "risk": figures.yes(text.get("high_risk_land")) or "Not answered",
                "reason": text.get("high_risk_reason") or None,
                "obligation": figures.yes(obligation),
                "crown": figures.yes(crown),
            }
        )
    said = (
        f"Existing obligations or Crown land: {several(bound)}. How far they reduce the gain could not be "
        "confirmed; a reduction counts only where the assessor entered it with a source."
        if bound
        else "No zone is under an existing conservation obligation or on Crown land."
    )
    return [Words(said), Table("High risk land, existing obligations and Crown land", TENURE, rows)]


def _plan(source: ReportSource) -> str:
    lines = source.context["management_plan"]
    if not lines:
        return "No management action has been entered yet."
    planned = sum(line["planned"] for line in lines)
    ruled_out = len(lines) - planned
    others = (
        f" {counted(ruled_out, 'action is', 'actions are')} not needed, each with its reason."
        if ruled_out
        else ""
    )
    doing = counted(planned, "action is", "actions are")
    return f"{doing} planned.{others} Years count from the start of the agreement."


def _gain(source: ReportSource) -> list[Block]:
    rows: list[Record] = [
        {
            "zone": zone.key,
            "now": figures.number(zone.high_threat_weed_cover),
            "planned": source.zone_text(zone.key).get("planned_weed_cover_percent") or None,
        }
        for zone in source.outcome.zones
    ]
    blocks: list[Block] = [
        Words(
            "The gain is the difference, after 20 years, between vegetation integrity with the management plan and "
            "without it."
        ),
        Table("High threat weeds", WEEDS, rows),
    ]
    return [*blocks, zone_tables.now_and_future(source)] if source.outcome.zones else blocks


def _tables(source: ReportSource) -> list[Part]:
    if not source.outcome.zones:
        return []
    tables = zone_tables.future(source)
    return [Part("Gain, zone by zone", tables, "gain-zones", wide=True, level=2)]
