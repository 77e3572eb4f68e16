"""A decision as plain data and back, to be stored with the retirement or match it was made for. Pure."""

from datetime import date
from typing import Any

from credits.schemes.nsw_bos.decide import Decision
from credits.schemes.nsw_bos.outcome import Answer, PersonDecision, Ruling, Test
from credits.schemes.nsw_bos.trust import Step, TrustRuling


def as_json(decision: Decision) -> dict[str, Any]:
    """The whole decision: rule set, answers, every test with its sentence, decisions of persons."""
    return {
        "path": decision.path,
        "serves": decision.serves.value,
        "rule": decision.rule,
        "rule_set_version": decision.rule_set_version,
        "reasons": [_test(test) for test in decision.reasons],
        "like_for_like": _ruling(decision.like_for_like),
        "variation": None if decision.variation is None else _ruling(decision.variation),
        "trust": {
            "answer": decision.trust.answer.value,
            "step": decision.trust.step,
            "steps": [
                {
                    "number": step.number,
                    "name": step.name,
                    "answer": step.answer.value,
                    "reasons": list(step.reasons),
                }
                for step in decision.trust.steps
            ],
            "tests": [_test(test) for test in decision.trust.tests],
        },
    }


def from_json(stored: dict[str, Any]) -> Decision:
    """The decision from its plain data. Raises KeyError or ValueError for data that is none."""
    trust = stored["trust"]
    return Decision(
        path=stored["path"],
        like_for_like=_read_ruling(stored["like_for_like"]),
        variation=None if stored["variation"] is None else _read_ruling(stored["variation"]),
        trust=TrustRuling(
            answer=Answer(trust["answer"]),
            step=trust["step"],
            steps=tuple(
                Step(step["number"], step["name"], Answer(step["answer"]), tuple(step["reasons"]))
                for step in trust["steps"]
            ),
            tests=tuple(_read_test(test) for test in trust["tests"]),
        ),
        serves=Answer(stored["serves"]),
        rule=stored["rule"],
        reasons=tuple(_read_test(test) for test in stored["reasons"]),
        rule_set_version=stored["rule_set_version"],
    )


def _ruling(ruling: Ruling) -> dict[str, Any]:
    return {
        "rule": ruling.rule,
        "answer": ruling.answer.value,
        "tests": [_test(test) for test in ruling.tests],
    }


def _read_ruling(stored: dict[str, Any]) -> Ruling:
    return Ruling(
        stored["rule"], Answer(stored["answer"]), tuple(_read_test(test) for test in stored["tests"])
    )


def _test(test: Test) -> dict[str, Any]:
    decision = test.decision
    return {
        "code": test.code,
        "clause": test.clause,
        "answer": test.answer.value,
        "sentence": test.sentence,
        "strict": test.strict.value,
        "decision": None
        if decision is None
        else {
            "answer": decision.answer.value,
            "reasons": decision.reasons,
            "reference": decision.reference,
            "decided_on": decision.decided_on.isoformat() if decision.decided_on else None,
        },
    }


def _read_test(stored: dict[str, Any]) -> Test:
    decision = stored["decision"]
    return Test(
        code=stored["code"],
        clause=stored["clause"],
        answer=Answer(stored["answer"]),
        sentence=stored["sentence"],
        strict=Answer(stored["strict"]),
        decision=None
        if decision is None
        else PersonDecision(
            answer=Answer(decision["answer"]),
            reasons=decision["reasons"],
            reference=decision["reference"],
            decided_on=date.fromisoformat(decision["decided_on"]) if decision["decided_on"] else None,
        ),
    )
