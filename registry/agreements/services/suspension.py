"""Suspending an agreement in force, and lifting that: laid over the state, the site stays protected."""

from datetime import date
from typing import Any
from uuid import UUID

from registry.agreements import policies
from registry.agreements.models import AgreementSuspension
from registry.agreements.services import entries, holding, notices
from registry.commands import Run, command
from registry.findings import DomainError, Finding, InvalidInput


@command("agreement.suspend")
def suspend(run: Run, *, agreement_id: UUID | str, reason: str, today: date) -> dict[str, Any]:
    """Suspend from today, with a reason."""
    agreement = holding.hold(run.actor, agreement_id)
    run.allow(policies.may(run.actor, agreement, "suspend"))
    holding.require_state(agreement, "suspend")
    if agreement.suspended_on is not None:
        raise DomainError(
            "agreement.suspended_already",
            f"The agreement is suspended already, since {agreement.suspended_on:%d/%m/%Y}.",
        )
    findings: list[Finding] = []
    reason = entries.text(findings, reason, field="reason", called="the reason")
    if findings:
        raise InvalidInput(findings)
    AgreementSuspension.objects.create(
        agreement=agreement, suspended_from=today, reason=reason, suspended_by_id=run.actor.person_id
    )
    holding.move(agreement, "suspend", suspended_on=today)
    notices.tell_owners(
        agreement, "Agreement suspended", f"From {today:%d/%m/%Y}: {reason}", part="suspension/"
    )
    return holding.told(run, agreement, {"from": today.isoformat(), "reason": reason})


@command("agreement.lift_suspension")
def lift(run: Run, *, agreement_id: UUID | str, today: date) -> dict[str, Any]:
    """Lift the suspension: the agreement goes on where it stood."""
    agreement = holding.hold(run.actor, agreement_id)
    run.allow(policies.may(run.actor, agreement, "lift_suspension"))
    holding.require_state(agreement, "lift_suspension")
    lifted = AgreementSuspension.objects.filter(agreement=agreement, lifted_on=None).update(
        lifted_on=today, lifted_by_id=run.actor.person_id
    )
    if not lifted:
        raise DomainError("agreement.not_suspended", "The agreement is not suspended.")
    holding.move(agreement, "lift_suspension", suspended_on=None)
    notices.tell_owners(
        agreement, "Suspension lifted", f"From {today:%d/%m/%Y} the agreement goes on.", part="suspension/"
    )
    return holding.told(run, agreement, {"on": today.isoformat()})
