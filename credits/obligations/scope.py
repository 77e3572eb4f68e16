"""Does the scheme apply to a development? (BC Act Part 7, BC Reg Part 7; N17, N18)

Each way into the scheme is one small function that gives a part of the answer with its clause. One yes decides. A fact
that is not stated never decides: where it could, the answer is open and says what to state. Pure: no Django, no clock,
no I/O.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

Verdict = Literal["yes", "no", "open"]
YES: Verdict = "yes"
NO: Verdict = "no"
OPEN: Verdict = "open"

HECTARE_M2 = 10_000
LOT_LIMITS_M2 = (
    (1 * HECTARE_M2, 2_500, "less than 1 ha", "0.25 ha"),
    (40 * HECTARE_M2, 5_000, "1 ha to less than 40 ha", "0.5 ha"),
    (1_000 * HECTARE_M2, 10_000, "40 ha to less than 1,000 ha", "1 ha"),
)
"""Lots below the first number: clearing from the second on is over the threshold. Areas in square metres."""
LARGEST_LOTS = (20_000, "1,000 ha or more", "2 ha")

LOCAL, ACTIVITY, URBAN_CLEARING, RURAL_CLEARING = "local", "activity", "urban_clearing", "rural_clearing"
MAJOR = frozenset({"state_development", "state_infrastructure"})
CERTIFICATION = frozenset({"certification", "strategic_certification"})
BY_THRESHOLD = frozenset({LOCAL, URBAN_CLEARING})
"""Where clearing over the threshold brings the scheme in."""

SCHEME_STARTED = date(2018, 2, 25)
"""From here on obligations are worked out by the method. Earlier consents come under the scheme before."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a development. None: not stated. Areas in square metres."""

    pathway: str
    clearing_m2: int | None = None
    minimum_lot_m2: int | None = None
    on_values_map: bool | None = None
    on_lord_howe_island: bool = False
    likely_significant: bool | None = None
    in_outstanding_value_area: bool | None = None
    opted_in: bool = False
    waived: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One way into the scheme: does it lead in? `field` names what to state where that is not known."""

    code: str
    clause: str
    verdict: Verdict
    sentence: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Scope:
    """The answer, every part of it, and the edition of the rules."""

    verdict: Verdict
    parts: tuple[Part, ...]
    rule_set_version: str

    @property
    def missing(self) -> tuple[Part, ...]:
        """What has to be stated before there is an answer."""
        return tuple(part for part in self.parts if part.verdict == OPEN) if self.verdict == OPEN else ()


def test_scope(facts: Facts, *, on: date) -> Scope:
    """Whether the scheme applies on a day. Any part that says yes decides; else any that is open leaves it open."""
    version = rule_set_version(on)
    if on < SCHEME_STARTED:
        early = Part(
            "scope.before_scheme",
            "BC Reg transitional rules",
            OPEN,
            f"Before {SCHEME_STARTED:%d/%m/%Y} the rules of the scheme before may still hold. A person has to decide.",
        )
        return Scope(OPEN, (early,), version)
    parts = tuple(part for rule in RULES if (part := rule(facts)) is not None)
    verdicts = {part.verdict for part in parts}
    verdict = YES if YES in verdicts else OPEN if OPEN in verdicts else NO
    return Scope(verdict, parts, version)


def rule_set_version(on: date) -> str:
    """The edition of these rules in force on a day: one so far."""
    return "nsw-scope-2018-02-25" if on >= SCHEME_STARTED else "nsw-scope-none"


def threshold(minimum_lot_m2: int) -> tuple[int, str, str]:
    """Clearing from which the area threshold is reached, for the smallest minimum lot size; in m², and in words."""
    for below_m2, limit_m2, lots, words in LOT_LIMITS_M2:
        if minimum_lot_m2 < below_m2:
            return limit_m2, lots, words
    limit_m2, lots, words = LARGEST_LOTS
    return limit_m2, lots, words


def major_project(facts: Facts) -> Part | None:
    """State significant projects come under the scheme unless both heads waive the report (BC Act s 7.9)."""
    if facts.pathway not in MAJOR:
        return None
    if facts.waived:
        return Part(
            "scope.major", "BC Act s 7.9", NO, "A State significant project, but its report was waived."
        )
    return Part("scope.major", "BC Act s 7.9", YES, "State significant projects come under the scheme.")


def certification(facts: Facts) -> Part | None:
    """Biodiversity certification always does (BC Act Part 8)."""
    if facts.pathway not in CERTIFICATION:
        return None
    return Part(
        "scope.certification", "BC Act Part 8", YES, "Biodiversity certification comes under the scheme."
    )


def panel_clearing(facts: Facts) -> Part | None:
    """Clearing that needs the Panel's approval always does (LLS Act Part 5A)."""
    if facts.pathway != RURAL_CLEARING:
        return None
    sentence = "Clearing that the Native Vegetation Panel approves comes under the scheme."
    return Part("scope.panel_clearing", "LLS Act s 60ZF", YES, sentence)


def opted_in(facts: Facts) -> Part | None:
    """An activity comes under the scheme where its proponent opts in (BC Act s 7.8)."""
    if facts.pathway != ACTIVITY:
        return None
    if facts.opted_in:
        return Part("scope.opted_in", "BC Act s 7.8", YES, "The proponent opts in to the scheme.")
    sentence = (
        "The proponent does not opt in. Without that, an activity needs a species impact statement instead."
    )
    return Part("scope.opted_in", "BC Act s 7.8", NO, sentence)


def clearing_area(facts: Facts) -> Part | None:
    """Clearing of native vegetation from the threshold of the lot size on (BC Reg cl 7.2)."""
    if facts.pathway not in BY_THRESHOLD:
        return None
    code, clause = "scope.area", "BC Reg cl 7.2"
    if facts.clearing_m2 is None:
        sentence = "The area of native vegetation to be cleared is not stated."
        return Part(code, clause, OPEN, sentence, "clearing_m2")
    if facts.clearing_m2 == 0:
        return Part(code, clause, NO, "No native vegetation is cleared.")
    if facts.minimum_lot_m2 is None:
        if facts.clearing_m2 >= LARGEST_LOTS[0]:
            sentence = (
                f"{_ha(facts.clearing_m2)} are cleared: from 2 ha on, the threshold is reached on any lot."
            )
            return Part(code, clause, YES, sentence)
        if facts.clearing_m2 < LOT_LIMITS_M2[0][1]:
            sentence = f"{_ha(facts.clearing_m2)} are cleared: under 0.25 ha no lot's threshold is reached."
            return Part(code, clause, NO, sentence)
        sentence = (
            "The smallest minimum lot size (or the actual lot size, where none is mapped) is not stated."
        )
        return Part(code, clause, OPEN, sentence, "minimum_lot_m2")
    limit_m2, lots, words = threshold(facts.minimum_lot_m2)
    over = facts.clearing_m2 >= limit_m2
    sentence = (
        f"{_ha(facts.clearing_m2)} are cleared; for lots of {lots} the scheme applies from {words} on: "
        f"{'reached' if over else 'not reached'}."
    )
    return Part(code, clause, YES if over else NO, sentence)


def values_map(facts: Facts) -> Part | None:
    """Clearing or a prescribed action on mapped land (BC Reg cl 7.3); on Lord Howe Island never by clearing."""
    if facts.pathway not in BY_THRESHOLD:
        return None
    code, clause = "scope.values_map", "BC Reg cl 7.3"
    if facts.on_lord_howe_island and facts.on_values_map and facts.clearing_m2 == 0:
        return Part(code, clause, YES, "A prescribed action affects land on the Biodiversity Values Map.")
    if facts.on_lord_howe_island:
        return Part(code, clause, NO, "On Lord Howe Island clearing never reaches the threshold.")
    if facts.on_values_map is None:
        sentence = "Whether land on the Biodiversity Values Map is affected is not stated."
        return Part(code, clause, OPEN, sentence, "on_values_map")
    if facts.on_values_map:
        return Part(code, clause, YES, "Land on the Biodiversity Values Map is affected.")
    return Part(code, clause, NO, "No land on the Biodiversity Values Map is affected.")


def significance(facts: Facts) -> Part | None:
    """Likely to affect threatened species significantly (BC Act s 7.3); for local development."""
    if facts.pathway != LOCAL:
        return None
    code, clause = "scope.significance", "BC Act s 7.2, s 7.3"
    if facts.likely_significant is None:
        sentence = "The test of significance for threatened species has not been made."
        return Part(code, clause, OPEN, sentence, "likely_significant")
    if facts.likely_significant:
        return Part(
            code, clause, YES, "The development is likely to affect threatened species significantly."
        )
    return Part(code, clause, NO, "The development is not likely to affect threatened species significantly.")


def outstanding_value(facts: Facts) -> Part | None:
    """In a declared area of outstanding biodiversity value (BC Act s 7.2); for local development."""
    if facts.pathway != LOCAL:
        return None
    code, clause = "scope.outstanding_value", "BC Act s 7.2"
    if facts.in_outstanding_value_area is None:
        sentence = "Whether the land is a declared area of outstanding biodiversity value is not stated."
        return Part(code, clause, OPEN, sentence, "in_outstanding_value_area")
    if facts.in_outstanding_value_area:
        return Part(code, clause, YES, "The land is a declared area of outstanding biodiversity value.")
    return Part(code, clause, NO, "The land is no declared area of outstanding biodiversity value.")


def _ha(area_m2: int) -> str:
    return f"{area_m2 / HECTARE_M2:,.4f}".rstrip("0").rstrip(".") + " ha"


RULES: tuple[Callable[[Facts], Part | None], ...] = (
    major_project,
    certification,
    panel_clearing,
    opted_in,
    clearing_area,
    values_map,
    significance,
    outstanding_value,
)
