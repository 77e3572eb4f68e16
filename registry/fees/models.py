"""Fees as dated amounts that an officer enters with their source, and what was charged and paid.

Where no amount is entered nothing is charged and pages say 'not set': amounts are never guessed.
"""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q


class FeeKind(models.TextChoices):
    """What a fee is for."""

    APPLICATION = "agreement_application", "Application for a stewardship agreement"
    TRANSFER = "credit_transfer", "Transfer of credits"
    RETIREMENT = "credit_retirement", "Retirement of credits"


class FeeAmount(models.Model):
    """The amount of a fee from a day on; the next row ends it. Written once (append-only triggers)."""

    kind = models.CharField(max_length=30, choices=FeeKind.choices)
    amount_cents = models.PositiveBigIntegerField()
    effective_from = models.DateField()
    source = models.CharField(max_length=300, help_text="The instrument that sets it, and where it was read.")
    demo = models.BooleanField(default=False, help_text="Made up for the demonstration.")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["kind", "-effective_from"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "effective_from"], name="fee_amount_once_a_day"),
            models.CheckConstraint(condition=~Q(source=""), name="fee_amount_has_a_source"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} from {self.effective_from}"


class FeeCharge(models.Model):
    """What one application owes: the amount in force on the day it was made, or none where none is set."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=30, choices=FeeKind.choices)
    subject = models.CharField(
        max_length=80, unique=True, help_text="What it is for, e.g. transfer:<public id>."
    )
    amount = models.ForeignKey(FeeAmount, on_delete=models.PROTECT, null=True, related_name="charges")
    charged_on = models.DateField()
    paid_on = models.DateField(null=True)
    receipt = models.CharField(max_length=120, blank=True, help_text="Receipt or invoice number.")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["-charged_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(paid_on=None)
                | (~Q(receipt="") & Q(amount__isnull=False) & Q(recorded_by__isnull=False)),
                name="fee_paid_with_receipt",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.subject}"
