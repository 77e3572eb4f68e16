"""Reading a report's draft: whatever is there must make sense, and nothing has to be complete yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from registry import entries
from registry.agreements.models import PlanCost
from registry.findings import Finding, require_no_errors
from registry.fund.models import Duty, ManagementYear, ReportedAction

ABOUT = "report"
LONGEST_TEXT = 10_000
MOST_CENTS = 10**13
"""A hundred billion dollars: above it a slip of the finger."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was done about a duty."""

    duty: Duty
    done: str
    what: str
    why_not: str


@dataclass(frozen=True, slots=True)
class Spend:
    """What was spent on a purpose, and the part of it that went to people of the area; cents."""

    purpose: str
    spent_cents: int
    local_cents: int


@dataclass(frozen=True, slots=True)
class Draft:
    """A whole draft as it was typed."""

    actions: list[Answer]
    spending: list[Spend]
    summary: str
    changes: str


def read(
    year: ManagementYear,
    *,
    actions: Sequence[Mapping[str, Any]],
    spending: Sequence[Mapping[str, Any]],
    summary: str,
    changes: str,
) -> Draft:
    """The draft. Raises InvalidInput with everything that is wrong, each by its place in the lists."""
    findings: list[Finding] = []
    draft = Draft(
        actions=_answers(findings, year, actions),
        spending=_spending(findings, spending),
        summary=_text(findings, summary, field="summary", called="the summary"),
        changes=_text(findings, changes, field="changes", called="the changes"),
    )
    require_no_errors(findings)
    return draft


def _text(findings: list[Finding], value: object, *, field: str, called: str) -> str:
    return entries.text(
        findings, value, about=ABOUT, field=field, called=called, longest=LONGEST_TEXT, required=False
    )


def _answers(
    findings: list[Finding], year: ManagementYear, rows: Sequence[Mapping[str, Any]]
) -> list[Answer]:
    duties = {str(duty.public_id): duty for duty in Duty.objects.filter(management_year=year)}
    found: dict[str, Answer] = {}
    for place, row in enumerate(rows):
        at = f"actions[{place}]"
        duty = duties.get(str(row.get("duty_id", "")))
        if duty is None or str(duty.public_id) in found:
            message = "Name each action of this year once, by the id the year gives it."
            findings.append(Finding("report.actions.duty_unknown", message, f"{at}.duty_id"))
            continue
        done = str(row.get("done", ""))
        if done not in ("", *ReportedAction.Done.values):
            findings.append(Finding("report.actions.done_unknown", "Choose an answer.", f"{at}.done"))
        found[str(duty.public_id)] = Answer(
            duty,
            done,
            _text(findings, row.get("what"), field=f"{at}.what", called="what was done"),
            _text(findings, row.get("why_not"), field=f"{at}.why_not", called="why it was not done"),
        )
    return list(found.values())


def _spending(findings: list[Finding], rows: Sequence[Mapping[str, Any]]) -> list[Spend]:
    found: dict[str, Spend] = {}
    for place, row in enumerate(rows):
        at = f"spending[{place}]"
        purpose = str(row.get("purpose", ""))
        if purpose not in PlanCost.Purpose.values or purpose in found:
            message = "Name each purpose once, by a code of the list."
            findings.append(Finding("report.spending.purpose_unknown", message, f"{at}.purpose"))
            continue
        spent = _cents(findings, row.get("spent_cents"), field=f"{at}.spent_cents")
        local = _cents(findings, row.get("local_cents", 0), field=f"{at}.local_cents")
        if local > spent:
            message = "No more can have gone to people of the area than was spent. Correct one of the two."
            findings.append(Finding("report.spending.local_above_spent", message, f"{at}.local_cents"))
        found[purpose] = Spend(purpose, spent, local)
    return list(found.values())


def _cents(findings: list[Finding], value: object, *, field: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST_CENTS:
        message = "Enter an amount of zero or more, for example 1250.00."
        findings.append(Finding("report.spending.not_an_amount", message, field))
        return 0
    return value
