"""The board of obligations and the life-line of one of them."""

import csv
import io
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from assessments.web.answers import actor_of, desk_page, today
from credits.certificates import selectors as documents
from credits.certificates.models import IssuedDocument
from credits.obligations.models import Obligation, ObligationLine
from credits.obligations.selectors import board, visible
from credits.obligations.selectors.events import Event
from credits.obligations.selectors.lifeline import Lifeline, lifeline_of
from credits.obligations.selectors.standing import AT_RISK_DAYS, STANDINGS
from credits.obligations.web import life_words, links
from registry.actor import Actor
from registry.formulas import guarded

EVENTS_A_PAGE = 50
MOST_DOCUMENTS = 100
HOME = "Obligations"


@desk_page("GET")
def obligation_list(request: HttpRequest) -> HttpResponse:
    """The board: what is overdue, at risk, due and discharged, as far as this person may read it."""
    actor, wanted = actor_of(request), board.wanted_of(request.GET)
    counts = board.counts(actor, wanted, on=today())
    page = board.page_of(actor, wanted, on=today(), cursor=request.GET.get("cursor", ""))
    context = {
        "rows": [{"obligation": row, "tag": life_words.standing_tag(row.standing)} for row in page.rows],
        "next": page.next,
        "first_page": "cursor" not in request.GET,
        "wanted": wanted,
        "standings": [(code, label, counts[code]) for code, label in STANDINGS.items()],
        "sorts": [(code, words) for code, (words, _, _) in board.SORTS.items()],
        "authorities": board.authorities(actor),
        "query": query_of(wanted),
        "any": any(counts.values()),
        "more": links.of_board(actor),
        "days": AT_RISK_DAYS,
        "trail": [(HOME, "")],
    }
    return render(request, "obligations/life/list.html", context)


def query_of(wanted: board.Wanted, **more: str) -> str:
    """The filter as the parameters of an address."""
    given = {
        "standing": wanted.standing,
        "search": wanted.search,
        "authority": wanted.authority,
        "sort": "" if wanted.sort == "deadline" else wanted.sort,
        **more,
    }
    return urlencode({name: value for name, value in given.items() if value})


@desk_page("GET")
def obligation_file(request: HttpRequest) -> HttpResponse:
    """The whole filtered board as CSV."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(life_words.COLUMNS)
    for row in board.all_rows(actor_of(request), board.wanted_of(request.GET), on=today()):
        writer.writerow([guarded(cell) for cell in life_words.file_row(row)])
    answer = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="obligations-{today():%Y-%m-%d}.csv"'
    return answer


@desk_page("GET")
def obligation_page(request: HttpRequest, obligation_id: UUID) -> HttpResponse:
    """One obligation from the condition of its consent to the last part discharged."""
    actor = actor_of(request)
    obligation = visible.obligation(actor, obligation_id)
    life = lifeline_of(obligation, on=today())
    papers = papers_of(actor, life)
    page = Paginator(life.events, EVENTS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "life": life,
        "obligation": obligation,
        "tag": life_words.standing_tag(life.standing),
        "lines": [_line(actor, obligation, line) for line in life.lines],
        "page": page,
        "events": [_event(event, papers) for event in page.object_list],
        "next": [{"step": step, "url": links.page_of(step.about)} for step in life.next],
        "buttons": links.of_obligation(actor, obligation),
        "papers": [paper for found in papers.values() for paper in found],
        "development_url": _development_url(actor, obligation),
        "trail": [(HOME, reverse("obligation-list")), (obligation.number, "")],
    }
    return render(request, "obligations/life/obligation.html", context)


def papers_of(actor: Actor, life: Lifeline) -> dict[str, list[IssuedDocument]]:
    """Issued documents about the obligation and what is in its life-line, as far as this person may read them."""
    subjects = {str(life.obligation.public_id)}
    subjects |= {event.thing[1] for event in life.events if event.thing is not None}
    found: dict[str, list[IssuedDocument]] = {}
    for paper in documents.readable(actor).filter(subject__in=subjects).defer("facts")[:MOST_DOCUMENTS]:
        found.setdefault(paper.subject, []).append(paper)
    return found


def _line(actor: Actor, obligation: Obligation, line: ObligationLine) -> dict[str, Any]:
    return {
        "line": line,
        "tag": life_words.line_tag(line),
        "buttons": links.of_line(actor, obligation, line),
    }


def _event(event: Event, papers: dict[str, list[IssuedDocument]]) -> dict[str, Any]:
    subject = event.thing[1] if event.thing is not None else ""
    # The papers of an application or a quote stand beside its last event only where that event discharges.
    shown = papers.get(subject, []) if event.kind in ("retirement", "fund_payment", "decided") else []
    return {"event": event, "url": links.page_of(event.thing), "papers": shown}


def _development_url(actor: Actor, obligation: Obligation) -> str:
    development = obligation.development
    if development is None or not visible.developments(actor).filter(pk=development.pk).exists():
        return ""
    return links.address("development-page", development.public_id)
