"""A lot's history in words, and the audit view: every event of every chain, for auditors and the registry's
officers."""

import json
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from assessments.web.answers import actor_of, desk_page, require
from assessments.web.fields import DayField
from credits.lots import selectors
from credits.lots.events import Asked, events_of, matching
from credits.lots.web import event_words
from credits.lots.web.desk import may_look
from credits.lots.web.lots import trail_of
from registry.audit import chain as links
from registry.audit.models import AuditEvent
from registry.findings import NotVisible
from registry.forms import RegistryForm

EVENTS_A_PAGE = 50


@desk_page("GET")
def lot_history(request: HttpRequest, number: str) -> HttpResponse:
    """Who did what with the lot, newest first."""
    actor = actor_of(request)
    lot = selectors.lot(actor, number)
    page = Paginator(events_of(lot), EVENTS_A_PAGE).get_page(request.GET.get("page"))
    officer = bool(selectors.READS_ALL & actor.roles)
    context = {
        "lot": lot,
        "page": page,
        "entries": [event_words.entry_of(event, officer=officer) for event in page.object_list],
        "trail": trail_of(lot, ("History", "")),
    }
    return render(request, "credits/lots/history.html", context)


class AuditFilter(RegistryForm):
    on = DayField(label="Day", required=False)


@desk_page("GET")
def audit_list(request: HttpRequest) -> HttpResponse:
    """Events of all chains, newest first, narrowed by chain, action, person and day."""
    actor = actor_of(request)
    require(may_look(actor))
    asked = {
        name: request.GET.get(name, "").replace("\0", "").strip()[:120]
        for name in ("chain", "key", "action", "who", "on")
    }
    form = AuditFilter(request.GET if asked["on"] else None)
    on = form.cleaned_data["on"] if form.is_bound and form.is_valid() else None
    rows = matching(Asked(asked["chain"], asked["key"], asked["action"], asked["who"], on))
    page = Paginator(rows, EVENTS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [_row(event) for event in page.object_list],
        "asked": asked,
        "form": form,
        "narrowed": any(asked.values()),
        "trail": [("Audit view", "")],
    }
    return render(request, "credits/audit/list.html", context)


def _row(event: AuditEvent) -> dict[str, Any]:
    return {
        "event": event,
        "what": event_words.sentence(event.action, json.loads(event.body)["data"]),
        "url": reverse("audit-event", args=[event.chain.kind, event.chain.key, event.sequence]),
    }


@desk_page("GET")
def audit_event(request: HttpRequest, kind: str, key: str, sequence: int) -> HttpResponse:
    """One event with all its data, the text that is hashed, and whether hash and link still fit."""
    actor = actor_of(request)
    require(may_look(actor))
    if "\0" in kind + key:
        raise NotVisible("event")
    event = (
        AuditEvent.objects.select_related("chain")
        .filter(chain__kind=kind, chain__key=key, sequence=sequence)
        .first()
    )
    if event is None:
        raise NotVisible("event")
    body = json.loads(event.body)
    context = {
        "event": event,
        "what": event_words.sentence(event.action, body["data"]),
        "subject": body["subject"],
        "lines": event_words.lines_of(body["data"]),
        "fits": links.link_hash(event.previous_hash, event.body) == event.hash,
        "previous": event.sequence - 1,
        "following": event.sequence + 1,
        "has_next": event.sequence < event.chain.length,
        "trail": [
            ("Audit view", reverse("audit-list")),
            (f"{kind}, event {sequence}", ""),
        ],
    }
    return render(request, "credits/audit/event.html", context)
