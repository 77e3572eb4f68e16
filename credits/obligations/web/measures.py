"""Ways other than credits: proposing one for a line, the list, one measure, and each step on it (N30, N31)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from assessments.web.answers import (
    actor_of,
    answer_form,
    desk_page,
    form_page,
    posted,
    require,
    today,
)
from credits.lots.web.fields import ConfirmForm, WhyForm
from credits.obligations import policies_fund, states
from credits.obligations.entities import entity_of
from credits.obligations.models import Measure, ObligationLine
from credits.obligations.selectors import fund, visible, ways
from credits.obligations.services import measures
from credits.obligations.web import fund_shown as shown
from credits.obligations.web.fund_forms import CheckForm, MeasureForm
from credits.obligations.web.fund_steps import FundStep, answer_step
from registry.forms import SeeOther, key_of

ROWS = 25
Kind = Measure.MeasureKind
PROPOSE = "Propose a measure"

STEPS = {
    "check": FundStep(
        measures.check,
        CheckForm,
        "Record the check",
        "Record it",
        "Recorded. A delegate accepts or refuses it.",
        intro="Look at the evidence, and say what it shows.",
    ),
    "accept": FundStep(
        measures.accept,
        ConfirmForm,
        "Accept the measure",
        "Accept it",
        "Accepted: the credits are discharged. Whoever owes them was told.",
        clock=("today", "now"),
        intro="The credits that it stands for are discharged (BC Reg cl 6.2). This cannot be undone.",
    ),
    "refuse": FundStep(
        measures.refuse,
        WhyForm,
        "Refuse the measure",
        "Refuse",
        "Refused: the credits are outstanding again. Whoever owes them was told the reason.",
        clock=("now",),
        danger=True,
    ),
    "withdraw": FundStep(
        measures.withdraw,
        WhyForm,
        "Withdraw the measure",
        "Withdraw it",
        "Withdrawn: the credits are outstanding again.",
        clock=("now",),
    ),
}


@desk_page("GET", "POST")
def measure_new(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """Choose a way that is open for the line, then say what is done. Closed ways are shown with the reason."""
    actor = actor_of(request)
    line = visible.line(actor, line_id)
    require(policies_fund.may_owe(actor, line.obligation))
    open_ways = [way for way in ways.ways_of(line, on=today()) if way.is_open]
    kind = request.GET.get("kind", "")
    if not kind and len(open_ways) == 1:
        kind = open_ways[0].kind
    sent = request.method == "POST"
    chosen = kind in Kind.values and (sent or any(way.kind == kind for way in open_ways))
    if not chosen or (not sent and not line.outstanding):
        return render(
            request, "obligations/fund/ways.html", _ways_page(line, kind), status=400 if sent else 200
        )
    form = MeasureForm(
        posted(request),
        kind=kind,
        actions=ways.actions_for(line, on=today()),
        line=line,
        initial={"creates": entity_of(line.credit_class)},
    )

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return measures.propose(
            actor=actor,
            key=key_of(request),
            line_id=str(line_id),
            kind=kind,
            today=today(),
            now=timezone.now(),
            **data,
        )

    def done(result: dict[str, Any]) -> HttpResponse:
        messages.success(request, "Proposed. The credits are set aside, and the authority was told.")
        return SeeOther(reverse("measure-page", args=[result["id"]]))

    context = {
        **_ways_page(line, kind),
        "heading": str(Kind(kind).label),
        "button": "Propose it",
        "trail": _trail(line, str(Kind(kind).label)),
    }
    draw = form_page(request, "obligations/fund/propose.html", context)
    return answer_form(request, form, act=act, done=done, draw=draw)


def _trail(line: ObligationLine, here: str = "") -> list[tuple[str, str]]:
    page = reverse("line-measure", args=[line.public_id]) if here else ""
    title = f"{PROPOSE} for line {line.number}"
    return shown.obligation_trail(line.obligation, (title, page), *([(here, "")] if here else []))


def _ways_page(line: ObligationLine, kind: str) -> dict[str, Any]:
    return {
        "line": line,
        "subject": [
            ("Obligation", f"{line.obligation.number}, {line.obligation.reference}"),
            ("Owed by", str(line.obligation.holder)),
            ("Credits of", str(line.credit_class)),
            ("Outstanding", f"{line.outstanding:,} of {line.required:,}"),
        ],
        "ways": ways.ways_of(line, on=today()),
        "kind": kind,
        "back": reverse("obligation-page", args=[line.obligation.public_id]),
        "trail": _trail(line),
    }


@desk_page("GET")
def measure_list(request: HttpRequest) -> HttpResponse:
    """Every measure this person may see, by state, newest first."""
    actor = actor_of(request)
    state = request.GET.get("state", "")
    rows = fund.measures(actor)
    if state in states.MEASURE.states:
        rows = rows.filter(state=state)
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [{"measure": one, "tag": shown.measure_tag(one)} for one in page.object_list],
        "state": state,
        "states": [(code, text[:1].upper() + text[1:]) for code, (text, _) in shown.MEASURE_TAGS.items()],
        "trail": [("Measures", "")],
    }
    return render(request, "obligations/fund/measures.html", context)


@desk_page("GET")
def measure_page(request: HttpRequest, measure_id: UUID) -> HttpResponse:
    """One measure: what is done for which credits, the check, the decision, who acts next."""
    actor = actor_of(request)
    found = fund.measure(actor, measure_id)
    action = found.listed_action
    context = {
        "measure": found,
        "tag": shown.measure_tag(found),
        "steps": shown.measure_steps(actor, found),
        "next": shown.measure_next(found),
        "facts": [{"label": label, "value": value} for label, value in shown.measure_facts(found) if value],
        "off_list": action is not None
        and found.state in (states.PROPOSED, states.CHECKED)
        and action.code not in {one.code for one in fund.listed_actions(today())},
        "trail": shown.measure_trail(found),
    }
    return render(request, "obligations/fund/measure.html", context)


@desk_page("GET", "POST")
def step(request: HttpRequest, measure_id: UUID, action: str) -> HttpResponse:
    """One step of the table of measures."""
    actor = actor_of(request)
    found = fund.measure(actor, measure_id)
    require(policies_fund.MEASURE_RULES[action](actor, found))
    if request.method != "POST":
        states.MEASURE.require(action, found.state)
    taken = STEPS[action]
    read = [("What is done", found.description), ("What shows it", found.evidence)]
    checked = [("Checked", found.check_note)] if action == "accept" else []
    return answer_step(
        request,
        taken,
        taken.form(posted(request)),
        back=reverse("measure-page", args=[measure_id]),
        trail=shown.measure_trail(found, taken.heading),
        subject=[*shown.measure_facts(found), *read, *checked],
        measure_id=str(measure_id),
    )
