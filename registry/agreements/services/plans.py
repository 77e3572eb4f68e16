"""The management plan as the agreement holds it: copied from the report, costed, versioned, frozen at signing (N43)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from assessments.models import ManagementAction, Revision
from registry.agreements import policies, selectors
from registry.agreements.models import AgreedPlan, Agreement, AgreementChange, PlanAction, PlanCost
from registry.agreements.services import entries, holding, statements
from registry.commands import Run, command
from registry.findings import DomainError, Finding, InvalidInput, NotVisible
from registry.reference import selectors as reference

LARGEST_AMOUNT_CENTS = 10**13
MOST_COST_ROWS = 5_000
MOST_ACTIONS = 200
"""Of one plan. Its table of costs has a line for each of them."""
LAST_YEAR = selectors.PLAN_YEARS[-1]


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


def _open_for(run: Run, agreement_id: UUID | str) -> tuple[Agreement, AgreedPlan]:
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
    agreement, plan = _open_for(run, agreement_id)
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
    agreement, plan = _open_for(run, agreement_id)
    action = _action_of(plan, action_id)
    holding.change(agreement, expected_version=expected_version)
    data = {"plan": plan.version, "action": str(action.public_id), "title": action.title}
    action.costs.all().delete()
    action.delete()
    return holding.told(run, agreement, data)


def _action_of(plan: AgreedPlan, action_id: UUID | str) -> PlanAction:
    found = plan.actions.filter(public_id=selectors.as_uuid(action_id, "action")).first()
    if found is None:
        raise NotVisible("action")
    return found


def _is_year(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= LAST_YEAR


def _about_the_years(first_year: object, last_year: object) -> list[Finding]:
    findings = []
    if not _is_year(first_year):
        message = f"Enter the first year as a number from 1 to {LAST_YEAR}."
        findings.append(Finding("plan.first_year.out_of_range", message, "first_year"))
    if last_year is not None and not _is_year(last_year):
        message = f"Enter the last year as a number from 1 to {LAST_YEAR}, or leave it empty."
        findings.append(Finding("plan.last_year.out_of_range", message, "last_year"))
    if not findings and last_year is not None and last_year < first_year:  # type: ignore[operator]
        findings.append(
            Finding("plan.last_year.before_first", "The last year comes before the first.", "last_year")
        )
    return findings


@command("agreement.set_costs")
def set_costs(
    run: Run, *, agreement_id: UUID | str, rows: Sequence[Mapping[str, Any]], expected_version: int
) -> dict[str, Any]:
    """Replace the cost lines of the open plan, whole or not at all.

    A row is `{"action_id": public id or None for the plan as a whole, "purpose": a code, "year": 1 to 20 or None for
    each year after them, "amount_cents": whole cents from 0}`. Raises InvalidInput with the row (from 1) and column of
    every error, StaleEdit where the form is older than what is stored.
    """
    agreement, plan = _open_for(run, agreement_id)
    costs = _read_costs(plan, rows)
    holding.change(agreement, expected_version=expected_version)
    _store_costs(plan, costs)
    return holding.told(run, agreement, {"plan": plan.version, **_in_short(plan)})


def replace_costs(plan: AgreedPlan, rows: Sequence[Mapping[str, Any]]) -> None:
    """The same inside a command that proposes a change. Raises InvalidInput."""
    _store_costs(plan, _read_costs(plan, rows))


def _store_costs(plan: AgreedPlan, costs: list[PlanCost]) -> None:
    plan.costs.all().delete()
    PlanCost.objects.bulk_create(costs)


def _in_short(plan: AgreedPlan) -> dict[str, Any]:
    """What the event keeps of a plan's costs."""
    totals = selectors.totals(PlanCost.objects.filter(plan=plan))
    return {
        "cost_lines": PlanCost.objects.filter(plan=plan).count(),
        "years_1_to_20_cents": totals.undiscounted_cents,
        "ongoing_cents": totals.ongoing_cents,
    }


def _read_costs(plan: AgreedPlan, rows: Sequence[Mapping[str, Any]]) -> list[PlanCost]:
    """The rows as cost lines of the plan. Raises InvalidInput with every error."""
    if len(rows) > MOST_COST_ROWS:
        message = f"A plan holds at most {MOST_COST_ROWS:,} cost lines."
        raise InvalidInput([Finding("plan.costs.too_many", message, "rows")])
    actions = {str(action.public_id): action for action in plan.actions.all()}
    findings: list[Finding] = []
    costs: list[PlanCost] = []
    seen: set[tuple[int | None, str, int | None]] = set()
    for number, row in enumerate(rows, start=1):
        wrong = _about_the_row(row, actions, number)
        findings += wrong
        if wrong:
            continue
        action = actions.get(str(row["action_id"])) if row.get("action_id") else None
        place = (action.pk if action else None, row["purpose"], row["year"])
        if place in seen:
            message = f"Row {number}: this action, purpose and year stand in an earlier row already."
            findings.append(Finding("plan.cost.twice", message, "rows", row=number, column="year"))
        seen.add(place)
        costs.append(
            PlanCost(
                plan=plan,
                action=action,
                purpose=row["purpose"],
                year=row["year"],
                amount_cents=row["amount_cents"],
            )
        )
    if findings:
        raise InvalidInput(findings)
    return costs


def _about_the_row(row: Mapping[str, Any], actions: Mapping[str, PlanAction], number: int) -> list[Finding]:
    """What is wrong in one row of costs, column by column."""
    findings = []

    def wrong(column: str, code: str, message: str) -> None:
        findings.append(
            Finding(f"plan.cost.{code}", f"Row {number}: {message}", "rows", row=number, column=column)
        )

    if row.get("action_id") and str(row["action_id"]) not in actions:
        wrong("action_id", "unknown_action", "this action is not in the plan. Choose one of the plan's.")
    if row.get("purpose") not in PlanCost.Purpose.values:
        wrong("purpose", "unknown_purpose", "choose what the money is for from the list.")
    if "year" not in row or not (row["year"] is None or _is_year(row["year"])):
        wrong("year", "year", f"enter a year from 1 to {LAST_YEAR}, or nothing for each year after them.")
    amount = row.get("amount_cents")
    if isinstance(amount, bool) or not isinstance(amount, int) or not 0 <= amount <= LARGEST_AMOUNT_CENTS:
        wrong("amount_cents", "amount", "enter an amount in dollars and cents, zero or more.")
    return findings


def incomplete(plan: AgreedPlan | None) -> list[Finding]:
    """What the costs of a plan still lack: each of the 20 years and the years after them stated, zero included (N48),
    and no money for an action in a year in which it is not done."""
    if plan is None:
        return [Finding("plan.missing", "The agreement has no management plan.", "rows", clause="N43")]
    costs = list(PlanCost.objects.filter(plan=plan).select_related("action"))
    totals = selectors.totals(costs)
    findings = []
    if totals.missing_years:
        years = ", ".join(str(year) for year in totals.missing_years)
        message = f"State what year {years} costs; enter 0 where nothing is spent."
        findings.append(Finding("plan.costs.year_missing", message, "rows", clause="N48"))
    if totals.ongoing_cents is None:
        message = "State what each year after year 20 costs; enter 0 where nothing is spent."
        findings.append(Finding("plan.costs.ongoing_missing", message, "rows", clause="N48"))
    for cost in costs:
        if cost.amount_cents and cost.action is not None and not _is_done_in(cost.action, cost.year):
            year = "after year 20" if cost.year is None else f"in year {cost.year}"
            message = f"“{cost.action.title}” is not done {year}, but money is planned for it."
            findings.append(Finding("plan.costs.outside_action", message, "rows"))
    return findings


def _is_done_in(action: PlanAction, year: int | None) -> bool:
    if year is None:
        return action.last_year is None
    return action.first_year <= year and (action.last_year is None or year <= action.last_year)
