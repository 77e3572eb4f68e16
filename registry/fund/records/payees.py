"""Where a holder's money goes, and how the holder stands to the goods and services tax."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from registry.fund import states
from registry.parties.models import Organisation


class BankDetail(models.Model):
    """A bank account as a holder entered it: sealed (encrypted), shown masked, verified by a person of the trust who is
    not the one that entered it, usable when it has cooled off. The newest verified one that is usable is paid."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="bank_details")
    sealed = models.TextField(help_text="Encrypted: BSB, account number and title.")
    masked = models.CharField(max_length=40, help_text="What is shown: the last three digits.")
    fingerprint = models.CharField(max_length=64, help_text="Keyed hash: is it the same account as before?")
    state = models.CharField(max_length=10, default=states.ENTERED)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    verified_at = models.DateTimeField(null=True)
    verification = models.CharField(max_length=300, blank=True, help_text="How it was verified.")
    usable_from = models.DateField(null=True, help_text="After the days of cooling off.")
    closing_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["organisation_id", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(verified_by=None) | ~Q(verified_by=F("entered_by")),
                name="bank_detail_verified_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state=states.VERIFIED) | Q(verified_by__isnull=False, usable_from__isnull=False),
                name="bank_detail_verified_with_person",
            ),
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(state=states.ENTERED), name="one_bank_detail_to_verify"
            ),
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(state=states.VERIFIED), name="one_bank_detail_verified"
            ),
        ]


class TaxStanding(models.Model):
    """Is the holder registered for the goods and services tax, from a day on, and has it agreed in writing that the
    payer issues the tax invoice? Written once; the next row ends it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="tax_standings")
    valid_from = models.DateField()
    gst_registered = models.BooleanField()
    business_number = models.CharField(max_length=11, blank=True, help_text="ABN, eleven digits.")
    invoice_agreement = models.CharField(
        max_length=200, blank=True, help_text="Written agreement that the payer issues tax invoices."
    )
    source = models.CharField(max_length=300)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["organisation_id", "-valid_from", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "valid_from"], name="tax_standing_once_a_day"),
            models.CheckConstraint(
                condition=Q(gst_registered=False) | ~Q(business_number=""), name="tax_standing_with_number"
            ),
        ]
