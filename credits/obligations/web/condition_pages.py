"""Conditions of an application: written during the review, shown and ticked off afterwards (N27)."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from assessments.web.answers import desk_page, posted, require, today
from credits.lots.web.fields import ConfirmForm
from credits.obligations import policies_authority as policies
from credits.obligations.models import Condition
from credits.obligations.selectors import review
from credits.obligations.services import conditions
from credits.obligations.web import review_forms as forms
from credits.obligations.web.review_desk import Desk, answer_step, desk_for, desk_to
from registry import public_ids


def _condition(desk: Desk, condition_id: UUID) -> Condition:
    return public_ids.find(desk.application.conditions.select_related("stage"), condition_id, "condition")


def _subject(condition: Condition) -> list[tuple[str, str]]:
    due = str(condition.stage) if condition.stage else "anything begins"
    return [("Condition", condition.text), ("To be met before", due)]


@desk_page("GET", "POST")
def condition_new(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Write a condition."""
    desk = desk_to(request, application_id, "set_conditions")
    form = forms.ConditionForm(posted(request), application=desk.application, initial={"kind": "avoid"})
    return answer_step(
        request,
        desk,
        form,
        conditions.write,
        inputs=_written,
        heading="Write a condition",
        button="Save",
        told="The condition is written.",
        intro="In words that can be ticked off later.",
        fields={"stage_id": "stage"},
    )


@desk_page("GET", "POST")
def condition_change(request: HttpRequest, application_id: UUID, condition_id: UUID) -> HttpResponse:
    """Word it anew."""
    desk = desk_to(request, application_id, "set_conditions")
    condition = _condition(desk, condition_id)
    initial = {
        "kind": condition.kind,
        "text": condition.text,
        "stage": condition.stage and condition.stage.public_id,
    }
    return answer_step(
        request,
        desk,
        forms.ConditionForm(posted(request), application=desk.application, initial=initial),
        conditions.write,
        inputs=lambda data: {**_written(data), "condition_id": str(condition_id)},
        heading=f"Change condition {condition.number}",
        button="Save",
        told="Saved.",
        fields={"stage_id": "stage"},
    )


def _written(data: dict[str, Any]) -> dict[str, Any]:
    return {"kind": data["kind"], "text": data["text"], "stage_id": forms.stage_id(data)}


@desk_page("GET", "POST")
def condition_remove(request: HttpRequest, application_id: UUID, condition_id: UUID) -> HttpResponse:
    """Take it away."""
    desk = desk_to(request, application_id, "set_conditions")
    condition = _condition(desk, condition_id)
    return answer_step(
        request,
        desk,
        ConfirmForm(posted(request)),
        conditions.remove,
        inputs=lambda data: {"condition_id": str(condition_id)},
        heading=f"Take condition {condition.number} away",
        button="Take it away",
        told="The condition is taken away.",
        danger=True,
        subject=_subject(condition),
    )


@desk_page("GET", "POST")
def condition_show(request: HttpRequest, application_id: UUID, condition_id: UUID) -> HttpResponse:
    """Who owes the obligation says how a condition is met."""
    desk = desk_for(request, application_id)
    require(policies.may_show_condition(desk.actor, desk.application, review.holder_id(desk.application)))
    condition = _condition(desk, condition_id)
    return answer_step(
        request,
        desk,
        forms.EvidenceForm(posted(request), initial={"evidence": condition.met_evidence}),
        conditions.show,
        inputs=lambda data: {
            "condition_id": str(condition_id),
            "evidence": data["evidence"],
            "now": timezone.now(),
        },
        heading=f"Evidence for condition {condition.number}",
        button="Hand it in",
        told="Handed in. The authority looks at it and ticks the condition off.",
        subject=_subject(condition),
    )


@desk_page("GET", "POST")
def condition_meet(request: HttpRequest, application_id: UUID, condition_id: UUID) -> HttpResponse:
    """The authority ticks it off."""
    desk = desk_for(request, application_id)
    require(policies.may_meet_condition(desk.actor, desk.application))
    condition = _condition(desk, condition_id)
    initial = {"evidence": condition.met_evidence, "met_on": today()}
    return answer_step(
        request,
        desk,
        forms.MetForm(posted(request), initial=initial),
        conditions.meet,
        inputs=lambda data: {
            **data,
            "condition_id": str(condition_id),
            "today": today(),
            "now": timezone.now(),
        },
        heading=f"Tick off condition {condition.number}",
        button="It is met",
        told=f"Condition {condition.number} is ticked off.",
        subject=_subject(condition),
    )
