"""Recording that a stage commenced: what stands in the way, or the day on which the works began."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from assessments.web.answers import actor_of, answer_form, desk_page, form_page, posted, require, today
from credits.obligations import policies_discharge as policies
from credits.obligations import states
from credits.obligations.models import Stage
from credits.obligations.selectors import commencing, visible
from credits.obligations.services import commencing as service
from credits.obligations.web.discharge_forms import CommenceForm
from registry.findings import DomainError
from registry.forms import SeeOther, key_of


@desk_page("GET", "POST")
def stage_commence(request: HttpRequest, stage_id: UUID) -> HttpResponse:
    """A stage of a development."""
    stage = commencing.stage(actor_of(request), stage_id)
    return _page(request, stage, service.commence, {"stage_id": str(stage_id)})


@desk_page("GET", "POST")
def development_commence(request: HttpRequest, development_id: UUID) -> HttpResponse:
    """A development without stages, as a whole."""
    development = visible.development(actor_of(request), development_id)
    if development.stages.exists():
        raise DomainError(
            "stage.development_is_staged", "This development has stages. Record the one that commenced."
        )
    stage = commencing.whole(development)
    return _page(request, stage, service.commence_whole, {"development_id": str(development_id)})


def _page(request: HttpRequest, stage: Stage, command: Any, about: dict[str, str]) -> HttpResponse:
    """Who only reads sees what stands in the way; who signs for the developer records the day."""
    actor, development = actor_of(request), stage.development
    decision = policies.may_commence(actor, development)
    if request.method == "POST":
        require(decision)
    back = reverse("development-page", args=[development.public_id])

    def act(data: dict[str, Any]) -> dict[str, Any]:
        made: dict[str, Any] = command(
            actor=actor, key=key_of(request), **about, **data, today=today(), now=timezone.now()
        )
        return made

    def done(result: dict[str, Any]) -> HttpResponse:
        messages.success(request, f"Recorded: stage {result['number']} commenced. The authority was told.")
        return SeeOther(back)

    context = {
        "stage": stage,
        "development": development,
        "standing": commencing.standing_of(stage),
        "planned": stage.state == states.PLANNED,
        "allowed": decision.allowed,
        "why_not": decision.reason,
        "clause": commencing.CLAUSE,
        "button": "Record commencement",
        "back": back,
        "trail": [
            ("Developments", reverse("development-list")),
            (development.number, back),
            ("Commencement", ""),
        ],
    }
    draw = form_page(request, "obligations/discharge/commence.html", context)
    return answer_form(request, CommenceForm(posted(request)), act=act, done=done, draw=draw)
