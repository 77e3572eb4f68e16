"""The terms, and the management plan with its costs as the agreement holds them."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from assessments.models import Revision
from registry.agreements.records.agreements import Agreement


class AgreementTerms(models.Model):
    """Terms as the trust proposed them, version by version, and who agreed for the holder (N47)."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="terms")
    version = models.PositiveIntegerField()
    text = models.TextField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    agreed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["agreement_id", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "version"], name="agreement_terms_numbered_once")
        ]


class AgreedPlan(models.Model):
    """One version of the management plan of an agreement: a copy of the assessment's plan with costs. Frozen with all
    its lines once `frozen_at` is set, which signing does (N43)."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="plans")
    version = models.PositiveIntegerField()
    revision = models.ForeignKey(
        Revision, on_delete=models.PROTECT, null=True, related_name="+", help_text="Whose plan was copied."
    )
    note = models.CharField(max_length=300, blank=True)
    frozen_at = models.DateTimeField(null=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["agreement_id", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "version"], name="agreed_plan_numbered_once"),
            models.UniqueConstraint(
                fields=["agreement"], condition=Q(frozen_at=None), name="one_plan_open_for_changes"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement} plan {self.version}"


class PlanAction(models.Model):
    """A management action of the plan (N41, N42)."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    plan = models.ForeignKey(AgreedPlan, on_delete=models.PROTECT, related_name="actions")
    action_code = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    location = models.CharField(max_length=300, blank=True)
    first_year = models.PositiveSmallIntegerField(default=1)
    last_year = models.PositiveSmallIntegerField(null=True, help_text="Empty: goes on as maintenance.")
    frequency = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["first_year", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(first_year__gte=1)
                & Q(first_year__lte=20)
                & (Q(last_year=None) | (Q(last_year__gte=F("first_year")) & Q(last_year__lte=20))),
                name="plan_action_within_twenty_years",
            )
        ]


class PlanCost(models.Model):
    """What an action (or the plan as a whole) costs in one management year, in prices of the signing; year empty: each
    year from 21 on, without end (N48)."""

    class Purpose(models.TextChoices):
        """What the money is for, so that payments can be reported by purpose (N80)."""

        WEEDS_AND_PESTS = "weeds_pests", "Weeds and pest animals"
        FIRE = "fire", "Fire management"
        RESTORATION = "restoration", "Restoration works"
        FENCING = "fencing", "Fencing and access"
        MONITORING = "monitoring", "Monitoring and reporting"
        OTHER = "other", "Other"

    plan = models.ForeignKey(AgreedPlan, on_delete=models.PROTECT, related_name="costs")
    action = models.ForeignKey(PlanAction, on_delete=models.PROTECT, null=True, related_name="costs")
    purpose = models.CharField(max_length=14, choices=Purpose.choices)
    year = models.PositiveSmallIntegerField(null=True)
    amount_cents = models.PositiveBigIntegerField()

    class Meta:
        ordering = ["plan_id", F("year").asc(nulls_last=True), "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(year=None) | (Q(year__gte=1) & Q(year__lte=20)), name="plan_cost_year_1_to_20"
            )
        ]
