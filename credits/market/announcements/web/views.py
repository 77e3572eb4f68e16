"""Announcements: the public list and page, and for officers writing, changing, approving and withdrawing."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_GET

from assessments.web.answers import actor_of, answer_form, desk_page, form_page, posted, require
from credits.lots.web.fields import ConfirmForm
from credits.lots.web.steps import Step
from credits.market import states
from credits.market.announcements import policies, selectors, services
from credits.market.announcements.web.forms import AnnouncementForm
from credits.market.edges import MARKET
from credits.market.models import Announcement
from registry.actor import Actor
from registry.forms import SeeOther, key_of
from registry.parties.models import Organisation

A_PAGE = 20
FIELDS = {"publish_at": "hour", "organisation_id": "organisation"}
TAGS = {
    states.DRAFT: ("waits for a second officer", "todo"),
    states.APPROVED: ("approved, waits for its hour", "doing"),
    states.PUBLISHED: ("published", "done"),
    states.WITHDRAWN: ("withdrawn", "none"),
}


def tag_of(found: Announcement) -> dict[str, str]:
    """The status tag."""
    text, kind = TAGS[found.state]
    return {"text": text, "kind": kind}


@require_GET
def announcement_list(request: HttpRequest) -> HttpResponse:
    """What is published, for everybody; above it, for those who may, what is not."""
    actor = actor_of(request)
    waiting = selectors.unpublished(actor) if actor.user_id is not None else []
    page = Paginator(selectors.published(), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "waiting": [{"announcement": one, "tag": tag_of(one)} for one in waiting],
        "may_write": bool(policies.announcing_organisation_ids(actor)),
        "trail": [MARKET, ("Announcements", "")],
    }
    return render(request, "announcements/list.html", context)


@require_GET
def announcement_page(request: HttpRequest, announcement_id: UUID) -> HttpResponse:
    """One announcement. Before its hour: for those who may, and their reading is recorded in this very request."""
    actor = actor_of(request)
    found = selectors.announcement(actor, announcement_id)
    found = services.note_reading(actor, found, now=timezone.now())
    context = {
        "announcement": found,
        "organisation": found.organisation.public_name,
        "published": found.state == states.PUBLISHED,
        "tag": tag_of(found),
        "readers": selectors.early_readers(found),
        "steps": steps_of(actor, found),
        "trail": [MARKET, ("Announcements", reverse("announcement-list")), (found.title, "")],
    }
    response = render(request, "announcements/announcement.html", context)
    if not context["published"]:
        add_never_cache_headers(response)
    return response


def steps_of(actor: Actor, found: Announcement) -> list[Step]:
    """The buttons that the state allows this person, or the reason why one is another officer's."""
    steps = []
    for transition in states.ANNOUNCEMENT.actions(found.state, actor.roles):
        decision = policies.RULES[transition.action](actor, found)
        if not policies.may_write(actor, found.organisation_id).allowed:
            continue
        steps.append(
            Step(
                transition.action,
                transition.label,
                reverse(f"announcement-{transition.action}", args=[found.public_id]),
                decision.allowed,
                decision.reason,
                "dark-outline" if transition.action == "withdraw" else "dark",
            )
        )
    return steps


@desk_page("GET", "POST")
def write(request: HttpRequest) -> HttpResponse:
    """Write an announcement of one's organisation."""
    actor = actor_of(request)
    ids = policies.announcing_organisation_ids(actor)
    require(policies.may_write(actor, next(iter(ids), None)))
    form = AnnouncementForm(
        posted(request), organisations=Organisation.objects.filter(pk__in=ids).order_by("name")
    )

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return services.write(
            actor=actor,
            key=key_of(request),
            organisation_id=str(data["organisation"].public_id),
            title=data["title"],
            body=data["body"],
            publish_at=form.publish_at,
            now=timezone.now(),
        )

    draw = form_page(
        request,
        "credits/dealings/step.html",
        {
            "heading": "Write an announcement",
            "intro": "Nobody but your officers, the registrar and auditors can read it before its hour, and each first "
            "reading is recorded. A second officer has to approve it.",
            "button": "Save the announcement",
            "back": reverse("announcement-list"),
            "trail": _trail("Write"),
        },
    )
    done = _done(request, "Saved. A second officer has to approve it.")
    return answer_form(request, form, act=act, done=done, draw=draw, fields=FIELDS)


@desk_page("GET", "POST")
def change(request: HttpRequest, announcement_id: UUID) -> HttpResponse:
    """The author changes what nobody has approved yet."""
    actor = actor_of(request)
    found = _for_action(request, announcement_id, "change")
    hour = timezone.localtime(found.publish_at)
    initial = {"title": found.title, "body": found.body, "day": hour.date(), "hour": hour.time()}
    form = AnnouncementForm(posted(request), initial=initial)

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return services.change(
            actor=actor,
            key=key_of(request),
            announcement_id=str(announcement_id),
            title=data["title"],
            body=data["body"],
            publish_at=form.publish_at,
            now=timezone.now(),
        )

    draw = form_page(
        request,
        "credits/dealings/step.html",
        {
            "heading": "Change the announcement",
            "button": "Save the change",
            "back": reverse("announcement-page", args=[announcement_id]),
            "trail": _trail("Change"),
        },
    )
    return answer_form(request, form, act=act, done=_done(request, "Changed."), draw=draw, fields=FIELDS)


@desk_page("GET", "POST")
def approve(request: HttpRequest, announcement_id: UUID) -> HttpResponse:
    """A second officer reads it and approves what was read; the reading is recorded."""
    actor = actor_of(request)
    found = _for_action(request, announcement_id, "approve")
    found = services.note_reading(actor, found, now=timezone.now())

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return services.approve(
            actor=actor,
            key=key_of(request),
            announcement_id=str(announcement_id),
            written_at=_moment(request.POST.get("written_at", "")),
            now=timezone.now(),
        )

    context = {
        "announcement": found,
        "written_at": found.written_at.isoformat(),
        "back": reverse("announcement-page", args=[announcement_id]),
        "trail": _trail("Approve"),
    }
    draw = form_page(request, "announcements/approve.html", context)
    done = _done(request, "Approved. It is published at its hour.")
    return answer_form(request, ConfirmForm(posted(request)), act=act, done=done, draw=draw)


def _moment(text: str) -> datetime:
    """When the text that was read was written; of a form without it, a moment at which nothing was."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return datetime.min.replace(tzinfo=timezone.get_default_timezone())


@desk_page("GET", "POST")
def withdraw(request: HttpRequest, announcement_id: UUID) -> HttpResponse:
    """Take it back before it is published."""
    actor = actor_of(request)
    _for_action(request, announcement_id, "withdraw")

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return services.withdraw(
            actor=actor,
            key=key_of(request),
            announcement_id=str(announcement_id),
            now=timezone.now(),
        )

    context = {
        "heading": "Withdraw the announcement",
        "intro": "It is not published, now or later. Who read it stays on record.",
        "button": "Withdraw the announcement",
        "back": reverse("announcement-page", args=[announcement_id]),
        "trail": _trail("Withdraw"),
    }
    draw = form_page(request, "credits/dealings/step.html", context)
    done = _done(request, "Withdrawn.")
    return answer_form(request, ConfirmForm(posted(request)), act=act, done=done, draw=draw)


def _for_action(request: HttpRequest, announcement_id: UUID, action: str) -> Announcement:
    """The announcement, for who may take the action; a page that is only opened must be open still."""
    actor = actor_of(request)
    found = selectors.announcement(actor, announcement_id)
    require(policies.RULES[action](actor, found))
    if request.method == "GET":
        states.ANNOUNCEMENT.require(action, found.state)
    return found


def _done(request: HttpRequest, told: str) -> Any:
    def done(result: dict[str, Any]) -> HttpResponse:
        messages.success(request, told)
        return SeeOther(reverse("announcement-page", args=[result["id"]]))

    return done


def _trail(last: str) -> list[tuple[str, str]]:
    return [MARKET, ("Announcements", reverse("announcement-list")), (last, "")]
