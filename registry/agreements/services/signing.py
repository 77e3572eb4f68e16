"""Signing the agreement: every owner, then an approver of the trust for the Minister, never one person (N10, N51)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from assessments import states as revision_states
from registry.actor import LANDHOLDER, Actor
from registry.agreements import policies, selectors
from registry.agreements.models import Agreement
from registry.agreements.money_terms import deposit_of, money_terms
from registry.agreements.services import applications, holding, notices, plans, statements, terms
from registry.commands import Run, command
from registry.findings import DomainError
from registry.parties.models import Organisation
from registry.parties.services import signatures


def require_report_stands(agreement: Agreement) -> None:
    """The report is still the accepted one: the number of credits is its. Raises DomainError."""
    if agreement.revision is None or agreement.revision.state != revision_states.ACCEPTED:
        raise DomainError(
            "agreement.report_replaced",
            "The report of this application is no longer the accepted one. Withdraw the application and apply again "
            "with the report that is.",
        )


def owner_to_sign_for(actor: Actor, agreement: Agreement, code: str, text: str) -> Organisation:
    """The first owner the actor signs for who has not signed yet. Raises DomainError where there is none."""
    for owner in statements.owners_to_sign(agreement, code, text):
        if actor.holds(LANDHOLDER, owner.pk):
            return owner
    raise DomainError("agreement.signed_already", "The owners you sign for have signed already.")


@command("agreement.sign_holder")
def sign_holder(
    run: Run,
    *,
    agreement_id: UUID | str,
    typed_name: str,
    capacity: str,
    now: datetime,
    expected_version: int | None = None,
) -> dict[str, Any]:
    """Sign for an owner. The first signature freezes the plan (N43); with the last owner's the agreement is signed for
    the landholder. Report, eligibility, consents and overlap are looked at again. `expected_version` is the agreement's
    when the page was opened: what was reopened, changed and agreed to anew meanwhile is not signed unseen."""
    agreement = holding.hold(run.actor, agreement_id)
    run.allow(policies.may(run.actor, agreement, "sign_holder"))
    holding.require_state(agreement, "sign_holder")
    require_report_stands(agreement)
    terms.require_ready(agreement)
    applications.require_no_overlap(agreement)
    _require_deposit(agreement, now)
    text = statements.holder_text(agreement)
    owner = owner_to_sign_for(run.actor, agreement, statements.HOLDER, text)
    signature = signatures.sign(
        actor=run.actor,
        organisation=owner,
        statement_code=statements.HOLDER,
        statement_text=text,
        typed_name=typed_name,
        capacity=capacity,
        now=now,
    )
    plan = selectors.plan_now(agreement)
    if plan is not None:
        plans.freeze(plan, now=now)
    waiting = statements.owners_to_sign(agreement, statements.HOLDER, text)
    if waiting:
        holding.change(agreement, expected_version=expected_version)
    else:
        holding.move(
            agreement,
            "sign_holder",
            expected_version=expected_version,
            holder_signature=signature,
            holder_signer_id=run.actor.person_id,
        )
    names = [organisation.name for organisation in waiting]
    _tell_signed(agreement, owner, waiting)
    data = {
        "for": owner.name,
        "capacity": signature.capacity,
        "statement": statements.HOLDER,
        "signature": str(signature.public_id),
        "plan": plan.version if plan else None,
        "waiting_for": names,
    }
    return holding.told(run, agreement, data, waiting_for=names)


def _tell_signed(agreement: Agreement, owner: Organisation, waiting: list[Organisation]) -> None:
    """The owners who still have to sign, or the trust once all have."""
    if waiting:
        body = f"{owner} has signed the agreement."
        notices.tell(waiting, agreement, "Your signature is needed", body, part="signatures/")
    else:
        body = "Every owner has signed. The signature for the Minister is next."
        notices.tell_trust(agreement, "Signed for the landholder", body, part="signatures/")


@command("agreement.sign_trust")
def sign_trust(
    run: Run, *, agreement_id: UUID | str, typed_name: str, capacity: str, now: datetime
) -> dict[str, Any]:
    """Sign for the Minister. Only an approver of the trust, who signed for no owner (N10, N51). The schedule of
    payments is frozen with it (N49). Raises DomainError where the deposit is not what the owners signed."""
    agreement = holding.hold(run.actor, agreement_id)
    owners_text = statements.holder_text(agreement)
    signed = statements.signatures_under(statements.HOLDER, owners_text)
    run.allow(policies.may_sign_for_the_minister(run.actor, agreement, statements.signer_ids(signed)))
    holding.require_state(agreement, "sign_trust")
    require_report_stands(agreement)
    applications.require_no_overlap(agreement)
    _require_same_deposit(agreement, owners_text)
    signature = signatures.sign(
        actor=run.actor,
        organisation=agreement.trust,
        statement_code=statements.TRUST,
        statement_text=statements.trust_text(agreement),
        typed_name=typed_name,
        capacity=capacity,
        now=now,
    )
    holding.move(
        agreement,
        "sign_trust",
        trust_signature=signature,
        trust_signer_id=run.actor.person_id,
        signed_on=timezone.localdate(now),
    )
    data = {
        "for": agreement.trust.name,
        "capacity": signature.capacity,
        "statement": statements.TRUST,
        "signature": str(signature.public_id),
        **_freeze_deposit(run, agreement, now),
    }
    body = "The agreement is signed for the Minister. Once it is registered it is in force."
    notices.tell_owners(agreement, "Signed for the Minister", body, part="signatures/")
    body = "Both sides have signed. Number and title reference are next."
    notices.tell_registrar(agreement, "Ready to register", body, part="registration/")
    return holding.told(run, agreement, data)


def _require_deposit(agreement: Agreement, now: datetime) -> None:
    """Nobody signs without a sum. Raises DomainError with what is missing, e.g. a discount rate."""
    shown = deposit_of(agreement, selectors.plan_now(agreement), on=timezone.localdate(now))
    if shown.deposit_cents is None:
        raise DomainError("agreement.no_deposit", f"The deposit cannot be computed. {shown.problem}")


def _require_same_deposit(agreement: Agreement, owners_text: str) -> None:
    """A rate or a rule may have changed since the owners signed: nobody is bound to another sum than they signed."""
    stated = statements.money_text(agreement)
    if not owners_text.endswith(stated):
        raise DomainError(
            "agreement.deposit_changed",
            f"The deposit is computed differently than when the owners signed. Today: {stated} Withdraw the "
            "application and apply again, so that both sides sign the same sum.",
        )


def _freeze_deposit(run: Run, agreement: Agreement, now: datetime) -> dict[str, object]:
    plan = selectors.plan_now(agreement)
    if plan is None:
        raise DomainError(
            "agreement.no_plan", "The agreement has no management plan, so nothing can be paid."
        )
    on = timezone.localdate(now)
    return money_terms().entered(agreement, plan, on=on, now=now, by_id=run.actor.person_id)
