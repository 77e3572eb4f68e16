"""The reasonable-steps diary of an obligation: what is in it, what would enter itself, and a note."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from assessments.web.answers import actor_of, answer_form, desk_page, form_page, posted, require, today
from credits.matching import policies, selectors
from credits.matching.market_steps import steps_not_entered
from credits.matching.services import diary
from credits.matching.services.variations import NEEDED
from credits.matching.web import shown
from credits.matching.web.forms import NoteForm
from credits.obligations.models import DiaryEntry, Obligation, ObligationLine
from credits.obligations.selectors import visible
from registry.forms import SeeOther, key_of, new_key

ENTRIES_A_PAGE = 50


def _lines(obligation: Obligation) -> list[ObligationLine]:
    rows = obligation.lines.filter(state=ObligationLine.IN_FORCE).select_related("credit_class")
    return list(rows.order_by("number"))


@desk_page("GET")
def diary_page(request: HttpRequest, obligation_id: UUID) -> HttpResponse:
    """Every step taken to find like-for-like credits, by day."""
    actor = actor_of(request)
    obligation = visible.obligation(actor, obligation_id)
    may_note = policies.may_search(actor, obligation).allowed
    lines = _lines(obligation)
    page = Paginator(selectors.diary(obligation), ENTRIES_A_PAGE).get_page(request.GET.get("page"))
    taken = set(DiaryEntry.objects.filter(obligation=obligation).values_list("step", flat=True))
    context = {
        "obligation": obligation,
        "page": page,
        "waiting": steps_not_entered(obligation, lines, on=today()) if may_note else [],
        "needed": [(words, step in taken) for step, words in NEEDED.items()],
        "waiting_days": selectors.waiting_days(today()),
        "lines": lines,
        "may_note": may_note,
        "key": new_key(),
        "trail": shown.trail_of(obligation, ("Diary", "")),
    }
    return render(request, "obligations/matching/diary.html", context)


@desk_page("POST")
def refresh(request: HttpRequest, obligation_id: UUID) -> HttpResponse:
    """Enter what was done on the market of this registry."""
    made = diary.refresh(
        actor=actor_of(request),
        key=key_of(request),
        obligation_id=str(obligation_id),
        today=today(),
        now=timezone.now(),
    )
    entered = made["entered"]
    messages.success(request, f"Entered: {entered}." if entered else "Everything is in the diary already.")
    return SeeOther(reverse("obligation-diary", args=[obligation_id]))


@desk_page("GET", "POST")
def note(request: HttpRequest, obligation_id: UUID) -> HttpResponse:
    """Enter a step taken elsewhere."""
    actor = actor_of(request)
    obligation = visible.obligation(actor, obligation_id)
    require(policies.may_search(actor, obligation))

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return diary.note(
            actor=actor,
            key=key_of(request),
            obligation_id=str(obligation_id),
            line_number=data["line"],
            step=data["step"],
            on=data["on"],
            text=data["text"],
            today=today(),
            now=timezone.now(),
        )

    context = {
        "heading": "Enter a step",
        "intro": "A step taken to find like-for-like credits outside of this registry. Searches, enquiries and wants "
        "of this registry enter themselves.",
        "subject": [("Obligation", f"{obligation.number}, {obligation.reference}")],
        "button": "Enter",
        "back": reverse("obligation-diary", args=[obligation_id]),
        "trail": shown.trail_of(
            obligation,
            ("Diary", reverse("obligation-diary", args=[obligation_id])),
            ("Enter a step", ""),
        ),
    }
    return answer_form(
        request,
        NoteForm(posted(request), lines=_lines(obligation)),
        act=act,
        done=shown.done_with(request, "Entered.", "obligation-diary", obligation_id),
        draw=form_page(request, "credits/dealings/step.html", context),
    )
