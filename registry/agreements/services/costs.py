"""What the plan of an agreement costs in each year, and whether it is stated completely (N48)."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from registry.agreements import plan_costs
from registry.agreements.models import AgreedPlan, PlanAction, PlanCost
from registry.agreements.services import holding
from registry.agreements.services.plans import LAST_YEAR, is_year, open_for
from registry.commands import Run, command
from registry.findings import Finding, InvalidInput

LARGEST_AMOUNT_CENTS = 10**13
MOST_COST_ROWS = 5_000


@command("agreement.set_costs")
def set_costs(
    run: Run, *, agreement_id: UUID | str, rows: Sequence[Mapping[str, Any]], expected_version: int
) -> dict[str, Any]:
    """Replace the cost lines of the open plan, whole or not at all.

    A row is `{"action_id": public id or None for the plan as a whole, "purpose": a code, "year": 1 to 20 or None for
    each year after them, "amount_cents": whole cents from 0}`. Raises InvalidInput with the row (from 1) and column of
    every error, StaleEdit where the form is older than what is stored.
    """
    agreement, plan = open_for(run, agreement_id)
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
    totals = plan_costs.totals(PlanCost.objects.filter(plan=plan))
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
    if "year" not in row or not (row["year"] is None or is_year(row["year"])):
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
    totals = plan_costs.totals(costs)
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
