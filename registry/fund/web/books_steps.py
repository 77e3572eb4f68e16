"""One step on something in the books: a page that says what it is about, one form, one command."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from assessments.web.answers import actor_of, answer_form, form_page, today
from registry.commands import Decision
from registry.forms import RegistryForm, SeeOther, key_of
from registry.fund.web.books_forms import ConfirmForm

TEMPLATE = "fund/books/step.html"
CLOCKS: dict[str, Callable[[], Any]] = {"now": timezone.now, "today": today}
PAYMENTS = ("Payments", "fund-home")
BOOKS = ("Books", "fund-books")


@dataclass(frozen=True, slots=True)
class BookStep:
    """A step: its command, its form, what its page says, and what is said when it is done."""

    command: Callable[..., dict[str, Any]]
    heading: str
    button: str
    told: str
    form: type[RegistryForm] = ConfirmForm
    clock: tuple[str, ...] = ("today", "now")
    intro: str = ""
    danger: bool = False


@dataclass(frozen=True, slots=True)
class Offered:
    """A button with its address, or the reason why this person cannot do it."""

    label: str
    url: str
    decision: Decision
    kind: str = "dark"


def trail(*more: tuple[str, str], books: bool = True) -> list[tuple[str, str]]:
    """Breadcrumbs from payments on."""
    first = [PAYMENTS, BOOKS] if books else [PAYMENTS]
    return [*((text, reverse(route)) for text, route in first), *more]


def answer_step(
    request: HttpRequest,
    step: BookStep,
    form: RegistryForm,
    *,
    back: str,
    way: list[tuple[str, str]],
    subject: list[tuple[str, Any]] | None = None,
    values: Callable[[dict[str, Any]], dict[str, Any]] = dict,
    done: Callable[[dict[str, Any]], str] | None = None,
    **ids: Any,
) -> HttpResponse:
    """Draw the form or run the command. `values` makes the command's inputs of what the form holds; `done` gives the
    address to go to, `back` where there is none."""

    def act(data: dict[str, Any]) -> dict[str, Any]:
        clocks: dict[str, datetime] = {name: CLOCKS[name]() for name in step.clock}
        return step.command(actor=actor_of(request), key=key_of(request), **ids, **values(data), **clocks)

    def finish(result: dict[str, Any]) -> HttpResponse:
        messages.success(request, step.told)
        return SeeOther(done(result) if done else back)

    page = {
        "heading": step.heading,
        "intro": step.intro,
        "button": step.button,
        "danger": step.danger,
        "subject": subject or [],
        "back": back,
        "trail": [*way, (step.heading, "")],
    }
    return answer_form(request, form, act=act, done=finish, draw=form_page(request, TEMPLATE, page))
