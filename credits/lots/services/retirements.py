"""Retiring credits: the recorded holder applies, the registrar checks, a second officer retires. Final."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from credits import ledger
from credits.ledger import Cause, NewLot
from credits.lots import policies, selectors, states
from credits.lots.chains import chain_of
from credits.lots.dealings import Retirement
from credits.lots.models import Lot
from credits.lots.obligation_book import obligation_book
from credits.lots.services import completing, dealing
from credits.lots.statements_signed import retirement_statement
from registry.commands import Run, command
from registry.fees.models import FeeKind
from registry.fees.services.charging import charge
from registry.findings import Finding, InvalidInput
from registry.parties.services.signatures import sign

WITHOUT_OBLIGATION = frozenset({Retirement.Purpose.VOLUNTARY, Retirement.Purpose.OTHER})
"""Purposes for which no obligation has to be named."""

LONGEST_REFERENCE = 200


@command("retirement.apply")
def apply(
    run: Run,
    *,
    lot_number: str,
    quantity: int,
    purpose: str,
    purpose_note: str = "",
    obligation_reference: str = "",
    obligation_local_government_area: str = "",
    consent_on: date | None = None,
    claims: Sequence[Mapping[str, Any]] = (),
    typed_name: str,
    capacity: str,
    today: date,
    now: datetime,
) -> dict[str, Any]:
    """Apply to retire credits for a purpose of the Act's list (BC Act s 6.27); they are reserved at once.

    Only a signatory of the recorded holder applies (N2). The obligation is named unless the purpose has none. `claims`
    says which lines of obligations of this registry they are for (`credits.lots.obligation_book`); each line is asked
    whether these credits serve it, and what is claimed is pending on it from now on."""
    lot = selectors.lot(run.actor, lot_number)
    run.allow(policies.may_retire(run.actor, lot))
    dealing.require_quantity(quantity)
    note = dealing.optional_text(purpose_note, field="purpose_note")
    reference = dealing.optional_text(obligation_reference, field="obligation_reference")
    area = dealing.optional_text(obligation_local_government_area, field="obligation_local_government_area")
    findings = about_purpose(purpose, note, reference, area, consent_on, today)
    if findings:
        raise InvalidInput(findings)
    holder = dealing.require_holder(lot)
    ledger.reserve(lot.pk, quantity=quantity, on=today)
    statement = retirement_statement(
        holder=str(holder),
        lot_number=lot.number,
        quantity=quantity,
        purpose=Retirement.Purpose(purpose).label,
    )
    signature = sign(
        actor=run.actor,
        organisation=holder,
        statement_code=statement.code,
        statement_text=statement.text,
        typed_name=typed_name,
        capacity=capacity,
        now=now,
    )
    public_id = uuid4()
    retirement = Retirement.objects.create(
        public_id=public_id,
        lot=lot,
        quantity=quantity,
        purpose=purpose,
        purpose_note=note,
        obligation_reference=reference,
        obligation_local_government_area=area,
        consent_on=consent_on,
        signature=signature,
        fee=charge(kind=FeeKind.RETIREMENT, subject=f"retirement:{public_id}", today=today),
        lodged_by_id=run.actor.person_id,
        lodged_at=now,
    )
    claimed = obligation_book().claim(run.actor, retirement, claims, on=today, now=now) if claims else []
    run.event(
        chain=chain_of(lot),
        subject=str(public_id),
        data={
            "lot": lot.number,
            "quantity": quantity,
            "purpose": purpose,
            "obligation": reference,
            **({"claims": claimed} if claimed else {}),
            "signature": str(signature.public_id),
        },
    )
    return {"id": str(public_id), "state": retirement.state, "lot": lot.number, "quantity": quantity}


def about_purpose(
    purpose: str, note: str, reference: str, area: str, consent_on: date | None, today: date
) -> list[Finding]:
    """What is wrong with a purpose and what is said about it, before anybody signs; empty where nothing is."""
    if purpose not in Retirement.Purpose.values:
        message = "Choose one of the purposes for which the Act lets credits be retired (s 6.27)."
        return [Finding("retirement.purpose_unknown", message, "purpose", clause="BC Act s 6.27")]
    findings = []
    if purpose == Retirement.Purpose.OTHER and not note:
        message = "Describe the authorised purpose."
        findings.append(Finding("retirement.purpose_not_described", message, "purpose_note"))
    if purpose not in WITHOUT_OBLIGATION and not reference:
        message = (
            "Name the approval, agreement or order that asks for the credits, for example its consent number."
        )
        findings.append(Finding("retirement.no_obligation", message, "obligation_reference"))
    for field, text in (
        ("obligation_reference", reference),
        ("obligation_local_government_area", area),
    ):
        if len(text) > LONGEST_REFERENCE:
            message = f"At most {LONGEST_REFERENCE} characters."
            findings.append(Finding("retirement.too_long", message, field))
    if consent_on is not None and consent_on > today:
        message = "The day of the consent cannot lie in the future."
        findings.append(Finding("retirement.consent_in_future", message, "consent_on"))
    return findings


@command("retirement.check")
def check(run: Run, *, retirement_id: str, note: str, now: datetime) -> dict[str, Any]:
    """The registrar records that the application is duly made, by the recorded holder, for a permitted purpose."""
    return completing.check(run, Retirement, retirement_id, note=note, now=now)


@command("retirement.retire")
def retire(
    run: Run, *, retirement_id: str, fee_not_set_acknowledged: bool = False, today: date, now: datetime
) -> dict[str, Any]:
    """Retire the credits: by the approver, who is neither the signer nor the checker. There is no way back.

    Refused as a settlement is: fee, deposit's share, suspension."""
    retirement = selectors.held_retirement(run.actor, retirement_id)
    run.allow(policies.may_complete(run.actor, retirement))
    states.RETIREMENT.require("retire", retirement.state)
    steps = completing.steps(
        run, retirement, fee_not_set_acknowledged=fee_not_set_acknowledged, on=today, now=now
    )
    number = retirement.transaction_number
    moved = ledger.move(
        "retire",
        retirement.lot_id,
        NewLot(retirement.holder_id, Lot.RETIRED),
        quantity=retirement.quantity,
        cause=Cause(
            source="retirement",
            reference=str(retirement.public_id),
            at=now,
            steps=steps,
            transaction_number=number,
            reason=retirement.purpose,
            recorded_by_id=run.actor.person_id,
        ),
        on=today,
    )
    # After the lot, as when it is applied for: two who need the same lot and line never wait in a circle.
    obligation_book().retired(run.actor, retirement.pk, on=today, now=now)
    dealing.tell_beside(
        run,
        retirement.side_ids,
        title=f"Retirement {number} recorded",
        body=f"{retirement.quantity:,} credits of lot {retirement.lot_number} are retired as lot {moved.number}.",
        path=dealing.path_of(retirement),
        now=now,
    )
    return completing.complete_held(run, retirement, "retire", moved=moved, done=steps, now=now)


@command("retirement.refuse")
def refuse(run: Run, *, retirement_id: str, reason: str, now: datetime) -> dict[str, Any]:
    """An officer of the registry refuses, with a reason; the credits are free again."""
    retirement = selectors.hold(Retirement, run.actor, retirement_id)
    run.allow(policies.may_refuse(run.actor, retirement))
    return _end(run, retirement, "refuse", reason, now)


@command("retirement.withdraw")
def withdraw(run: Run, *, retirement_id: str, reason: str, now: datetime) -> dict[str, Any]:
    """The holder withdraws before the registrar has checked; the credits are free again."""
    retirement = selectors.hold(Retirement, run.actor, retirement_id)
    run.allow(policies.may_withdraw_retirement(run.actor, retirement))
    return _end(run, retirement, "withdraw", reason, now)


def _end(run: Run, retirement: Retirement, action: str, reason: str, now: datetime) -> dict[str, Any]:
    result = completing.end(run, retirement, action, reason=reason, now=now)
    ledger.release(retirement.lot_id, quantity=retirement.quantity)
    obligation_book().released(retirement.pk)
    dealing.tell(
        retirement.lot.holder,
        title=f"Retirement {retirement.transaction_number} {retirement.state}",
        body=f"{retirement.quantity:,} credits of lot {retirement.lot.number} are free again. "
        f"{retirement.closing_reason}",
        path=dealing.path_of(retirement),
        now=now,
    )
    return result
