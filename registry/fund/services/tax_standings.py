"""How a holder stands to the goods and services tax: written once, ended by the next row."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from stdnum.au import abn
from stdnum.exceptions import ValidationError

from registry import entries, public_ids
from registry.commands import Run, command
from registry.findings import DomainError, Finding, require_no_errors
from registry.fund.chains import payee_chain
from registry.fund.models import TaxStanding
from registry.fund.policies import payees as policies
from registry.fund.selectors import payees as selectors


@command("tax_standing.record")
def record(
    run: Run,
    *,
    organisation_id: UUID | str,
    valid_from: date,
    gst_registered: bool,
    business_number: str,
    invoice_agreement: str,
    source: str,
) -> dict[str, Any]:
    """Record it from a day on: registered or not, the ABN with its check digits, and the written agreement by which the
    payer issues the tax invoices. Raises NotVisible, NotAllowed, InvalidInput; DomainError for a day that is taken."""
    organisation = public_ids.find(selectors.visible_to(run.actor), organisation_id, "payee")
    run.allow(policies.may_record_tax(run.actor, organisation.pk))
    number, findings = _number(business_number, gst_registered)
    texts = {
        "source": entries.text(
            findings,
            source,
            about="tax_standing",
            field="source",
            called="where this is from, for example the ABN register and the day you read it",
            longest=300,
        ),
        "invoice_agreement": entries.text(
            findings,
            invoice_agreement,
            about="tax_standing",
            field="invoice_agreement",
            called="the agreement's date and reference",
            longest=200,
            required=False,
        ),
    }
    require_no_errors(findings)
    try:
        with transaction.atomic():
            made = TaxStanding.objects.create(
                organisation=organisation,
                valid_from=valid_from,
                gst_registered=gst_registered,
                business_number=number,
                **texts,
                entered_by_id=run.actor.person_id,
                entered_at=timezone.now(),
            )
    except IntegrityError as error:
        raise DomainError(
            "tax_standing.same_day",
            f"Something is recorded from {valid_from:%d/%m/%Y} on already, and it stays. Choose a later day.",
            [Finding("tax_standing.same_day", "This day is taken. Choose a later day.", "valid_from")],
        ) from error
    run.event(
        chain=payee_chain(organisation),
        subject=f"tax_standing:{made.pk}",
        data={
            "valid_from": valid_from.isoformat(),
            "gst_registered": gst_registered,
            "business_number": number,
            "invoice_agreement": texts["invoice_agreement"],
            "source": texts["source"],
        },
    )
    return {"organisation_id": str(organisation.public_id), "valid_from": valid_from.isoformat()}


def _number(text: str, registered: bool) -> tuple[str, list[Finding]]:
    if not text.strip():
        if not registered:
            return "", []
        message = "Enter the ABN: who is registered for the tax has one."
        return "", [Finding("tax_standing.abn_missing", message, "business_number")]
    try:
        return str(abn.validate(text)), []
    except ValidationError:
        message = (
            "This is not an ABN: it has eleven digits, and its check digits have to fit. Look at it again."
        )
        return "", [Finding("tax_standing.abn", message, "business_number")]
