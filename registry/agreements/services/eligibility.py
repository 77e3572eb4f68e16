"""Findings about the landholder and about the land, kept apart (N38)."""

from typing import Any
from uuid import UUID

from django.utils import timezone

from registry.agreements import criteria, policies
from registry.agreements.models import Agreement, EligibilityFinding
from registry.agreements.services import entries, holding, notices
from registry.commands import Run, command
from registry.findings import Finding, InvalidInput


@command("agreement.record_eligibility")
def record(
    run: Run, *, agreement_id: UUID | str, subject: str, criterion: str, met: bool, reason: str
) -> dict[str, Any]:
    """An officer's answer to one criterion about the person or the land, with its reason. A later answer counts
    instead of an earlier one; both stay. Raises InvalidInput, NotAllowed, DomainError."""
    agreement = holding.hold(run.actor, agreement_id)
    run.allow(policies.may(run.actor, agreement, "assess"))
    holding.require_state(agreement, "assess")
    findings: list[Finding] = []
    entries.choice(
        findings, subject, among=criteria.SUBJECTS, field="subject", called="the landholder or the land"
    )
    if not findings and criteria.find(subject, criterion) is None:
        message = "Choose a criterion of this subject from the list."
        findings.append(Finding("agreement.criterion.unknown", message, "criterion"))
    if not isinstance(met, bool):
        findings.append(Finding("agreement.met.missing", "Say whether the criterion is met.", "met"))
    reason = entries.text(findings, reason, field="reason", called="the reason for the answer")
    if findings:
        raise InvalidInput(findings)
    EligibilityFinding.objects.create(
        agreement=agreement,
        subject=subject,
        criterion=criterion,
        met=met,
        reason=reason,
        found_by_id=run.actor.person_id,
        found_at=timezone.now(),
    )
    holding.move(agreement, "assess")
    found = criteria.find(subject, criterion)
    if found is not None and not met:
        notices.tell_owners(
            agreement, "A condition is not met", f"{found.question} Not met: {reason}", part="eligibility/"
        )
    return holding.told(
        run, agreement, {"subject": subject, "criterion": criterion, "met": met, "reason": reason}
    )


def standing(agreement: Agreement) -> criteria.Standing:
    """How person and land stand: met, not met, or open with the criteria that are missing. One query."""
    rows = EligibilityFinding.objects.filter(agreement=agreement).order_by("pk")
    return criteria.standing(
        criteria.Answer(subject, criterion, met)
        for subject, criterion, met in rows.values_list("subject", "criterion", "met")
    )


def unmet(agreement: Agreement) -> list[Finding]:
    """What stands against terms: each criterion not met or not answered, about the person and about the land."""
    now = standing(agreement)
    findings = []
    for outcome, called in ((now.person, "the landholder"), (now.land, "the land")):
        for criterion in outcome.failed:
            message = f"About {called}, not met: {criterion.question}"
            findings.append(
                Finding("agreement.not_eligible", message, f"eligibility_{outcome.subject}", clause="N38")
            )
        for criterion in outcome.missing:
            message = f"About {called}, not answered: {criterion.question}"
            findings.append(
                Finding("agreement.eligibility_open", message, f"eligibility_{outcome.subject}", clause="N38")
            )
    return findings
