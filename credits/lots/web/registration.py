"""Registering an agreement, which issues its credits, and starting full management: confirm pages of the workbench."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from assessments.web.answers import actor_of, answer_form, desk_page, form_page, posted, require, today
from credits.lots.deposit import deposit_step
from credits.lots.entitlements import Entitlements, calculation_of, entitlements_of
from credits.lots.models import CreditClass
from credits.lots.services import registration
from credits.lots.web import words
from credits.lots.web.fields import ConfirmForm
from registry.agreements import policies, selectors, states
from registry.agreements.models import Agreement
from registry.findings import DomainError
from registry.forms import SeeOther, key_of


def _trail(agreement: Agreement, last: str) -> list[tuple[str, str]]:
    return [
        ("Agreements", reverse("agreement-list")),
        (str(agreement), reverse("agreement-page", args=[agreement.public_id])),
        (last, ""),
    ]


@desk_page("GET", "POST")
def register(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """What would be registered and issued, and the button: for the registrar's approver (N11, N51)."""
    actor = actor_of(request)
    agreement = selectors.agreement_for(actor, agreement_id)
    require(policies.may(actor, agreement, "register"))
    if request.method == "GET":
        states.AGREEMENT.require("register", agreement.state)
    back = reverse("agreement-page", args=[agreement_id])

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return registration.register(
            actor=actor,
            key=key_of(request),
            agreement_id=str(agreement_id),
            today=today(),
            now=timezone.now(),
        )

    def done(result: dict[str, Any]) -> HttpResponse:
        lots = ", ".join(lot["number"] for lot in result["lots"])
        messages.success(request, f"Agreement {result['number']} is registered. Credits issued: {lots}.")
        return SeeOther(back)

    entitled, refusal = _entitled(agreement)
    context = {
        "agreement": agreement,
        "heading": "Register the agreement and issue its credits",
        "lines": [_line(one.attributes, one.quantity) for one in entitled.issued] if entitled else [],
        "total": sum(one.quantity for one in entitled.issued) if entitled else 0,
        "left_out": entitled.left_out if entitled else (),
        "refusal": refusal,
        "same_person": agreement.registration_prepared_by_id == actor.user_id,
        "prepared": agreement.registration_prepared_by_id is not None,
        "back": back,
        "trail": _trail(agreement, "Register"),
    }
    draw = form_page(request, "credits/agreements/register.html", context)
    return answer_form(request, ConfirmForm(posted(request)), act=act, done=done, draw=draw)


def _entitled(agreement: Agreement) -> tuple[Entitlements | None, DomainError | None]:
    """What would be issued, or why nothing can be."""
    if agreement.revision is None:
        return None, DomainError("registration.no_report", "The agreement rests on no accepted report.")
    try:
        return entitlements_of(calculation_of(agreement.revision)), None
    except DomainError as refusal:
        return None, refusal


def _line(attributes: Any, quantity: int) -> dict[str, Any]:
    """A class that would be issued; the row of a class is made only when it is."""
    shown = CreditClass(**{name: value for name, value in attributes.items() if value is not None})
    return {"name": str(shown), "hint": words.class_hint(shown), "quantity": quantity}


@desk_page("GET", "POST")
def activate(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """Start full management, when the deposit step says that the threshold is reached (N59)."""
    actor = actor_of(request)
    agreement = selectors.agreement_for(actor, agreement_id)
    require(policies.may(actor, agreement, "activate"))
    if request.method == "GET":
        states.AGREEMENT.require("activate", agreement.state)
    back = reverse("agreement-page", args=[agreement_id])

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return registration.activate(
            actor=actor, key=key_of(request), agreement_id=str(agreement_id), today=today()
        )

    def done(result: dict[str, Any]) -> HttpResponse:
        messages.success(request, "Full management has begun.")
        return SeeOther(back)

    context = {
        "agreement": agreement,
        "heading": "Start full management",
        "deposit": deposit_step().threshold_reached(agreement=agreement, on=today()),
        "back": back,
        "trail": _trail(agreement, "Start full management"),
    }
    draw = form_page(request, "credits/agreements/activate.html", context)
    return answer_form(request, ConfirmForm(posted(request)), act=act, done=done, draw=draw)
