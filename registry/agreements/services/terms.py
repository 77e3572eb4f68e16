"""Agreeing on terms: the trust proposes, the landholder agrees, either goes back before anybody signs (N47)."""

from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from registry.agreements import policies, selectors
from registry.agreements.models import Agreement, AgreementTerms
from registry.agreements.services import costs, eligibility, entries, holding, interests, notices
from registry.commands import Run, command
from registry.findings import DomainError, Finding, InvalidInput

LONGEST_TERMS = 100_000
"""Characters: a whole agreement with its schedules."""


def unready(agreement: Agreement) -> list[Finding]:
    """Everything that stands against terms: eligibility of person and land (N38), interest holders, costs (N48)."""
    return [
        *eligibility.unmet(agreement),
        *interests.outstanding(agreement),
        *costs.incomplete(selectors.plan_now(agreement)),
    ]


def require_ready(agreement: Agreement) -> None:
    """Raises DomainError with every finding that stands against terms."""
    findings = unready(agreement)
    if findings:
        raise DomainError(
            "agreement.not_ready",
            "The terms cannot be settled yet. What is listed comes first.",
            findings,
        )


@command("agreement.propose_terms")
def propose(run: Run, *, agreement_id: UUID | str, text: str, today: date) -> dict[str, Any]:
    """The trust proposes terms; the next version where there are some. Person and land are eligible, nobody with an
    interest refuses or is still asked, and the plan's costs are stated for 20 years and after (N38, N47, N48)."""
    agreement = holding.hold(run.actor, agreement_id)
    run.allow(policies.may(run.actor, agreement, "propose_terms"))
    holding.require_state(agreement, "propose_terms")
    findings: list[Finding] = []
    text = entries.text(findings, text, field="text", called="the terms", longest=LONGEST_TERMS)
    if findings:
        raise InvalidInput(findings)
    require_ready(agreement)
    newest = selectors.terms_now(agreement)
    terms = AgreementTerms.objects.create(
        agreement=agreement,
        version=(newest.version if newest else 0) + 1,
        text=text,
        proposed_by_id=run.actor.person_id,
        proposed_at=timezone.now(),
    )
    holding.move(agreement, "propose_terms")
    notices.tell_owners(
        agreement, "Terms proposed", f"The trust proposes terms version {terms.version}.", part="terms/"
    )
    data = {"terms": terms.version, "on": today.isoformat()}
    return holding.told(run, agreement, data, terms_version=terms.version)


@command("agreement.agree_terms")
def agree(run: Run, *, agreement_id: UUID | str, expected_version: int, today: date) -> dict[str, Any]:
    """The landholder agrees to the terms as last proposed, with the plan as it stands. `expected_version` is the
    agreement's when the page was opened: terms or a plan that changed meanwhile are not agreed to unseen."""
    agreement = holding.hold(run.actor, agreement_id)
    run.allow(policies.may(run.actor, agreement, "agree_terms"))
    holding.require_state(agreement, "agree_terms")
    terms, plan = selectors.terms_now(agreement), selectors.plan_now(agreement)
    if terms is None:
        raise DomainError("agreement.no_terms", "The trust has proposed no terms yet.")
    require_ready(agreement)
    holding.move(agreement, "agree_terms", expected_version=expected_version)
    AgreementTerms.objects.filter(pk=terms.pk).update(
        agreed_by_id=run.actor.person_id, agreed_at=timezone.now()
    )
    body = f"The landholder agrees to terms version {terms.version}. The owners sign next."
    notices.tell_trust(agreement, "Terms agreed", body, part="terms/")
    return holding.told(
        run,
        agreement,
        {"terms": terms.version, "plan": plan.version if plan else None, "on": today.isoformat()},
    )


@command("agreement.reopen_terms")
def reopen(run: Run, *, agreement_id: UUID | str, reason: str = "") -> dict[str, Any]:
    """Go back from agreed terms to negotiating, before anybody has signed."""
    agreement = holding.hold(run.actor, agreement_id)
    run.allow(policies.may(run.actor, agreement, "reopen_terms"))
    holding.require_state(agreement, "reopen_terms")
    plan = selectors.plan_now(agreement)
    if plan is not None and plan.frozen_at is not None:
        raise DomainError(
            "agreement.signed_already",
            "An owner has signed these terms, so they cannot be changed. The other owners sign, or the application is "
            "withdrawn.",
        )
    findings: list[Finding] = []
    reason = entries.text(findings, reason, field="reason", called="the reason", required=False)
    if findings:
        raise InvalidInput(findings)
    holding.move(agreement, "reopen_terms")
    by_trust = policies.holds_one_of(run.actor, agreement, policies.OFFICER_ROLES)
    tell = notices.tell_owners if by_trust else notices.tell_trust
    tell(agreement, "Back to the terms", reason or "No reason was given.", part="terms/")
    return holding.told(run, agreement, {"reason": reason})
