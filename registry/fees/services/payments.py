"""The registrar marks a charge as paid, with the receipt. Money itself never passes through the registry."""

from datetime import date
from typing import Any
from uuid import UUID

from registry.audit.events import ChainKey
from registry.commands import Run, command
from registry.fees import selectors
from registry.fees.models import FeeCharge
from registry.fees.policies import may_keep_fees
from registry.fees.standing import standing
from registry.findings import DomainError, Finding, InvalidInput

LONGEST_RECEIPT = 120
REFUSALS = {
    "not_set": ("fee.not_set", "No amount of this fee is set, so there is nothing to pay."),
    "nil": ("fee.nil", "The amount is nil, so there is nothing to pay."),
    "paid": ("fee.paid_already", "This charge is marked as paid already."),
}


@command("fee.record_paid")
def record_fee_paid(run: Run, *, charge_id: UUID, paid_on: date, receipt: str, today: date) -> dict[str, Any]:
    """Mark a charge as paid on a day, with the number of its receipt or invoice.

    Raises NotVisible, NotAllowed, InvalidInput; DomainError when no amount is set, it is nil, or it is paid already.
    """
    charge = selectors.charge_for(run.actor, charge_id)
    run.allow(may_keep_fees(run.actor))
    receipt = " ".join(receipt.replace("\x00", " ").split())
    refusal = REFUSALS.get(standing(charge).state)
    if refusal is not None:
        raise DomainError(*refusal)
    findings = []
    if paid_on > today:
        findings.append(
            Finding("fee.paid.in_the_future", "Enter the day it was paid, not later than today.", "paid_on")
        )
    if not 1 <= len(receipt) <= LONGEST_RECEIPT:
        message = f"Enter the receipt or invoice number, in at most {LONGEST_RECEIPT} characters."
        findings.append(Finding("fee.receipt", message, "receipt"))
    if findings:
        raise InvalidInput(findings)
    marked = FeeCharge.objects.filter(pk=charge.pk, paid_on__isnull=True).update(
        paid_on=paid_on, receipt=receipt, recorded_by_id=run.actor.person_id
    )
    if not marked:
        raise DomainError(*REFUSALS["paid"])
    run.event(
        chain=ChainKey("fee_charge", str(charge.public_id)),
        subject=charge.subject,
        data={"paid_on": paid_on.isoformat(), "receipt": receipt},
    )
    return {"charge_id": str(charge.public_id)}
