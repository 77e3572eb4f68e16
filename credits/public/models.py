"""The public feed of what changed, numbered in one sequence."""

from django.db import models

from registry.audit.models import AuditEvent


class PublicChange(models.Model):
    """One public fact that changed, under a number without gaps. Whoever has read up to a number misses nothing by
    asking for what comes after it: numbers are given by one writer at a time to events that are committed.

    Written once (append-only triggers). `data` holds public fields only."""

    number = models.PositiveBigIntegerField(primary_key=True)
    event = models.OneToOneField(AuditEvent, on_delete=models.PROTECT, related_name="public_change")
    action = models.CharField(max_length=80)
    at = models.DateTimeField(help_text="When it happened.")
    published_at = models.DateTimeField(help_text="When everybody could read it.")
    lot_number = models.CharField(max_length=20, blank=True)
    agreement_number = models.CharField(max_length=30, blank=True)
    data = models.JSONField()

    class Meta:
        ordering = ["number"]
        indexes = [
            models.Index(fields=["lot_number", "number"], name="public_change_lot"),
            models.Index(fields=["agreement_number", "number"], name="public_change_agreement"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.action}"
