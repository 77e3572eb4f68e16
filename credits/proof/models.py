"""What a full check of the ledger found, kept so that everybody can see when it was last done and what it said."""

from django.db import models

from registry.audit.models import AuditSeal


class LedgerCheck(models.Model):
    """One walk over all lots, movements and open dealings. Written once (append-only triggers)."""

    checked_at = models.DateTimeField()
    seconds = models.FloatField()
    lots = models.PositiveBigIntegerField()
    movements = models.PositiveBigIntegerField()
    issued = models.PositiveBigIntegerField()
    available = models.PositiveBigIntegerField()
    reserved = models.PositiveBigIntegerField()
    retired = models.PositiveBigIntegerField()
    cancelled = models.PositiveBigIntegerField()
    differences = models.PositiveIntegerField()
    details = models.JSONField(
        default=list, help_text="The first hundred differences: code, lot, expected, found."
    )
    seal = models.ForeignKey(AuditSeal, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-pk"]
