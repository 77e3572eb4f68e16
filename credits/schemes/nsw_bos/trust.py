"""The Trust (cl 6.5): once paid, it works down a hierarchy and justifies each step down.

Step 1 like-for-like, or a listed conservation action for the impacted entity; step 2 the variation rules, without
approval, reasonable steps or list of exclusions; step 3 a wider option, which a person reviews. For an entity of a
Commonwealth controlled action there is step 1 alone. Pure: no Django, no clock, no I/O.
"""

from dataclasses import dataclass
from typing import Literal

from credits.schemes.nsw_bos.facts import Circumstances, day
from credits.schemes.nsw_bos.outcome import Answer, Criterion, Ruling, Test, decided, rule
from credits.schemes.nsw_bos.rule_sets import RuleSet

TRUST_CLAUSE = "cl 6.5"
RULE = "trust_variation"

STEP_TWO = Criterion(
    "trust.step_two",
    TRUST_CLAUSE,
    "May the Trust use the variation rules as its second step?",
    "open",
    "since 07/03/2025, and taken as yes until it is settled",
)
WIDER_OPTION = Criterion(
    "trust.wider_option",
    TRUST_CLAUSE,
    "Step 3: is there a wider option that this credit serves?",
    "open",
    "always: the wording of the third step is not known here; strictly no",
)
CRITERIA = (STEP_TWO, WIDER_OPTION)

StepNumber = Literal[1, 2, 3]
LIKE_FOR_LIKE = "like-for-like credits, or a listed conservation action"
VARIATION = "the variation rules"
WIDER = "a wider option"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the hierarchy: its answer, and why it does not simply hold, which justifies the step down."""

    number: StepNumber
    name: str
    answer: Answer
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TrustRuling:
    """What the Trust may do with the credit. `step`: the step under which it serves or is to be reviewed; None where
    it is barred. `steps`: those that were tried, in order; `tests`: those of step 2 and 3."""

    answer: Answer
    step: StepNumber | None
    steps: tuple[Step, ...]
    tests: tuple[Test, ...]

    @property
    def justifications(self) -> tuple[Step, ...]:
        """The steps that were left, each with the reasons."""
        return tuple(one for one in self.steps if self.step is None or one.number < self.step)


def first_step(like_for_like: Ruling) -> TrustRuling:
    """Like-for-like holds: the Trust goes no further."""
    return TrustRuling(Answer.YES, 1, (_step(1, LIKE_FOR_LIKE, like_for_like),), ())


def work_down(
    like_for_like: Ruling,
    matching: tuple[Test, ...],
    bar: Test,
    circumstances: Circumstances,
    rules: RuleSet,
) -> TrustRuling:
    """The hierarchy below a first step that does not hold, or is open.

    `matching`: the variation rules' tests of the credit; `bar`: the one on controlled actions.
    """
    first = _step(1, LIKE_FOR_LIKE, like_for_like)
    (bar,) = decided((bar,), circumstances.decisions)
    if bar.answer is Answer.NO:
        return TrustRuling(first.answer, 1 if first.answer is Answer.OPEN else None, (first,), (bar,))
    by_variation = rule(RULE, (step_two(circumstances, rules), bar, *matching), circumstances.decisions)
    second = _step(2, VARIATION, by_variation)
    if second.answer is Answer.YES:
        return TrustRuling(Answer.YES, 2, (first, second), by_variation.tests)
    (wider,) = decided((wider_option(),), circumstances.decisions)
    third = Step(3, WIDER, wider.answer, () if wider.answer is Answer.YES else (_reason(wider),))
    answer, step = _below_two(first, second, third)
    return TrustRuling(answer, step, (first, second, third), (*by_variation.tests, wider))


def _below_two(first: Step, second: Step, third: Step) -> tuple[Answer, StepNumber | None]:
    """Neither step 1 nor step 2 clearly holds: the third decides, and where it is ruled out, what is still open."""
    if third.answer is not Answer.NO:
        return third.answer, 3
    undecided = next((one for one in (first, second) if one.answer is Answer.OPEN), None)
    return (Answer.NO, None) if undecided is None else (Answer.OPEN, undecided.number)


def barred(basics: Ruling) -> TrustRuling:
    """A credit that is not in force, or of the other kind, serves nobody."""
    return TrustRuling(Answer.NO, None, (_step(1, LIKE_FOR_LIKE, basics),), ())


def step_two(circumstances: Circumstances, rules: RuleSet) -> Test:
    """Neither approval nor reasonable steps nor the list of exclusions binds the Trust."""
    if rules.trust_step_two == "open":
        return STEP_TWO.yes(
            "The variation rules are taken to be open to the Trust on "
            f"{day(circumstances.on)}; whether they still are since {day(rules.effective_from)} is not settled."
        )
    return STEP_TWO.yes(
        "The Trust may use the variation rules without approval, steps or list of exclusions."
    )


def wider_option() -> Test:
    """Step 3 is never answered by itself."""
    return WIDER_OPTION.open(
        "No clear step of the hierarchy holds: a wider option is for a person to review."
    )


def _step(number: StepNumber, name: str, ruling: Ruling) -> Step:
    return Step(
        number,
        name,
        ruling.answer,
        tuple(_reason(test) for test in (*ruling.answered(Answer.NO), *ruling.answered(Answer.OPEN))),
    )


def _reason(test: Test) -> str:
    return test.sentence if test.decision is None else f"{test.sentence} Decided: {test.decision.reasons}"
