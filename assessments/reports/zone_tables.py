"""Vegetation integrity of every zone in the columns the field knows (method 6): now, and in future."""

from assessments.bam.outcome import ManagementZoneOutcome, VegetationIntegrity, ZoneOutcome
from assessments.reports import figures
from assessments.reports.content import Block, Cell, Column, Group, Pair, Pairs, Record, Table, Words
from assessments.reports.source import ReportSource

SCORES = (
    Column("composition", "Composition", number=True),
    Column("structure", "Structure", number=True),
    Column("function", "Function", number=True),
)
CURRENT = (
    Column("number", "#", number=True),
    Column("pct", "PCT", number=True),
    Column("condition", "Condition class"),
    Column("name", "Vegetation zone name", head=True),
    Column("patch", "Patch size (ha)", number=True),
    Column("area", "Area (ha)", number=True),
    Column("plots", "Plots", number=True),
    Column("least", "Plots asked for", number=True),
    *SCORES,
    Column("vi", "Current VI", number=True),
    Column("parts", "Management zones"),
)
HIGH_RISK = Column("risk", "High risk land")
FUTURE_DEVELOPMENT = (
    Column("name", "Management zone", head=True),
    Column("area", "Area (ha)", number=True),
    *SCORES,
    Column("vi", "Future VI", number=True),
    Column("change", "Change in VI", number=True),
    Column("total", "Total VI loss", number=True),
)
WITHOUT = (
    Column("name", "Vegetation zone name", head=True),
    Column("area", "Area (ha)", number=True),
    *SCORES,
    Column("vi", "VI without management", number=True),
    Column("change", "Total change", number=True),
)
WITH = (
    Column("name", "Management zone", head=True),
    Column("area", "Area (ha)", number=True),
    Column("weeds", "High threat weeds (%)", number=True),
    *SCORES,
    Column("vi", "VI with management", number=True),
    Column("obligation", "Crown land or obligation"),
    Column("change", "Change in VI", number=True),
    Column("security", "Security benefit", number=True),
    Column("total", "Total VI gain", number=True),
)
LOSS_NOTE = (
    "Change = future VI − current VI of the management zone; the total loss of a zone is the mean of its management "
    "zones, weighted by area. Scores are kept unrounded until the credits."
)
GAIN_NOTE = (
    "Change = VI with management − VI without management, both after 20 years; total gain = area-weighted change + "
    "security benefit, where it applies. Scores are kept unrounded until the credits."
)
INTEGRITY_NOTE = (
    "Current VI is the geometric mean of composition, structure and function, each 0 to 100; of composition and "
    "structure alone for a community without trees."
)


def current(source: ReportSource) -> list[Block]:
    """All zones: size, plots, three scores, current vegetation integrity."""
    columns = (*CURRENT[:-1], HIGH_RISK, CURRENT[-1]) if source.stewardship else CURRENT
    rows = [_current_row(source, zone) for zone in source.outcome.zones]
    table = Table("Vegetation zones and their current vegetation integrity", columns, rows)
    return [table, Words(INTEGRITY_NOTE, "small")]


def _current_row(source: ReportSource, zone: ZoneOutcome) -> Record:
    text = source.zone_text(zone.key)
    row: dict[str, Cell] = {
        "number": str(zone.number),
        "pct": str(zone.pct_id),
        "condition": zone.condition_class,
        "name": zone.key,
        "patch": figures.area(text.get("patch_size_m2")),
        "area": figures.area(zone.area_m2),
        "plots": str(zone.plots),
        "least": str(zone.minimum_plots),
        **_scores(zone.current, bool(zone.provisional)),
        "parts": ", ".join(part.name for part in zone.management_zones),
    }
    if source.stewardship:
        row["risk"] = figures.yes(text.get("high_risk_land"))
    return row


def _scores(integrity: VegetationIntegrity | None, provisional: bool) -> dict[str, Cell]:
    if integrity is None:
        return {"vi": figures.NOT_COMPUTED}
    return {
        "composition": figures.score(integrity.composition.score, provisional),
        "structure": figures.score(integrity.structure.score, provisional),
        "function": figures.score(integrity.function.score, provisional) if integrity.function else None,
        "vi": figures.score(integrity.score, provisional),
    }


def future(source: ReportSource) -> list[Block]:
    """Future integrity after the impact, or without and with management."""
    if source.stewardship:
        return [_without(source), _with(source), Words(GAIN_NOTE, "small")]
    groups = [
        Group(
            f"Zone {zone.number}: {zone.key}",
            [_future_row(part, bool(zone.provisional)) for part in zone.management_zones],
            {"total": figures.lost(zone.change, bool(zone.provisional)) or figures.NOT_COMPUTED},
            "Area-weighted",
        )
        for zone in source.outcome.zones
    ]
    table = Table(
        "Future vegetation integrity and loss", FUTURE_DEVELOPMENT, groups=groups, empty="Not computed."
    )
    return [table, Words(LOSS_NOTE, "small")]


def _future_row(part: ManagementZoneOutcome, provisional: bool) -> dict[str, Cell]:
    row: dict[str, Cell] = {
        "name": part.name,
        "area": figures.area(part.area_m2),
        **_scores(part.future, provisional),
        "change": figures.signed(part.change, provisional),
    }
    if part.future is None and part.change is not None:
        row["vi"] = "entered gain"
    return row


def _without(source: ReportSource) -> Table:
    rows: list[Record] = []
    for zone in source.outcome.zones:
        provisional, without, now = bool(zone.provisional), zone.without_management, zone.current
        change = without.score - now.score if without and now else None
        rows.append(
            {
                "name": zone.key,
                "area": figures.area(zone.area_m2),
                **_scores(without, provisional),
                "change": figures.signed(change, provisional),
            }
        )
    return Table("Vegetation integrity without management, after 20 years", WITHOUT, rows)


def _with(source: ReportSource) -> Table:
    groups = []
    for zone in source.outcome.zones:
        provisional = bool(zone.provisional)
        rows = [_with_row(source, zone, part) for part in zone.management_zones]
        subtotal: dict[str, Cell] = {
            "security": _security(zone),
            "total": figures.signed(zone.change, provisional) or figures.NOT_COMPUTED,
        }
        groups.append(Group(f"Zone {zone.number}: {zone.key}", rows, subtotal, "Area-weighted"))
    return Table(
        "Vegetation integrity with management, after 20 years", WITH, groups=groups, empty="Not computed."
    )


def _security(zone: ZoneOutcome) -> Cell:
    """The score, or what is known of it where it is not entered."""
    if zone.security_benefit is not None:
        return figures.score(zone.security_benefit, True)
    return "not entered" if zone.security_benefit_applies else "does not apply"


def _with_row(source: ReportSource, zone: ZoneOutcome, part: ManagementZoneOutcome) -> Record:
    entered = source.zone_inputs[zone.key].stewardship
    planned = entered.planned_high_threat_weed_cover if entered else None
    bound = bool(entered and (entered.crown_land or entered.conservation_obligation))
    weeds = planned if planned is not None else zone.high_threat_weed_cover
    return {
        **_future_row(part, bool(zone.provisional)),
        "weeds": figures.number(weeds),
        "obligation": figures.yes(bound),
    }


def now_and_future(source: ReportSource) -> Pairs:
    """Every zone: the two scores whose difference makes the credits."""
    pairs = []
    for zone in source.outcome.zones:
        first = zone.without_management if source.stewardship else zone.current
        before = first.score if first else None
        after = _after(source, zone, before)
        pairs.append(
            Pair(
                label=f"{zone.number}  {zone.key}",
                first=before,
                second=after,
                first_figures=figures.number(before) or figures.NOT_COMPUTED,
                second_figures=figures.number(after) or figures.NOT_COMPUTED,
            )
        )
    if source.stewardship:
        names = ("Without management", "With management, security benefit included")
        caption = "Vegetation integrity after 20 years"
    else:
        names, caption = ("Current", "Future"), "Vegetation integrity now and after the impact"
    return Pairs(caption, names, pairs)


def _after(source: ReportSource, zone: ZoneOutcome, before: float | None) -> float | None:
    """The later score of a zone: its earlier one and its change, so that the bars differ by what is credited."""
    return None if before is None or zone.change is None else before + zone.change
