"""Changing an agreement in force: a variation, a renewed plan or its end, by two people of the trust (N43).

A variation or a renewal carries a new version of the plan, which stays open for changes until an owner signs and is
frozen when it is approved. Every owner agrees. A termination carries the reference of the Minister's consent instead.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from registry.agreements import policies, selectors
from registry.agreements.models import AgreedPlan, Agreement, AgreementChange
from registry.agreements.money_terms import money_terms
from registry.agreements.services import costs, entries, holding, notices, plans, signing, statements
from registry.commands import Run, command
from registry.findings import DomainError, Finding, InvalidInput
from registry.parties.services import signatures

Kind = AgreementChange.ChangeKind
ACTION_OF = {Kind.VARIATION: "vary", Kind.RENEWAL: "renew", Kind.TERMINATION: "terminate"}
"""Which action of the state table approves a change of that kind."""


@command("agreement.propose_change")
def propose(
    run: Run,
    *,
    agreement_id: UUID | str,
    kind: str,
    reason: str,
    reference: str = "",
    plan_rows: Sequence[Mapping[str, Any]] | None = None,
    now: datetime,
) -> dict[str, Any]:
    """Propose a change. For a variation or a renewal the plan in force is copied to a new open version; `plan_rows`
    replace its cost lines (as `costs.set_costs` takes them). One change is open at a time."""
    agreement = holding.hold(run.actor, agreement_id)
    run.allow(policies.may_propose_change(run.actor, agreement))
    findings: list[Finding] = []
    entries.choice(findings, kind, among=Kind.values, field="kind", called="the kind of change")
    reason = entries.text(findings, reason, field="reason", called="the reason")
    ending = kind == Kind.TERMINATION
    reference = entries.text(
        findings,
        reference,
        field="reference",
        called="the reference of the Minister's consent",
        longest=200,
        required=ending,
    )
    if findings:
        raise InvalidInput(findings)
    holding.require_state(agreement, ACTION_OF[Kind(kind)])
    if selectors.open_change(agreement) is not None:
        raise _open_already()
    try:
        with transaction.atomic():
            change = AgreementChange.objects.create(
                agreement=agreement,
                kind=kind,
                reason=reason,
                reference=reference,
                proposed_by_id=run.actor.person_id,
                proposed_at=now,
            )
    except IntegrityError as error:
        raise _open_already() from error
    if not ending:
        plan = _new_version(agreement, change, actor_id=run.actor.person_id)
        if plan_rows is not None:
            costs.replace_costs(plan, plan_rows)
        change.plan_version = plan.version
        change.save(update_fields=["plan_version"])
    holding.change(agreement)
    _tell_proposed(agreement, change)
    data = {
        "change": str(change.public_id),
        "kind": kind,
        "reason": reason,
        "reference": reference,
        "plan": change.plan_version,
    }
    return holding.told(run, agreement, data, change_id=str(change.public_id))


def _tell_proposed(agreement: Agreement, change: AgreementChange) -> None:
    asked = "" if change.kind == Kind.TERMINATION else " Every owner signs before it can be approved."
    body = f"Reason: {change.reason}{asked}"
    notices.tell_owners(agreement, f"{change.get_kind_display()} proposed", body, part="changes/")


def _open_already() -> DomainError:
    return DomainError(
        "agreement.change_open",
        "A change of this agreement is open already. Decide on it or withdraw it first.",
    )


def _new_version(agreement: Agreement, change: AgreementChange, *, actor_id: int) -> AgreedPlan:
    """An open copy of the plan in force, or an empty one where the agreement came without (BioBanking)."""
    source = selectors.plan_now(agreement)
    note = f"{change.get_kind_display()} {change.public_id}"
    if source is None:
        return AgreedPlan.objects.create(
            agreement=agreement, version=1, note=note, created_by_id=actor_id, created_at=timezone.now()
        )
    return plans.copy_plan(source, version=source.version + 1, note=note, actor_id=actor_id)


def _plan_of(agreement: Agreement, change: AgreementChange) -> AgreedPlan | None:
    if change.plan_version is None:
        return None
    return selectors.plans_of(agreement).filter(version=change.plan_version, frozen_at=None).first()


def _require_state(change: AgreementChange, *wanted: str) -> None:
    if change.state not in wanted:
        raise DomainError(
            "agreement.change_wrong_state",
            f"This cannot be done while the change is {change.state}; it must be {' or '.join(wanted)}.",
        )


def _advance(change: AgreementChange, **values: Any) -> None:
    """Move a change by one conditional update. Raises DomainError where somebody was quicker."""
    if not AgreementChange.objects.filter(pk=change.pk, state=change.state).update(**values):
        raise DomainError(
            "agreement.change_moved_meanwhile", "Somebody else has just decided on this change. Look again."
        )
    change.refresh_from_db()


@command("agreement.agree_change")
def agree(
    run: Run,
    *,
    agreement_id: UUID | str,
    change_id: UUID | str,
    typed_name: str,
    capacity: str,
    now: datetime,
    expected_version: int | None = None,
) -> dict[str, Any]:
    """Sign a variation or a renewed plan for an owner; with the last owner's signature it is agreed. The costs of the
    new plan are stated for 20 years and after. `expected_version` is the agreement's when the page was opened: a plan
    that was written on meanwhile is not signed unseen."""
    agreement = holding.hold(run.actor, agreement_id)
    change = selectors.change_for(agreement, change_id)
    run.allow(policies.may_agree_to_change(run.actor, agreement))
    _require_state(change, AgreementChange.PROPOSED)
    if change.kind == Kind.TERMINATION:
        raise DomainError(
            "agreement.change_not_signed",
            "A termination rests on the Minister's consent and is not signed here.",
        )
    _require_complete(agreement, change)
    holding.change(agreement, expected_version=expected_version)
    text = statements.change_text(agreement, change)
    owner = signing.owner_to_sign_for(run.actor, agreement, statements.CHANGE, text)
    signature = signatures.sign(
        actor=run.actor,
        organisation=owner,
        statement_code=statements.CHANGE,
        statement_text=text,
        typed_name=typed_name,
        capacity=capacity,
        now=now,
    )
    waiting = [o.name for o in statements.owners_to_sign(agreement, statements.CHANGE, text)]
    if not waiting:
        _advance(change, state=AgreementChange.AGREED, holder_signature=signature)
        body = "Every owner has signed. Another person of the trust than proposed it may approve it."
        notices.tell_trust(agreement, f"{change.get_kind_display()} agreed", body, part="changes/")
    data = {
        "change": str(change.public_id),
        "for": owner.name,
        "signature": str(signature.public_id),
        "waiting_for": waiting,
    }
    return holding.told(run, agreement, data, change_state=change.state, waiting_for=waiting)


def _require_complete(agreement: Agreement, change: AgreementChange) -> None:
    findings = costs.incomplete(_plan_of(agreement, change))
    if findings:
        raise DomainError("agreement.not_ready", "The new plan is not complete yet.", findings)


@command("agreement.approve_change")
def approve(run: Run, *, agreement_id: UUID | str, change_id: UUID | str, now: datetime) -> dict[str, Any]:
    """Another person of the trust approves: the new plan is frozen and counts from now on, or the agreement ends."""
    agreement = holding.hold(run.actor, agreement_id)
    change = selectors.change_for(agreement, change_id)
    signed = statements.signatures_under(statements.CHANGE, statements.change_text(agreement, change))
    run.allow(policies.may_approve_change(run.actor, agreement, change, statements.signer_ids(signed)))
    ending = change.kind == Kind.TERMINATION
    _require_state(change, AgreementChange.PROPOSED if ending else AgreementChange.AGREED)
    action = ACTION_OF[Kind(change.kind)]
    holding.require_state(agreement, action)
    if not ending:
        _require_signed_by_present_owners(agreement, change)
    plan = _plan_of(agreement, change)
    _advance(change, state=AgreementChange.APPROVED, approved_by_id=run.actor.person_id, decided_at=now)
    today = timezone.localdate(now)
    money: dict[str, object] = {}
    if ending:
        holding.move(agreement, action, terminated_on=today, closing_reason=change.reason)
        money = money_terms().ended(agreement, on=today)
    else:
        if plan is not None:
            plans.freeze(plan, now=now)
            money = money_terms().changed(
                agreement, change, plan, on=today, now=now, by_id=run.actor.person_id
            )
        holding.move(agreement, action)
        body = (
            "Its plan counts from now on. Further credits, where there are any, can be issued because of it."
        )
        notices.tell_registrar(
            agreement, f"{change.get_kind_display()} waits for issue", body, part="changes/"
        )
    notices.tell_owners(
        agreement, f"{change.get_kind_display()} approved", f"Reason: {change.reason}", part="changes/"
    )
    data = {
        "change": str(change.public_id),
        "kind": change.kind,
        "plan": change.plan_version,
        "reference": change.reference,
        **money,
    }
    return holding.told(run, agreement, data, change_state=change.state)


def _require_signed_by_present_owners(agreement: Agreement, change: AgreementChange) -> None:
    """The land may have passed on after the signatures: nobody is bound to a change by the owner before (N16, N43)."""
    text = statements.change_text(agreement, change)
    waiting = statements.owners_to_sign(agreement, statements.CHANGE, text)
    if waiting:
        names = ", ".join(owner.name for owner in waiting)
        raise DomainError(
            "agreement.owners_changed",
            f"The land has passed to {names} since this was signed. Withdraw the change and propose it again, so that "
            "the present owners can sign it.",
        )


@command("agreement.withdraw_change")
def withdraw(run: Run, *, agreement_id: UUID | str, change_id: UUID | str) -> dict[str, Any]:
    """Take back a change that is not approved. Its open plan is deleted; the events keep what was proposed."""
    agreement = holding.hold(run.actor, agreement_id)
    change = selectors.change_for(agreement, change_id)
    run.allow(policies.may_propose_change(run.actor, agreement))
    _require_state(change, AgreementChange.PROPOSED, AgreementChange.AGREED)
    plan = _plan_of(agreement, change)
    withdrawn_version = change.plan_version
    _advance(change, state=AgreementChange.WITHDRAWN, plan_version=None, decided_at=timezone.now())
    if plan is not None:
        plan.costs.all().delete()
        plan.actions.all().delete()
        plan.delete()
    holding.change(agreement)
    notices.tell_owners(
        agreement,
        f"{change.get_kind_display()} withdrawn",
        f"It was proposed for: {change.reason}",
        part="changes/",
    )
    data = {"change": str(change.public_id), "kind": change.kind, "plan": withdrawn_version}
    return holding.told(run, agreement, data, change_state=change.state)
