"""Variations, renewed plans and terminations: proposed, agreed by the owners, approved by another person (N43)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from assessments.web.answers import desk_page, posted, require, version_of
from registry.agreements import plan_costs, policies, selectors, states
from registry.agreements.models import AgreementChange
from registry.agreements.money_terms import deposit_of
from registry.agreements.services import changes, statements
from registry.agreements.web.desk import Desk, answer_step, context_of, desk_for
from registry.agreements.web.forms import ChangeForm, ConfirmForm, SignForm
from registry.findings import DomainError
from registry.forms import key_of

PARENT = "Changes of the agreement"
KINDS = {
    AgreementChange.PROPOSED: "doing",
    AgreementChange.AGREED: "doing",
    AgreementChange.APPROVED: "done",
    AgreementChange.WITHDRAWN: "none",
}


def kinds_open(desk: Desk) -> list[tuple[str, str]]:
    """The kinds of change that the agreement's state allows."""
    return [
        (kind.value, str(kind.label))
        for kind in AgreementChange.ChangeKind
        if desk.agreement.state in states.AGREEMENT.find(changes.ACTION_OF[kind]).sources
    ]


@desk_page("GET")
def change_list(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """Every change with who did what, and the steps open to this person."""
    desk = desk_for(request, agreement_id)
    rows = list(
        desk.agreement.changes.select_related("proposed_by", "approved_by", "holder_signature").order_by(
            "-pk"
        )
    )
    still_open = any(row.state in (AgreementChange.PROPOSED, AgreementChange.AGREED) for row in rows)
    context = context_of(
        desk,
        PARENT,
        changes=[{"row": row, "kind": KINDS[row.state], **_steps(desk, row)} for row in rows],
        may_propose=(
            not still_open
            and bool(kinds_open(desk))
            and policies.may_propose_change(desk.actor, desk.agreement).allowed
        ),
    )
    return render(request, "agreements/changes.html", context)


def _signers(desk: Desk, row: AgreementChange) -> frozenset[int]:
    signed = statements.signatures_under(statements.CHANGE, statements.change_text(desk.agreement, row))
    return statements.signer_ids(signed)


def _steps(desk: Desk, row: AgreementChange) -> dict[str, Any]:
    """Buttons and reasons for one change."""
    buttons: list[dict[str, str]] = []
    reasons: list[str] = []
    if row.state not in (AgreementChange.PROPOSED, AgreementChange.AGREED):
        return {"buttons": buttons, "reasons": reasons}

    def button(label: str, page: str) -> None:
        buttons.append({"label": label, "url": desk.address(page, row.public_id)})

    ending = row.kind == AgreementChange.ChangeKind.TERMINATION
    if row.state == AgreementChange.PROPOSED and not ending:
        reasons.append("Every owner has to sign it before it can be approved.")
        if policies.may_agree_to_change(desk.actor, desk.agreement).allowed:
            button("Agree and sign", "agreement-change-agree")
    else:
        decision = policies.may_approve_change(desk.actor, desk.agreement, row, _signers(desk, row))
        if decision.allowed:
            button("Approve", "agreement-change-approve")
        elif desk.may("vary").allowed:
            reasons.append(decision.reason)
        else:
            reasons.append("An approver of the trust who did not propose it approves it.")
    if policies.may_propose_change(desk.actor, desk.agreement).allowed:
        button("Withdraw it", "agreement-change-withdraw")
    return {"buttons": buttons, "reasons": reasons}


@desk_page("GET", "POST")
def change_new(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """Propose a change."""
    desk = desk_for(request, agreement_id)
    require(policies.may_propose_change(desk.actor, desk.agreement))
    kinds = kinds_open(desk)
    if request.method != "POST" and not kinds:
        raise DomainError(
            "agreement.wrong_state", "Only an agreement that is in force is varied, renewed or terminated."
        )
    back = desk.address("agreement-changes")

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return changes.propose(
            actor=desk.actor,
            key=key_of(request),
            agreement_id=str(agreement_id),
            kind=data["kind"],
            reason=data["reason"],
            reference=data["reference"],
            now=timezone.now(),
        )

    return answer_step(
        request,
        desk,
        # What is sent is judged by the command, so every kind is taken there.
        ChangeForm(posted(request), kinds=kinds or AgreementChange.ChangeKind.choices),
        act=act,
        told="The change is proposed. A new version of the plan is open for a variation or a renewed plan.",
        back=back,
        title="Propose a change",
        button="Propose it",
        intro="A variation or a renewed plan opens a new version of the management plan: change its actions and costs "
        "until an owner signs.",
        parent=(PARENT, back),
    )


@desk_page("GET", "POST")
def agree(request: HttpRequest, agreement_id: UUID, change_id: UUID) -> HttpResponse:
    """Agree for an owner, signed."""
    desk = desk_for(request, agreement_id)
    change = selectors.change_for(desk.agreement, change_id)
    require(policies.may_agree_to_change(desk.actor, desk.agreement))
    back = desk.address("agreement-changes")

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return changes.agree(
            actor=desk.actor,
            key=key_of(request),
            agreement_id=str(agreement_id),
            change_id=str(change_id),
            typed_name=data["typed_name"],
            capacity=data["capacity"],
            now=timezone.now(),
            expected_version=version_of(request),
        )

    plans = selectors.plans_of(desk.agreement)
    plan = plans.filter(version=change.plan_version).first() if change.plan_version else None
    return answer_step(
        request,
        desk,
        SignForm(posted(request)),
        act=act,
        told="You agreed to the change.",
        back=back,
        title="Agree to the change",
        button="Sign",
        template="agreements/sign.html",
        parent=(PARENT, back),
        context={
            "statement": statements.change_text(desk.agreement, change),
            "plan": plan,
            "totals": plan_costs.totals(plan.costs.all()) if plan else None,
            "deposit": deposit_of(desk.agreement, plan, on=timezone.localdate()),
        },
    )


@desk_page("GET", "POST")
def approve(request: HttpRequest, agreement_id: UUID, change_id: UUID) -> HttpResponse:
    """Another person of the trust approves."""
    desk = desk_for(request, agreement_id)
    change = selectors.change_for(desk.agreement, change_id)
    require(policies.may_approve_change(desk.actor, desk.agreement, change, _signers(desk, change)))
    ending = change.kind == AgreementChange.ChangeKind.TERMINATION
    return _confirm(
        request,
        desk,
        change,
        lambda **common: changes.approve(**common, now=timezone.now()),
        title=f"Approve: {change.get_kind_display().lower()}",
        button="Approve",
        intro="The agreement ends."
        if ending
        else "The new version of the plan is frozen and counts from now on.",
        told="Approved.",
        danger=ending,
    )


@desk_page("GET", "POST")
def withdraw(request: HttpRequest, agreement_id: UUID, change_id: UUID) -> HttpResponse:
    """Take back a change that is not approved."""
    desk = desk_for(request, agreement_id)
    change = selectors.change_for(desk.agreement, change_id)
    require(policies.may_propose_change(desk.actor, desk.agreement))
    return _confirm(
        request,
        desk,
        change,
        changes.withdraw,
        title=f"Withdraw: {change.get_kind_display().lower()}",
        button="Withdraw it",
        intro="The agreement stays as it is. The open version of the plan goes; the history keeps what was proposed.",
        told="The change is withdrawn.",
        danger=True,
    )


def _confirm(
    request: HttpRequest,
    desk: Desk,
    change: AgreementChange,
    command: Callable[..., dict[str, Any]],
    *,
    title: str,
    button: str,
    intro: str,
    told: str,
    danger: bool,
) -> HttpResponse:
    back = desk.address("agreement-changes")

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return command(
            actor=desk.actor,
            key=key_of(request),
            agreement_id=str(desk.agreement.public_id),
            change_id=str(change.public_id),
        )

    return answer_step(
        request,
        desk,
        ConfirmForm(posted(request)),
        act=act,
        told=told,
        back=back,
        title=title,
        button=button,
        intro=intro,
        danger=danger,
        parent=(PARENT, back),
    )
