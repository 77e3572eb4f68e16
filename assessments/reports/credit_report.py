"""The biodiversity credit reports: what may offset an impact like for like, by variation, and what a site would list.

Contents only, from a stored calculation (method 6; BC Regulation cl 6.3 and 6.4).
"""

from collections.abc import Sequence

from assessments.classes.requirements import Area, Place, Requirement
from assessments.classes.rules import OffsetRule, RuleKind, rules_in_force, variation_open
from assessments.reports import class_marks, class_options, class_summary
from assessments.reports.class_marks import needs_of
from assessments.reports.closing import closing
from assessments.reports.content import (
    LIKE_FOR_LIKE,
    STEWARDSHIP_CREDITS,
    VARIATIONS,
    Block,
    Column,
    Part,
    Record,
    ReportContent,
    Table,
    Words,
)
from assessments.reports.credit_classes import ClassedLine, classed, place_of
from assessments.reports.figures import day, number
from assessments.reports.opening import assembled
from assessments.reports.source import ReportSource

CLOSED = (
    "Closed to new approvals since 7 March 2025. This report serves only an approval that was given before that day "
    "and allows variation in its conditions."
)
OPEN_THEN = (
    "Variation needs permission in the conditions of the approval, and reasonable steps to find like-for-like credits "
    "first. From 7 March 2025 no new approval may allow it."
)
MARKS = {"confirmed": "confirmed", "memory": "from memory, not confirmed", "open": "open"}
RULES = (
    Column("rule", "Rule", head=True),
    Column("clause", "Clause"),
    Column("since", "Since"),
    Column("known", "How well it is known"),
)
PLACES = (
    Column("subregion", "IBRA subregion", head=True),
    Column("region", "IBRA region"),
    Column("relation", "Why it counts"),
    Column("distance", "Distance (km)", number=True),
)


def like_for_like(source: ReportSource) -> ReportContent:
    """What may offset the impact like for like."""
    rows, place = classed(source), place_of(source)
    needs = needs_of(rows, place, "like_for_like")
    parts = [
        *_summary(source, rows, "Credits required"),
        Part("Like-for-like ecosystem credits", class_options.same_ecosystem(rows, place), "like-for-like"),
        *_if("Like-for-like species credits", class_options.same_species(rows), "species-options"),
        *_notes(source, rows, place, needs),
        _rules(source, "like_for_like"),
    ]
    return assembled(source, kind=LIKE_FOR_LIKE, parts=[*parts, *closing(source, credits=True)])


def variations(source: ReportSource) -> ReportContent:
    """What may offset it under the variation rules, where an approval allows them."""
    rows, place = classed(source), place_of(source)
    needs = needs_of(rows, place, "variation")
    still_open = variation_open(source.calculated_at.date())
    parts = [
        Part(
            "When variation can be used", (Words(OPEN_THEN if still_open else CLOSED, "warning"),), "closed"
        ),
        *_summary(source, rows, "Credits required"),
        Part("Ecosystem credits by variation", class_options.varied_ecosystem(rows, place), "variation"),
        *_if("Species credits by variation", class_options.varied_species(rows, place), "species-options"),
        *_notes(source, rows, place, needs),
        _rules(source, "variation"),
    ]
    return assembled(source, kind=VARIATIONS, parts=[*parts, *closing(source, credits=True)])


def stewardship_credits(source: ReportSource) -> ReportContent:
    """What a stewardship site would create, by the class each credit would be listed in."""
    rows, place = classed(source), place_of(source)
    needs = needs_of(rows, place, "like_for_like")
    parts = [
        *_summary(source, rows, "Credits generated", before=class_summary.stewardship_note(source)),
        Part("Trading groups", class_options.listed(rows, place), "trading-groups"),
        *_notes(source, rows, place, needs, near=False),
    ]
    return assembled(source, kind=STEWARDSHIP_CREDITS, parts=[*parts, *closing(source, credits=True)])


def _if(title: str, blocks: list[Block], anchor: str) -> list[Part]:
    return [Part(title, blocks, anchor)] if blocks else []


def _summary(
    source: ReportSource, rows: Sequence[ClassedLine], title: str, *, before: Sequence[Block] = ()
) -> list[Part]:
    parts = [Part(title, (*before, *class_summary.ecosystem(rows)), "summary")]
    if not source.scattered_trees:
        parts.append(Part("Species credits", class_summary.species(rows), "species-summary"))
    return [*parts, *_if("Not counted", class_summary.omitted(rows), "not-counted")]


def _notes(
    source: ReportSource,
    rows: Sequence[ClassedLine],
    place: Place,
    needs: Sequence[Requirement],
    *,
    near: bool = True,
) -> list[Part]:
    """What is not determined, which classes are provisional, and the subregions one by one."""
    return [
        *_if("Not determined", class_options.undetermined(needs), "not-determined"),
        *_if(
            "Provisional classes and places",
            class_marks.reasons(rows, needs, near=near),
            "provisional-classes",
        ),
        *([_places(place)] if near else []),
    ]


def _places(place: Place) -> Part:
    """The subregions that count, each with why and how far."""
    if place.subregion is None:
        return Part(
            "Subregions",
            (Words("The IBRA subregion of the site is not chosen yet.", "warning"),),
            "subregions",
        )
    beside = {area.code for area in place.adjoining}
    distances = {area.code: area for area in place.near}
    records: list[Record] = [_place_row(place.subregion, "own", distances)]
    records += [_place_row(area, "adjoining", distances) for area in place.adjoining]
    records += [
        _place_row(area, f"within {place.limit_km} km", distances)
        for area in place.near
        if area.code not in beside and area.code != place.subregion.code
    ]
    table = Table("Own, adjoining and near subregions", PLACES, records)
    measured = (
        "Distances are measured from the outer edge of the site to the nearest point of the subregion's outline; a "
        f"dash means more than {place.limit_km} km."
        if place.basis == "outlines"
        else "Distances are not measured from the site."
    )
    return Part(
        "Subregions",
        (table, Words(measured, "small"), *(Words(note) for note in place.notes)),
        "subregions",
    )


def _place_row(area: Area, relation: str, distances: dict[str, Area]) -> Record:
    near = distances.get(area.code)
    measured = near.distance_km if near else None
    return {
        "subregion": f"{area.code} {area.name}",
        "region": area.region,
        "relation": relation + (", uncertain" if (near or area).uncertain or area.uncertain else ""),
        "distance": number(measured, 1),
    }


def _rules(source: ReportSource, kind: RuleKind) -> Part:
    rules = rules_in_force(kind, source.calculated_at.date())
    table = Table(
        "The rules in force on the day of the calculation", RULES, [_rule_row(rule) for rule in rules]
    )
    note = (
        "Rules of Part 6 of the Biodiversity Conservation Regulation 2017 unless another instrument is named. Clause "
        "numbers other than 6.4 are from memory."
    )
    return Part("Rules", (table, Words(note, "small")), "rules")


def _rule_row(rule: OffsetRule) -> Record:
    return {
        "rule": rule.text,
        "clause": rule.clause,
        "since": day(rule.since.isoformat()) if rule.since else "not known here",
        "known": MARKS[rule.mark],
    }
