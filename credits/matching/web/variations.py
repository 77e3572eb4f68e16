"""Asking to use the variation rules, one request, and its decision."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from assessments.web.answers import actor_of, answer_form, desk_page, form_page, posted, require, today
from credits.lots.web.steps import Step
from credits.matching import policies, selectors
from credits.matching.services import variations
from credits.matching.web import shown
from credits.matching.web.forms import DecisionForm, MaybeWhyForm, VariationForm
from credits.obligations import states
from credits.obligations.models import DiaryEntry, VariationRequest
from credits.obligations.selectors import visible
from registry.actor import Actor
from registry.forms import key_of

RULES = {
    "approve": policies.may_decide_variation,
    "refuse": policies.may_decide_variation,
    "withdraw": policies.may_withdraw_variation,
}
STEPS = {
    "approve": (
        variations.approve,
        DecisionForm,
        "Approve the use of variation",
        "Approved. The developer was told.",
    ),
    "refuse": (
        variations.refuse,
        DecisionForm,
        "Refuse the use of variation",
        "Refused. The developer was told.",
    ),
    "withdraw": (variations.withdraw, MaybeWhyForm, "Withdraw the request", "Withdrawn. You can ask again."),
}


@desk_page("GET", "POST")
def ask(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """Ask to meet a line under the variation rules (cl 6.4)."""
    actor = actor_of(request)
    line = visible.line(actor, line_id)
    require(policies.may_ask_for_variation(actor, line.obligation))

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return variations.ask(
            actor=actor,
            key=key_of(request),
            line_id=str(line_id),
            statement=data["statement"],
            no_other_option=data["no_other_option"],
            why_not_offered=data["why_not_offered"],
            today=today(),
            now=timezone.now(),
        )

    days = selectors.waiting_days(today())
    context = {
        "heading": "Ask to use variation",
        "intro": "The register is searched again when you send this, and what it offers like for like is kept with the "
        "request, together with the diary.",
        "subject": [
            *shown.line_facts(line),
            ("Permitted by the approval of", shown.day_words(line.obligation.variation_permitted_on)),
            ("Entries in the diary", f"{selectors.diary_of(line).count():,}"),
            ("Days the steps have to last", "not set" if days is None else str(days)),
        ],
        "button": "Ask",
        "back": reverse("line-matching", args=[line_id]),
        "trail": shown.line_trail(line, ("Ask to use variation", "")),
    }
    return answer_form(
        request,
        VariationForm(posted(request)),
        act=act,
        done=shown.done_with(request, "Asked. The authority was told.", "variation-page"),
        draw=form_page(request, "credits/dealings/step.html", context),
    )


@desk_page("GET")
def variation_page(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """One request: why, what was found like for like on its day, the steps it relies on, the decision."""
    actor = actor_of(request)
    found = selectors.variation_request(actor, request_id)
    steps = DiaryEntry.objects.filter(public_id__in=found.steps).select_related("line").order_by("on", "pk")
    context = {
        "asked": found,
        "alike": found.found.get("like_for_like", {}),
        "tag": shown.tag_of(found),
        "facts": shown.line_facts(found.line),
        "entries": steps,
        "steps": _steps(actor, found),
        "trail": _trail(found),
    }
    return render(request, "obligations/matching/variation.html", context)


def _trail(found: VariationRequest, *more: tuple[str, str]) -> list[tuple[str, str]]:
    here = ("Request to use variation", reverse("variation-page", args=[found.public_id]) if more else "")
    return shown.line_trail(found.line, here, *more)


def _steps(actor: Actor, found: VariationRequest) -> list[Step]:
    return [
        Step(
            transition.action,
            transition.label,
            reverse(f"variation-{transition.action}", args=[found.public_id]),
            True,
            "",
            "dark" if transition.action == "approve" else "dark-outline",
        )
        for transition in states.VARIATION.actions(found.state, actor.roles)
        if RULES[transition.action](actor, found).allowed
    ]


@desk_page("GET", "POST")
def step(request: HttpRequest, request_id: UUID, action: str) -> HttpResponse:
    """Approve, refuse or withdraw."""
    actor = actor_of(request)
    found = selectors.variation_request(actor, request_id)
    require(RULES[action](actor, found))
    if request.method == "GET":
        states.VARIATION.require(action, found.state)
    command, form, heading, told = STEPS[action]

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return command(
            actor=actor,
            key=key_of(request),
            request_id=str(request_id),
            reason=data["reason"],
            now=timezone.now(),
        )

    context = {
        "heading": heading,
        "subject": [*shown.line_facts(found.line), ("Why", found.statement)],
        "button": heading,
        "back": reverse("variation-page", args=[request_id]),
        "trail": _trail(found, (heading, "")),
    }
    return answer_form(
        request,
        form(posted(request)),
        act=act,
        done=shown.done_with(request, told, "variation-page", request_id),
        draw=form_page(request, "credits/dealings/step.html", context),
    )
