"""What the trust does about a yearly report: ask, approve, reject, record a visit; and hold the payments of a site."""

from typing import Any
from uuid import UUID

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
    version_of,
)
from registry import public_ids
from registry.findings import DomainError
from registry.forms import RegistryForm, SeeOther, key_of
from registry.fund import states
from registry.fund.policies import reports as policies
from registry.fund.selectors import reporting
from registry.fund.services import compliance_holds, inspections, reports
from registry.fund.web.report_desk import Desk, answer_step, desk_for, way_to_the_list
from registry.fund.web.report_forms import ApproveForm, InspectionForm, TextForm


def desk_to(request: HttpRequest, year_id: UUID, action: str) -> Desk:
    """The year for somebody who may take the action. Raises NotVisible, NotAllowed, and DomainError where the state
    forbids it and the page is only looked at; what was sent is judged by the command."""
    desk = desk_for(request, year_id)
    require(desk.may(action))
    if desk.report is None:
        raise DomainError("report.not_begun", "No report was begun for this year.")
    if request.method != "POST":
        states.REPORT.require(action, desk.report.state)
    return desk


def _common(request: HttpRequest) -> dict[str, Any]:
    return {"expected_version": version_of(request), "now": timezone.now()}


@desk_page("GET", "POST")
def query(request: HttpRequest, year_id: UUID) -> HttpResponse:
    """Ask the holder."""
    return answer_step(
        request,
        desk_to(request, year_id, "query"),
        TextForm(posted(request), label="Your question"),
        reports.query,
        inputs=lambda data: {"question": data["text"], **_common(request)},
        title="Ask a question",
        button="Ask",
        told="The question is with the owners. They answer it and submit the report again.",
        fields={"question": "text"},
    )


@desk_page("GET", "POST")
def approve(request: HttpRequest, year_id: UUID) -> HttpResponse:
    """Approve the whole or a part of the next payment."""
    form = ApproveForm(posted(request))
    desk = desk_to(request, year_id, "approve")
    content = reporting.content_of(desk.year)
    return answer_step(
        request,
        desk,
        form,
        reports.approve,
        inputs=lambda data: {**form.inputs(data), **_common(request)},
        title="Approve the report",
        button="Approve",
        told="The report is approved.",
        template="fund/reports/approve.html",
        fields={"payable_parts": "percent"},
        content=content,
    )


@desk_page("GET", "POST")
def reject(request: HttpRequest, year_id: UUID) -> HttpResponse:
    """Reject, with a reason."""
    return answer_step(
        request,
        desk_to(request, year_id, "reject"),
        TextForm(posted(request), label="Reason", help_text="The owners read it, and mend the report."),
        reports.reject,
        inputs=lambda data: {"reason": data["text"], **_common(request)},
        title="Reject the report",
        button="Reject",
        told="The report is rejected. The owners can mend it and submit it again.",
        danger=True,
        fields={"reason": "text"},
    )


@desk_page("GET", "POST")
def inspect(request: HttpRequest, year_id: UUID) -> HttpResponse:
    """Record what a visit found."""
    desk = desk_for(request, year_id)
    require(policies.may_inspect(desk.actor, desk.year.site.agreement))
    return answer_step(
        request,
        desk,
        InspectionForm(posted(request)),
        inspections.record,
        inputs=lambda data: {**data, "today": today(), "now": timezone.now()},
        title="Record an inspection",
        button="Record it",
        told="The inspection is recorded.",
        intro="It is written once. A later visit is another record, and the latest one counts.",
    )


# --- holds ------------------------------------------------------------------------------------------------------------
@desk_page("GET", "POST")
def hold_page(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """The holds of a site's payments, and the form that places one."""
    actor = actor_of(request)
    agreement = reporting.agreement_for(actor, agreement_id)
    decision = policies.may_hold(actor, agreement)
    here = reverse("site-holds", args=[agreement_id])
    standing = reporting.open_hold(agreement)
    context = {
        "agreement": agreement,
        "holds": reporting.holds_of(agreement),
        "standing": standing,
        "may_place": decision.allowed and standing is None,
        "may_lift": standing is not None and policies.may_lift(actor, agreement, standing).allowed,
        "why_not": policies.may_lift(actor, agreement, standing).reason
        if standing and decision.allowed
        else "",
        "trail": [*way_to_the_list(), (f"Holds of {agreement}", "")],
    }
    if request.method == "POST":
        require(decision)
    elif not context["may_place"]:
        return render(request, "fund/reports/holds.html", context)

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return compliance_holds.place(
            actor=actor,
            key=key_of(request),
            agreement_id=str(agreement_id),
            reason=data["text"],
            now=timezone.now(),
        )

    form = TextForm(posted(request), label="Reason", help_text="The owners read it.")
    draw = form_page(request, "fund/reports/holds.html", context)
    return answer_form(
        request, form, act=act, done=lambda result: SeeOther(here), draw=draw, fields={"reason": "text"}
    )


@desk_page("GET", "POST")
def hold_lift(request: HttpRequest, agreement_id: UUID, hold_id: UUID) -> HttpResponse:
    """Another person of the trust lifts it."""
    actor = actor_of(request)
    agreement = reporting.agreement_for(actor, agreement_id)
    hold = public_ids.find(reporting.holds_of(agreement), hold_id, "hold")
    require(policies.may_lift(actor, agreement, hold))
    here = reverse("site-holds", args=[agreement_id])
    form: RegistryForm = TextForm(posted(request), label="Why it is lifted", help_text="The owners read it.")

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return compliance_holds.lift(
            actor=actor,
            key=key_of(request),
            agreement_id=str(agreement_id),
            hold_id=str(hold_id),
            reason=data["text"],
            now=timezone.now(),
        )

    trail = [*way_to_the_list(), (f"Holds of {agreement}", here), ("Lift the hold", "")]
    draw = form_page(
        request,
        "fund/reports/hold_lift.html",
        {"agreement": agreement, "hold": hold, "trail": trail, "back": here},
    )
    return answer_form(
        request, form, act=act, done=lambda result: SeeOther(here), draw=draw, fields={"reason": "text"}
    )
