"""Does this credit serve this line on this day, and why? The one answer for page, API, retirement and certificate.

    decision = rule_on(line, lot.credit_class, status=standing_of(lot, on=today), on=today)

`Asked` asks many classes about one line: facts, circumstances and the line's own tests are worked out once.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from credits.lots.models import CreditClass, Lot
from credits.matching.circumstances import ByTest, circumstances, decisions_on
from credits.matching.facts import Facts, facts_on
from credits.matching.places import Surroundings
from credits.obligations.models import ObligationLine
from credits.schemes.nsw_bos import gate
from credits.schemes.nsw_bos.decide import Decision, Question, question
from credits.schemes.nsw_bos.facts import TRUST, Circumstances, Impact, LotStatus
from credits.schemes.nsw_bos.outcome import Answer, Test

SUSPENDED: LotStatus = "suspended"
BY_REQUEST = frozenset({gate.APPROVAL.code, gate.STEPS.code, gate.NONE_FOUND.code, gate.OTHER_OPTIONS.code})
"""Tests that an approved request to use variation answers (N34), and no question put to a person."""

GATE_TESTS = frozenset(criterion.code for criterion in gate.CRITERIA)
"""Tests of the line alone: whether the variation rules may be used for it, whatever the credit."""


class Standing(StrEnum):
    """What the decision means for who looks for credits, best first."""

    SERVES = "serves"
    OPEN = "open"
    POSSIBLE = "possible"
    NO = "no"


STANDING_WORDS = {
    Standing.SERVES: "Serves",
    Standing.OPEN: "For a person to decide",
    Standing.POSSIBLE: "Would fit under variation",
    Standing.NO: "Does not serve",
}


def standing_of(lot: Lot, *, on: date) -> LotStatus:
    """The lot's status for the rules: a suspended one is suspended, whatever else it is."""
    if lot.suspended_until is not None and lot.suspended_until >= on:
        return SUSPENDED
    status: LotStatus = lot.status  # type: ignore[assignment]
    return status


class Asked:
    """One line on one day, asked about many classes. Raises `InvalidInput` for a day before the scheme's rules."""

    def __init__(
        self, line: ObligationLine, *, on: date, facts: Facts, decided: dict[int, ByTest] | None = None
    ) -> None:
        self.line = line
        self.on = on
        self._facts = facts
        self._around = Surroundings(line, facts.neighbours.around(line.credit_class.subregion))
        self.impact: Impact = facts.impact(line)
        self.circumstances: Circumstances = circumstances(line, facts, on=on)
        self._question: Question = question(self.impact, self.circumstances)
        self._decided = decided or {}

    def rule_on(self, credit_class: CreditClass, *, status: LotStatus) -> Decision:
        """Every rule's answer about the class in that standing. No query."""
        asked = self._question
        if credit_class.pk in self._decided:
            known = replace(self.circumstances, decisions=self._decided[credit_class.pk])
            asked = replace(asked, circumstances=known)
        place = self._around.place_of(credit_class.subregion, credit_class.region)
        return asked.decide(self._facts.candidate(credit_class, status), place)

    def distance_km(self, subregion: str) -> float | None:
        """Kilometres between the subregions; None beyond 100 km or not known."""
        return self._around.distance_km(subregion)

    @property
    def gate(self) -> tuple[Test, ...]:
        """Whether the variation rules may be used for this line at all, test by test."""
        return self._question.gate


def ask(line: ObligationLine, *, on: date) -> Asked:
    """The line ready to be asked about any class. Its class, obligation and authority should be selected with it."""
    return ask_each([line], on=on)[0]


def ask_each(lines: Iterable[ObligationLine], *, on: date) -> list[Asked]:
    """Several lines, with what persons decided on each loaded at once."""
    wanted = list(lines)
    facts = facts_on(on)
    decided = decisions_on(wanted)
    return [
        Asked(
            line,
            on=on,
            facts=facts,
            decided={class_id: tests for (line_id, class_id), tests in decided.items() if line_id == line.pk},
        )
        for line in wanted
    ]


def rule_on(line: ObligationLine, credit_class: CreditClass, *, status: str, on: date) -> Decision:
    """The decision about one class in that standing (`standing_of`) for one line on a day.

    Raises `InvalidInput` for a day before the scheme's rules."""
    return ask(line, on=on).rule_on(credit_class, status=status)  # type: ignore[arg-type]


def rules_on(
    line: ObligationLine, classes: Iterable[CreditClass], *, on: date, status: str = "issued"
) -> dict[int, Decision]:
    """The same for many classes, by the class's key; facts are loaded once."""
    asked = ask(line, on=on)
    return {one.pk: asked.rule_on(one, status=status) for one in classes}  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a decision means: its standing, under which rule, and the tests that make it so."""

    standing: Standing
    rule: str
    tests: tuple[Test, ...]


def meaning_of(decision: Decision) -> Meaning:
    """Serves now; open for a person; would fit under variation, whose gate is not open for the line; or no.

    A proponent's credit that fits the variation rules but for the gate does not serve: `tests` are what is missing."""
    if decision.serves is Answer.YES:
        return Meaning(Standing.SERVES, decision.rule, decision.reasons)
    if decision.path != TRUST and _fits_but_for_the_gate(decision):
        tests = decision.variation.tests if decision.variation is not None else ()
        missing = tuple(test for test in tests if test.code in GATE_TESTS and test.answer is not Answer.YES)
        return Meaning(Standing.POSSIBLE, "variation", missing)
    if decision.serves is Answer.OPEN:
        return Meaning(Standing.OPEN, decision.rule, decision.reasons)
    return Meaning(Standing.NO, "", decision.reasons)


def _fits_but_for_the_gate(decision: Decision) -> bool:
    varied = decision.variation
    if varied is None or decision.like_for_like.answer is Answer.OPEN:
        return False
    if any(test.answer is not Answer.YES for test in varied.tests if test.code not in GATE_TESTS):
        return False
    missing = [test for test in varied.tests if test.answer is not Answer.YES]
    # What is left open but for the request is a question for a person, like any other open test.
    return any(test.answer is Answer.NO or test.code in BY_REQUEST for test in missing)
