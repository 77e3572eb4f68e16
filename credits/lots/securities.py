"""Pledges of credits to a lender, and the counterparties an organisation trusts. Both are off unless switched on."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from credits.lots import states
from credits.lots.models import Lot
from registry.parties.models import Organisation, Signature

USER = settings.AUTH_USER_MODEL


class Pledge(models.Model):
    """Credits pledged to a lender as security. They stay the holder's and are reserved from the proposal until the
    lender releases them, so nothing can sell or retire them."""

    STATES = [(s, s.capitalize()) for s in states.PLEDGE.states]
    RESERVING = (states.PROPOSED, states.ACTIVE)

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="pledges")
    lender = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=STATES, default=states.PROPOSED)
    quantity = models.PositiveBigIntegerField()
    note = models.TextField(blank=True, help_text="What it secures, in words; seen by both sides only.")
    signature = models.ForeignKey(Signature, on_delete=models.PROTECT, related_name="+")
    lender_signature = models.ForeignKey(Signature, on_delete=models.PROTECT, null=True, related_name="+")
    proposed_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closing_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=1), name="pledge_quantity_positive"),
            models.CheckConstraint(
                condition=~Q(state__in=["active", "released"])
                | Q(lender_signature__isnull=False, accepted_at__isnull=False),
                name="pledge_accepted_with_signature",
            ),
        ]
        indexes = [models.Index(fields=["state", "id"], name="pledge_state")]


class TrustedCounterparty(models.Model):
    """An organisation to which another lets its credits go, where it has chosen to deal with trusted ones only. An
    entry counts from `counts_from`, so that a stolen sign-in cannot add one and sell on the same day."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="trusted_counterparties"
    )
    counterparty = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    added_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    counts_from = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "counterparty"],
                condition=Q(removed_at=None),
                name="trusted_counterparty_once",
            ),
            models.CheckConstraint(
                condition=~Q(organisation=F("counterparty")), name="trusted_counterparty_is_another"
            ),
        ]


class CounterpartyRule(models.Model):
    """Whether an organisation deals with trusted counterparties only. Switching it off counts after the same delay."""

    organisation = models.OneToOneField(
        Organisation, on_delete=models.PROTECT, related_name="counterparty_rule"
    )
    trusted_only = models.BooleanField(default=False)
    ends_at = models.DateTimeField(null=True, help_text="When switching it off counts.")
    changed_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
