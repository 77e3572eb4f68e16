"""How many credits of which class, and which lines are left out of the sums and why (method 6)."""

from collections.abc import Sequence

from assessments.bam.ecosystem_lines import COMMONWEALTH_ONLY_NOTE
from assessments.reports import figures
from assessments.reports.content import Block, Cell, Column, Group, Record, Table, Text, Words
from assessments.reports.credit_classes import ClassedLine, OneClass, by_class, counting, left_out
from assessments.reports.credit_tables import amount_of
from assessments.reports.lines import label_of, subject_of
from assessments.reports.opening import counted
from assessments.reports.source import ReportSource

ECOSYSTEM = (
    Column("pct", "PCT", head=True),
    Column("community", "TEC"),
    Column("area", "Area (ha) or trees", number=True),
    Column("hollows", "HBT Cr", number=True),
    Column("no_hollows", "No HBT Cr", number=True),
    Column("credits", "Credits", number=True),
)
NOT_RECORDED = Column("unknown", "HBT not recorded", number=True)
SPECIES = (
    Column("species", "Species", head=True),
    Column("zones", "Zones"),
    Column("amount", "Area (ha) or count", number=True),
    Column("credits", "Credits", number=True),
)
OUT = (
    Column("line", "Line", head=True),
    Column("where", "Zone"),
    Column("credits", "Credits", number=True),
    Column("reason", "Why it is not counted"),
)
ABBREVIATIONS = (
    "PCT: plant community type. TEC: threatened ecological community. HBT: hollow-bearing trees. Cr: credits."
)
NO_COMMUNITY = "Not a TEC"


def ecosystem(rows: Sequence[ClassedLine]) -> list[Block]:
    """PCT | TEC | Area | HBT Cr | No HBT Cr | Credits, communities first, with subtotals and a total."""
    held = counting(rows)
    classes = by_class(held, "ecosystem")
    unknown = any(one.with_hollows(None) for one in classes)
    columns = (*ECOSYSTEM[:-1], NOT_RECORDED, ECOSYSTEM[-1]) if unknown else ECOSYSTEM
    groups = []
    for label, members in (
        ("Threatened ecological communities", [one for one in classes if one.credit.community]),
        ("Other native vegetation", [one for one in classes if not one.credit.community]),
    ):
        if members:
            groups.append(
                Group(label, [_kept(_row(one), columns) for one in members], _kept(_sum(members), columns))
            )
    table = Table(
        caption="Ecosystem credits by plant community type and community",
        columns=columns,
        groups=groups,
        total=_kept(_sum(classes), columns),
        total_label="Total ecosystem credits",
        empty="No ecosystem credits.",
    )
    return [table, Words(ABBREVIATIONS, "small"), *_reconciled(rows, "ecosystem")]


def species(rows: Sequence[ClassedLine]) -> list[Block]:
    """Species | zones | Area or count | Credits, with a total."""
    classes = by_class(counting(rows), "species")
    lines = tuple(line for one in classes for line in one.lines)
    table = Table(
        caption="Species credits by species",
        columns=SPECIES,
        rows=[
            {
                "species": label_of(one.lines),
                "zones": ", ".join(dict.fromkeys(line.zone_key or "Whole site" for line in one.lines)),
                "amount": _amount(one.lines),
                "credits": figures.total_of(one.lines),
            }
            for one in classes
        ],
        total={"credits": figures.total_of(lines)} if classes else None,
        total_label="Total species credits",
        empty="No species credits.",
    )
    return [table, *_reconciled(rows, "species")]


def omitted(rows: Sequence[ClassedLine]) -> list[Block]:
    """The lines that are in no sum, each with its reason; nothing where there are none."""
    records: list[Record] = [
        {
            "line": _subject(row),
            "where": row.line.zone_key or "Whole site",
            "credits": figures.credits_of(row.line),
            "reason": _reason(row),
        }
        for row in left_out(rows)
    ]
    return [Table("Lines that are not counted", OUT, records)] if records else []


def _subject(row: ClassedLine) -> Text:
    return tuple(subject_of(row.line))


def _reason(row: ClassedLine) -> str:
    reasons = [] if row.line.tradeable else [COMMONWEALTH_ONLY_NOTE]
    if row.line.credits is None:
        reasons += ["Not computed.", *row.line.not_computed]
    return " ".join(reasons)


def _row(one: OneClass) -> dict[str, Cell]:
    return {"pct": label_of(one.lines), "community": one.credit.community or NO_COMMUNITY, **_sum([one])}


def _kept(record: dict[str, Cell], columns: Sequence[Column]) -> Record:
    return {column.key: record[column.key] for column in columns if column.key in record}


def _sum(classes: Sequence[OneClass]) -> dict[str, Cell]:
    lines = tuple(line for one in classes for line in one.lines)
    found: dict[str, Cell] = {"area": _amount(lines, plain_area=True), "credits": figures.total_of(lines)}
    for key, answer in (("hollows", True), ("no_hollows", False), ("unknown", None)):
        of_these = tuple(row.line for one in classes for row in one.with_hollows(answer))
        found[key] = figures.total_of(of_these) if of_these else "0"
    return found


def _amount(lines: Sequence, *, plain_area: bool = False) -> str | None:  # type: ignore[type-arg]
    """Hectares, trees or individuals together; where lines are measured both ways, both."""
    areas = [line.area_m2 for line in lines if line.area_m2 is not None]
    counts = [line.individuals for line in lines if line.individuals is not None]
    parts = []
    if areas:
        hectares = figures.area(sum(areas)) or ""
        parts.append(hectares if plain_area and not counts else f"{hectares} ha")
    if counts and len(lines) == 1 and not plain_area:
        return amount_of(lines[0])
    if counts:
        noun = "tree" if plain_area else "individual"
        parts.append(f"{figures.whole(sum(counts))} {noun}{'' if sum(counts) == 1 else 's'}")
    return " and ".join(parts) or None


def _reconciled(rows: Sequence[ClassedLine], kind: str) -> list[Block]:
    """The sentence that ties the total to the credit summary's where lines are left out."""
    of_kind = [row for row in rows if row.credit.kind == kind]
    out = left_out(of_kind)
    if not out:
        return []
    inside = sum(row.line.credits or 0 for row in counting(of_kind))
    outside = sum(row.line.credits or 0 for row in out)
    return [
        Words(
            f"The credit summary's total of {inside + outside:,} {kind} credits is {inside:,} counted here and "
            f"{outside:,} in {counted(len(out), 'line')} left out below.",
            "small",
        )
    ]


def stewardship_note(source: ReportSource) -> list[Block]:
    """What the credits of a site are, before they exist."""
    return [
        Words(
            "Credits a stewardship agreement over this site would create, by the class each would be listed and "
            "traded under. None exists until an agreement is signed and the credits are issued."
        )
    ]
