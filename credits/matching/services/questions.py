"""An open test of the rules is put to a person of the authority, who decides it with reasons that are kept."""

from datetime import date, datetime
from typing import Any

from credits.lots.services import dealing
from credits.matching import policies, selectors
from credits.matching.deciding import BY_REQUEST, rule_on
from credits.matching.services import holding
from credits.obligations import states
from credits.obligations.chains import obligation_chain
from credits.obligations.models import Question
from credits.schemes.nsw_bos.decide import Decision
from credits.schemes.nsw_bos.outcome import Answer, Test
from credits.schemes.nsw_bos.rule_sets import rule_set
from registry.commands import Run, command
from registry.findings import DomainError, Finding, InvalidInput


@command("question.ask")
def ask(
    run: Run, *, line_id: str, class_id: int, test: str, note: str = "", today: date, now: datetime
) -> dict[str, Any]:
    """Put one open test, of one line and one class of credits, to the obligation's authority.

    Raises DomainError where the test is not open, is asked or answered already, or nothing is outstanding."""
    line = holding.hold_line(run.actor, line_id)
    run.allow(policies.may_search(run.actor, line.obligation))
    holding.require_open(line)
    of = selectors.credit_class(class_id)
    note = dealing.optional_text(note, field="note")
    decision = rule_on(line, of, status="issued", on=today)
    found = require_open_test(decision, test)
    once = Question.objects.filter(line=line, credit_class=of, test=test)
    if once.filter(state__in=(states.ASKED, states.ANSWERED)).exists():
        raise DomainError("question.asked_already", "This was asked before. Look at the question there is.")
    made = Question.objects.create(
        line=line,
        credit_class=of,
        test=test,
        sentence=found.sentence,
        asked_for=line.obligation.holder,
        asked_by_id=run.actor.person_id,
        asked_at=now,
        note=note,
        rule_set_version=decision.rule_set_version,
    )
    holding.tell_about(
        line.obligation.authority,
        title=f"A question on {line.obligation.number}, line {line.number}",
        body=f"{line.obligation.holder} asks: {found.sentence} ({found.clause})",
        path=path_of(made),
        now=now,
    )
    run.event(
        chain=obligation_chain(line.obligation),
        subject=str(made.public_id),
        data={"line": line.number, "class": of.fingerprint, "test": test, "sentence": found.sentence},
    )
    return holding.answer(made)


def open_tests(decision: Decision) -> tuple[Test, ...]:
    """The open tests that can be put to a person, each once: not those that a request to use variation answers."""
    rulings = [decision.like_for_like]
    if decision.variation is not None:
        rulings.append(decision.variation)
    tests = (*(test for ruling in rulings for test in ruling.tests), *decision.trust.tests)
    # Where like-for-like or the variation rules fail anyway, an answer would change nothing.
    hopeless = {
        test.code for ruling in rulings if ruling.answered(Answer.NO) for test in ruling.answered(Answer.OPEN)
    }
    useful = {test.code for test in decision.reasons if test.answer is Answer.OPEN}
    found = {
        test.code: test
        for test in tests
        if test.answer is Answer.OPEN
        and test.code not in BY_REQUEST
        and (test.code not in hopeless or test.code in useful)
    }
    return tuple(found.values())


def require_open_test(decision: Decision, code: str) -> Test:
    """The open test of that code. Raises InvalidInput where it is none that a person can decide now."""
    for test in open_tests(decision):
        if test.code == code:
            return test
    if code in BY_REQUEST:
        message = "This is shown by a request to use the variation rules (cl 6.4), not by a question."
    else:
        message = "This test is not open for these credits: the rules answer it, or it would change nothing."
    raise InvalidInput([Finding("question.not_open", message, "test", clause="cl 6.3, cl 6.4")])


@command("question.answer")
def answer(
    run: Run, *, question_id: str, answer: bool, reasons: str, today: date, now: datetime
) -> dict[str, Any]:
    """Decide yes or no, with reasons. It counts for this line and class from now on, under every look at it."""
    found = selectors.question(run.actor, question_id)
    run.allow(policies.may_answer(run.actor, found))
    states.QUESTION.require("answer", found.state)
    reasons = dealing.require_text(reasons, field="reasons", message="Give the reasons for your decision.")
    holding.step(
        found,
        "answer",
        answer=answer,
        reasons=reasons,
        answered_by_id=run.actor.person_id,
        answered_at=now,
        rule_set_version=rule_set(today).version,
    )
    said = "yes" if answer else "no"
    holding.tell_about(
        found.asked_for,
        title=f"Your question on {found.line.obligation.number} was decided: {said}",
        body=f"{found.sentence} Decided {said}: {reasons}",
        path=path_of(found),
        now=now,
    )
    run.event(
        chain=obligation_chain(found.line.obligation),
        subject=str(found.public_id),
        data={"test": found.test, "answer": said, "reasons": reasons},
    )
    return holding.answer(found)


@command("question.withdraw")
def withdraw(run: Run, *, question_id: str, reason: str = "", now: datetime) -> dict[str, Any]:
    """Take a question back that nobody has decided. It can be asked again."""
    found = selectors.question(run.actor, question_id)
    run.allow(policies.may_withdraw_question(run.actor, found))
    states.QUESTION.require("withdraw", found.state)
    reason = dealing.optional_text(reason, field="reason")
    holding.step(found, "withdraw")
    run.event(
        chain=obligation_chain(found.line.obligation),
        subject=str(found.public_id),
        data={"test": found.test, "reason": reason},
    )
    return holding.answer(found)


def path_of(question: Question) -> str:
    """The question's page."""
    return f"/obligations/questions/{question.public_id}/"
