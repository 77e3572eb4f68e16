"""Holders' accounts, and a further line of credits into a lot that was issued at registration."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from credits import ledger
from credits.ledger import Cause
from credits.lots import policies as lot_policies
from credits.lots.chains import agreement_chain
from credits.lots.models import HolderAccount, Lot, Movement
from credits.lots.services import dealing
from registry.actor import Actor
from registry.agreements import selectors, states
from registry.agreements.models import Agreement, AgreementChange
from registry.agreements.services import holding
from registry.commands import YES, Decision, Run, command, no
from registry.findings import DomainError, Finding, InvalidInput, NotVisible
from registry.parties.models import Organisation

ISSUING_KINDS = frozenset({AgreementChange.ChangeKind.VARIATION, AgreementChange.ChangeKind.RENEWAL})
SOURCE = "agreement_change"
"""`Movement.source` of a further line; its cause is the change's public id and the lot's number."""

LONGEST_REASON = 2_000


def holder_account(organisation: Organisation) -> HolderAccount:
    """The one account of an organisation, made when it is met first. Two at once get the same (unique column)."""
    return HolderAccount.objects.get_or_create(organisation=organisation)[0]


def holder_account_id(organisation_id: int) -> int:
    """The same by ids."""
    return HolderAccount.objects.get_or_create(organisation_id=organisation_id)[0].pk


@command("lot.issue_further")
def issue_further(
    run: Run, *, lot_number: str, change_id: UUID | str, quantity: int, reason: str, now: datetime
) -> dict[str, Any]:
    """Issue further credits into a root lot because of an approved variation or renewal of its agreement (N11, N43).

    By the registrar's approver, who had no part in the change. One change issues into one lot once. Raises
    InvalidInput naming `change`, `quantity` or `reason`; DomainError where the change is not approved or has issued
    into this lot already, the agreement is not in force, or the lot is not an open root lot.
    """
    found = Lot.objects.select_related("holder", "agreement")
    lot = found.filter(number=lot_number, parent=None, agreement__isnull=False).first()
    if lot is None or lot.agreement is None:
        raise NotVisible("lot")
    agreement = holding.hold(run.actor, lot.agreement.public_id)
    change = _change_of(agreement, change_id)
    run.allow(_may_issue(run.actor, lot, change))
    if change is None:
        message = "Choose a variation or a renewed plan of this lot's agreement."
        raise InvalidInput([Finding("change.unknown", message, "change")])
    _require_in_force(agreement)
    _require_approved(change)
    _require_unused(change, lot)
    dealing.require_quantity(quantity)
    reason = _require_reason(reason)
    reference = _reference(change, lot)
    cause = Cause(
        source=SOURCE, reference=reference, at=now, reason=reason, recorded_by_id=run.actor.person_id
    )
    ledger.issue_further(lot.pk, quantity=quantity, cause=cause)
    dealing.tell(
        lot.holder,
        title=f"Further credits issued into lot {lot.number}",
        body=f"{quantity:,} credits because of the {change.get_kind_display().lower()} of {agreement}: {reason}",
        path=dealing.lot_path(lot),
        now=now,
    )
    run.event(
        chain=agreement_chain(agreement),
        subject=reference,
        data={"lot": lot.number, "quantity": quantity, "change": str(change.public_id), "reason": reason},
    )
    return {"id": lot.number, "state": lot.status, "quantity": quantity}


def approved_changes(lot: Lot) -> QuerySet[AgreementChange]:
    """The approved variations and renewals of a root lot's agreement, newest first; none for any other lot."""
    if lot.parent_id is not None or lot.agreement_id is None:
        return AgreementChange.objects.none()
    return AgreementChange.objects.filter(
        agreement=lot.agreement_id, state=AgreementChange.APPROVED, kind__in=ISSUING_KINDS
    ).order_by("-pk")


def changes_without_issue(actor: Actor) -> QuerySet[AgreementChange]:
    """The approved variations and renewals the actor may see that have issued into no lot yet, newest first. Not each
    brings credits, and the registry cannot know which: what stays here may simply have none to bring."""
    causes = Movement.objects.filter(source=SOURCE).values_list("cause", flat=True)
    used = {cause.partition(":")[0] for cause in causes}
    return (
        AgreementChange.objects.filter(
            agreement__in=selectors.visible_to(actor)
            .filter(state__in=states.IN_FORCE, suspended_on=None)
            .values("pk"),
            state=AgreementChange.APPROVED,
            kind__in=ISSUING_KINDS,
        )
        .exclude(public_id__in=used)
        .select_related("agreement", "approved_by")
        .order_by("-decided_at", "-pk")
    )


def open_changes(actor: Actor, lot: Lot) -> list[AgreementChange]:
    """Of `approved_changes` those that have not issued into this lot yet and in which the actor had no part."""
    changes = [one for one in approved_changes(lot) if actor.user_id not in _part_takers(one)]
    causes = [_reference(one, lot) for one in changes]
    used = set(Movement.objects.filter(source=SOURCE, cause__in=causes).values_list("cause", flat=True))
    return [one for one in changes if _reference(one, lot) not in used]


def _reference(change: AgreementChange, lot: Lot) -> str:
    return f"{change.public_id}:{lot.number}"


def _part_takers(change: AgreementChange) -> tuple[int | None, ...]:
    return (change.proposed_by_id, change.approved_by_id)


def _change_of(agreement: Agreement, change_id: UUID | str) -> AgreementChange | None:
    try:
        return selectors.change_for(agreement, change_id)
    except NotVisible:
        return None


def _may_issue(actor: Actor, lot: Lot, change: AgreementChange | None) -> Decision:
    decision = lot_policies.may_issue_further(actor, lot)
    if decision.allowed and change is not None and actor.user_id in _part_takers(change):
        return no("lot.same_person", "You had a part in this change. Another person must issue its credits.")
    return decision


def _require_approved(change: AgreementChange) -> None:
    if change.kind not in ISSUING_KINDS or change.state != AgreementChange.APPROVED:
        raise DomainError(
            "change.not_approved",
            "Further credits need a variation or a renewed plan that the trust has approved (N11).",
            [Finding("change.not_approved", "Choose a change that is approved.", "change")],
        )


def _require_unused(change: AgreementChange, lot: Lot) -> None:
    """Said before the ledger's own rule says it, which holds when two issue at once."""
    if Movement.objects.filter(source=SOURCE, cause=_reference(change, lot)).exists():
        raise DomainError(
            "change.issued_already",
            "This change has issued its credits into this lot already. Nothing was issued twice.",
            [
                Finding(
                    "change.issued_already", "Choose a change that has not issued into this lot.", "change"
                )
            ],
        )


def in_force(agreement: Agreement) -> Decision:
    """May credits be issued under the agreement as it stands: in force, and not suspended?"""
    if agreement.in_force and agreement.suspended_on is None:
        return YES
    return no(
        "agreement.not_in_force",
        "Credits are issued only while the agreement is in force and not suspended.",
    )


def _require_in_force(agreement: Agreement) -> None:
    stands = in_force(agreement)
    if not stands.allowed:
        raise DomainError(stands.code, stands.reason)


def _require_reason(reason: str) -> str:
    typed = reason.replace("\x00", " ").strip()
    if not typed or len(typed) > LONGEST_REASON:
        message = f"Say why the credits are issued, in at most {LONGEST_REASON:,} characters."
        raise InvalidInput([Finding("reason.missing", message, "reason")])
    return typed
