"""The steps of a revision as pages: finalise, submit, review, reopen. Each shows what it rests on before it is done."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from assessments import policies, selectors, states
from assessments.bam.outcome import CaseOutcome
from assessments.models import Revision
from assessments.services import calculating, comments, completeness, lifecycle
from assessments.web.answers import (
    actor_of,
    answer_form,
    desk_for,
    desk_page,
    form_page,
    posted,
    require,
    today,
)
from assessments.web.cases.forms import NEWEST, RETURN, ConfirmForm, FinaliseForm, ReopenForm, ReviewForm
from assessments.web.cases.revision import facts_of, missing_by_section
from assessments.web.cases.states_shown import tag_of
from registry.actor import Actor
from registry.forms import SeeOther, key_of
from registry.reference import selectors as reference


def _context(revision: Revision, **more: Any) -> dict[str, Any]:
    return {"revision": revision, "tag": tag_of(revision), **more}


def _to_revision(public_id: str | UUID) -> HttpResponse:
    return SeeOther(reverse("revision-page", args=[public_id]))


def _results(outcome: CaseOutcome) -> dict[str, Any]:
    """Totals of a result as it would be certified, and what they lack."""
    return {
        "ecosystem": outcome.ecosystem_credits,
        "species": outcome.species_credits,
        "lines": len(outcome.credit_lines),
        "not_computed": [line for line in outcome.credit_lines if line.credits is None],
        "provisional": outcome.provisional,
        "findings": outcome.findings,
    }


@desk_page("GET", "POST")
def finalise(request: HttpRequest, revision_id: UUID) -> HttpResponse:
    """What is missing, what would be certified, the statement, and the button (N3, N19, N21)."""
    actor = actor_of(request)
    revision = desk_for(request, revision_id).revision
    require(policies.may_finalise(actor, revision.assessment))
    states.REVISION.require("finalise", revision.state)
    missing = missing_by_section(revision, completeness.statuses(revision, today=today()))

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return lifecycle.finalise(
            actor=actor,
            key=key_of(request),
            revision_id=revision.pk,
            certified_on=data["certified_on"],
            today=today(),
        )

    def done(result: dict[str, Any]) -> HttpResponse:
        messages.success(
            request, "The revision is final and certified. Its documents are being built. Submit it next."
        )
        return _to_revision(revision_id)

    form = FinaliseForm(posted(request), initial={"certified_on": today()})
    context = _context(revision, missing=missing, results=_results(calculating.compute(revision)[1]))
    draw = form_page(request, "assessments/revisions/finalise.html", context)
    return answer_form(request, form, act=act, done=done, draw=draw)


@desk_page("GET", "POST")
def submit(request: HttpRequest, revision_id: UUID) -> HttpResponse:
    """Send a certified revision to the organisation that decides on it, within the days allowed."""
    actor = actor_of(request)
    revision = desk_for(request, revision_id).revision
    require(policies.may_finalise(actor, revision.assessment))
    states.REVISION.require("submit", revision.state)
    last_day = lifecycle.last_day_to_submit(revision)

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return lifecycle.submit(actor=actor, key=key_of(request), revision_id=revision.pk, today=today())

    def done(result: dict[str, Any]) -> HttpResponse:
        messages.success(request, f"Sent to {revision.assessment.reviewing_organisation}.")
        return _to_revision(revision_id)

    context = _context(
        revision,
        last_day=last_day,
        too_late=last_day is not None and today() > last_day,
        calculation=selectors.latest_calculation(revision),
    )
    draw = form_page(request, "assessments/revisions/submit.html", context)
    return answer_form(request, ConfirmForm(posted(request)), act=act, done=done, draw=draw)


@desk_page("GET", "POST")
def review(request: HttpRequest, revision_id: UUID) -> HttpResponse:
    """The reviewer's page: credits, documents and every section to read, then accept or return with a reason."""
    actor = actor_of(request)
    revision = desk_for(request, revision_id).revision
    require(policies.may_review(actor, revision.assessment))
    states.REVISION.require("accept", revision.state)

    def act(data: dict[str, Any]) -> dict[str, Any]:
        step = lifecycle.return_to_assessor if data["decision"] == RETURN else lifecycle.accept
        return step(actor=actor, key=key_of(request), revision_id=revision.pk, reason=data["reason"])

    def done(result: dict[str, Any]) -> HttpResponse:
        returned = form.cleaned_data["decision"] == RETURN
        messages.success(request, "Returned to the assessor." if returned else "The report is accepted.")
        return _to_revision(revision_id)

    form = ReviewForm(posted(request))
    draw = form_page(request, "assessments/revisions/review.html", _to_review(actor, revision))
    return answer_form(request, form, act=act, done=done, draw=draw)


def _to_review(actor: Actor, revision: Revision) -> dict[str, Any]:
    """What a reviewer decides on: the stored result line by line, the documents, the sections."""
    calculation = selectors.latest_calculation(revision)
    lines = list(calculation.credit_lines.all()) if calculation else []
    documents = selectors.documents_visible_to(actor).filter(calculation=calculation) if calculation else []
    sections = [
        {
            "title": status.section.title,
            "url": reverse("section-page", args=[revision.public_id, status.section.code]),
        }
        for status in completeness.statuses(revision, today=today())
        if status.rows
    ]
    return _context(
        revision,
        calculation=calculation,
        ecosystem_lines=[line for line in lines if line.credit_class == "ecosystem"],
        species_lines=[line for line in lines if line.credit_class == "species"],
        documents=documents,
        sections=sections,
        facts=facts_of(revision),
        comments_open=sum(comments.open_by_section(actor, revision).values()),
        trees=revision.assessment.module == "scattered_trees",
    )


@desk_page("GET", "POST")
def reopen(request: HttpRequest, revision_id: UUID) -> HttpResponse:
    """Go on in a new open revision; this one is kept as it is."""
    actor = actor_of(request)
    revision = desk_for(request, revision_id).revision
    require(policies.may_lead(actor, revision.assessment))
    amends = revision.state == states.ACCEPTED
    transition = states.REVISION.require("amend" if amends else "reopen", revision.state)
    newest = reference.current_release(today())

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return lifecycle.reopen(
            actor=actor,
            key=key_of(request),
            revision_id=revision.pk,
            today=today(),
            newest_release=data["release"] == NEWEST,
        )

    def done(result: dict[str, Any]) -> HttpResponse:
        messages.success(request, f"Revision {result['number']} is open, with everything copied.")
        return _to_revision(result["revision_id"])

    form = ReopenForm(posted(request), revision=revision, newest=newest)
    context = _context(revision, transition=transition, amends=amends)
    draw = form_page(request, "assessments/revisions/reopen.html", context)
    return answer_form(request, form, act=act, done=done, draw=draw)
