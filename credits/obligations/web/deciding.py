"""The delegate's decision on an application."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from assessments.web.answers import desk_page, posted, today, version_of
from credits.lots.web.fields import WhyForm
from credits.obligations.selectors import review
from credits.obligations.services import deciding_application
from credits.obligations.web import review_shown as shown
from credits.obligations.web.review_desk import answer_step, desk_to
from credits.obligations.web.review_forms import ApproveForm


@desk_page("GET", "POST")
def approve(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Approve as recommended; the page shows what is imposed."""
    desk = desk_to(request, application_id, "approve")
    lines = [line for line in review.lines_of(desk.application) if line.final_quantity]
    modifies = desk.application.kind == deciding_application.MODIFICATION
    return answer_step(
        request,
        desk,
        ApproveForm(posted(request), initial={"decided_on": today()}),
        deciding_application.approve,
        inputs=lambda data: {
            **data,
            "expected_version": version_of(request),
            "today": today(),
            "now": timezone.now(),
        },
        heading="Approve the modification" if modifies else "Approve",
        button="Approve",
        told="Approved. What is owed is a condition of the consent, and the developer was told.",
        intro="The credits below become what is owed under the consent (BC Act s 7.13, s 7.14)."
        + (
            " Lines in force that are not among them are superseded; what was discharged counts."
            if modifies
            else ""
        ),
        imposed=shown.lines_shown(lines),
        total=sum(line.final_quantity for line in lines),
        refusing=review.refusal_required(desk.application),
        recommendation=desk.application,
    )


@desk_page("GET", "POST")
def refuse(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Refuse with the reason."""
    desk = desk_to(request, application_id, "refuse")
    return answer_step(
        request,
        desk,
        WhyForm(posted(request)),
        deciding_application.refuse,
        inputs=lambda data: {
            **data,
            "expected_version": version_of(request),
            "today": today(),
            "now": timezone.now(),
        },
        heading="Refuse",
        button="Refuse the application",
        told="Refused. The developer was told, and can apply again.",
        intro="The developer reads your reason.",
        danger=True,
        recommendation=desk.application,
    )
