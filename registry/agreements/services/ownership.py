"""The land passes to new owners, and the duties of the agreement with it; the credits stay with their holders (N16)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from registry.actor import LANDHOLDER, Actor
from registry.agreements import policies, selectors
from registry.agreements.models import Agreement, OwnerChange, OwnerShare
from registry.agreements.services import applications, entries, holding, notices, statements
from registry.commands import Run, command
from registry.findings import DomainError, Finding, InvalidInput
from registry.parties.models import Organisation
from registry.parties.services import signatures

OPEN = (OwnerChange.LODGED, OwnerChange.ACCEPTED)


@command("agreement.lodge_owner_change")
def lodge_change(
    run: Run,
    *,
    agreement_id: UUID | str,
    shares: Sequence[Sequence[Any]],
    effective_on: date,
    evidence: str,
    today: date,
) -> dict[str, Any]:
    """Say who the owners are from a day on: `shares` are `[organisation public id, parts]` of all of them after the
    change. By a present owner or the registrar, with the dealing on the title. One is open at a time."""
    agreement = holding.hold(run.actor, agreement_id)
    run.allow(policies.may_lodge_owner_change(run.actor, agreement))
    holding.require_state(agreement, "change_owner")
    findings: list[Finding] = []
    owners = entries.shares(findings, shares)
    evidence = entries.text(
        findings, evidence, field="evidence", called="the dealing on the title that shows the change"
    )
    findings += _about_the_day(agreement, effective_on)
    if findings:
        raise InvalidInput(findings)
    if selectors.open_owner_change(agreement) is not None:
        raise _open_already()
    try:
        with transaction.atomic():
            change = OwnerChange.objects.create(
                agreement=agreement,
                shares=[[str(owner.public_id), parts] for owner, parts in owners],
                effective_on=effective_on,
                evidence=evidence,
                lodged_by_id=run.actor.person_id,
                lodged_at=timezone.now(),
            )
    except IntegrityError as error:
        raise _open_already() from error
    holding.change(agreement)
    _tell_lodged(run.actor, agreement, change, [owner for owner, _ in owners])
    data = {
        "change": str(change.public_id),
        "owners": [[owner.name, parts] for owner, parts in owners],
        "effective_on": effective_on.isoformat(),
        "on": today.isoformat(),
    }
    return holding.told(run, agreement, data, change_id=str(change.public_id))


def _tell_lodged(
    actor: Actor, agreement: Agreement, change: OwnerChange, after: Sequence[Organisation]
) -> None:
    """The trust and the owners to come; the present ones where it was not one of them who lodged it."""
    body = f"From {change.effective_on:%d/%m/%Y}. Each owner after the change accepts the duties, then it is recorded."
    told = {owner.pk: owner for owner in after}
    if not policies.holds_one_of(actor, agreement, policies.HOLDER_ROLES):
        told |= {owner.pk: owner for owner in notices.owners_of(agreement)}
    notices.tell([agreement.trust, *told.values()], agreement, "Change of owner lodged", body, part="owners/")


def _open_already() -> DomainError:
    return DomainError(
        "agreement.owner_change_open", "A change of owner is open already. Record it or withdraw it first."
    )


def _about_the_day(agreement: Agreement, effective_on: object) -> list[Finding]:
    """The change comes after the present owners' own first day."""
    if not isinstance(effective_on, date):
        return [Finding("agreement.effective_on.missing", "Enter the day of the change.", "effective_on")]
    since = max((share.valid_from for share in _present_shares(agreement)), default=effective_on)
    if effective_on < since:
        message = f"The present owners are owners since {since:%d/%m/%Y}; enter that day or a later one."
        return [Finding("agreement.effective_on.too_early", message, "effective_on")]
    return []


def _present_shares(agreement: Agreement) -> list[OwnerShare]:
    return list(
        OwnerShare.objects.filter(agreement=agreement, valid_to=None)
        .select_related("organisation")
        .order_by("pk")
    )


def new_owners(change: OwnerChange) -> list[tuple[Organisation, int]]:
    """The owners after the change with their parts, in the order entered."""
    return owners_after([change])[change.pk]


def owners_after(asked: Sequence[OwnerChange]) -> dict[int, list[tuple[Organisation, int]]]:
    """The same of several changes by their key, in one query."""
    named = {public_id for change in asked for public_id, _ in change.shares}
    found = Organisation.objects.in_bulk(named, field_name="public_id")
    return {
        change.pk: [(found[UUID(public_id)], parts) for public_id, parts in change.shares] for change in asked
    }


def waiting_for(agreement: Agreement, change: OwnerChange) -> list[Organisation]:
    """Owners after the change who have not accepted yet."""
    text = statements.owner_text(agreement, change)
    signed = {s.organisation_id for s in statements.signatures_under(statements.OWNER, text)}
    return [owner for owner, _ in new_owners(change) if owner.pk not in signed]


@command("agreement.accept_owner_change")
def accept(
    run: Run,
    *,
    agreement_id: UUID | str,
    change_id: UUID | str,
    typed_name: str,
    capacity: str,
    now: datetime,
) -> dict[str, Any]:
    """Accept the duties for an owner after the change; with the last one's signature it can be recorded."""
    agreement = holding.hold(run.actor, agreement_id)
    change = selectors.owner_change_for(agreement, change_id)
    owners = new_owners(change)
    run.allow(policies.may_accept_owner_change(run.actor, frozenset(owner.pk for owner, _ in owners)))
    holding.require_state(agreement, "change_owner")
    _require_state(change, OwnerChange.LODGED)
    mine = [owner for owner in waiting_for(agreement, change) if run.actor.holds(LANDHOLDER, owner.pk)]
    if not mine:
        raise DomainError("agreement.signed_already", "The owners you sign for have accepted already.")
    signature = signatures.sign(
        actor=run.actor,
        organisation=mine[0],
        statement_code=statements.OWNER,
        statement_text=statements.owner_text(agreement, change),
        typed_name=typed_name,
        capacity=capacity,
        now=now,
    )
    change.acceptances.add(signature)
    waiting = [owner.name for owner in waiting_for(agreement, change)]
    if not waiting:
        _advance(change, state=OwnerChange.ACCEPTED)
        body = f"Every owner after the change has accepted. It can be recorded from {change.effective_on:%d/%m/%Y}."
        notices.tell_registrar(agreement, "Change of owner waits to be recorded", body, part="owners/")
    holding.change(agreement)
    data = {
        "change": str(change.public_id),
        "for": mine[0].name,
        "signature": str(signature.public_id),
        "waiting_for": waiting,
    }
    return holding.told(run, agreement, data, change_state=change.state, waiting_for=waiting)


def _require_state(change: OwnerChange, *wanted: str) -> None:
    if change.state not in wanted:
        raise DomainError(
            "agreement.owner_change_wrong_state",
            f"This cannot be done while the change of owner is {change.state}; it must be {' or '.join(wanted)}.",
        )


def _advance(change: OwnerChange, **values: Any) -> None:
    if not OwnerChange.objects.filter(pk=change.pk, state=change.state).update(**values):
        raise DomainError(
            "agreement.owner_change_moved_meanwhile",
            "Somebody else has just decided on this change of owner. Look again.",
        )
    change.refresh_from_db()


@command("agreement.record_owner_change")
def record(run: Run, *, agreement_id: UUID | str, change_id: UUID | str, today: date) -> dict[str, Any]:
    """The registrar records an accepted change on or after its day: shares end and begin on that day, and with them
    the duties. No lot is touched (N16)."""
    agreement = holding.hold(run.actor, agreement_id)
    change = selectors.owner_change_for(agreement, change_id)
    owners = new_owners(change)
    run.allow(
        policies.may_record_owner_change(
            run.actor, agreement, change, frozenset(owner.pk for owner, _ in owners)
        )
    )
    holding.require_state(agreement, "change_owner")
    _require_state(change, OwnerChange.ACCEPTED)
    if change.effective_on > today:
        raise DomainError(
            "agreement.owner_change_too_early",
            f"The change takes effect on {change.effective_on:%d/%m/%Y}. Record it on that day or later.",
        )
    before = _present_shares(agreement)
    _advance(
        change,
        state=OwnerChange.RECORDED,
        recorded_by_id=run.actor.person_id,
        recorded_at=timezone.now(),
    )
    OwnerShare.objects.filter(agreement=agreement, valid_to=None).update(valid_to=change.effective_on)
    applications.keep_owners(agreement, owners, valid_from=change.effective_on)
    holding.move(agreement, "change_owner")
    _tell_recorded(
        agreement, change, [share.organisation for share in before], [owner for owner, _ in owners]
    )
    data = {
        "change": str(change.public_id),
        "effective_on": change.effective_on.isoformat(),
        "before": [[share.organisation.name, share.parts] for share in before],
        "after": [[owner.name, parts] for owner, parts in owners],
    }
    return holding.told(run, agreement, data, change_state=change.state)


def _tell_recorded(
    agreement: Agreement, change: OwnerChange, before: list[Organisation], after: list[Organisation]
) -> None:
    title, day = "Change of owner recorded", f"{change.effective_on:%d/%m/%Y}"
    body = f"The duties pass on {day}. Credits stay with those who hold them."
    notices.tell([*after, agreement.trust], agreement, title, body, part="owners/")
    gone = [owner for owner in before if owner not in after]
    notices.tell_former(gone, agreement, title, body, part="owners/")


@command("agreement.withdraw_owner_change")
def withdraw_change(run: Run, *, agreement_id: UUID | str, change_id: UUID | str) -> dict[str, Any]:
    """Take back a change of owner that is not recorded."""
    agreement = holding.hold(run.actor, agreement_id)
    change = selectors.owner_change_for(agreement, change_id)
    run.allow(policies.may_withdraw_owner_change(run.actor, agreement))
    _require_state(change, *OPEN)
    _advance(change, state=OwnerChange.WITHDRAWN)
    holding.change(agreement)
    _tell_withdrawn(agreement, change)
    return holding.told(run, agreement, {"change": str(change.public_id)}, change_state=change.state)


def _tell_withdrawn(agreement: Agreement, change: OwnerChange) -> None:
    title = "Change of owner withdrawn"
    body = f"The change of {change.effective_on:%d/%m/%Y} does not take place."
    staying = notices.owners_of(agreement)
    notices.tell([agreement.trust, *staying], agreement, title, body, part="owners/")
    others = [owner for owner, _ in new_owners(change) if owner not in staying]
    notices.tell_former(others, agreement, title, body, part="owners/")
