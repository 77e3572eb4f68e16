"""Conditions in words, written during the review and ticked off after the approval (N27)."""

from datetime import date, datetime
from typing import Any

from django.db.models import Max

from credits.obligations import policies_authority as policies
from credits.obligations import states
from credits.obligations.models import Application, Condition, Stage
from credits.obligations.selectors import review
from credits.obligations.services import entries
from credits.obligations.services.review_steps import concerned, hold, move, tell, told
from registry import public_ids
from registry.commands import Run, command
from registry.findings import DomainError, Finding, InvalidInput


@command("condition.write")
def write(
    run: Run,
    *,
    application_id: str,
    text: str,
    kind: str = Condition.ConditionKind.OTHER,
    stage_id: str | None = "",
    condition_id: str = "",
) -> dict[str, Any]:
    """Write a condition, or word the one with `condition_id` anew. `stage_id`: it is to be met before that stage.

    Raises NotVisible, NotAllowed, InvalidInput, DomainError."""
    application = hold(run.actor, application_id)
    run.allow(policies.may(run.actor, application, "set_conditions"))
    findings: list[Finding] = []
    values = {
        "text": entries.text(findings, text, field="text", called="the condition"),
        "kind": entries.choice(
            findings, kind, among=Condition.ConditionKind.values, field="kind", called="what it is for"
        ),
        "stage": _stage(findings, application, stage_id),
    }
    if findings:
        raise InvalidInput(findings)
    move(application, "set_conditions")
    if condition_id:
        condition = _condition(application, condition_id)
        for name, value in values.items():
            setattr(condition, name, value)
        condition.save(update_fields=list(values))
    else:
        last = application.conditions.aggregate(last=Max("number"))["last"] or 0
        condition = Condition.objects.create(application=application, number=last + 1, **values)
    return told(
        run,
        application,
        {"condition": condition.number, "kind": condition.kind, "text": condition.text},
        condition_id=str(condition.public_id),
    )


@command("condition.remove")
def remove(run: Run, *, application_id: str, condition_id: str) -> dict[str, Any]:
    """Take a condition away during the review. The event keeps its words."""
    application = hold(run.actor, application_id)
    run.allow(policies.may(run.actor, application, "set_conditions"))
    condition = _condition(application, condition_id)
    move(application, "set_conditions")
    number, text = condition.number, condition.text
    condition.delete()
    return told(run, application, {"condition_removed": number, "text": text})


@command("condition.show")
def show(run: Run, *, application_id: str, condition_id: str, evidence: str, now: datetime) -> dict[str, Any]:
    """The developer, or who owes the obligation now, says how a condition is met; the authority is told."""
    application = hold(run.actor, application_id)
    run.allow(policies.may_show_condition(run.actor, application, review.holder_id(application)))
    condition = _open_condition(application, condition_id)
    condition.met_evidence = _text(evidence)
    condition.save(update_fields=["met_evidence"])
    development = application.development
    tell(
        application,
        development.authority,
        title=f"Evidence for condition {condition.number} of {application.consent_number}"[:200],
        body=f"“{development.title}”: look at it and tick the condition off.",
        now=now,
    )
    return told(run, application, {"condition": condition.number, "evidence": condition.met_evidence})


@command("condition.meet")
def meet(
    run: Run,
    *,
    application_id: str,
    condition_id: str,
    met_on: date,
    evidence: str = "",
    today: date,
    now: datetime,
) -> dict[str, Any]:
    """The authority ticks a condition off, with the day and the evidence: its own words or those handed in."""
    application = hold(run.actor, application_id)
    run.allow(policies.may_meet_condition(run.actor, application))
    condition = _open_condition(application, condition_id)
    if met_on > today:
        message = "The day cannot lie in the future."
        raise InvalidInput([Finding("condition.day_in_future", message, "met_on")])
    condition.met_evidence = _text(evidence or condition.met_evidence)
    condition.met_on, condition.met_by_id = met_on, run.actor.person_id
    condition.save(update_fields=["met_on", "met_by", "met_evidence"])
    tell(
        application,
        *concerned(application),
        title=f"Condition {condition.number} of {application.consent_number} is met"[:200],
        body=condition.text[:500],
        now=now,
    )
    return told(
        run,
        application,
        {"condition": condition.number, "met_on": met_on.isoformat(), "evidence": condition.met_evidence},
    )


def _text(evidence: str) -> str:
    findings: list[Finding] = []
    text = entries.text(findings, evidence, field="evidence", called="the evidence")
    if findings:
        raise InvalidInput(findings)
    return text


def _condition(application: Application, condition_id: str) -> Condition:
    return public_ids.find(application.conditions.select_for_update(), condition_id, "condition")


def _open_condition(application: Application, condition_id: str) -> Condition:
    condition = _condition(application, condition_id)
    if application.state != states.APPROVED:
        raise DomainError("condition.not_imposed", "A condition can be met once the application is approved.")
    if condition.met_on is not None:
        raise DomainError("condition.met_already", f"Condition {condition.number} is ticked off already.")
    return condition


def _stage(findings: list[Finding], application: Application, stage_id: str | None) -> Stage | None:
    if not stage_id:
        return None
    found = public_ids.look_up(Stage.objects.filter(development=application.development), stage_id)
    if found is None:
        message = "Choose a stage of this development."
        findings.append(Finding("review.stage_unknown", message, "stage_id"))
    return found
