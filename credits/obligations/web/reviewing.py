"""The authority's queue, the workbench of one application, and the steps of its review."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from assessments.web.answers import actor_of, desk_page, posted, today, version_of
from credits.lots.web.fields import ConfirmForm, WhyForm
from credits.obligations import states
from credits.obligations.selectors import review
from credits.obligations.services import impact_findings, recommending, reviewing
from credits.obligations.web import review_forms as forms
from credits.obligations.web import review_shown as shown
from credits.obligations.web.review_desk import answer_step, desk_for, desk_to
from registry import public_ids
from registry.reference.selectors import containing

ROWS = 25


@desk_page("GET")
def application_list(request: HttpRequest) -> HttpResponse:
    """The applications this person may see, newest first, found by words and state."""
    actor = actor_of(request)
    search = request.GET.get("search", "").replace("\0", "").strip()[:120]
    state = request.GET.get("state", "")
    rows = review.queue(actor)
    if state == "open":
        rows = rows.filter(state__in=review.OPEN)
    elif state in states.APPLICATION.states:
        rows = rows.filter(state=state)
    if search:
        names = ("development__title", "development__developer__name", "reference", "consent_number")
        rows = containing(rows, search, names)
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [{"application": row, "tag": shown.tag_of(row)} for row in page.object_list],
        "search": search,
        "state": state,
        "states": [("open", "Waiting for a decision"), *states_of()],
        "narrowed": bool(search or state),
        "trail": [("Applications", "")],
    }
    return render(request, "obligations/authority/list.html", context)


def states_of() -> list[tuple[str, str]]:
    """The states in words."""
    return [(state, state.replace("_", " ").capitalize()) for state in states.APPLICATION.states]


@desk_page("GET")
def application_page(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """The workbench: report and rules side by side, lines, findings, conditions, recommendation and decision."""
    desk = desk_for(request, application_id)
    application, actor = desk.application, desk.actor
    sees = review.sees_notes(actor, application)
    lines = review.lines_of(application) if sees else []
    under_review = application.state == states.UNDER_REVIEW
    in_review = application.state in (states.UNDER_REVIEW, states.RECOMMENDED)
    missing = review.missing(application, on=today()) if under_review and sees else []
    refusing = review.refusal_required(application) if in_review and sees else []
    needed = review.concurrence_needed(application, lines, on=application.decided_on or today())
    given = review.concurrence_given(application, lines, needed) if needed else None
    context = {
        "application": application,
        "development": application.development,
        "tag": shown.tag_of(application),
        "next": shown.next_of(application, missing),
        "steps": shown.steps_of(actor, application, missing, refusing),
        "missing": missing,
        "refusing": refusing,
        "sees_notes": sees,
        "facts": shown.impact_facts(application),
        "reports": shown.reports_of(actor, application),
        "lines": shown.lines_shown(lines),
        "proposed": sum(line.proposed_quantity for line in lines),
        "final": sum(line.final_quantity for line in lines),
        "may_set": desk.can("set_line"),
        "may_write": desk.can("set_conditions"),
        "findings": shown.findings_shown(application),
        "to_find": review.entities_to_find(lines),
        "needed": None if given else needed,
        "concurrences": application.concurrences.select_related("recorded_by"),
        "conditions": application.conditions.select_related("stage", "met_by"),
        "is_approved": application.state == states.APPROVED,
        "obligation": getattr(application, "obligation", None),
        "may_meet": shown.may_meet(actor, application),
        "may_show": shown.may_show(actor, application),
        "trail": shown.trail_of(application),
    }
    return render(request, "obligations/authority/workbench.html", context)


@desk_page("GET", "POST")
def begin(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Begin the review."""
    desk = desk_to(request, application_id, "begin_review")
    return answer_step(
        request,
        desk,
        ConfirmForm(posted(request)),
        reviewing.begin,
        inputs=lambda data: {"now": timezone.now()},
        heading="Begin the review",
        button="Begin",
        told="The review is begun. The lines of the report stand below.",
        intro="The credit lines of the report become proposed lines. The developer is told.",
    )


@desk_page("GET", "POST")
def line_set(request: HttpRequest, application_id: UUID, line_id: UUID) -> HttpResponse:
    """How many credits of a line are required, and before which stage."""
    desk = desk_to(request, application_id, "set_line")
    lines = desk.application.lines.select_related("credit_class", "stage")
    line = public_ids.find(lines, line_id, "line of this application")
    words = shown.line_words(line)
    initial = {
        "quantity": line.final_quantity,
        "reason": line.reason,
        "stage": line.stage and line.stage.public_id,
    }
    form = forms.LineForm(posted(request), application=desk.application, initial=initial)
    history = line.settings.select_related("set_by").order_by("-pk")
    return answer_step(
        request,
        desk,
        form,
        reviewing.set_line,
        inputs=lambda data: {
            "line_id": str(line_id),
            "quantity": data["quantity"],
            "reason": data["reason"],
            "stage_id": forms.stage_id(data),
            "expected_version": version_of(request),
            "now": timezone.now(),
        },
        heading=f"Line {line.number}: {words['name']}"[:120],
        button="Save",
        told=f"Line {line.number} is set.",
        intro="0 drops the line. Number, reason and your name are kept, and the report's number beside them (N26).",
        fields={"stage_id": "stage"},
        subject=[
            ("Class", words["about"]),
            ("Place", words["place"]),
            ("By the report", f"{line.proposed_quantity:,}"),
        ],
        history=history,
    )


@desk_page("GET", "POST")
def line_new(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Credits that the report does not propose."""
    desk = desk_to(request, application_id, "set_line")
    form = forms.NewLineForm(
        posted(request),
        application=desk.application,
        initial={"subregion": desk.application.development.subregion},
    )
    return answer_step(
        request,
        desk,
        form,
        reviewing.add_line,
        inputs=lambda data: {
            "attributes": forms.attributes_of(data),
            "quantity": data["quantity"],
            "reason": data["reason"],
            "stage_id": forms.stage_id(data),
            "today": today(),
            "now": timezone.now(),
        },
        heading="Add a line",
        button="Add it",
        told="The line is added.",
        intro="A line the report lacks. Its class has to be in the current release of reference facts.",
        fields={"stage_id": "stage", **dict.fromkeys((forms.COMMUNITY, forms.GROUP, forms.SPECIES), "name")},
    )


@desk_page("GET", "POST")
def texts(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """What was found on avoiding and minimising."""
    desk = desk_to(request, application_id, "set_conditions")
    one = desk.application
    initial = {name: getattr(one, name) for name in forms.TextsForm.base_fields}
    return answer_step(
        request,
        desk,
        forms.TextsForm(posted(request), initial=initial),
        reviewing.set_texts,
        inputs=lambda data: {**data, "expected_version": version_of(request)},
        heading="Avoiding and minimising",
        button="Save",
        told="Saved.",
        intro="Offsets are for what could be neither avoided nor minimised (N3).",
    )


@desk_page("GET", "POST")
def finding_new(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Whether an impact is serious and irreversible."""
    desk = desk_to(request, application_id, "record_impact_finding")
    names = review.entities_to_find(review.lines_of(desk.application))
    asked = request.GET.get("entity", "").replace("\0", "")[:400]
    return answer_step(
        request,
        desk,
        forms.ImpactFindingForm(posted(request), initial={"entity": asked or (names[0] if names else "")}),
        impact_findings.record,
        inputs=lambda data: {**data, "now": timezone.now()},
        heading="Serious and irreversible impact",
        button="Record the finding",
        told="The finding is recorded.",
        intro="BC Act s 6.5. A later finding on the same community or species takes the place of this one; both are "
        "kept.",
    )


@desk_page("GET", "POST")
def concurrence_new(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Somebody agrees to fewer credits than the report's."""
    desk = desk_to(request, application_id, "record_concurrence")
    lines = review.lines_of(desk.application)
    needed = review.concurrence_needed(desk.application, lines, on=today())
    initial = {"giver": needed.giver} if needed else {}
    return answer_step(
        request,
        desk,
        forms.ConcurrenceForm(posted(request), initial=initial),
        impact_findings.record_concurrence,
        inputs=lambda data: {**data, "today": today(), "now": timezone.now()},
        heading="Record a concurrence",
        button="Record it",
        told="The concurrence is recorded.",
        intro="It covers the lines as they stand now: one that is lowered later needs a new one.",
    )


@desk_page("GET", "POST")
def recommend(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Recommend a decision."""
    desk = desk_to(request, application_id, "recommend")
    lines = review.lines_of(desk.application)
    has_lines = any(line.final_quantity for line in lines)
    return answer_step(
        request,
        desk,
        forms.RecommendForm(
            posted(request), has_lines=has_lines, initial={"recommendation": desk.application.recommendation}
        ),
        recommending.recommend,
        inputs=_clocked(request),
        heading="Recommend a decision",
        button="Send to the delegate",
        told="Recommended. Another person decides.",
        intro="The lines, findings and conditions stay as they are until the delegate decides or returns it.",
        missing=review.missing(desk.application, on=today()),
    )


def _clocked(request: HttpRequest) -> Any:
    return lambda data: {
        **data,
        "expected_version": version_of(request),
        "today": today(),
        "now": timezone.now(),
    }


@desk_page("GET", "POST")
def give_back(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """The delegate returns it."""
    desk = desk_to(request, application_id, "return")
    return answer_step(
        request,
        desk,
        WhyForm(posted(request)),
        recommending.give_back,
        inputs=lambda data: {**data, "expected_version": version_of(request), "now": timezone.now()},
        heading="Return to the officer",
        button="Return it",
        told="Returned. The officers of your authority were told.",
        intro="The officers read your reason.",
    )
