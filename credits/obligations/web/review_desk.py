"""What the pages of an application share: the application this person may see, and a step's form with its command."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from assessments.web.answers import Attempt, actor_of, answer_form, form_page, require
from credits.obligations import policies_authority as policies
from credits.obligations import states
from credits.obligations.models import Application
from credits.obligations.selectors import review, visible
from credits.obligations.web import review_shown as shown
from registry.actor import Actor
from registry.forms import RegistryForm, SeeOther, key_of


@dataclass(frozen=True, slots=True)
class Desk:
    """An application as its pages show it to one person."""

    application: Application
    actor: Actor

    @property
    def ids(self) -> dict[str, Any]:
        """What each command takes first."""
        return {"actor": self.actor, "application_id": str(self.application.public_id)}

    def address(self, name: str = "application-page", *more: Any) -> str:
        """One of the application's pages."""
        return reverse(name, args=[self.application.public_id, *more])

    def can(self, action: str) -> bool:
        """State and person both allow it."""
        allowed = self.application.state in states.APPLICATION.find(action).sources
        return allowed and review.allowed(self.actor, self.application, action)


def desk_for(request: HttpRequest, application_id: UUID) -> Desk:
    """The application for this person. Raises NotVisible."""
    actor = actor_of(request)
    return Desk(visible.application(actor, application_id), actor)


def desk_to(request: HttpRequest, application_id: UUID, action: str) -> Desk:
    """The same for the page of an action. Raises NotVisible, NotAllowed; DomainError where the state forbids it and the
    page is only looked at: what was sent is judged by the command, so that a form sent twice is answered alike."""
    desk = desk_for(request, application_id)
    rule = policies.may_decide if action in review.DECISIONS else policies.may
    require(rule(desk.actor, desk.application, action))
    if request.method != "POST":
        states.APPLICATION.require(action, desk.application.state)
    return desk


def answer_step(
    request: HttpRequest,
    desk: Desk,
    form: RegistryForm,
    command: Callable[..., dict[str, Any]],
    *,
    heading: str,
    button: str,
    told: str,
    inputs: Callable[[dict[str, Any]], dict[str, Any]] = dict,
    intro: str = "",
    danger: bool = False,
    fields: Mapping[str, str] | None = None,
    back: str = "",
    **context: Any,
) -> HttpResponse:
    """A page with one form and one command. `inputs` makes the command's inputs of what the form holds."""
    to = back or desk.address()

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return command(**desk.ids, key=key_of(request), **inputs(data))

    def done(result: dict[str, Any]) -> HttpResponse:
        messages.success(request, told)
        return SeeOther(to)

    def draw(bound: RegistryForm, tried: Attempt) -> HttpResponse:
        if tried.stale:
            desk.application.refresh_from_db(fields=["version"])
        page = {
            "application": desk.application,
            "tag": shown.tag_of(desk.application),
            "heading": heading,
            "button": button,
            "intro": intro,
            "danger": danger,
            "back": to,
            "version": desk.application.version,
            "trail": shown.trail_of(desk.application, (heading, "")),
            **context,
        }
        return form_page(request, "obligations/authority/step.html", page)(bound, tried)

    return answer_form(request, form, act=act, done=done, draw=draw, fields=fields)
