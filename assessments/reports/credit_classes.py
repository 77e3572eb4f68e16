"""The class of every credit line, read back from a stored calculation, and lines of one class together.

No table is read: names, bands and lists of types were frozen with the calculation (`class_context`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from assessments.bam.inputs import Fact, SpeciesInput, ZoneInput
from assessments.bam.outcome import CreditLine
from assessments.classes.credit_class import (
    CreditClass,
    EcosystemFacts,
    HollowsBasis,
    SpeciesFacts,
    class_of,
)
from assessments.classes.requirements import Place, read_place
from assessments.classes.tiers import Tiers, read_tiers
from assessments.reports.source import ReportSource


@dataclass(frozen=True, slots=True)
class ClassedLine:
    """A credit line with its class."""

    line: CreditLine
    credit: CreditClass

    @property
    def counts(self) -> bool:
        """Is it in the sums? Only what is computed and can be traded under the State scheme."""
        return self.line.credits is not None and self.line.tradeable


@dataclass(frozen=True, slots=True)
class OneClass:
    """Lines of one plant community type in one community, or of one species."""

    rows: tuple[ClassedLine, ...]

    @property
    def credit(self) -> CreditClass:
        """The class they share; its hollows are those of the first line."""
        return self.rows[0].credit

    @property
    def credits(self) -> int:
        """Credits that count."""
        return sum(row.line.credits or 0 for row in self.rows if row.counts)

    @property
    def lines(self) -> tuple[CreditLine, ...]:
        """The lines themselves."""
        return tuple(row.line for row in self.rows)

    def with_hollows(self, hollows: bool | None) -> tuple[ClassedLine, ...]:
        """The lines of vegetation with, without, or with no word about hollow-bearing trees."""
        return tuple(row for row in self.rows if row.credit.hollows is hollows)

    def by_hollows(self) -> list["OneClass"]:
        """The same class in up to three: with hollows, without, not recorded."""
        parts = [self.with_hollows(answer) for answer in (True, False, None)]
        return [OneClass(rows) for rows in parts if rows]


def classed(source: ReportSource) -> tuple[ClassedLine, ...]:
    """Every credit line with its class, in the order of the calculation. Linear in the number of lines."""
    stored = source.context.get("classes", {})
    tiers = read_tiers(stored.get("tiers", ()))
    trees = {group.key: group.hollows for group in source.inputs.trees}
    species = {row.scientific_name: row for row in source.inputs.species}
    found = []
    for line in source.outcome.credit_lines:
        if line.credit_class == "species":
            facts: EcosystemFacts | SpeciesFacts = _species(line, species.get(line.subject), stored)
        elif line.zone_key in trees and line.zone_key not in source.zones:
            facts = _trees(line, trees[line.zone_key], stored)
        else:
            facts = _zone(line, source, stored)
        found.append(ClassedLine(line, class_of(facts, tiers)))
    return tuple(found)


def place_of(source: ReportSource) -> Place:
    """Where the site lies and what lies near it."""
    return read_place(source.context.get("classes", {}).get("place", {}))


def tiers_of(source: ReportSource) -> Tiers:
    """The bands of the pinned release."""
    return read_tiers(source.context.get("classes", {}).get("tiers", ()))


def by_class(rows: Iterable[ClassedLine], kind: str) -> list[OneClass]:
    """Lines of one kind of credit by class, in order of first appearance."""
    grouped: dict[tuple[str, str, str], list[ClassedLine]] = {}
    for row in rows:
        if row.credit.kind == kind:
            key = (row.line.subject, row.credit.community, row.credit.trading_group)
            grouped.setdefault(key, []).append(row)
    return [OneClass(tuple(lines)) for lines in grouped.values()]


def counting(rows: Iterable[ClassedLine]) -> tuple[ClassedLine, ...]:
    """The lines that are in the sums."""
    return tuple(row for row in rows if row.counts)


def left_out(rows: Iterable[ClassedLine]) -> tuple[ClassedLine, ...]:
    """The lines that are not."""
    return tuple(row for row in rows if not row.counts)


def _fact(stored: dict[str, Any] | None) -> Fact[float] | None:
    return None if stored is None else Fact(float(stored["value"]), stored["mark"], stored["source"])


def _zone(line: CreditLine, source: ReportSource, stored: dict[str, Any]) -> EcosystemFacts:
    zone = source.zone_inputs.get(line.zone_key)
    community = zone.community if zone else None
    answered = stored.get("zones", {}).get(line.zone_key, {})
    name = community.name if community else answered.get("community", "")
    hollows, basis = _hollows(zone, source, line.zone_key)
    return EcosystemFacts(
        **_type(line, stored),
        community_answer="tec" if community else answered.get("community_answer", ""),
        community=name,
        community_pct_ids=tuple(stored.get("communities", {}).get(name, ())),
        bc_listing=community.bc_listing if community else None,  # type: ignore[arg-type]
        epbc_listing=community.epbc_listing if community else None,  # type: ignore[arg-type]
        hollows=hollows,
        hollows_basis=basis,
    )


def _hollows(zone: ZoneInput | None, source: ReportSource, key: str) -> tuple[bool | None, HollowsBasis]:
    """The assessor's answer, else what the plots counted."""
    if zone is not None and zone.hollow_bearing_trees is not None:
        return zone.hollow_bearing_trees, "assessor"
    outcome = source.zones.get(key)
    if outcome is None or outcome.hollow_bearing_trees is None:
        return None, ""
    return outcome.hollow_bearing_trees > 0, "plots"


def _trees(line: CreditLine, hollows: bool, stored: dict[str, Any]) -> EcosystemFacts:
    return EcosystemFacts(
        **_type(line, stored), community_answer="not_asked", hollows=hollows, hollows_basis="trees"
    )


def _type(line: CreditLine, stored: dict[str, Any]) -> dict[str, Any]:
    """What is known of the plant community type of a line."""
    known = stored.get("pcts", {}).get(line.subject, {})
    name = known.get("vegetation_class", "")
    return {
        "pct_id": int(line.subject),
        "pct_name": line.subject_name or known.get("name", ""),
        "vegetation_class": name,
        "formation": known.get("formation", ""),
        "class_pct_ids": tuple(stored.get("vegetation_classes", {}).get(name, ())),
        "percent_cleared": _fact(known.get("percent_cleared")),
        "register_tier": known.get("register_tier", ""),
    }


def _species(line: CreditLine, species: SpeciesInput | None, stored: dict[str, Any]) -> SpeciesFacts:
    return SpeciesFacts(
        scientific_name=line.subject,
        common_name=line.subject_name if line.subject_name != line.subject else "",
        kingdom=stored.get("species", {}).get(line.subject, {}).get("kingdom", ""),
        bc_listing=species.bc_listing if species else None,
        epbc_listing=species.epbc_listing if species else None,
    )
