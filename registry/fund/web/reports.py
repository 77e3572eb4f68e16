"""Yearly reports: the list of what is due and overdue, the page of one year, its photos and its PDF (N63)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from assessments.evidence.photos import thumbnail
from assessments.web.answers import actor_of, desk_page, require, today
from registry.agreements.policies import holder_ids
from registry.findings import DomainError, NotVisible
from registry.forms import SeeOther, key_of, new_key
from registry.fund.papers import annual_report as paper
from registry.fund.policies import reports as policies
from registry.fund.selectors import report_checks, report_lists, reporting
from registry.fund.services import reports
from registry.fund.web import report_desk
from registry.fund.web.report_desk import Desk, context_of, desk_for

ROWS = 25
ENDINGS = {"png": "image/png", "jpg": "image/jpeg"}


@desk_page("GET")
def report_list(request: HttpRequest) -> HttpResponse:
    """Years that have begun, by whose turn it is: holders see theirs, the trust all of its sites."""
    actor = actor_of(request)
    search = request.GET.get("search", "").replace("\0", "").strip()[:120]
    show = request.GET.get("show", "")
    show = show if show in report_lists.SHOWN else report_lists.first_shown(actor)
    rows = report_lists.listed(actor, show=show, search=search, today=today())
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    counts = report_lists.counts(actor, today=today())
    context = {
        "page": page,
        "rows": [_row(year) for year in page.object_list],
        "show": show,
        "shown": [(code, label, counts[code]) for code, label in report_lists.SHOWN.items()],
        "any": counts[report_lists.ALL],
        "search": search,
        "trail": [("Payments", reverse("fund-home")), ("Yearly reports", "")],
    }
    return render(request, "fund/reports/list.html", context)


def _row(year: Any) -> dict[str, Any]:
    return {
        "year": year,
        "tag": report_desk.tag_of(year),
        "overdue": reporting.is_overdue(year, today=today()),
        "last_day": report_desk.last_day(year),
    }


@desk_page("GET")
def report_page(request: HttpRequest, year_id: UUID) -> HttpResponse:
    """What is due in a year, what was reported, and beside it the plan and the year before."""
    desk = desk_for(request, year_id)
    content = reporting.content_of(desk.year)
    before = reporting.year_before(desk.year)
    agreement = desk.year.site.agreement
    mine = bool(desk.actor.organisation_ids & holder_ids(agreement))
    context = context_of(
        desk,
        content=content,
        before=before,
        before_content=reporting.content_of(before) if before else None,
        before_report=reporting.report_of(before) if before else None,
        owners=reporting.owners_of(desk.year),
        hold=reporting.open_hold(agreement),
        may_hold=policies.may_hold(desk.actor, agreement).allowed,
        steps=steps_of(desk, content),
        reasons=_reasons(desk),
        may_begin=_may_begin(desk),
        missing=report_checks.missing(content) if desk.report and desk.can("save") else [],
        key=new_key(),
        mine=mine,
        share=paper.percent(desk.report.payable_parts) if desk.report else "",
    )
    return render(request, "fund/reports/year.html", context)


def _may_begin(desk: Desk) -> bool:
    return (
        desk.report is None
        and policies.may_write(desk.actor, desk.year.site.agreement).allowed
        and desk.year.due_on <= today()
        and desk.year.state != report_desk.states.ENDED
    )


def steps_of(desk: Desk, content: reporting.Content) -> list[dict[str, Any]]:
    """One button for each thing this person may do now."""
    found: list[dict[str, Any]] = []

    def button(label: str, name: str, *, danger: bool = False) -> None:
        found.append({"label": label, "url": desk.address(name), "danger": danger})

    if desk.can("submit"):
        button("Go on writing", "annual-report-write")
        button("Check and submit", "annual-report-submit")
    if desk.can("approve"):
        button("Approve", "annual-report-approve")
    if desk.can("query"):
        button("Ask a question", "annual-report-query")
    if policies.may_inspect(desk.actor, desk.year.site.agreement).allowed:
        button("Record an inspection", "annual-report-inspect")
    if desk.can("reject"):
        button("Reject", "annual-report-reject", danger=True)
    return found


def _reasons(desk: Desk) -> list[str]:
    """Why a person with the role may not take a step that the state allows."""
    if desk.report is None:
        return []
    found = {
        decision.reason
        for transition in report_desk.states.REPORT.actions(desk.report.state, desk.actor.roles)
        if not (decision := desk.may(transition.action)).allowed
    }
    return sorted(found)


@desk_page("POST")
def report_begin(request: HttpRequest, year_id: UUID) -> HttpResponse:
    """Begin the report and go on to its form."""
    desk = desk_for(request, year_id)
    require(policies.may_write(desk.actor, desk.year.site.agreement))
    try:
        reports.begin(**desk.ids, key=key_of(request), today=today(), now=timezone.now())
    except DomainError as refusal:
        messages.error(request, refusal.message)
        return SeeOther(desk.address())
    return SeeOther(desk.address("annual-report-write"))


@desk_page("GET")
def report_pdf(request: HttpRequest, year_id: UUID) -> HttpResponse:
    """The report as a document to keep; the same report gives the same bytes."""
    desk = desk_for(request, year_id)
    if desk.report is None:
        raise NotVisible("report")
    answer = HttpResponse(
        paper.draw(desk.report, reporting.content_of(desk.year), reporting.owners_of(desk.year)),
        content_type="application/pdf",
    )
    answer["Content-Disposition"] = f'attachment; filename="{paper.filename_of(desk.report)}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@desk_page("GET")  # type: ignore[arg-type]
def photo_file(request: HttpRequest, year_id: UUID, photo_id: UUID) -> HttpResponse | FileResponse:
    """A photo to look at; `?size=small` gives a small one for lists."""
    row = reporting.photo_for(actor_of(request), year_id, photo_id)
    ending = str(row.image.name).rpartition(".")[2]
    try:
        stream = row.image.open("rb")
    except FileNotFoundError:
        raise NotVisible("file") from None
    response: HttpResponse | FileResponse
    if request.GET.get("size") == "small":
        with stream:
            response = HttpResponse(thumbnail(stream.read()), content_type="image/jpeg")
        # What was read once may be drawn again for a while by the same browser, and by no other.
        response["Cache-Control"] = "private, max-age=600"
    else:
        name = f"photo-{str(row.public_id)[:8]}.{ending}"
        response = FileResponse(stream, filename=name, content_type=ENDINGS[ending])
        response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
