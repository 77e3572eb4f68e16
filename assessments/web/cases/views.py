"""Cases: the list with what waits for whom, a case with its parties and assessments, and opening them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from assessments import policies, selectors
from assessments.models import AssessmentCase
from assessments.services import cases
from assessments.web.answers import actor_of, answer_form, desk_page, form_page, posted, require, today
from assessments.web.cases.forms import AssessmentForm, CaseForm, PartyForm
from assessments.web.cases.states_shown import tag_of
from assessments.web.cases.waiting import waiting_list
from registry.forms import SeeOther, key_of
from registry.reference.selectors import containing

CASES_PER_PAGE = 20


@desk_page("GET")
def case_list(request: HttpRequest) -> HttpResponse:
    """What waits for this person, then every case they may see, found by number or by words."""
    actor = actor_of(request)
    search = request.GET.get("search", "").replace("\0", "").strip()[:120]
    page = Paginator(_found(selectors.cases_visible_to(actor), search), CASES_PER_PAGE).get_page(
        request.GET.get("page")
    )
    waiting, more_waiting = waiting_list(actor, today())
    return render(
        request,
        "assessments/cases/case_list.html",
        {
            "page": page,
            "search": search,
            "cases": [{"case": case, "assessments": _assessments(case)} for case in page.object_list],
            "waiting": waiting,
            "more_waiting": more_waiting,
            "may_open": policies.may_open_case(actor).allowed,
        },
    )


def _found(rows: QuerySet[AssessmentCase], search: str) -> QuerySet[AssessmentCase]:
    """Cases of that number (their own or an assessment's), or with every word in the title."""
    if search.isascii() and search.isdigit() and len(search) <= 9:
        return rows.filter(
            Q(pk=int(search)) | Q(assessments__pk=int(search)) | Q(title__icontains=search)
        ).distinct()
    return containing(rows, search, ("title",))


def _assessments(case: AssessmentCase) -> list[dict[str, Any]]:
    """The visible assessments of a case, each with its newest visible revision first."""
    return [
        {
            "assessment": assessment,
            "newest": assessment.seen[0] if assessment.seen else None,
            "tag": tag_of(assessment.seen[0]) if assessment.seen else None,
            "revisions": [{"revision": row, "tag": tag_of(row)} for row in assessment.seen],
        }
        for assessment in case.seen  # type: ignore[attr-defined]
    ]


@desk_page("GET", "POST")
def case_new(request: HttpRequest) -> HttpResponse:
    """Open a case."""
    actor = actor_of(request)
    require(policies.may_open_case(actor))

    def done(result: dict[str, Any]) -> HttpResponse:
        messages.success(request, "The case is open. Name the parties, then open an assessment.")
        return SeeOther(reverse("case-page", args=[result["id"]]))

    return answer_form(
        request,
        CaseForm(posted(request)),
        act=lambda data: cases.open_case(actor=actor, key=key_of(request), title=data["title"]),
        done=done,
        draw=form_page(request, "assessments/cases/case_new.html"),
    )


@desk_page("GET")
def case_page(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """One case: its parties, and its assessments with every revision this person may see."""
    actor = actor_of(request)
    case = selectors.case_for(actor, case_id)
    return render(
        request,
        "assessments/cases/case_page.html",
        {
            "case": case,
            "parties": case.parties.all(),
            "assessments": _assessments(case),
            "manage": policies.may_manage_case(actor, case),
        },
    )


@desk_page("GET", "POST")
def case_party_new(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Name a party to a case."""
    actor = actor_of(request)
    case = selectors.case_for(actor, case_id)
    require(policies.may_manage_case(actor, case))
    form = PartyForm(posted(request))

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return cases.name_party(
            actor=actor,
            key=key_of(request),
            case_id=str(case_id),
            organisation_id=str(data["organisation"].public_id),
            role=data["role"],
        )

    def done(result: dict[str, Any]) -> HttpResponse:
        messages.success(request, f"{form.cleaned_data['organisation']} is now a party to the case.")
        return SeeOther(reverse("case-page", args=[case_id]))

    draw = form_page(request, "assessments/cases/case_party_new.html", {"case": case})
    return answer_form(request, form, act=act, done=done, draw=draw)


@desk_page("GET", "POST")
def assessment_new(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Open an assessment of a case."""
    actor = actor_of(request)
    case = selectors.case_for(actor, case_id)
    require(policies.may_manage_case(actor, case))

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return cases.open_assessment(
            actor=actor,
            key=key_of(request),
            case_id=str(case_id),
            kind=data["kind"],
            module=data["module"],
            reviewing_organisation_id=data["reviewing_organisation"],
            proposal_name=data["proposal_name"],
            today=today(),
        )

    def done(result: dict[str, Any]) -> HttpResponse:
        messages.success(request, "The assessment is open. Work through the list below in any order.")
        return SeeOther(reverse("revision-page", args=[result["revision_id"]]))

    form = AssessmentForm(posted(request), initial={"proposal_name": case.title})
    draw = form_page(request, "assessments/cases/assessment_new.html", {"case": case})
    return answer_form(request, form, act=act, done=done, draw=draw)


@desk_page("GET")
def review_queue(request: HttpRequest) -> HttpResponse:
    """What waits for a reviewer's decision, oldest first."""
    actor = actor_of(request)
    require(policies.may_read_reviews(actor))
    decides = bool(actor.reviewing_organisation_ids)
    rows = selectors.awaiting_review_by(actor).select_related("proposal")
    page = Paginator(rows, CASES_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "assessments/cases/review_queue.html", {"page": page, "decides": decides})
