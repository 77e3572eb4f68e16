"""The management plan as the agreement holds it: copied from the report, costed, versioned, frozen at signing (N43)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from assessments.models import ManagementAction, Revision
from registry import public_ids
from registry.agreements import plan_costs, policies, selectors
from registry.agreements.models import AgreedPlan, Agreement, AgreementChange, PlanAction, PlanCost
from registry.agreements.services import entries, holding, statements
from registry.commands import Run, command
from registry.findings import DomainError, Finding, InvalidInput, NotVisible
from registry.reference import selectors as reference

MOST_ACTIONS = 200
"""Of one plan. Its table of costs has a line for each of them."""
LAST_YEAR = plan_costs.PLAN_YEARS[-1]


def copy_from_revision(agreement: Agreement, revision: Revision, *, actor_id: int) -> AgreedPlan:
    """Version 1 of the plan: every action that the report plans. Runs inside the command that applies."""
    plan = AgreedPlan.objects.create(
        agreement=agreement,
        version=1,
        revision=revision,
        note=f"Copied from report {revision}",
        created_by_id=actor_id,
        created_at=timezone.now(),
    )
    titles = {kind.code: kind.title for kind in reference.management_actions(revision.release)}
    PlanAction.objects.bulk_create(
        PlanAction(
            plan=plan,
            action_code=action.action_code,
            title=titles.get(action.action_code, action.action_code)[:200],
            description=action.description,
            location=action.location,
            first_year=action.first_year or 1,
            last_year=action.last_year,
            frequency=action.frequency,
        )
        for action in ManagementAction.objects.filter(revision=revision, planned=True)
    )
    return plan


def copy_plan(source: AgreedPlan, *, version: int, note: str, actor_id: int) -> AgreedPlan:
    """An open copy of a version with its actions and costs, for a change of the agreement."""
    plan = AgreedPlan.objects.create(
        agreement_id=source.agreement_id,
        version=version,
        revision_id=source.revision_id,
        note=note[:300],
        created_by_id=actor_id,
        created_at=timezone.now(),
    )
    copies: dict[int, PlanAction] = {}
    for action in source.actions.order_by("pk"):
        copies[action.pk] = PlanAction.objects.create(
            plan=plan,
            action_code=action.action_code,
            title=action.title,
            description=action.description,
            location=action.location,
            first_year=action.first_year,
            last_year=action.last_year,
            frequency=action.frequency,
        )
    PlanCost.objects.bulk_create(
        PlanCost(
            plan=plan,
            action=copies[cost.action_id] if cost.action_id else None,
            purpose=cost.purpose,
            year=cost.year,
            amount_cents=cost.amount_cents,
        )
        for cost in source.costs.order_by("pk")
    )
    return plan


def freeze(plan: AgreedPlan, *, now: datetime) -> None:
    """Close a version for ever, with its lines: the database refuses every later change. Once frozen, it stays so."""
    AgreedPlan.objects.filter(pk=plan.pk, frozen_at=None).update(frozen_at=now)


def open_for(run: Run, agreement_id: UUID | str) -> tuple[Agreement, AgreedPlan]:
    """The agreement and the version that may be written on. Raises NotVisible, NotAllowed, DomainError."""
    agreement = holding.hold(run.actor, agreement_id)
    run.allow(policies.may_edit_plan(run.actor, agreement))
    plan = selectors.plan_open(agreement)
    if plan is None or not selectors.plan_is_editable(agreement) or _signed_by_somebody(agreement):
        raise DomainError(
            "agreement.plan_closed",
            "The plan cannot be changed now. Before the terms are agreed both sides write on it; after signing it "
            "changes only by a variation of the agreement.",
        )
    return agreement, plan


def _signed_by_somebody(agreement: Agreement) -> bool:
    """Did an owner sign the change whose plan is open?"""
    change = agreement.changes.filter(state=AgreementChange.PROPOSED, plan_version__isnull=False).first()
    if change is None:
        return False
    return bool(statements.signatures_under(statements.CHANGE, statements.change_text(agreement, change)))


@command("agreement.change_action")
def change_action(
    run: Run,
    *,
    agreement_id: UUID | str,
    action_id: UUID | str | None,
    title: str,
    description: str = "",
    location: str = "",
    first_year: int,
    last_year: int | None,
    frequency: str = "",
    expected_version: int,
) -> dict[str, Any]:
    """Change an action of the open plan, or add one where `action_id` is None. Raises StaleEdit, InvalidInput."""
    agreement, plan = open_for(run, agreement_id)
    findings: list[Finding] = []
    read = entries.text
    values: dict[str, Any] = {
        "title": read(findings, title, field="title", called="what is done", longest=200),
        "description": read(
            findings, description, field="description", called="the description", required=False
        ),
        "location": read(
            findings, location, field="location", called="the place", longest=300, required=False
        ),
        "frequency": read(
            findings, frequency, field="frequency", called="how often", longest=120, required=False
        ),
        "first_year": first_year,
        "last_year": last_year,
    }
    findings += _about_the_years(first_year, last_year)
    if action_id is None and plan.actions.count() >= MOST_ACTIONS:
        message = f"A plan holds at most {MOST_ACTIONS} actions. Put some of them together."
        findings.append(Finding("plan.actions.too_many", message, "title"))
    if findings:
        raise InvalidInput(findings)
    holding.change(agreement, expected_version=expected_version)
    if action_id is None:
        action = PlanAction.objects.create(plan=plan, action_code="agreed", **values)
    else:
        action = _action_of(plan, action_id)
        PlanAction.objects.filter(pk=action.pk).update(**values)
    data = {"plan": plan.version, "action": str(action.public_id), **values}
    return holding.told(run, agreement, data, action_id=str(action.public_id))


@command("agreement.remove_action")
def remove_action(
    run: Run, *, agreement_id: UUID | str, action_id: UUID | str, expected_version: int
) -> dict[str, Any]:
    """Take an action and its costs out of the open plan. The event keeps what it was."""
    agreement, plan = open_for(run, agreement_id)
    action = _action_of(plan, action_id)
    holding.change(agreement, expected_version=expected_version)
    data = {"plan": plan.version, "action": str(action.public_id), "title": action.title}
    action.costs.all().delete()
    action.delete()
    return holding.told(run, agreement, data)


def _action_of(plan: AgreedPlan, action_id: UUID | str) -> PlanAction:
    found = plan.actions.filter(public_id=public_ids.require(action_id, "action")).first()
    if found is None:
        raise NotVisible("action")
    return found


def is_year(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= LAST_YEAR


def _about_the_years(first_year: object, last_year: object) -> list[Finding]:
    findings = []
    if not is_year(first_year):
        message = f"Enter the first year as a number from 1 to {LAST_YEAR}."
        findings.append(Finding("plan.first_year.out_of_range", message, "first_year"))
    if last_year is not None and not is_year(last_year):
        message = f"Enter the last year as a number from 1 to {LAST_YEAR}, or leave it empty."
        findings.append(Finding("plan.last_year.out_of_range", message, "last_year"))
    if not findings and last_year is not None and last_year < first_year:  # type: ignore[operator]
        findings.append(
            Finding("plan.last_year.before_first", "The last year comes before the first.", "last_year")
        )
    return findings
