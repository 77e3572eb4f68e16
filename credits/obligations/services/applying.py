"""Applying for approval with the development report (N20-N22)."""

from datetime import date, datetime
from typing import Any

from assessments.models import CaseParty, Revision
from assessments.records.cases import Kind
from credits.obligations import policies_development as policies
from credits.obligations import states
from credits.obligations.chains import development_chain
from credits.obligations.models import Application, Development, Obligation
from credits.obligations.report_kinds import LODGEABLE, REPORT_KINDS
from credits.obligations.selectors import reports, visible
from credits.obligations.services import developments, entries
from registry import public_ids
from registry.commands import Run, command
from registry.findings import DomainError, Finding, InvalidInput
from registry.notices.services.sending import send

INCOMPLETE = "application.incomplete"
CLAUSE = "BC Act s 7.7, s 7.9"


@command("application.lodge")
def lodge(
    run: Run,
    *,
    development_id: str,
    revision_id: str,
    kind: str = Application.ApplicationKind.APPROVAL,
    reference: str = "",
    today: date,
    now: datetime,
) -> dict[str, Any]:
    """Lodge an application, for approval or for a modification of a consent, with the report of the development.

    Without a fitting report that is in the authority's hands it is incomplete (N22). A development outside the scheme
    has nothing to apply for here (N18). Raises NotVisible, NotAllowed, InvalidInput, DomainError."""
    held = developments.hold(run.actor, development_id)
    run.allow(policies.may_apply(run.actor, held, kind))
    findings: list[Finding] = []
    entries.choice(
        findings,
        kind,
        among=Application.ApplicationKind.values,
        field="kind",
        called="what is applied for",
    )
    reference = entries.text(
        findings, reference, field="reference", called="the reference", longest=120, required=False
    )
    _require_in_scope(held, kind)
    revision = _report(held, revision_id, findings)
    if findings or revision is None:
        raise InvalidInput(findings, "The application is incomplete.")
    applicant = reports.applicants(held)[-1]
    if kind == Application.ApplicationKind.APPROVAL:
        developments.move(held, "apply")
    made = Application.objects.create(
        development=held,
        kind=kind,
        reference=reference,
        revision=revision,
        lodged_by_id=run.actor.person_id,
        lodged_at=now,
    )
    send(
        organisation=held.authority,
        title=f"Application {made.number} lodged",
        body=f"{applicant} applies for {made.get_kind_display().lower()} of “{held.title}”.",
        path=f"/applications/{made.public_id}/",
        now=now,
    )
    run.event(
        chain=development_chain(held),
        subject=str(made.public_id),
        data={
            "application": made.number,
            "kind": kind,
            "report": str(revision.public_id),
            "on": today.isoformat(),
        },
    )
    return {"id": str(made.public_id), "number": made.number, "state": made.state}


def _require_in_scope(held: Development, kind: str) -> None:
    if Application.objects.filter(
        development=held, state__in=[states.LODGED, states.UNDER_REVIEW, states.RECOMMENDED]
    ).exists():
        raise DomainError(
            "application.open_already", "An application for this development is open. Withdraw it, or wait."
        )
    if kind == Application.ApplicationKind.MODIFICATION:
        owed = Obligation.objects.filter(development=held, application__isnull=False)
        if not owed.exclude(state=states.LAPSED).exists():
            raise DomainError(
                "application.nothing_to_modify",
                "There is no consent of this registry to modify. Apply for approval instead.",
            )
        return
    if held.state == states.OUT_OF_SCOPE:
        raise DomainError(
            "development.out_of_scope",
            "The scheme does not apply to this development, so there is nothing to apply for here (N18). If the facts "
            "have changed, change them and test again.",
        )
    states.DEVELOPMENT.require("apply", held.state)


def _report(held: Development, revision_id: str, findings: list[Finding]) -> Revision | None:
    """The report, if it serves this application; every reason why not as a finding."""
    if not revision_id:
        message = "Choose the development report: an application without it is incomplete (N22)."
        findings.append(Finding(INCOMPLETE, message, "revision_id", clause=CLAUSE))
        return None
    revision = public_ids.look_up(
        Revision.objects.select_related("assessment__case", "assessment__reviewing_organisation"), revision_id
    )
    applicants = reports.applicants(held)
    own = (
        revision is not None
        and CaseParty.objects.filter(
            case=revision.assessment.case, organisation__in=applicants, role=CaseParty.Role.PROPONENT
        ).exists()
    )
    if revision is None or not own:
        message = f"Choose a report whose case names {applicants[-1]} as proponent."
        findings.append(Finding(INCOMPLETE, message, "revision_id", clause=CLAUSE))
        return None
    assessment = revision.assessment
    if assessment.kind not in REPORT_KINDS[held.pathway]:
        message = (
            f"It is a report on a {assessment.get_kind_display().lower()}; this development needs one on a "
            f"{' or '.join(Kind(kind).label.lower() for kind in sorted(REPORT_KINDS[held.pathway]))}."
        )
        findings.append(Finding(INCOMPLETE, message, "revision_id", clause=CLAUSE))
    if revision.state not in LODGEABLE:
        message = (
            f"The report is {revision.get_state_display().lower()}. Its assessor has to certify it and submit it to "
            f"{held.authority} first."
        )
        findings.append(Finding(INCOMPLETE, message, "revision_id", clause="BC Act s 6.15"))
    if assessment.reviewing_organisation_id != held.authority_id:
        message = f"The report was submitted to {assessment.reviewing_organisation}, not to {held.authority}."
        findings.append(Finding(INCOMPLETE, message, "revision_id", clause=CLAUSE))
    return revision


@command("application.withdraw")
def withdraw(run: Run, *, application_id: str, reason: str, now: datetime) -> dict[str, Any]:
    """The developer withdraws before the decision; the development can be applied for again."""
    seen = visible.application(run.actor, application_id)
    held = developments.hold(run.actor, str(seen.development.public_id))
    application = Application.objects.select_for_update(no_key=True).get(pk=seen.pk)
    run.allow(policies.may_withdraw(run.actor, seen))
    states.APPLICATION.require("withdraw", application.state)
    reason = entries.required_text(reason, field="reason", called="why you withdraw it", longest=2_000)
    Application.objects.filter(pk=application.pk, state=application.state).update(
        state=states.WITHDRAWN, decision_reason=reason, decided_at=now
    )
    reopen(held)
    send(
        organisation=held.authority,
        title=f"Application {application.number} withdrawn",
        body=f"{reports.applicants(held)[-1]} withdraws the application for “{held.title}”. {reason}",
        path=f"/applications/{application.public_id}/",
        now=now,
    )
    run.event(chain=development_chain(held), subject=str(application.public_id), data={"withdrawn": reason})
    return {"id": str(application.public_id), "state": states.WITHDRAWN}


def reopen(development: Development) -> None:
    """After an application for approval ended without one, the development can be applied for again."""
    if (
        development.state == states.APPLIED_FOR
        and not Obligation.objects.filter(development=development).exists()
    ):
        developments.move(development, "reopen")
