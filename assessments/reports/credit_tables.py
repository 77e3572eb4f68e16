"""Credit tables in the columns the field knows (method 6), and the number of credits by type (N21, N40)."""

from assessments.bam.outcome import CreditLine
from assessments.reports import figures
from assessments.reports.content import Block, Cell, Column, Group, Record, Table, Words
from assessments.reports.lines import by_subject, constant_of, label_of
from assessments.reports.opening import counted
from assessments.reports.source import ReportSource

ECOSYSTEM_DEVELOPMENT = (
    Column("zone", "Zone", number=True),
    Column("name", "Vegetation zone name", head=True),
    Column("current", "Current VI", number=True),
    Column("change", "VI loss", number=True),
    Column("area", "Area (ha)", number=True),
    Column("loss", "Sensitivity to loss"),
    Column("loss_reason", "Justification of sensitivity to loss"),
    Column("gain", "Species sensitivity to gain class"),
    Column("weighting", "BRW", number=True),
    Column("saii", "Potential SAII"),
    Column("unrounded", "Before rounding", number=True),
    Column("credits", "Ecosystem credits", number=True),
)
SPECIES_DEVELOPMENT = (
    Column("name", "Vegetation zone name", head=True),
    Column("change", "Habitat condition (VI) loss", number=True),
    Column("amount", "Area (ha) or count", number=True),
    Column("loss", "Sensitivity to loss"),
    Column("loss_reason", "Justification"),
    Column("gain", "Sensitivity to gain"),
    Column("gain_reason", "Justification"),
    Column("weighting", "BRW", number=True),
    Column("saii", "Potential SAII"),
    Column("unrounded", "Before rounding", number=True),
    Column("credits", "Species credits", number=True),
)
ECOSYSTEM_STEWARDSHIP = (
    Column("zone", "Zone", number=True),
    Column("name", "Vegetation zone name", head=True),
    Column("change", "VI gain", number=True),
    Column("area", "Area (ha)", number=True),
    Column("unrounded", "Before rounding", number=True),
    Column("credits", "Ecosystem credits", number=True),
)
SPECIES_STEWARDSHIP = (
    Column("name", "Vegetation zone name", head=True),
    Column("change", "Habitat condition (VI) gain", number=True),
    Column("amount", "Area (ha) or count", number=True),
    Column("unrounded", "Before rounding", number=True),
    Column("credits", "Species credits", number=True),
)
BY_TYPE = (
    Column("type", "Type of credit", head=True),
    Column("community", "Threatened community"),
    Column("amount", "Area (ha) or count", number=True),
    Column("credits", "Number of credits", number=True),
)
ROUNDING = "Each line is rounded to a whole number once, from unrounded numbers, and then added."


def ecosystem(source: ReportSource) -> list[Block]:
    """Ecosystem credits by community with subtotals and a total."""
    lines = tuple(line for line in source.lines("ecosystem") if line.zone_key in source.zones)
    columns = ECOSYSTEM_STEWARDSHIP if source.stewardship else ECOSYSTEM_DEVELOPMENT
    table = Table(
        caption="Ecosystem credits by plant community type",
        columns=columns,
        groups=[
            Group(
                label_of(rows),
                [_kept(_ecosystem_row(source, row), columns) for row in rows],
                _sum(rows),
                f"Subtotal{_incomplete(rows)}",
            )
            for rows in by_subject(lines).values()
        ],
        total=_sum(lines),
        total_label=f"Total ecosystem credits{_incomplete(lines)}",
        empty="No ecosystem credits.",
    )
    return [table, *_formula(source, lines), *_notes(lines)]


def species(source: ReportSource) -> list[Block]:
    """Species credits by species with subtotals and a total."""
    lines = source.lines("species")
    columns = SPECIES_STEWARDSHIP if source.stewardship else SPECIES_DEVELOPMENT
    table = Table(
        caption="Species credits by species",
        columns=columns,
        groups=[
            Group(
                label_of(rows),
                [_kept(_species_row(source, row), columns) for row in rows],
                _sum(rows),
                f"Subtotal{_incomplete(rows)}",
            )
            for rows in by_subject(lines).values()
        ],
        total=_sum(lines) if lines else None,
        total_label=f"Total species credits{_incomplete(lines)}",
        empty="No species credit species is present.",
    )
    return [table, *_formula(source, lines), *_notes(lines)]


def _kept(record: dict[str, Cell], columns: tuple[Column, ...]) -> Record:
    return {column.key: record.get(column.key) for column in columns}


def _sum(lines: tuple[CreditLine, ...]) -> Record:
    """Subtotal or total. Areas are added only where every line is measured by area."""
    total: dict[str, Cell] = {"credits": _together(lines)}
    areas = [line.area_m2 for line in lines]
    if lines and lines[0].credit_class == "ecosystem" and None not in areas:
        total["area"] = figures.area(sum(area or 0 for area in areas))
    return total


def _ecosystem_row(source: ReportSource, line: CreditLine) -> dict[str, Cell]:
    zone = source.zones.get(line.zone_key)
    shaky = bool(zone and zone.provisional)
    current = zone.current.score if zone and zone.current else None
    change = figures.score if source.stewardship else figures.lost
    return {
        "zone": str(zone.number) if zone else None,
        "name": line.zone_key,
        "current": figures.score(current, shaky),
        "change": change(line.vi_change, shaky),
        "area": figures.area(line.area_m2),
        "loss": line.sensitivity_to_loss,
        "loss_reason": line.sensitivity_to_loss_reason,
        "gain": line.sensitivity_to_gain,
        "weighting": figures.marked(figures.number(line.risk_weighting, 2), bool(line.provisional)),
        "saii": figures.yes(line.potential_saii),
        "unrounded": figures.unrounded(line),
        "credits": figures.credits_of(line),
    }


def _species_row(source: ReportSource, line: CreditLine) -> dict[str, Cell]:
    zone = source.zones.get(line.zone_key)
    change = figures.score if source.stewardship else figures.lost
    return {
        "name": line.zone_key or "Whole site",
        "change": change(line.vi_change, bool(zone and zone.provisional)),
        "amount": amount_of(line),
        "loss": line.sensitivity_to_loss,
        "loss_reason": line.sensitivity_to_loss_reason,
        "gain": line.sensitivity_to_gain,
        "gain_reason": line.sensitivity_to_gain_reason,
        "weighting": figures.marked(figures.number(line.risk_weighting, 2), bool(line.provisional)),
        "saii": figures.yes(line.potential_saii),
        "unrounded": figures.unrounded(line),
        "credits": figures.credits_of(line),
    }


def amount_of(line: CreditLine) -> str | None:
    """What a line measures: hectares, or individuals as a count."""
    if line.individuals is not None:
        noun = "individual" if line.individuals == 1 else "individuals"
        return f"{figures.whole(line.individuals)} {noun}"
    return None if line.area_m2 is None else f"{figures.area(line.area_m2)} ha"


def _formula(source: ReportSource, lines: tuple[CreditLine, ...]) -> list[Block]:
    """How the numbers of the table follow from each other, with the constant the lines themselves show."""
    constant = constant_of(lines)
    equations = " and ".join(sorted({line.equation for line in lines if line.equation}))
    if not equations:
        return []
    change = "VI gain × area" if source.stewardship else "VI loss × area × BRW"
    by_count = "" if source.stewardship else " Counted species: individuals × BRW."
    formula = f" Credits = {change} × {constant}, with the area in hectares." if constant else ""
    counted_too = by_count if any(line.individuals is not None for line in lines) else ""
    return [Words(f"{source.outcome.method_edition} {equations}.{formula}{counted_too} {ROUNDING}", "small")]


def _notes(lines: tuple[CreditLine, ...]) -> list[Block]:
    """What the calculation says about single lines, each sentence with its line."""
    return [
        Words(f"{line.zone_key or line.subject}: {note}", "small") for line in lines for note in line.notes
    ]


def by_type(source: ReportSource) -> Table:
    """Number and type of credits in one table: what has to be bought, or what can be sold (N21, N40). The two
    classes are not added together: one cannot stand for the other (N37)."""
    groups = []
    for credit_class, label in (("ecosystem", "Ecosystem credits"), ("species", "Species credits")):
        lines = source.lines(credit_class)
        if lines:
            rows = [_type_row(community, of_one) for community, of_one in _types(source, lines)]
            groups.append(Group(label, rows, {"credits": _together(lines)}, f"{label}{_incomplete(lines)}"))
    title = "Credits generated" if source.stewardship else "Credits required"
    return Table(f"{title}, by type", BY_TYPE, groups=groups, empty="No credit line.")


def _together(lines: tuple[CreditLine, ...]) -> Cell:
    """The credits of lines; no sum where none of them is computed, because nothing would read as 0."""
    if lines and all(line.credits is None for line in lines):
        return figures.NOT_COMPUTED
    return figures.total_of(lines)


def _incomplete(lines: tuple[CreditLine, ...]) -> str:
    """What a sum has to say of lines that are not in it."""
    gaps = sum(line.credits is None for line in lines)
    return f" ({counted(gaps, 'line')} not computed, so not complete)" if gaps else ""


def _types(source: ReportSource, lines: tuple[CreditLine, ...]) -> list[tuple[str, tuple[CreditLine, ...]]]:
    """Lines of one type of credit together: a species, or a plant community type in one threatened community."""
    grouped: dict[tuple[str, str], list[CreditLine]] = {}
    for line in lines:
        in_zone = line.credit_class == "ecosystem"
        community = source.zone_text(line.zone_key).get("community_name", "") if in_zone else ""
        grouped.setdefault((line.subject, community), []).append(line)
    return [(community, tuple(rows)) for (_, community), rows in grouped.items()]


def _type_row(community: str, lines: tuple[CreditLine, ...]) -> Record:
    counts = [line.individuals for line in lines if line.individuals is not None]
    areas = [line.area_m2 for line in lines if line.area_m2 is not None]
    amount = None
    if counts:
        noun = "individual" if lines[0].credit_class == "species" else "tree"
        amount = f"{figures.whole(sum(counts))} {noun}{'' if sum(counts) == 1 else 's'}"
    elif areas:
        amount = f"{figures.area(sum(areas))} ha"
    return {
        "type": label_of(lines),
        "community": community,
        "amount": amount,
        "credits": _together(lines),
    }
