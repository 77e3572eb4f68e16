"""One step on a quote or a measure: a page with what it is about, one form, and one command."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from assessments.web.answers import actor_of, answer_form, form_page, today
from registry.forms import RegistryForm, SeeOther, key_of

CLOCKS: dict[str, Callable[[], Any]] = {"now": timezone.now, "today": today}
STEP_TEMPLATE = "credits/dealings/step.html"


@dataclass(frozen=True, slots=True)
class FundStep:
    """A step of a state table: its command, its form, what its page says, and what is said when it is done."""

    command: Callable[..., dict[str, Any]]
    form: type[RegistryForm]
    heading: str
    button: str
    told: str
    clock: tuple[str, ...] = ()
    intro: str = ""
    danger: bool = False


def answer_step(
    request: HttpRequest,
    step: FundStep,
    form: RegistryForm,
    *,
    back: str,
    trail: list[tuple[str, str]],
    subject: list[tuple[str, Any]],
    values: Callable[[dict[str, Any]], dict[str, Any]] = dict,
    template: str = STEP_TEMPLATE,
    fields: Mapping[str, str] | None = None,
    context: Mapping[str, Any] | None = None,
    **ids: str,
) -> HttpResponse:
    """Draw the form or run the command. `values` makes the command's inputs of what the form holds."""

    def act(data: dict[str, Any]) -> dict[str, Any]:
        clocks = {name: CLOCKS[name]() for name in step.clock}
        return step.command(actor=actor_of(request), key=key_of(request), **ids, **values(data), **clocks)

    def done(result: dict[str, Any]) -> HttpResponse:
        messages.success(request, step.told)
        return SeeOther(back)

    page = {
        "heading": step.heading,
        "intro": step.intro,
        "button": step.button,
        "danger": step.danger,
        "subject": subject,
        "back": back,
        "trail": trail,
        **(context or {}),
    }
    draw = form_page(request, template, page)
    return answer_form(request, form, act=act, done=done, draw=draw, fields=fields)
