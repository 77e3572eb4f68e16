"""How an owner writes a yearly report: one form for the whole draft, small ones for photos and observations, and a page
to check, sign and submit. Every button of the large form saves it first, so that nothing typed is left behind."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from assessments.web.answers import (
    Attempt,
    answer_form,
    desk_page,
    form_page,
    posted,
    require,
    today,
    version_of,
)
from registry import public_ids
from registry.agreements.web.desk import differing
from registry.agreements.web.forms import ConfirmForm
from registry.findings import DomainError
from registry.forms import RegistryForm, SeeOther, key_of
from registry.fund import states
from registry.fund.models import ReportedObservation, ReportQuery
from registry.fund.selectors import report_checks, reporting
from registry.fund.services import (
    report_observations,
    report_photos,
    report_statements,
    reports,
)
from registry.fund.web.report_desk import Desk, answer_step, context_of, desk_for
from registry.fund.web.report_forms import ObservationForm, PhotoForm, ReportForm, SignForm, TextForm

NEXT = {
    "photo": "annual-report-photo-add",
    "observation": "annual-report-observation-add",
    "check": "annual-report-submit",
}
"""Where each button of the form leads once all of it is saved."""


def desk_to_write(request: HttpRequest, year_id: UUID) -> Desk:
    """The year for an owner who may write on its report. Raises NotVisible, NotAllowed, and DomainError where none was
    begun or its state forbids it; what was sent is judged by the command alone."""
    desk = desk_for(request, year_id)
    require(desk.may("save"))
    if desk.report is None:
        raise DomainError("report.not_begun", "No report was begun for this year. Begin it first.")
    if request.method != "POST":
        states.REPORT.require("save", desk.report.state)
    return desk


@desk_page("GET", "POST")
def write(request: HttpRequest, year_id: UUID) -> HttpResponse:
    """The whole draft on one page."""
    desk = desk_to_write(request, year_id)
    assert desk.report is not None  # noqa: S101
    content = reporting.content_of(desk.year)
    form = ReportForm(posted(request), report=desk.report, duties=content.duties, purposes=content.purposes)
    fields: dict[str, str] = {}

    def act(data: dict[str, Any]) -> dict[str, Any]:
        fields.update(form.places())
        return reports.save(
            **desk.ids,
            key=key_of(request),
            actions=form.actions(),
            spending=form.spending(),
            summary=data["summary"],
            changes=data["changes"],
            expected_version=version_of(request),
        )

    def done(result: dict[str, Any]) -> HttpResponse:
        then = request.POST.get("then", "")
        if then not in NEXT:
            messages.success(request, "The draft is saved. Nobody else sees it as submitted.")
        return SeeOther(desk.address(NEXT.get(then, "annual-report-write")))

    def draw(bound: RegistryForm, tried: Attempt) -> HttpResponse:
        now = desk_for(request, year_id) if tried.stale else desk
        page = context_of(
            now,
            "Write the report",
            content=content,
            version=now.version,
            differing=differing(bound) if tried.stale else (),
        )
        return form_page(request, "fund/reports/write.html", page)(bound, tried)

    return answer_form(request, form, act=act, done=done, draw=draw, fields=fields)


@desk_page("GET", "POST")
def photo_add(request: HttpRequest, year_id: UUID) -> HttpResponse:
    """Add one photo."""
    desk = desk_to_write(request, year_id)
    return answer_step(
        request,
        desk,
        PhotoForm(posted(request), request.FILES or None),
        report_photos.add,
        inputs=lambda data: {
            "content": data["file"].read(),
            "caption": data["caption"],
            "point": data["point"],
            "taken_on": data["taken_on"],
            "today": today(),
            "now": timezone.now(),
        },
        title="Add a photo",
        button="Add it",
        told="The photo is added. Its metadata, such as the position, was left out.",
        intro=f"At most {report_photos.PHOTOS_AT_MOST} photos belong to a report.",
        back=desk.address("annual-report-write"),
    )


def _remove(
    request: HttpRequest,
    desk: Desk,
    command: Callable[..., dict[str, Any]],
    inputs: dict[str, Any],
    *,
    what: str,
) -> HttpResponse:
    return answer_step(
        request,
        desk,
        ConfirmForm(posted(request)),
        command,
        inputs=lambda data: inputs,
        title=f"Remove {what}",
        button="Remove it",
        told="It was removed.",
        danger=True,
        back=desk.address("annual-report-write"),
    )


@desk_page("GET", "POST")
def photo_remove(request: HttpRequest, year_id: UUID, photo_id: UUID) -> HttpResponse:
    """Ask, then remove."""
    desk = desk_to_write(request, year_id)
    found = reporting.photo_for(desk.actor, year_id, photo_id)
    inputs = {"photo_id": str(photo_id)}
    return _remove(request, desk, report_photos.remove, inputs, what=f"the photo “{found.caption[:60]}”")


@desk_page("GET", "POST")
def observation_add(request: HttpRequest, year_id: UUID) -> HttpResponse:
    """Add a monitoring result or an incident."""
    desk = desk_to_write(request, year_id)
    return answer_step(
        request,
        desk,
        ObservationForm(posted(request)),
        report_observations.add,
        inputs=lambda data: {**data, "today": today()},
        title="Add a monitoring result or an incident",
        button="Add it",
        told="It is added.",
        back=desk.address("annual-report-write"),
    )


@desk_page("GET", "POST")
def observation_remove(request: HttpRequest, year_id: UUID, observation_id: UUID) -> HttpResponse:
    """Ask, then remove."""
    desk = desk_to_write(request, year_id)
    rows = ReportedObservation.objects.filter(report=desk.report)
    found = public_ids.find(rows, observation_id, "observation")
    inputs = {"observation_id": str(observation_id)}
    what = f"the {found.get_kind_display().lower()} of {found.observed_on:%d/%m/%Y}"
    return _remove(request, desk, report_observations.remove, inputs, what=what)


@desk_page("GET", "POST")
def answer(request: HttpRequest, year_id: UUID, query_id: UUID) -> HttpResponse:
    """Answer a question of the trust."""
    desk = desk_to_write(request, year_id)
    asked = public_ids.find(ReportQuery.objects.filter(report=desk.report), query_id, "question")
    return answer_step(
        request,
        desk,
        TextForm(posted(request), label="Your answer", initial={"text": asked.answer}),
        reports.answer,
        inputs=lambda data: {"query_id": str(query_id), "text": data["text"], "now": timezone.now()},
        title="Answer the question",
        button="Save the answer",
        told="The answer is saved. Submit the report again when everything is answered.",
        quoted=asked.question,
        back=desk.address(),
    )


@desk_page("GET", "POST")
def submit(request: HttpRequest, year_id: UUID) -> HttpResponse:
    """What is missing; or what is declared, to be signed."""
    desk = desk_to_write(request, year_id)
    assert desk.report is not None  # noqa: S101
    content = reporting.content_of(desk.year)
    return answer_step(
        request,
        desk,
        SignForm(posted(request)),
        reports.submit,
        inputs=lambda data: {
            "typed_name": data["typed_name"],
            "capacity": data["capacity"],
            "expected_version": version_of(request),
            "now": timezone.now(),
        },
        title="Check and submit",
        button="Sign and submit",
        told="The report is with the trust.",
        template="fund/reports/submit.html",
        back=desk.address("annual-report-write"),
        to=desk.address(),
        content=content,
        missing=report_checks.missing(content),
        statement=report_statements.declaration(desk.report, content),
    )
