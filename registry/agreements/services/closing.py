"""Ends before registration: the trust refuses, or the landholder withdraws (N47)."""

from typing import Any
from uuid import UUID

from registry.agreements import policies
from registry.agreements.services import entries, holding, notices
from registry.commands import Run, command
from registry.findings import Finding, InvalidInput


def _close(run: Run, agreement_id: UUID | str, action: str, reason: str) -> dict[str, Any]:
    agreement = holding.hold(run.actor, agreement_id)
    run.allow(policies.may(run.actor, agreement, action))
    holding.require_state(agreement, action)
    findings: list[Finding] = []
    reason = entries.text(findings, reason, field="reason", called="the reason")
    if findings:
        raise InvalidInput(findings)
    before = agreement.state
    tell = notices.tell_owners if action == "refuse" else notices.tell_trust
    tell(
        agreement,
        "Application refused" if action == "refuse" else "Application withdrawn",
        f"Reason: {reason}",
    )
    holding.move(agreement, action, closing_reason=reason)
    return holding.told(run, agreement, {"before": before, "reason": reason})


@command("agreement.refuse")
def refuse(run: Run, *, agreement_id: UUID | str, reason: str) -> dict[str, Any]:
    """An approver of the trust refuses the application, with a reason; before anybody's signature is complete."""
    return _close(run, agreement_id, "refuse", reason)


@command("agreement.withdraw")
def withdraw(run: Run, *, agreement_id: UUID | str, reason: str) -> dict[str, Any]:
    """The landholder withdraws, with a reason, before registration."""
    return _close(run, agreement_id, "withdraw", reason)
