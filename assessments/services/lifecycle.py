"""The steps of a revision's life: finalise, submit, accept, return, reopen, amend.

Each moves the state by one conditional update, so of two people at once one succeeds and the other is told.
"""

from datetime import date
from typing import Any

from django.utils import timezone

from assessments import policies, states
from assessments.models import Assessment, Revision
from assessments.services import calculating, completeness, copying, editing, method, plot_counts
from assessments.services.cases import start_revision
from registry.commands import Run, command
from registry.findings import DomainError, Finding, InvalidInput, NotVisible
from registry.jobs import work
from registry.parties.models import Accreditation, User
from registry.parties.people import current_accreditation
from registry.reference import selectors as reference


def _hold(revision_id: int) -> Revision:
    """The revision, its row held until the transaction ends: what is checked below cannot change before it is acted
    on. Raises NotVisible."""
    found = (
        Revision.objects.select_for_update(of=("self",))
        .select_related("assessment__case", "assessment__reviewing_organisation", "release")
        .filter(pk=revision_id)
        .first()
    )
    if found is None:
        raise NotVisible("revision")
    return found


def _move(revision: Revision, action: str, **changes: Any) -> None:
    transition = states.REVISION.require(action, revision.state)
    moved = Revision.objects.filter(pk=revision.pk, state=revision.state).update(
        state=transition.target, **changes
    )
    if not moved:
        raise DomainError(
            "revision.moved_meanwhile",
            "Somebody else has just changed the state of this revision. Look again.",
        )
    revision.refresh_from_db()


@command("revision.finalise")
def finalise(run: Run, *, revision_id: int, certified_on: date, today: date) -> dict[str, Any]:
    """Calculate, certify and close an open revision (N3, N19, N21, N40-N42).

    Refused with every missing item named. The certification date is the day the assessor vouches for the report.
    """
    revision = _hold(revision_id)
    run.allow(policies.may_finalise(run.actor, revision.assessment))
    states.REVISION.require("finalise", revision.state)
    accreditation = _accreditation_on(run, certified_on, today=today)
    _require_unchanged_since(revision, certified_on)
    blocking = completeness.missing(revision, today=today)
    if blocking:
        raise DomainError(
            "revision.incomplete",
            "The assessment is not complete. Finish what is listed, then finalise.",
            blocking,
        )
    now = timezone.now()
    _move(
        revision,
        "finalise",
        finalised_by_id=run.actor.user_id,
        finalised_at=now,
        certified_on=certified_on,
        accreditation_number=accreditation.number,
    )
    calculation = calculating.store(revision=revision, actor_id=run.actor.user_id, now=now)
    if not calculation.credit_lines.filter(credits__isnull=False).exists():
        raise DomainError(
            "revision.no_credits",
            "The report must state the number and type of credits, and no credit line is computed. Add zones, species "
            "or trees, and the facts that the credits page asks for.",
            [Finding("credits.missing", "The calculation gives no credits.", clause="N21, N40")],
        )
    work.enqueue(
        kind="assessment.documents",
        arguments={"calculation_id": calculation.pk},
        requested_by_id=run.actor.user_id,
        subject=f"Documents of {revision}",
        subject_path=f"/revisions/{revision.public_id}/",
    )
    run.event(
        chain=editing.case_chain(revision),
        subject=str(revision.public_id),
        data={
            "certified_on": certified_on.isoformat(),
            "accreditation": accreditation.number,
            **calculating.event_data(calculation),
        },
    )
    return {"revision_id": str(revision.public_id), "calculation_id": str(calculation.public_id)}


def _accreditation_on(run: Run, certified_on: date, *, today: date) -> Accreditation:
    """The accreditation in force on the certification date, which is not in the future (N19)."""
    if certified_on > today:
        message = "The certification date cannot lie in the future."
        raise InvalidInput([Finding("certification.future", message, "certified_on")])
    accreditation = current_accreditation(User.objects.get(pk=run.actor.person_id), on=certified_on)
    if accreditation is None:
        raise DomainError(
            "assessment.not_accredited_then", "Your accreditation was not in force on the certification date."
        )
    return accreditation


def _require_unchanged_since(revision: Revision, certified_on: date) -> None:
    """Nobody can have vouched on an earlier day for what was changed later."""
    changed_on = timezone.localdate(revision.edited_at)
    if certified_on < changed_on:
        message = f"The content was last changed on {changed_on:%-d %B %Y}. Certify it on that day or later."
        raise InvalidInput([Finding("certification.before_last_change", message, "certified_on")])


@command("revision.submit")
def submit(run: Run, *, revision_id: int, today: date) -> dict[str, Any]:
    """Send a finalised revision to the organisation that reviews it, within the days allowed after certification."""
    revision = _hold(revision_id)
    run.allow(policies.may_finalise(run.actor, revision.assessment))
    states.REVISION.require("submit", revision.state)
    last_day = last_day_to_submit(revision)
    if last_day is not None and today > last_day:
        raise DomainError(
            "revision.certification_too_old",
            f"The report was certified on {revision.certified_on:%-d %B %Y} and could be submitted until "
            f"{last_day:%-d %B %Y}. Reopen it and certify it again.",
            [
                Finding(
                    "certification.too_old",
                    "Certify the report again.",
                    "certified_on",
                    clause="BC Act s 6.15",
                )
            ],
        )
    _move(revision, "submit", submitted_at=timezone.now())
    run.event(
        chain=editing.case_chain(revision),
        subject=str(revision.public_id),
        data={"to": revision.assessment.reviewing_organisation.name, "last_day": str(last_day)},
    )
    return {"revision_id": str(revision.public_id)}


def last_day_to_submit(revision: Revision) -> date | None:
    """Last day on which a certified report is current; None when no limit is set."""
    return method.last_day_to_submit(revision.release, revision.certified_on)


def _decide(run: Run, revision: Revision, action: str, *, reason: str) -> dict[str, Any]:
    """Move the revision and record who decided, when and why."""
    _move(
        revision,
        action,
        decided_by_id=run.actor.user_id,
        decided_at=timezone.now(),
        decision_reason=reason,
    )
    run.event(chain=editing.case_chain(revision), subject=str(revision.public_id), data={"reason": reason})
    return {"revision_id": str(revision.public_id)}


@command("revision.accept")
def accept(run: Run, *, revision_id: int, reason: str) -> dict[str, Any]:
    """The reviewer accepts the report. An earlier accepted revision of the assessment becomes superseded."""
    revision = _hold(revision_id)
    run.allow(policies.may_review(run.actor, revision.assessment))
    states.REVISION.require("accept", revision.state)
    Revision.objects.filter(assessment_id=revision.assessment_id, state=states.ACCEPTED).update(
        state=states.SUPERSEDED
    )
    return _decide(run, revision, "accept", reason=reason.strip())


@command("revision.return")
def return_to_assessor(run: Run, *, revision_id: int, reason: str) -> dict[str, Any]:
    """The reviewer returns the report and says why."""
    revision = _hold(revision_id)
    run.allow(policies.may_review(run.actor, revision.assessment))
    states.REVISION.require("return", revision.state)
    if not reason.strip():
        raise InvalidInput([Finding("decision.reason_missing", "Say what has to change.", field="reason")])
    return _decide(run, revision, "return", reason=reason.strip())


@command("revision.reopen")
def reopen(run: Run, *, revision_id: int, today: date, newest_release: bool = False) -> dict[str, Any]:
    """Copy a final revision to a new open one. The old one is kept: superseded, or still accepted until the new one
    is (amend). `newest_release` pins the reference data in force today instead of the old revision's."""
    revision = _hold(revision_id)
    run.allow(policies.may_lead(run.actor, revision.assessment))
    action = "amend" if revision.state == states.ACCEPTED else "reopen"
    states.REVISION.require(action, revision.state)
    # The assessment's row is taken first, so two reopenings cannot both find no open revision.
    Assessment.objects.select_for_update().get(pk=revision.assessment_id)
    siblings = Revision.objects.filter(assessment_id=revision.assessment_id).order_by("-number")
    open_one = siblings.filter(state=states.OPEN).first()
    if open_one is not None:
        raise DomainError(
            "revision.open_exists", f"Revision {open_one.number} is open already. Continue there."
        )
    newest = siblings.first()
    later = siblings.filter(number__gt=revision.number).exclude(state=states.SUPERSEDED).first()
    if later is not None:
        raise DomainError(
            "revision.later_exists",
            f"Revision {later.number} came after this one and is {later.state}. Go on from that one.",
        )
    _move(revision, action)
    release = (reference.current_release(today) if newest_release else None) or revision.release
    fresh = start_revision(
        assessment=revision.assessment,
        number=(newest.number if newest else 0) + 1,
        release=release,
        actor_id=run.actor.person_id,
        copied_from=revision,
    )
    rows = copying.copy_content(source=revision, target=fresh)
    recounted = plot_counts.recount_for_release(fresh) if release.pk != revision.release_id else {}
    run.event(
        chain=editing.case_chain(revision),
        subject=str(revision.public_id),
        data={
            "new_revision": str(fresh.public_id),
            "number": fresh.number,
            "rows": rows,
            "release": release.code,
            **recounted,
        },
    )
    return {"revision_id": str(fresh.public_id), "number": fresh.number}
