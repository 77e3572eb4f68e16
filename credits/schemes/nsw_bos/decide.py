"""Does this credit serve this obligation line, under which rule, and why? One answer for everybody who asks.

`decide` is asked once for each class and subregion of the register, by one `question` for each line. Pages, API,
matching, retirement and certificates show what it answers; nothing else decides. Pure: no Django, no clock, no I/O.
"""

from dataclasses import dataclass
from typing import Literal

from credits.schemes.nsw_bos import equivalence, force, gate, like_for_like, trust, variation
from credits.schemes.nsw_bos.facts import TRUST, Candidate, Circumstances, Impact, Path, Place
from credits.schemes.nsw_bos.outcome import Answer, Ruling, Test, rule
from credits.schemes.nsw_bos.rule_sets import RuleSet, rule_set
from credits.schemes.nsw_bos.trust import TrustRuling

RuleName = Literal["like_for_like", "variation", "trust_wider_option", ""]
RULE_WORDS: dict[RuleName, str] = {
    "like_for_like": "like-for-like",
    "variation": "the variation rules",
    "trust_wider_option": "a wider option of the Trust",
    "": "no rule",
}
_STEP_RULES: dict[int, RuleName] = {1: "like_for_like", 2: "variation", 3: "trust_wider_option"}


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer for one line and one candidate.

    `variation` None: not asked, because like-for-like holds. `serves` is the answer on the path that was asked about;
    `rule`: under which it serves or is to be reviewed, empty where it does not. `reasons`: the tests that make the
    answer (all of the rule for yes, the open ones for open, the failed ones for no).
    """

    path: Path
    like_for_like: Ruling
    variation: Ruling | None
    trust: TrustRuling
    serves: Answer
    rule: RuleName
    reasons: tuple[Test, ...]
    rule_set_version: str


@dataclass(frozen=True, slots=True)
class Question:
    """One obligation line on one day, asked about many candidates: what does not depend on them is answered once."""

    impact: Impact
    circumstances: Circumstances
    rules: RuleSet
    converted: Test
    gate: tuple[Test, ...]
    bar: Test

    def decide(self, candidate: Candidate, place: Place) -> Decision:
        """Every rule's answer about one candidate."""
        impact, decisions = self.impact, self.circumstances.decisions
        basics = (
            force.in_force(candidate),
            equivalence.credit_converted(candidate),
            self.converted,
            force.same_kind(impact, candidate),
        )
        if any(test.answer is Answer.NO for test in basics):
            return self._refuse(Ruling(like_for_like.RULE, Answer.NO, basics))
        alike = rule(like_for_like.RULE, (*basics, *like_for_like.tests(impact, candidate, place)), decisions)
        if alike.answer is Answer.YES:
            return self._conclude(alike, None, trust.first_step(alike))
        fits = variation.matching(impact, candidate, place)
        varied = rule(variation.RULE, (*basics, *self.gate, *fits), decisions)
        by_trust = trust.work_down(alike, fits, self.bar, self.circumstances, self.rules)
        return self._conclude(alike, varied, by_trust)

    def _refuse(self, basics: Ruling) -> Decision:
        """Not in force, not converted or of the other kind: no rule is asked."""
        return Decision(
            path=self.circumstances.path,
            like_for_like=basics,
            variation=Ruling(variation.RULE, Answer.NO, basics.tests),
            trust=trust.barred(basics),
            serves=Answer.NO,
            rule="",
            reasons=basics.answered(Answer.NO),
            rule_set_version=self.rules.version,
        )

    def _conclude(self, alike: Ruling, varied: Ruling | None, by_trust: TrustRuling) -> Decision:
        by_path = _for_trust if self.circumstances.path == TRUST else _for_proponent
        serves, name, reasons = by_path(alike, varied, by_trust)
        return Decision(
            path=self.circumstances.path,
            like_for_like=alike,
            variation=varied,
            trust=by_trust,
            serves=serves,
            rule=name,
            reasons=reasons,
            rule_set_version=self.rules.version,
        )


def question(impact: Impact, circumstances: Circumstances) -> Question:
    """The question to ask about every candidate. Raises `InvalidInput` for a day before the scheme's rules."""
    rules = rule_set(circumstances.on)
    return Question(
        impact=impact,
        circumstances=circumstances,
        rules=rules,
        converted=equivalence.obligation_converted(impact),
        gate=gate.tests(impact, circumstances, rules),
        bar=gate.controlled_action(circumstances),
    )


def decide(impact: Impact, candidate: Candidate, place: Place, circumstances: Circumstances) -> Decision:
    """Every rule's answer about one candidate; `question` where there are many. Raises `InvalidInput` for a day before
    the scheme's rules."""
    return question(impact, circumstances).decide(candidate, place)


def explain(decision: Decision) -> list[str]:
    """The answer in sentences: what holds, under which rule, and each test behind it."""
    if decision.serves is Answer.YES:
        first = f"The credit serves the obligation under {RULE_WORDS[decision.rule]}."
    elif decision.serves is Answer.OPEN:
        first = f"A person decides whether the credit serves under {RULE_WORDS[decision.rule]}."
    else:
        first = "The credit does not serve the obligation."
    sentences = [first]
    if decision.path == TRUST:
        sentences += [
            f"Step {step.number} of the Trust, {step.name}, was left: {' '.join(step.reasons)}"
            for step in decision.trust.justifications
        ]
    return [*sentences, *(sentence_of(test) for test in decision.reasons)]


def sentence_of(test: Test) -> str:
    """One test for a person: its reason, its clause, the strict reading of an open one, who decided."""
    sentence = f"{test.sentence} ({test.clause})"
    if test.answer is Answer.OPEN:
        return f"{sentence} Read strictly: {test.strict}."
    if test.decision is not None:
        return f"{sentence} Decided {test.answer}: {test.decision.reasons}"
    return sentence


def _for_proponent(
    alike: Ruling, varied: Ruling | None, by_trust: TrustRuling
) -> tuple[Answer, RuleName, tuple[Test, ...]]:
    """Like-for-like first; variation where that does not hold; an open one of the two before a no."""
    if varied is None:
        return Answer.YES, "like_for_like", alike.tests
    if varied.answer is Answer.YES:
        return Answer.YES, "variation", varied.tests
    if alike.answer is Answer.OPEN:
        return Answer.OPEN, "like_for_like", alike.answered(Answer.OPEN)
    if varied.answer is Answer.OPEN:
        return Answer.OPEN, "variation", varied.answered(Answer.OPEN)
    return Answer.NO, "", (*alike.answered(Answer.NO), *varied.answered(Answer.NO))


def _for_trust(
    alike: Ruling, varied: Ruling | None, by_trust: TrustRuling
) -> tuple[Answer, RuleName, tuple[Test, ...]]:
    """The step of the hierarchy at which the Trust stands; an open answer names every open test."""
    if by_trust.answer is Answer.NO:
        failed = (test for test in by_trust.tests if test.answer is Answer.NO)
        return Answer.NO, "", (*alike.answered(Answer.NO), *failed)
    if by_trust.answer is Answer.OPEN:
        still_open = (test for test in by_trust.tests if test.answer is Answer.OPEN)
        name = _STEP_RULES[next(step.number for step in by_trust.steps if step.answer is Answer.OPEN)]
        return Answer.OPEN, name, (*alike.answered(Answer.OPEN), *still_open)
    if by_trust.step == 1:
        return Answer.YES, "like_for_like", alike.tests
    if by_trust.step == 2:
        return Answer.YES, "variation", by_trust.tests
    return Answer.YES, "trust_wider_option", by_trust.tests[-1:]
