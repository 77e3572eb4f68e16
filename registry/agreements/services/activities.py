"""Activities on the site, each with the finding whether it harms biodiversity (N45)."""

from typing import Any
from uuid import UUID

from django.utils import timezone

from registry.agreements import policies
from registry.agreements.models import PermittedActivity
from registry.agreements.services import entries, holding
from registry.commands import Run, command
from registry.findings import Finding, InvalidInput


@command("agreement.record_activity")
def record(
    run: Run, *, agreement_id: UUID | str, activity: str, conditions: str = "", harmless: bool, finding: str
) -> dict[str, Any]:
    """Record an officer's finding about an activity. Only one found to have no negative effect on biodiversity is
    permitted; one found harmful is kept and shown as not permitted. A later finding about the same activity counts
    instead of an earlier one."""
    agreement = holding.hold(run.actor, agreement_id)
    run.allow(policies.may(run.actor, agreement, "assess"))
    holding.require_state(agreement, "assess")
    findings: list[Finding] = []
    activity = entries.text(findings, activity, field="activity", called="the activity", longest=200)
    conditions = entries.text(
        findings, conditions, field="conditions", called="the conditions", required=False
    )
    if not isinstance(harmless, bool):
        message = "Say whether the activity has no negative effect on biodiversity."
        findings.append(Finding("agreement.harmless.missing", message, "harmless", clause="N45"))
    finding = entries.text(
        findings, finding, field="finding", called="the finding about its effect on biodiversity"
    )
    if findings:
        raise InvalidInput(findings)
    made = PermittedActivity.objects.create(
        agreement=agreement,
        activity=activity,
        conditions=conditions,
        harmless=harmless,
        finding=finding,
        found_by_id=run.actor.person_id,
        found_at=timezone.now(),
    )
    holding.move(agreement, "assess")
    data = {"activity": activity, "conditions": conditions, "permitted": harmless, "finding": finding}
    return holding.told(run, agreement, data, activity_id=str(made.public_id), permitted=harmless)
