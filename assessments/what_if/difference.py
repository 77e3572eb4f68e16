"""What a change did: two outcomes of the method side by side, number by number. Pure.

Numbers are unrounded; whoever shows them rounds both and then the difference.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from assessments.bam.outcome import CaseOutcome, CreditLine, ManagementZoneOutcome, ZoneOutcome


@dataclass(frozen=True, slots=True)
class Pair:
    """One number before and after; None where it is not computed or not there."""

    before: float | None
    after: float | None
    by: float | None = field(init=False)
    """After less before; None when one of them is missing."""

    def __post_init__(self) -> None:
        by = None if self.before is None or self.after is None else self.after - self.before
        object.__setattr__(self, "by", by)

    @property
    def differs(self) -> bool:
        """Is it another number?"""
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class PartDifference:
    """A management zone: its future vegetation integrity and its change."""

    name: str
    future: Pair
    change: Pair


@dataclass(frozen=True, slots=True)
class ZoneDifference:
    """A vegetation zone: scores now, its loss or gain, and the gaps that came or went."""

    key: str
    number: int
    composition: Pair
    structure: Pair
    function: Pair
    vegetation_integrity: Pair
    change: Pair
    parts: tuple[PartDifference, ...]
    gaps_added: tuple[str, ...]
    gaps_removed: tuple[str, ...]

    @property
    def differs(self) -> bool:
        """Did anything of the zone change?"""
        pairs = (self.composition, self.structure, self.function, self.vegetation_integrity, self.change)
        parts = (pair for part in self.parts for pair in (part.future, part.change))
        return bool(any(pair.differs for pair in (*pairs, *parts)) or self.gaps_added or self.gaps_removed)


@dataclass(frozen=True, slots=True)
class LineDifference:
    """A credit line: whole credits and the number they were rounded from. `gaps_added` say why it is not computed any
    more."""

    credit_class: str
    subject: str
    subject_name: str
    zone_key: str
    credits: Pair
    unrounded: Pair
    offset_required: tuple[bool, bool]
    gaps_added: tuple[str, ...]

    @property
    def differs(self) -> bool:
        """Did anything of the line change?"""
        required_before, required_after = self.offset_required
        return (
            self.credits.differs
            or self.unrounded.differs
            or bool(self.gaps_added)
            or required_before != required_after
        )


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed in a case. Totals count computed lines only, as in the outcome itself."""

    zones: tuple[ZoneDifference, ...]
    lines: tuple[LineDifference, ...]
    ecosystem_credits: Pair
    species_credits: Pair
    complete: tuple[bool, bool]
    provisional_added: tuple[str, ...]
    provisional_removed: tuple[str, ...]

    @property
    def differs(self) -> bool:
        """Did any number, gap or mark change?"""
        return bool(
            any(zone.differs for zone in self.zones)
            or any(line.differs for line in self.lines)
            or self.provisional_added
            or self.provisional_removed
        )

    @property
    def no_longer_computed(self) -> tuple[LineDifference, ...]:
        """Lines that had credits before and have none now."""
        return tuple(
            line
            for line in self.lines
            if line.credits.before is not None and line.credits.after is None and line.gaps_added
        )


def compare(before: CaseOutcome, after: CaseOutcome) -> Difference:
    """Every zone and line of both, matched by name; only the totals and marks are about the case as a whole."""
    zones_before = {zone.key: zone for zone in before.zones}
    zones_after = {zone.key: zone for zone in after.zones}
    lines_before, lines_after = _by_name(before.credit_lines), _by_name(after.credit_lines)
    return Difference(
        zones=tuple(
            _zone(zones_before.get(key), zones_after.get(key))
            for key in dict.fromkeys([*zones_before, *zones_after])
        ),
        lines=tuple(
            _line(lines_before.get(name), lines_after.get(name))
            for name in dict.fromkeys([*lines_before, *lines_after])
        ),
        ecosystem_credits=Pair(before.ecosystem_credits, after.ecosystem_credits),
        species_credits=Pair(before.species_credits, after.species_credits),
        complete=(before.complete, after.complete),
        provisional_added=_new(before.provisional, after.provisional),
        provisional_removed=_new(after.provisional, before.provisional),
    )


def _by_name(lines: Iterable[CreditLine]) -> dict[tuple[str, str, str, int], CreditLine]:
    """Lines by class, subject and zone; a subject that comes twice in a zone is told apart by its place."""
    found: dict[tuple[str, str, str, int], CreditLine] = {}
    for line in lines:
        place = 0
        while (name := (line.credit_class, line.subject, line.zone_key, place)) in found:
            place += 1
        found[name] = line
    return found


def _new(old: tuple[str, ...], new: tuple[str, ...]) -> tuple[str, ...]:
    known = frozenset(old)
    return tuple(one for one in new if one not in known)


def _zone(before: ZoneOutcome | None, after: ZoneOutcome | None) -> ZoneDifference:
    either = after or before
    if either is None:
        raise ValueError("a zone has to be in one of the outcomes")

    def pair(component: str) -> Pair:
        return Pair(_score(before, component), _score(after, component))

    parts_before = {part.name: part for part in before.management_zones} if before else {}
    parts_after = {part.name: part for part in after.management_zones} if after else {}
    gaps_before = before.not_computed if before else ()
    gaps_after = after.not_computed if after else ()
    return ZoneDifference(
        key=either.key,
        number=either.number,
        composition=pair("composition"),
        structure=pair("structure"),
        function=pair("function"),
        vegetation_integrity=pair(""),
        change=Pair(before.change if before else None, after.change if after else None),
        parts=tuple(
            _part(name, parts_before.get(name), parts_after.get(name))
            for name in dict.fromkeys([*parts_before, *parts_after])
        ),
        gaps_added=_new(gaps_before, gaps_after),
        gaps_removed=_new(gaps_after, gaps_before),
    )


def _score(zone: ZoneOutcome | None, component: str) -> float | None:
    if zone is None or zone.current is None:
        return None
    scored = getattr(zone.current, component) if component else zone.current
    return None if scored is None else scored.score


def _part(
    name: str, before: ManagementZoneOutcome | None, after: ManagementZoneOutcome | None
) -> PartDifference:
    return PartDifference(
        name=name,
        future=Pair(
            before.future.score if before and before.future else None,
            after.future.score if after and after.future else None,
        ),
        change=Pair(before.change if before else None, after.change if after else None),
    )


def _line(before: CreditLine | None, after: CreditLine | None) -> LineDifference:
    either = after or before
    if either is None:
        raise ValueError("a line has to be in one of the outcomes")
    return LineDifference(
        credit_class=either.credit_class,
        subject=either.subject,
        subject_name=either.subject_name,
        zone_key=either.zone_key,
        credits=Pair(before.credits if before else None, after.credits if after else None),
        unrounded=Pair(before.unrounded if before else None, after.unrounded if after else None),
        offset_required=(
            before.offset_required if before else True,
            after.offset_required if after else True,
        ),
        gaps_added=_new(before.not_computed if before else (), after.not_computed if after else ()),
    )
