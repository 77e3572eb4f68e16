"""What may stand for each class of credit, in words: like for like, by variation, or the group it is listed in."""

from collections.abc import Sequence

from assessments.classes.credit_class import CreditClass
from assessments.classes.listings import WORDS
from assessments.classes.requirements import Area, Place, Requirement, like_for_like, variation
from assessments.classes.tiers import Tier
from assessments.reports import figures
from assessments.reports.content import Block, Cell, Column, Group, Provisional, Record, Table, Words
from assessments.reports.credit_classes import ClassedLine, OneClass, by_class, counting
from assessments.reports.lines import label_of

NOT_DETERMINED = "not determined"
NOT_SET = "not set"
ANYWHERE = "Anywhere in New South Wales"
KINGDOMS = {
    "Animalia": "Any threatened animal",
    "Plantae": "Any threatened plant",
    "Fungi": "Any threatened fungus",
}
HOLLOWS = {
    "any": "Not needed",
    "required": "Yes",
    "required_or_artificial": "Yes (including artificial)",
    "unknown": NOT_DETERMINED,
}
HBT = Column("hollows", "HBT")
CREDITS = Column("credits", "Credits", number=True)
WHERE = Column("where", "IBRA subregion")

COMMUNITIES = (Column("community", "Threatened ecological community", head=True), HBT, CREDITS, WHERE)
CLASSES = (
    Column("class", "Vegetation class", head=True),
    Column("group", "Trading group"),
    HBT,
    CREDITS,
    WHERE,
)
FORMATIONS = (
    Column("formation", "Vegetation formation", head=True),
    Column("group", "Trading group"),
    HBT,
    CREDITS,
    Column("where", "IBRA region or subregion"),
)
LISTED = (
    Column("group", "Offset trading group", head=True),
    Column("class", "Vegetation class"),
    Column("formation", "Vegetation formation"),
    HBT,
    Column("where", "IBRA subregion"),
    CREDITS,
)
SPECIES_SAME = (Column("species", "Species", head=True), CREDITS, WHERE)
SPECIES_OTHER = (
    Column("kingdom", "Kingdom", head=True),
    Column("status", "Listing status"),
    CREDITS,
    Column("where", "IBRA subregion"),
)


def same_ecosystem(rows: Sequence[ClassedLine], place: Place) -> list[Block]:
    """Like for like: communities by name, other vegetation by class and trading group (cl 6.3)."""
    classes = [one for one in by_class(counting(rows), "ecosystem") if one.credits]
    blocks: list[Block] = []
    for caption, columns, members in (
        ("Threatened ecological communities: like for like", COMMUNITIES, _communities(classes)),
        ("Other native vegetation: like for like", CLASSES, _others(classes)),
    ):
        if members:
            groups = [Group(label_of(one.lines), _same_rows(one, place)) for one in members]
            blocks.append(Table(caption, columns, groups=groups))
    return blocks or [Words("No ecosystem credit has to be found.")]


def _communities(classes: Sequence[OneClass]) -> list[OneClass]:
    return [one for one in classes if one.credit.community]


def _others(classes: Sequence[OneClass]) -> list[OneClass]:
    return [one for one in classes if not one.credit.community]


def _same_rows(one: OneClass, place: Place) -> list[Record]:
    records: list[Record] = []
    for part in one.by_hollows():
        needed = like_for_like(part.credit, place)
        where = near_words(place, "of the outer edge of the impacted site")
        common: dict[str, Cell] = {
            "hollows": HOLLOWS[needed.hollows],
            "credits": credits_cell(part),
            "where": where,
        }
        if part.credit.community:
            records.append(
                {"community": _named_with(part.credit.community, part.credit.community_pct_ids), **common}
            )
        else:
            records.append(
                {
                    "class": _named_with(part.credit.vegetation_class, part.credit.class_pct_ids)
                    or NOT_DETERMINED,
                    "group": group_words(part.credit),
                    **common,
                }
            )
    return records


def credits_cell(one: OneClass) -> Cell:
    """The credits of a class that count, with the mark of its lines."""
    return figures.total_of(tuple(row.line for row in one.rows if row.counts))


def _named_with(name: str, pct_ids: Sequence[int]) -> str:
    """A community or class with the types it includes."""
    if not name or not pct_ids:
        return name
    return f"{name}. This includes {'PCT' if len(pct_ids) == 1 else 'PCTs'} {', '.join(str(one) for one in pct_ids)}"


def group_words(credit: CreditClass) -> Cell:
    """The trading group an offset must be in: the class with its band, or any more cleared one."""
    if not credit.trading_group or credit.tier is None:
        return NOT_DETERMINED
    text = f"{credit.vegetation_class}: {tier_words(credit.tier)}"
    return figures.marked(text, bool(credit.provisional))


def tier_words(tier: Tier) -> str:
    """`70 % to under 90 % cleared (Tier 2), or more cleared`."""
    more = "" if tier.number == 1 else ", or more cleared"
    return f"{tier.words} (Tier {tier.number}){more}"


def near_words(place: Place, edge: str) -> Cell:
    """Own and adjoining subregions by name, or any that is near enough. Marked: how the limbs combine is not
    confirmed."""
    if place.subregion is None:
        return NOT_DETERMINED
    names = list(dict.fromkeys(area.name for area in (place.subregion, *place.adjoining)))
    return Provisional(f"{', '.join(names)}; or any IBRA subregion within {place.limit_km} kilometres {edge}")


def region_words(place: Place, edge: str) -> Cell:
    """The own region, or any subregion that is near enough."""
    if place.subregion is None:
        return NOT_DETERMINED
    return f"{place.subregion.region}; or any IBRA subregion within {place.limit_km} kilometres {edge}"


def varied_ecosystem(rows: Sequence[ClassedLine], place: Place) -> list[Block]:
    """By variation: the same formation and a trading group at least as cleared (cl 6.4)."""
    classes = [one for one in by_class(counting(rows), "ecosystem") if one.credits]
    if not classes:
        return [Words("No ecosystem credit has to be found.")]
    groups = [
        Group(
            _label(one),
            [_varied_row(part, variation(part.credit, place), place) for part in one.by_hollows()],
        )
        for one in classes
    ]
    return [Table("Ecosystem credits: variation", FORMATIONS, groups=groups)]


def _label(one: OneClass) -> str:
    credit = one.credit
    community = f", {credit.community}" if credit.community else ""
    return f"PCT {credit.pct_id} {credit.pct_name}".rstrip() + community


def _varied_row(one: OneClass, needed: Requirement, place: Place) -> Record:
    if needed.excluded:
        return {"formation": _excluded(one.credit, needed), "credits": credits_cell(one)}
    return {
        "formation": needed.formation or NOT_DETERMINED,
        "group": _varied_group(one.credit, needed),
        "hollows": HOLLOWS[needed.hollows],
        "credits": credits_cell(one),
        "where": region_words(place, "of the outer edge of the impacted site"),
    }


def _excluded(credit: CreditClass, needed: Requirement) -> Cell:
    return figures.marked(" ".join(needed.excluded), bool(credit.listing_provisional))


def _varied_group(credit: CreditClass, needed: Requirement) -> Cell:
    also = f". {' '.join(needed.conditional)}" if needed.conditional else ""
    if credit.community:
        return figures.marked(f"{NOT_SET}{also}", bool(credit.listing_provisional))
    if needed.tier_from is None or not credit.trading_group:
        return f"{NOT_DETERMINED}{also}"
    words = tier_words(needed.tier_from)
    return figures.marked(words[0].upper() + words[1:] + also, bool(credit.provisional))


def same_species(rows: Sequence[ClassedLine]) -> list[Block]:
    """Like for like: the same species, anywhere in the State."""
    classes = [one for one in by_class(counting(rows), "species") if one.credits]
    if not classes:
        return []
    records: list[Record] = [
        {"species": label_of(one.lines), "credits": credits_cell(one), "where": ANYWHERE} for one in classes
    ]
    return [Table("Species credits: like for like", SPECIES_SAME, records)]


def varied_species(rows: Sequence[ClassedLine], place: Place) -> list[Block]:
    """By variation: another species of the kingdom, as threatened or more, near the impact."""
    classes = [one for one in by_class(counting(rows), "species") if one.credits]
    if not classes:
        return []
    groups = [
        Group(label_of(one.lines), [_varied_species_row(one, variation(one.credit, place), place)])
        for one in classes
    ]
    return [Table("Species credits: variation", SPECIES_OTHER, groups=groups)]


def _varied_species_row(one: OneClass, needed: Requirement, place: Place) -> Record:
    if needed.excluded:
        return {"kingdom": _excluded(one.credit, needed), "credits": credits_cell(one)}
    status: Cell = NOT_DETERMINED
    if needed.status_from not in (None, "none"):
        also = f". {' '.join(needed.conditional)}" if needed.conditional else ""
        status = figures.marked(
            f"{WORDS[needed.status_from].capitalize()} or higher{also}", bool(one.credit.listing_provisional)
        )
    return {
        "kingdom": KINGDOMS.get(needed.kingdom, NOT_DETERMINED),
        "status": status,
        "credits": credits_cell(one),
        "where": near_words(place, "of the outer edge of the impacted site"),
    }


def listed(rows: Sequence[ClassedLine], place: Place) -> list[Block]:
    """The trading group each class of a site's credits would be listed in, and where."""
    classes = [one for one in by_class(counting(rows), "ecosystem") if one.credits]
    where = _code_and_name(place.subregion) if place.subregion else NOT_DETERMINED
    groups = [
        Group(label_of(one.lines), [_listed_row(part, where) for part in one.by_hollows()]) for one in classes
    ]
    return [Table("Ecosystem credits by trading group", LISTED, groups=groups, empty="No ecosystem credits.")]


def _listed_row(one: OneClass, where: str) -> Record:
    credit = one.credit
    return {
        "group": figures.marked(credit.trading_group, bool(credit.provisional))
        if credit.trading_group
        else NOT_DETERMINED,
        "class": credit.vegetation_class or NOT_DETERMINED,
        "formation": credit.formation or NOT_DETERMINED,
        "hollows": {True: "Yes", False: "No", None: NOT_DETERMINED}[credit.hollows],
        "where": where,
        "credits": credits_cell(one),
    }


def _code_and_name(area: Area) -> str:
    return f"{area.code} {area.name}"


def undetermined(needs: Sequence[Requirement]) -> list[Block]:
    """Everything that is not determined, with what to enter, each once."""
    sentences = dict.fromkeys(sentence for need in needs for sentence in need.undetermined)
    if not sentences:
        return []
    column = Column("enter", "What is not determined, and what to enter", head=True)
    return [Table("Not determined", (column,), [{"enter": sentence} for sentence in sentences])]
