"""The management plan of an agreement: its actions, its versions, its costs by year and purpose."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from assessments.web.answers import desk_page, posted, require, version_of
from registry.agreements import plan_costs, policies, selectors
from registry.agreements.models import AgreedPlan, PlanAction, PlanCost
from registry.agreements.money_terms import deposit_of
from registry.agreements.services import plans
from registry.agreements.web.costs.lines import COLUMNS, column_name, lines_of, totals_of
from registry.agreements.web.desk import Desk, answer_step, context_of, desk_for
from registry.agreements.web.forms import ActionForm, ConfirmForm
from registry.findings import DomainError, NotVisible
from registry.forms import key_of


@desk_page("GET")
def plan_page(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """The plan that counts or is written on; `?version=` shows another."""
    desk = desk_for(request, agreement_id)
    versions = list(selectors.plans_of(desk.agreement))
    shown = chosen(desk, versions, request.GET.get("version", ""))
    context = context_of(
        desk,
        "Management plan and costs",
        plan=shown,
        versions=versions,
        editable=shown is not None and may_write(desk, shown),
        deposit=deposit_of(desk.agreement, shown, on=timezone.localdate()),
        **(figures(shown) if shown else {}),
    )
    return render(request, "agreements/plan.html", context)


def chosen(desk: Desk, versions: list[AgreedPlan], wanted: str) -> AgreedPlan | None:
    """The version asked for, else the open one, else the newest."""
    if wanted:
        found = next((plan for plan in versions if str(plan.version) == wanted), None)
        if found is None:
            raise NotVisible("version of the plan")
        return found
    return next((plan for plan in versions if plan.frozen_at is None), versions[0] if versions else None)


def figures(plan: AgreedPlan) -> dict[str, Any]:
    """Actions and costs of a plan as its page shows them."""
    costs = list(plan.costs.all())
    lines = lines_of(costs)
    titles = {str(action.public_id): action.title for action in plan.actions.all()}
    purposes = dict(PlanCost.Purpose.choices)
    totals = plan_costs.totals(costs)
    missing = missing_words(totals)
    sums = totals_of(lines)
    return {
        "actions": list(plan.actions.all()),
        "columns": [column_name(year) for year in COLUMNS],
        "lines": [
            {
                "title": titles.get(line.action or "", "The plan as a whole"),
                "purpose": purposes.get(line.purpose, line.purpose),
                "amounts": [line.cents.get(year) for year in COLUMNS],
                "total": line.total_cents,
            }
            for line in lines
        ],
        "sums": [sums[year] for year in COLUMNS],
        "totals": totals,
        "by_purpose": [(purposes.get(code, code), cents) for code, cents in totals.by_purpose.items()],
        "missing": missing,
        "missing_sentence": f"No amount is stated for {missing}. Zero is an amount.",
    }


def missing_words(totals: plan_costs.PlanTotals) -> str:
    """Which amounts are not stated yet, as a person says it."""
    missing = [f"year {year}" for year in totals.missing_years]
    if totals.ongoing_cents is None:
        missing.append("the ongoing maintenance")
    if len(missing) > 6:
        return f"{len(missing)} of the 21 amounts"
    return " and ".join(filter(None, [", ".join(missing[:-1]), *missing[-1:]]))


def may_write(desk: Desk, plan: AgreedPlan) -> bool:
    """Is this version open, may it be changed now, and by this person?"""
    return (
        plan.frozen_at is None
        and selectors.plan_is_editable(desk.agreement)
        and policies.may_edit_plan(desk.actor, desk.agreement).allowed
    )


def desk_to_write(request: HttpRequest, agreement_id: UUID) -> tuple[Desk, AgreedPlan]:
    """The agreement and its open plan, for a page that changes it. Raises NotVisible, NotAllowed, DomainError."""
    desk = desk_for(request, agreement_id)
    require(policies.may_edit_plan(desk.actor, desk.agreement))
    plan = selectors.plan_open(desk.agreement)
    if plan is None or not selectors.plan_is_editable(desk.agreement):
        raise DomainError(
            "agreement.plan_frozen",
            "The plan is not open for changes. After the signature only a variation of the agreement changes it.",
        )
    return desk, plan


NAMES = ("title", "description", "location", "first_year", "last_year", "frequency")


@desk_page("GET", "POST")
def action_change(request: HttpRequest, agreement_id: UUID, action_id: UUID) -> HttpResponse:
    """Change an action of the open plan."""
    desk, plan = desk_to_write(request, agreement_id)
    action = _action(plan, action_id)
    initial = {name: getattr(action, name) for name in NAMES}
    return _answer_action(request, desk, str(action.public_id), initial, "Change an action")


@desk_page("GET", "POST")
def action_new(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """Add an action to the open plan."""
    desk, _ = desk_to_write(request, agreement_id)
    return _answer_action(request, desk, None, {"first_year": 1}, "Add an action")


def _action(plan: AgreedPlan, action_id: UUID) -> PlanAction:
    action = PlanAction.objects.filter(plan=plan, public_id=action_id).first()
    if action is None:
        raise NotVisible("action")
    return action


def _answer_action(
    request: HttpRequest, desk: Desk, action_id: str | None, initial: dict[str, Any], title: str
) -> HttpResponse:
    back = desk.address("agreement-plan")

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return plans.change_action(
            actor=desk.actor,
            key=key_of(request),
            agreement_id=str(desk.agreement.public_id),
            action_id=action_id,
            **data,
            expected_version=version_of(request),
        )

    return answer_step(
        request,
        desk,
        ActionForm(posted(request), initial=initial),
        act=act,
        told="The action is saved.",
        back=back,
        title=title,
        button="Save",
        parent=("Management plan and costs", back),
    )


@desk_page("GET", "POST")
def action_remove(request: HttpRequest, agreement_id: UUID, action_id: UUID) -> HttpResponse:
    """Take an action and its costs out of the open plan, after asking."""
    desk, plan = desk_to_write(request, agreement_id)
    action = PlanAction.objects.filter(plan=plan, public_id=action_id).first()
    if action is None and request.method != "POST":
        raise NotVisible("action")
    back = desk.address("agreement-plan")

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return plans.remove_action(
            actor=desk.actor,
            key=key_of(request),
            agreement_id=str(agreement_id),
            action_id=str(action_id),
            expected_version=version_of(request),
        )

    return answer_step(
        request,
        desk,
        ConfirmForm(posted(request)),
        act=act,
        told="The action and its costs were taken out of the plan.",
        back=back,
        title=f"Remove “{action.title}”" if action else "Remove an action",
        button="Remove the action",
        intro="Its costs go with it. The history keeps what it was.",
        danger=True,
        parent=("Management plan and costs", back),
    )
