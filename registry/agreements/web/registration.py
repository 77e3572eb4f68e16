"""Registration, and the steps of an agreement in force that are a plain question: review, maintenance, suspension.

Registering issues credits and activating asks the fund, so those two pages belong to the credits."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from assessments.web.answers import desk_page, posted, today
from registry.agreements import selectors
from registry.agreements.services import closing, registration, review, suspension
from registry.agreements.web.desk import answer_step, context_of, desk_for, desk_to
from registry.agreements.web.forms import ConfirmForm, PrepareForm, ReasonForm
from registry.forms import key_of


@desk_page("GET")
def registration_page(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """Number, title reference, who entered them, who registered, and what is left to do."""
    desk = desk_for(request, agreement_id)
    agreement = desk.agreement
    context = context_of(
        desk,
        "Registration",
        may_prepare=desk.can("prepare_registration"),
        may_register=desk.can("register"),
        may_activate=desk.can("activate"),
        may_begin_review=desk.can("begin_review"),
        prepared_by=agreement.registration_prepared_by,
        registered_by=agreement.registered_by,
        review_from=selectors.review_from(agreement),
        legal_basis=selectors.legal_basis(agreement),
    )
    return render(request, "agreements/registration.html", context)


@desk_page("GET", "POST")
def prepare(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """Enter the number and the title reference; another person registers."""
    desk = desk_to(request, agreement_id, "prepare_registration")
    back = desk.address("agreement-registration")

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return registration.prepare(
            actor=desk.actor,
            key=key_of(request),
            agreement_id=str(agreement_id),
            number=data["number"],
            title_reference=data["title_reference"],
        )

    initial = {
        "number": desk.agreement.number or "",
        "title_reference": desk.agreement.title_reference,
    }
    return answer_step(
        request,
        desk,
        PrepareForm(posted(request), initial=initial),
        act=act,
        told="Entered. Another person registers the agreement and so issues the credits.",
        back=back,
        title="Enter number and title reference",
        button="Enter them",
        parent=("Registration", back),
    )


@desk_page("GET", "POST")
def review_begin(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """Begin the year-20 review (N64)."""
    return _ask(
        request,
        agreement_id,
        "begin_review",
        lambda **common: review.begin(**common, today=today()),
        title="Begin the year-20 review",
        button="Begin the review",
        intro="The agreement stays in force. The landholder then goes on with maintenance or agrees on a renewed plan.",
        told="The review has begun.",
    )


@desk_page("GET", "POST")
def maintain(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """Go on with maintenance after the review (N64)."""
    return _ask(
        request,
        agreement_id,
        "maintain",
        lambda **common: review.maintain(**common, today=today()),
        title="Go on with maintenance",
        button="Go on with maintenance",
        intro="The site stays protected, and the maintenance payments go on. A renewed plan can still be agreed later.",
        told="The agreement goes on with maintenance.",
    )


@desk_page("GET")
def suspension_page(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """When the agreement was suspended, why, and until when."""
    desk = desk_for(request, agreement_id)
    suspended = desk.agreement.suspended_on is not None
    context = context_of(
        desk,
        "Suspension",
        suspensions=desk.agreement.suspensions.select_related("suspended_by", "lifted_by"),
        may_suspend=not suspended and desk.can("suspend"),
        may_lift=suspended and desk.can("lift_suspension"),
    )
    return render(request, "agreements/suspension.html", context)


@desk_page("GET", "POST")
def suspend(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """Suspend the agreement, with a reason."""
    return _ask(
        request,
        agreement_id,
        "suspend",
        lambda **common: suspension.suspend(**common, today=today()),
        title="Suspend the agreement",
        button="Suspend",
        intro="The protection goes on. The suspension stays on record and ends when an approver lifts it.",
        told="The agreement is suspended.",
        reasoned=True,
        page="agreement-suspension",
    )


@desk_page("GET", "POST")
def lift(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """Lift the suspension."""
    return _ask(
        request,
        agreement_id,
        "lift_suspension",
        lambda **common: suspension.lift(**common, today=today()),
        title="Lift the suspension",
        button="Lift the suspension",
        told="The suspension is lifted.",
        page="agreement-suspension",
    )


@desk_page("GET", "POST")
def refuse(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """Refuse the application, with a reason (N47)."""
    return _ask(
        request,
        agreement_id,
        "refuse",
        closing.refuse,
        title="Refuse the application",
        button="Refuse",
        intro="This ends it. The landholder can read the reason, and may begin again.",
        told="The application is refused.",
        reasoned=True,
    )


@desk_page("GET", "POST")
def withdraw(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """Take the application back, with a reason."""
    return _ask(
        request,
        agreement_id,
        "withdraw",
        closing.withdraw,
        title="Withdraw",
        button="Withdraw",
        intro="This ends it. You may begin again.",
        told="Withdrawn.",
        reasoned=True,
    )


def _ask(
    request: HttpRequest,
    agreement_id: UUID,
    action: str,
    command: Callable[..., dict[str, Any]],
    *,
    title: str,
    button: str,
    told: str,
    intro: str = "",
    reasoned: bool = False,
    page: str = "agreement-page",
) -> HttpResponse:
    """One question, perhaps with a reason, one command."""
    desk = desk_to(request, agreement_id, action)

    def act(data: dict[str, Any]) -> dict[str, Any]:
        more = {"reason": data["reason"]} if reasoned else {}
        return command(actor=desk.actor, key=key_of(request), agreement_id=str(agreement_id), **more)

    return answer_step(
        request,
        desk,
        (ReasonForm if reasoned else ConfirmForm)(posted(request)),
        act=act,
        told=told,
        back=desk.address(page),
        title=title,
        button=button,
        intro=intro,
        danger=action in ("refuse", "withdraw", "suspend"),
    )
