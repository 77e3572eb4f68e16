"""The registrar enters what a fee is from a day on. An amount is never edited: a later one ends it."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from registry.audit.events import ChainKey
from registry.commands import Run, command
from registry.fees.models import FeeAmount, FeeKind
from registry.fees.policies import may_keep_fees
from registry.findings import DomainError, Finding, InvalidInput

AMOUNTS = ChainKey("fees", "amounts")
LARGEST_CENTS = 100_000_000
"""One million dollars: a guard against a mistyped amount, not a rule of the scheme."""
LONGEST_SOURCE = 300


@command("fee.enter_amount")
def enter_fee_amount(
    run: Run, *, kind: str, amount_cents: int, effective_from: date, source: str
) -> dict[str, Any]:
    """Enter the amount of a fee, in cents, from a day on, with the instrument that sets it. Nil is an amount.

    Raises NotAllowed, InvalidInput; DomainError when another registrar entered that day at the same moment.
    """
    run.allow(may_keep_fees(run.actor))
    source = " ".join(source.replace("\x00", " ").split())
    findings = [
        *_about_the_kind(kind, effective_from),
        *_about_the_amount(amount_cents),
        *_about_the_source(source),
    ]
    if findings:
        raise InvalidInput(findings)
    try:
        with transaction.atomic():
            made = FeeAmount.objects.create(
                kind=kind,
                amount_cents=amount_cents,
                effective_from=effective_from,
                source=source,
                demo=settings.DEMO,
                entered_by_id=run.actor.person_id,
                entered_at=timezone.now(),
            )
    except IntegrityError as error:
        message = f"An amount from {effective_from:%d/%m/%Y} was entered just now. Look at it first."
        raise DomainError("fee.amount.entered_already", message) from error
    run.event(
        chain=AMOUNTS,
        subject=kind,
        data={
            "amount_cents": amount_cents,
            "effective_from": effective_from.isoformat(),
            "source": source,
        },
    )
    return {"fee_amount_id": made.pk, "kind": kind}


def _about_the_kind(kind: str, effective_from: date) -> list[Finding]:
    if kind not in FeeKind.values:
        return [Finding("fee.kind.unknown", "Choose what the fee is for from the list.", "kind")]
    newest = FeeAmount.objects.filter(kind=kind).order_by("-effective_from").first()
    if newest is not None and effective_from <= newest.effective_from:
        message = (
            f"The newest amount begins on {newest.effective_from:%d/%m/%Y}. Let this one begin after it: "
            "an amount that was entered stays."
        )
        return [Finding("fee.amount.before_the_newest", message, "effective_from")]
    return []


def _about_the_amount(amount_cents: int) -> list[Finding]:
    if 0 <= amount_cents <= LARGEST_CENTS:
        return []
    return [Finding("fee.amount.range", "Enter an amount from $0 to $1,000,000.", "amount_cents")]


def _about_the_source(source: str) -> list[Finding]:
    if not source:
        message = "Name the instrument that sets the fee and where you read it."
        return [Finding("fee.source.missing", message, "source")]
    if len(source) > LONGEST_SOURCE:
        message = f"Shorten the source to {LONGEST_SOURCE} characters or fewer."
        return [Finding("fee.source.too_long", message, "source")]
    return []
