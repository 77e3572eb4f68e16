"""Holders' accounts, and a further line of credits into a lot that was issued at registration."""

from datetime import datetime
from typing import Any
from uuid import UUID

from credits import ledger
from credits.ledger import Cause
from credits.lots.chains import agreement_chain
from credits.lots.models import HolderAccount, Lot
from credits.lots.services import dealing
from registry.actor import REGISTRAR_APPROVER
from registry.agreements import policies, selectors
from registry.agreements.models import Agreement, AgreementChange
from registry.agreements.services import holding
from registry.commands import Decision, Run, command, no
from registry.findings import DomainError, Finding, InvalidInput, NotVisible
from registry.parties.models import Organisation

SOURCE = "agreement_change"
"""`Movement.source` of a further line; its cause is the change's public id and the lot's number."""

LONGEST_REASON = 2_000


def holder_account(organisation: Organisation) -> HolderAccount:
    """The one account of an organisation, made when it is met first. Two at once get the same (unique column). No query
    where the account was fetched with the organisation."""
    if (known := organisation._state.fields_cache.get("holder_account")) is not None:
        account: HolderAccount = known
        return account
    return HolderAccount.objects.get_or_create(organisation=organisation)[0]


@command("lot.issue_further")
def issue_further(
    run: Run, *, lot_number: str, change_id: UUID | str, quantity: int, reason: str, now: datetime
) -> dict[str, Any]:
    """Issue further credits into a root lot because of an approved variation or renewal of its agreement (N11, N43).

    By the registrar's approver, who had no part in the change. One change issues into one lot once. Raises
    DomainError where the change is not approved, the agreement is not in force, or the lot is not an open root lot.
    """
    lot = Lot.objects.filter(number=lot_number, parent=None, agreement__isnull=False).first()
    if lot is None or lot.agreement is None:
        raise NotVisible("lot")
    agreement = holding.hold(run.actor, lot.agreement.public_id)
    change = selectors.change_for(agreement, change_id)
    run.allow(_may_issue_further(run, agreement, change))
    _require_approved(agreement, change)
    dealing.require_quantity(quantity)
    reason = _require_reason(reason)
    reference = f"{change.public_id}:{lot.number}"
    cause = Cause(
        source=SOURCE, reference=reference, at=now, reason=reason, recorded_by_id=run.actor.person_id
    )
    ledger.issue_further(lot.pk, quantity=quantity, cause=cause)
    run.event(
        chain=agreement_chain(agreement),
        subject=reference,
        data={"lot": lot.number, "quantity": quantity, "change": str(change.public_id), "reason": reason},
    )
    return {"id": lot.number, "state": lot.status, "quantity": quantity}


def _may_issue_further(run: Run, agreement: Agreement, change: AgreementChange) -> Decision:
    decision = policies.may_have(run.actor, agreement, frozenset({REGISTRAR_APPROVER}))
    if decision.allowed and run.actor.user_id in (change.proposed_by_id, change.approved_by_id):
        return no("lot.same_person", "You had a part in this change. Another person must issue its credits.")
    return decision


def _require_approved(agreement: Agreement, change: AgreementChange) -> None:
    if change.kind == AgreementChange.ChangeKind.TERMINATION or change.state != AgreementChange.APPROVED:
        raise DomainError(
            "change.not_approved",
            "Further credits need a variation or a renewed plan that the trust has approved (N11).",
        )
    if not agreement.in_force or agreement.suspended_on is not None:
        raise DomainError(
            "agreement.not_in_force",
            "Credits are issued only while the agreement is in force and not suspended.",
        )


def _require_reason(reason: str) -> str:
    typed = reason.replace("\x00", " ").strip()
    if not typed or len(typed) > LONGEST_REASON:
        message = f"Say why the credits are issued, in at most {LONGEST_REASON:,} characters."
        raise InvalidInput([Finding("reason.missing", message, "reason")])
    return typed
