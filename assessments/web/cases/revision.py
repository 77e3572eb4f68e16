"""The page of a revision: where it stands, what can be done next, and the list of its sections."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from assessments import policies, selectors, states
from assessments.bam.outcome import CaseOutcome
from assessments.models import Revision
from assessments.services import calculating, comments, completeness
from assessments.services.completeness import COMPLETE, IN_PROGRESS, NOT_STARTED, OPTIONAL, SectionStatus
from assessments.services.lifecycle import last_day_to_submit
from assessments.web.answers import Desk, actor_of, desk_for, desk_page, today
from assessments.web.cases.states_shown import offers, tag_of
from registry.findings import errors, warnings
from registry.parties.people import current_accreditation

STATUS_SHOWN = {
    NOT_STARTED: ("Not started", "todo"),
    IN_PROGRESS: ("Incomplete", "doing"),
    COMPLETE: ("Complete", "done"),
    OPTIONAL: ("Nothing entered", "none"),
}


FACTS_MISSING = ("Gaps left", "doing")


@desk_page("GET")
def assessment_page(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """Goes to the newest revision of the assessment that this person may see."""
    assessment = selectors.assessment_for(actor_of(request), assessment_id)
    return redirect("revision-page", revision_id=assessment.seen[0].public_id)  # type: ignore[attr-defined]


@desk_page("GET")
def revision_page(request: HttpRequest, revision_id: UUID) -> HttpResponse:
    """The task list of a revision with its state, the steps open to this person, and its results so far."""
    actor = actor_of(request)
    desk = desk_for(request, revision_id)
    revision = desk.revision
    statuses = completeness.statuses(revision, today=today())
    missing = missing_by_section(revision, statuses)
    asked = comments.open_by_section(actor, revision)
    gaps = gaps_in(calculating.compute(revision)[1]) if desk.editable else 0
    others = [
        {
            "revision": row,
            "tag": tag_of(row),
            "compare": reverse("revision-compare", args=[revision_id, row.public_id]),
        }
        for row in selectors.revisions_visible_to(actor)
        .filter(assessment=revision.assessment)
        .exclude(pk=revision.pk)
        .order_by("-number")
    ]
    return render(
        request,
        "assessments/revisions/revision_page.html",
        {
            "desk": desk,
            "revision": revision,
            "tag": tag_of(revision),
            "offers": _unique_offers(actor, revision),
            "table": states.REVISION,
            "tasks": [_task(desk, status, gaps, asked) for status in statuses],
            "comments_open": sum(asked.values()),
            "may_read_comments": policies.may_read_comments(actor, revision).allowed,
            "works_on": policies.works_on(actor, revision.assessment),
            "missing": missing if desk.editable else [],
            "missing_count": sum(len(section["findings"]) for section in missing),
            "facts": facts_of(revision),
            "calculation": selectors.latest_calculation(revision),
            "others": others,
            "last_day": last_day_to_submit(revision) if revision.state == states.FINALISED else None,
            "today": today(),
        },
    )


def missing_by_section(revision: Revision, statuses: tuple[SectionStatus, ...]) -> list[dict[str, Any]]:
    """What stops the revision from being finalised, section by section, each with its page."""
    return [
        {
            "title": status.section.title,
            "url": reverse("section-page", args=[revision.public_id, status.section.code]),
            "findings": errors(status.findings),
        }
        for status in statuses
        if errors(status.findings)
    ]


def gaps_in(outcome: CaseOutcome) -> int:
    """How many things keep numbers from being computed."""
    sentences = {sentence for zone in outcome.zones for sentence in zone.not_computed}
    return len(sentences | {sentence for line in outcome.credit_lines for sentence in line.not_computed})


def _task(desk: Desk, status: SectionStatus, gaps: int, asked: dict[str, int]) -> dict[str, Any]:
    """One line of the task list. Facts that are missing stop no certification, but numbers."""
    section = status.section
    text, kind = STATUS_SHOWN[status.status]
    notes = []
    if section.code == "facts" and gaps:
        text, kind = FACTS_MISSING
        notes.append("1 thing keeps" if gaps == 1 else f"{gaps} things keep")
        notes[-1] += " credits from being computed"
    if not (section.single or section.uploaded) and status.rows:
        notes.append("1 entry" if status.rows == 1 else f"{status.rows} entries")
    blocking, doubtful = errors(status.findings), warnings(status.findings)
    if desk.editable and blocking:
        notes.append(blocking[0].message if len(blocking) == 1 else f"{len(blocking)} things are missing")
    if doubtful:
        notes.append(doubtful[0].message if len(doubtful) == 1 else f"{len(doubtful)} warnings")
    if asked.get(section.code):
        count = asked[section.code]
        notes.append("1 open comment" if count == 1 else f"{count} open comments")
    return {
        "title": section.title,
        "url": reverse("section-page", args=[desk.revision.public_id, section.code]),
        "status": text,
        "status_kind": kind,
        "hint": ". ".join(note.rstrip(".") for note in notes),
    }


def _unique_offers(actor: Any, revision: Revision) -> list[Any]:
    """One button per page: accepting and returning are decided on the same one."""
    by_page: dict[str, Any] = {}
    for offer in offers(actor, revision):
        by_page.setdefault(offer.url, offer)
    return list(by_page.values())


def facts_of(revision: Revision) -> list[dict[str, str]]:
    """Who, when and from which reference facts: the rows beside the task list."""
    assessment = revision.assessment
    number = revision.accreditation_number
    if not number:
        accreditation = current_accreditation(assessment.assessor, on=today())
        number = accreditation.number if accreditation else "not accredited today"
    rows = [
        ("Case", f"{assessment.case.number} {assessment.case.title}"),
        ("Assessment", f"{assessment.number}, {assessment.get_kind_display()}"),
        ("Module", assessment.get_module_display()),
        ("Assessor", f"{assessment.assessor} ({number})"),
        ("Goes to", assessment.reviewing_organisation.name),
        ("Reference facts", revision.release.code),
        ("Certified on", _day(revision.certified_on)),
        ("Submitted on", _day(revision.submitted_at)),
        ("Decided on", _day(revision.decided_at)),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]


def _day(moment: Any) -> str:
    if moment is None:
        return ""
    day = timezone.localtime(moment).date() if hasattr(moment, "hour") else moment
    return f"{day:%-d %B %Y}"
