"""Applying for approval with a report, and withdrawing an application."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from assessments.web.answers import (
    actor_of,
    answer_form,
    desk_page,
    form_page,
    posted,
    require,
    today,
)
from credits.obligations import policies_development as policies
from credits.obligations.models import Application
from credits.obligations.selectors import reports, visible
from credits.obligations.services import applying
from credits.obligations.web import development_shown as shown
from credits.obligations.web.development_forms import LodgeForm, WithdrawForm
from registry.forms import SeeOther, key_of


@desk_page("GET", "POST")
def lodge(request: HttpRequest, development_id: UUID, kind: str = "approval") -> HttpResponse:
    """Choose the report and lodge the application, for approval or for a modification (N22)."""
    actor = actor_of(request)
    found = visible.development(actor, development_id)
    require(policies.may_apply(actor, found, kind))
    modifies = kind == Application.ApplicationKind.MODIFICATION

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return applying.lodge(
            actor=actor,
            key=key_of(request),
            development_id=str(development_id),
            revision_id=data["revision"],
            kind=kind,
            reference=data["reference"],
            today=today(),
            now=timezone.now(),
        )

    def done(result: dict[str, Any]) -> HttpResponse:
        messages.success(request, f"Application {result['number']} is lodged. {found.authority} was told.")
        return SeeOther(reverse("development-page", args=[development_id]))

    offered = reports.lodgeable(actor, found)
    heading = "Apply for a modification" if modifies else "Apply for approval"
    draw = form_page(
        request,
        "obligations/applying/lodge.html",
        {
            "development": found,
            "heading": heading,
            "offered": offered,
            "back": reverse("development-page", args=[development_id]),
            "trail": shown.trail_of(found, heading),
        },
    )
    form = LodgeForm(posted(request), reports=offered)
    fields = {"revision_id": "revision"}
    return answer_form(request, form, act=act, done=done, draw=draw, fields=fields)


@desk_page("GET", "POST")
def withdraw(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """The developer withdraws an application before the decision."""
    actor = actor_of(request)
    found = visible.application(actor, application_id)
    require(policies.may_withdraw(actor, found))

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return applying.withdraw(
            actor=actor,
            key=key_of(request),
            application_id=str(application_id),
            reason=data["reason"],
            now=timezone.now(),
        )

    def done(result: dict[str, Any]) -> HttpResponse:
        messages.success(request, f"Application {found.number} is withdrawn.")
        return SeeOther(reverse("development-page", args=[found.development.public_id]))

    draw = form_page(
        request,
        "obligations/applying/form.html",
        {
            "heading": f"Withdraw application {found.number}",
            "intro": "The authority is told. You can apply again later.",
            "button": "Withdraw it",
            "back": reverse("development-page", args=[found.development.public_id]),
            "trail": shown.trail_of(found.development, "Withdraw the application"),
        },
    )
    return answer_form(request, WithdrawForm(posted(request)), act=act, done=done, draw=draw)
