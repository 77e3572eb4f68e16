"""Append-only events in hash chains: one chain per assessment case, one for people, one for reference facts.

Rows are never changed or deleted: triggers on both databases refuse it (`registry.audit.triggers`).
"""

from django.conf import settings
from django.db import models


class AuditChain(models.Model):
    """A chain and its head. The head moves by conditional update, so two writers never share a number."""

    kind = models.CharField(max_length=40, help_text="What the chain is about, e.g. assessment_case.")
    key = models.CharField(max_length=64, help_text="The public id of the thing, or 'all'.")
    length = models.PositiveIntegerField(default=0)
    head_hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="audit_chain_one_per_thing")]

    def __str__(self) -> str:
        return f"{self.kind}/{self.key}"


class AuditEvent(models.Model):
    """What happened, when, by whom. `body` is the canonical text that the hash covers; `data` is inside it."""

    # Its events are found by the unique chain and number below.
    chain = models.ForeignKey(AuditChain, on_delete=models.PROTECT, related_name="events", db_index=False)
    sequence = models.PositiveIntegerField()
    action = models.CharField(max_length=80, help_text="Dotted, e.g. assessment.finalise.")
    actor_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="audit_events",
        db_index=False,
    )
    actor_label = models.CharField(max_length=120)
    at = models.DateTimeField()
    request_id = models.CharField(max_length=64, blank=True)
    body = models.TextField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["chain_id", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["chain", "sequence"], name="audit_event_one_per_number"),
            models.CheckConstraint(condition=models.Q(sequence__gte=1), name="audit_event_counts_from_one"),
        ]
        indexes = [models.Index(fields=["action", "at"], name="audit_event_action")]

    def __str__(self) -> str:
        return f"{self.chain} {self.sequence} {self.action}"


class AuditSeal(models.Model):
    """One hash over the heads of all chains at a moment, for publication outside: a chain that is later cut, changed
    or gone no longer agrees with it. Each seal covers the one before. Written once (append-only triggers)."""

    number = models.PositiveIntegerField(unique=True)
    sealed_at = models.DateTimeField()
    chains = models.PositiveIntegerField()
    events = models.PositiveBigIntegerField()
    heads = models.JSONField(
        help_text="[[kind, key, length, head hash], ...] of the chains that grew since the seal before."
    )
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"seal {self.number}"
