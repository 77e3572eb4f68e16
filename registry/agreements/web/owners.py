"""Owners of the land and their shares, and the change of owner with which the duties pass on (N16)."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from assessments.web.answers import desk_page, posted, require, today
from registry.agreements import policies, selectors, states
from registry.agreements.models import OwnerChange
from registry.agreements.services import ownership, statements
from registry.agreements.web.desk import Desk, answer_step, context_of, desk_for
from registry.agreements.web.forms import ConfirmForm, SignForm
from registry.agreements.web.owner_forms import OwnerChangeForm, shares_initial
from registry.commands import Decision
from registry.forms import key_of
from registry.parties.models import Organisation

KINDS = {
    OwnerChange.LODGED: "doing",
    OwnerChange.ACCEPTED: "doing",
    OwnerChange.RECORDED: "done",
    OwnerChange.WITHDRAWN: "none",
}
PARENT = "Owners and shares"


@desk_page("GET")
def owner_page(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """Who owns the land today and before, and every change of owner with the steps open to this person."""
    desk = desk_for(request, agreement_id)
    shares = list(desk.agreement.owner_shares.all())
    owners = selectors.owners_on(desk.agreement, today())
    rows = list(
        desk.agreement.owner_changes.select_related("lodged_by", "recorded_by").prefetch_related(
            "acceptances__organisation"
        )
    )
    owners_after = ownership.owners_after(rows)
    open_change = any(row.state in ownership.OPEN for row in rows)
    context = context_of(
        desk,
        PARENT,
        owners=owners,
        parts=sum(share.parts for share in owners),
        former=[share for share in shares if share.valid_to is not None and share.valid_to <= today()],
        changes=[_shown(desk, row, owners_after[row.pk]) for row in rows],
        may_lodge=(
            desk.agreement.state in states.IN_FORCE
            and not open_change
            and policies.may_lodge_owner_change(desk.actor, desk.agreement).allowed
        ),
    )
    return render(request, "agreements/owners.html", context)


def _shown(desk: Desk, row: OwnerChange, owners: list[tuple[Organisation, int]]) -> dict[str, Any]:
    """A change of owner with its steps: buttons, and the reasons why a step of this person's role is not theirs."""
    return {
        "row": row,
        "kind": KINDS[row.state],
        "shares": [(owner.name, parts) for owner, parts in owners],
        "accepted": list(row.acceptances.all()),
        **_steps(desk, row, [owner for owner, _ in owners]),
    }


def _steps(desk: Desk, row: OwnerChange, owners: list[Organisation]) -> dict[str, Any]:
    ids = frozenset(owner.pk for owner in owners)
    buttons, reasons = [], []

    def offer(label: str, page: str, decision: Decision) -> None:
        if decision.allowed:
            buttons.append({"label": label, "url": desk.address(page, row.public_id)})

    if row.state == OwnerChange.LODGED:
        offer(
            "Accept the duties",
            "agreement-owner-accept",
            policies.may_accept_owner_change(desk.actor, ids),
        )
        waiting = ", ".join(owner.name for owner in ownership.waiting_for(desk.agreement, row))
        reasons.append(f"Waits for the acceptance of {waiting}.")
    if row.state == OwnerChange.ACCEPTED:
        decision = policies.may_record_owner_change(desk.actor, desk.agreement, row, ids)
        offer("Record the change", "agreement-owner-record", decision)
        if not decision.allowed and desk.may("change_owner").allowed:
            reasons.append(decision.reason)
        reasons.append("The new owners accepted. The registrar records it.")
    if row.state in ownership.OPEN:
        decision = policies.may_withdraw_owner_change(desk.actor, desk.agreement)
        offer("Withdraw it", "agreement-owner-withdraw", decision)
    return {"buttons": buttons, "reasons": reasons}


@desk_page("GET", "POST")
def change_new(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """Lodge a change of owner."""
    desk = desk_for(request, agreement_id)
    require(policies.may_lodge_owner_change(desk.actor, desk.agreement))
    if request.method != "POST":
        states.AGREEMENT.require("change_owner", desk.agreement.state)
    back = desk.address("agreement-owners")
    owners = selectors.owners_on(desk.agreement, today())
    form = OwnerChangeForm(posted(request), known=len(owners), initial=shares_initial(owners))

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return ownership.lodge_change(
            actor=desk.actor,
            key=key_of(request),
            agreement_id=str(agreement_id),
            shares=form.shares(),
            effective_on=data["effective_on"],
            evidence=data["evidence"],
            today=today(),
        )

    return answer_step(
        request,
        desk,
        form,
        act=act,
        told="The change of owner is lodged. The new owners accept the duties next.",
        back=back,
        title="Lodge a change of owner",
        button="Lodge it",
        intro="Enter all owners after the change. The duties pass to them; credits stay with those who hold them.",
        parent=(PARENT, back),
        fields={"shares": "owner_1"},
    )


@desk_page("GET", "POST")
def accept(request: HttpRequest, agreement_id: UUID, change_id: UUID) -> HttpResponse:
    """Accept the duties for a new owner, signed."""
    desk = desk_for(request, agreement_id)
    change = selectors.owner_change_for(desk.agreement, change_id)
    owners = frozenset(owner.pk for owner, _ in ownership.new_owners(change))
    require(policies.may_accept_owner_change(desk.actor, owners))
    back = desk.address("agreement-owners")

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return ownership.accept(
            actor=desk.actor,
            key=key_of(request),
            agreement_id=str(agreement_id),
            change_id=str(change_id),
            typed_name=data["typed_name"],
            capacity=data["capacity"],
            now=timezone.now(),
        )

    return answer_step(
        request,
        desk,
        SignForm(posted(request)),
        act=act,
        told="You accepted the duties.",
        back=back,
        title="Accept the duties",
        button="Sign",
        template="agreements/sign.html",
        parent=(PARENT, back),
        context={"statement": statements.owner_text(desk.agreement, change)},
    )


@desk_page("GET", "POST")
def record(request: HttpRequest, agreement_id: UUID, change_id: UUID) -> HttpResponse:
    """The registrar records an accepted change."""
    desk = desk_for(request, agreement_id)
    change = selectors.owner_change_for(desk.agreement, change_id)
    owners = frozenset(owner.pk for owner, _ in ownership.new_owners(change))
    require(policies.may_record_owner_change(desk.actor, desk.agreement, change, owners))
    return _confirm(
        request,
        desk,
        change,
        lambda **common: ownership.record(**common, today=today()),
        title="Record the change of owner",
        intro=f"From {change.effective_on:%d/%m/%Y} on the new owners owe the duties of the agreement.",
        told="The change of owner is recorded.",
    )


@desk_page("GET", "POST")
def withdraw(request: HttpRequest, agreement_id: UUID, change_id: UUID) -> HttpResponse:
    """Take back a change of owner that is not recorded."""
    desk = desk_for(request, agreement_id)
    change = selectors.owner_change_for(desk.agreement, change_id)
    require(policies.may_withdraw_owner_change(desk.actor, desk.agreement))
    return _confirm(
        request,
        desk,
        change,
        ownership.withdraw_change,
        title="Withdraw the change of owner",
        intro="The present owners stay as they are.",
        told="The change of owner is withdrawn.",
    )


def _confirm(
    request: HttpRequest, desk: Desk, change: OwnerChange, command: Any, *, title: str, intro: str, told: str
) -> HttpResponse:
    back = desk.address("agreement-owners")

    def act(data: dict[str, Any]) -> dict[str, Any]:
        done: dict[str, Any] = command(
            actor=desk.actor,
            key=key_of(request),
            agreement_id=str(desk.agreement.public_id),
            change_id=str(change.public_id),
        )
        return done

    return answer_step(
        request,
        desk,
        ConfirmForm(posted(request)),
        act=act,
        told=told,
        back=back,
        title=title,
        button=title,
        intro=intro,
        parent=(PARENT, back),
    )
