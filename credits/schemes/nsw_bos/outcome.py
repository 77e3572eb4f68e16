"""What a rule answers: yes, no, or open, test by test, with the clause and a reason a person can read.

A *criterion* is one test of the rules, a *test* is its result for one obligation and one candidate, a *ruling* is the
results of one rule together. An open test goes to a person, whose decision and reasons stay with it; nothing is a
silent yes or no. Pure: no Django, no clock, no I/O.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from assessments.classes.rules import RuleMark


class Answer(StrEnum):
    """`OPEN`: the law or a fact is not settled, and a person decides."""

    YES = "yes"
    NO = "no"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class PersonDecision:
    """What a person decided on an open test of one obligation line and one credit class, and why.

    `reference` names the record it is kept in. Raises ValueError for an answer that decides nothing, or no reasons.
    """

    answer: Answer
    reasons: str
    reference: str = ""
    decided_on: date | None = None

    def __post_init__(self) -> None:
        if self.answer is Answer.OPEN:
            raise ValueError("a decision answers yes or no")
        if not self.reasons.strip():
            raise ValueError("a decision has reasons")


class Test(NamedTuple):
    """The result of one criterion. `strict` is the strict reading, which is only shown to whoever decides an open one.

    `decision`: the person's decision that turned an open answer into this one. A tuple, because matching makes many.
    """

    code: str
    clause: str
    answer: Answer
    sentence: str
    strict: Answer
    decision: PersonDecision | None = None


@dataclass(frozen=True, slots=True)
class Criterion:
    """One test of the rules: its stable code, its clause, what it asks, how well the rule is known, what is open."""

    code: str
    clause: str
    asks: str
    mark: RuleMark
    open_point: str = ""

    def yes(self, sentence: str) -> Test:
        """The test is met."""
        return Test(self.code, self.clause, Answer.YES, sentence, Answer.YES)

    def no(self, sentence: str) -> Test:
        """The test is not met."""
        return Test(self.code, self.clause, Answer.NO, sentence, Answer.NO)

    def open(self, sentence: str, strict: Answer = Answer.NO) -> Test:
        """A person decides. `strict`: what the strict reading would answer."""
        return Test(self.code, self.clause, Answer.OPEN, sentence, strict)

    def of(self, met: bool, sentence: str) -> Test:
        """Met or not, in one sentence."""
        return self.yes(sentence) if met else self.no(sentence)


@dataclass(frozen=True, slots=True)
class Ruling:
    """What one rule answers, and every test behind it."""

    rule: str
    answer: Answer
    tests: tuple[Test, ...]

    def answered(self, answer: Answer) -> tuple[Test, ...]:
        """The tests with this answer."""
        return tuple(test for test in self.tests if test.answer is answer)


def combine(answers: Iterable[Answer]) -> Answer:
    """All of them must hold: any no beats open, and any open beats yes."""
    combined = Answer.YES
    for answer in answers:
        if answer is Answer.NO:
            return Answer.NO
        if answer is Answer.OPEN:
            combined = Answer.OPEN
    return combined


def any_of(limbs: Iterable[bool | None]) -> bool | None:
    """Alternatives: true if one holds, unknown (None) if none holds and one is unknown, else false."""
    found = tuple(limbs)
    if True in found:
        return True
    return None if None in found else False


def decided(tests: Iterable[Test], decisions: Mapping[str, PersonDecision]) -> tuple[Test, ...]:
    """The tests, open ones answered where a person has decided. A decision never changes a settled yes or no."""
    if not decisions:
        return tuple(tests)
    return tuple(
        test._replace(answer=decisions[test.code].answer, decision=decisions[test.code])
        if test.answer is Answer.OPEN and test.code in decisions
        else test
        for test in tests
    )


def rule(name: str, tests: Iterable[Test], decisions: Mapping[str, PersonDecision]) -> Ruling:
    """The ruling of these tests together, after the decisions of persons."""
    answered = decided(tests, decisions)
    return Ruling(name, combine(test.answer for test in answered), answered)
