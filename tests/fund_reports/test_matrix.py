"""Each action of a yearly report in each state, by each person: the table decides, and so say the documents."""

import re
from typing import Any

import pytest
from django.conf import settings

from registry.findings import DomainError, NotAllowed, NotVisible
from registry.fund import states
from registry.fund.models import AnnualReport, ReportQuery
from registry.fund.services import reports
from tests.builders_agreements import actor, name_of
from tests.fund_reports import builders as made
from tests.stage import undone

pytestmark = pytest.mark.django_db

HOLDERS, TRUST = {made.HOLDER}, {made.OFFICER, made.APPROVER}
PEOPLE = [made.HOLDER, made.OFFICER, made.APPROVER, "landholder_member", "registrar", "auditor", "stranger"]
MAY = {"save": HOLDERS, "submit": HOLDERS, "query": TRUST, "approve": TRUST, "reject": TRUST}


def take(action: str, cast: Any, year: Any, person: str) -> dict[str, Any]:
    common: dict[str, Any] = {
        "actor": actor(cast, person),
        "year_id": str(year.public_id),
        "expected_version": AnnualReport.objects.get(management_year=year).version,
    }
    match action:
        case "save":
            return reports.save(**common, **made.draft(year))
        case "submit":
            return reports.submit(**common, typed_name=name_of(person), capacity="Owner", now=made.now())
        case "query":
            return reports.query(**common, question="Which?", now=made.now())
        case "approve":
            return reports.approve(**common, now=made.now())
    return reports.reject(**common, reason="Not enough.", now=made.now())


def outcome(action: str, cast: Any, year: Any, state: str, person: str) -> str:
    """The state it came to, or how it was refused. Nothing of it stays."""
    with undone():
        AnnualReport.objects.filter(management_year=year).update(
            state=state, decided_by=cast.person(made.APPROVER)
        )
        try:
            return str(take(action, cast, year, person)["state"])
        except (NotAllowed, NotVisible) as refusal:
            return type(refusal).__name__
        except DomainError as refusal:
            return refusal.code


def expected(action: str, state: str, person: str) -> str:
    if person == "stranger":
        return "NotVisible"
    if person not in MAY[action]:
        return "NotAllowed"
    transition = states.REPORT.find(action)
    if state not in transition.sources:
        return "annual report.wrong_state"
    return transition.target or state


def test_every_action_in_every_state_does_what_the_table_says(cast):
    cast.everybody()
    year = made.made_year(cast)
    made.saved(cast, year)
    asked = [
        (transition.action, state, person)
        for transition in states.REPORT.transitions
        for state in states.REPORT.states
        for person in ([made.HOLDER, made.OFFICER] if state != states.SUBMITTED else PEOPLE)
    ]
    found = {key: outcome(key[0], cast, year, key[1], key[2]) for key in asked}
    assert found == {key: expected(*key) for key in asked}


def test_the_actions_tried_are_those_of_the_table():
    assert set(MAY) == {transition.action for transition in states.REPORT.transitions}


def test_a_question_is_answered_only_while_the_holder_writes(cast):
    cast.everybody()
    year = made.made_year(cast)
    report = made.saved(cast, year)
    asked = ReportQuery.objects.create(
        report=report, question="Which?", asked_by=cast.person(made.OFFICER), asked_at=made.now()
    )
    found = {}
    for state in states.REPORT.states:
        with undone():
            AnnualReport.objects.update(state=state, decided_by=cast.person(made.APPROVER))
            try:
                found[state] = reports.answer(
                    actor=actor(cast, made.HOLDER),
                    year_id=str(year.public_id),
                    query_id=str(asked.public_id),
                    text="None.",
                    now=made.now(),
                )["state"]
            except DomainError as refusal:
                found[state] = refusal.code
    refused = "annual report.wrong_state"
    assert found == {
        "draft": "draft",
        "submitted": refused,
        "queried": "queried",
        "approved": refused,
        "rejected": "rejected",
    }


def test_the_documents_hold_the_table():
    page = (settings.BASE_DIR / "docs" / "statuses.md").read_text(encoding="utf-8")
    (chapter,) = re.findall(r"## A yearly report of a site \(`REPORT`.*?\n(.*?)\n## ", page, re.DOTALL)
    rows = re.findall(r"^\| (\w+) \| ([\w, ]+) \| ([\w ]+) \|", chapter, re.MULTILINE)
    assert {(action, frozenset(sources.split(", ")), target) for action, sources, target in rows[1:]} == {
        (one.action, one.sources, one.target or "as it was") for one in states.REPORT.transitions
    }
