"""What the Trust owes since it was paid, and the yearly report of each step down its hierarchy (BC Reg cl 6.5)."""

import csv
import io
from collections.abc import Iterable
from itertools import islice
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from assessments.web.answers import actor_of, desk_page, today
from credits.obligations.selectors import trust_duties
from registry.actor import Actor
from registry.formulas import guarded

ROWS = 25
MOST_STEPS = 200
SHOWN = {"open": "Not discharged", "discharged": "Discharged", "": "All"}
DUTY_COLUMNS = (
    "obligation",
    "reference",
    "title",
    "trust",
    "authority",
    "taken_over_on",
    "required_credits",
    "discharged_credits",
    "on_their_way_credits",
    "undischarged_credits",
    "state",
)
STEP_COLUMNS = (
    "financial_year",
    "discharged_on",
    "obligation",
    "line",
    "credits_of",
    "credits",
    "step",
    "justification",
    "record",
)


@desk_page("GET")
def duties_page(request: HttpRequest) -> HttpResponse:
    """Duties taken over with what is left of them, and the report of a financial year."""
    actor = actor_of(request)
    show = request.GET.get("show", "open")
    show = show if show in SHOWN else "open"
    year, years = _year_of(request, actor)
    page = Paginator(trust_duties.narrowed(trust_duties.duties(actor), show), ROWS).get_page(
        request.GET.get("page")
    )
    context = {
        "page": page,
        "rows": [
            {"duty": duty, "tag": _tag(duty), "quote": getattr(duty, "taken_over_by", None)}
            for duty in page.object_list
        ],
        "show": show,
        "shown": SHOWN.items(),
        "totals": trust_duties.totals(actor),
        "year": year,
        "years": years,
        "by_step": trust_duties.discharged_by_step(actor, year),
        "steps": list(islice(trust_duties.steps_down(actor, year), MOST_STEPS)),
        "most_steps": MOST_STEPS,
        "trail": [("Duties of the Trust", "")],
    }
    return render(request, "obligations/fund/duties.html", context)


def _tag(duty: Any) -> dict[str, str]:
    kinds = {"in_force": "todo", "discharged": "done"}
    return {"text": duty.get_state_display().lower(), "kind": kinds.get(duty.state, "none")}


def _year_of(request: HttpRequest, actor: Actor) -> tuple[str, list[str]]:
    years = trust_duties.years(actor, on=today())
    asked = request.GET.get("year", "")
    return (asked if asked in years else years[0]), years


@desk_page("GET")
def duties_file(request: HttpRequest) -> HttpResponse:
    """All duties as CSV."""
    rows = trust_duties.duties(actor_of(request)).iterator(chunk_size=1_000)
    found = (
        (
            duty.number,
            duty.reference,
            duty.title,
            str(duty.holder),
            str(duty.authority),
            duty.imposed_on.isoformat(),
            duty.required,
            duty.discharged,
            duty.pending,
            duty.undischarged,
            duty.state,
        )
        for duty in rows
    )
    return _file(DUTY_COLUMNS, found, f"trust-duties-{today():%Y-%m-%d}.csv")


@desk_page("GET")
def steps_file(request: HttpRequest) -> HttpResponse:
    """The report of a financial year as CSV."""
    actor = actor_of(request)
    year, _ = _year_of(request, actor)
    found = (
        (
            year,
            one.on.isoformat(),
            one.line.obligation.number,
            one.line.number,
            str(one.line.credit_class),
            one.quantity,
            one.step,
            one.justification,
            one.record,
        )
        for one in trust_duties.steps_down(actor, year)
    )
    return _file(STEP_COLUMNS, found, f"trust-steps-{year}.csv")


def _file(columns: Iterable[str], rows: Iterable[Iterable[Any]], name: str) -> HttpResponse:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([guarded(cell) for cell in row])
    answer = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
