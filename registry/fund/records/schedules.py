"""The money side of an agreed plan: 20 yearly payments, the payment of every year after, and the deposit for both."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from registry.agreements.models import AgreedPlan, Agreement, AgreementChange


class Schedule(models.Model):
    """One version of the payment schedule, computed from one frozen plan and written once with its years (N48, N49).

    Version 1 is frozen with the signed agreement. A variation or a renewal adds a version that applies from
    `from_year` on; `extra_deposit_cents` is what it asks beyond what was due before. Every rule used is in
    `parameters` as it stood, so that a later change of a rule changes nothing here."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="schedules")
    version = models.PositiveIntegerField()
    plan = models.ForeignKey(AgreedPlan, on_delete=models.PROTECT, related_name="+")
    change = models.ForeignKey(AgreementChange, on_delete=models.PROTECT, null=True, related_name="+")
    from_year = models.PositiveIntegerField(default=1, help_text="First management year it applies to.")
    first_year = models.PositiveIntegerField(
        default=1,
        help_text="The management year that is year 1 of its plan: 1, or 21 and more after a renewal.",
    )
    rate = models.DecimalField(max_digits=7, decimal_places=5)
    rate_reason = models.CharField(max_length=300)
    timing = models.CharField(max_length=10)
    tail_cents = models.PositiveBigIntegerField(help_text="Each year after the 20, without end.")
    tail_by_purpose = models.JSONField(default=dict)
    total_fund_deposit_cents = models.PositiveBigIntegerField()
    extra_deposit_cents = models.BigIntegerField(default=0)
    undiscounted_cents = models.PositiveBigIntegerField(help_text="Years 1 to 20 added up.")
    parameters = models.JSONField(help_text="Every rule used: code, value, standing, source.")
    base_series = models.CharField(max_length=40, blank=True)
    base_quarter = models.DateField(null=True, help_text="Whose prices the amounts are in.")
    frozen_on = models.DateField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["agreement_id", "version"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "version"], name="schedule_numbered_once"),
            models.CheckConstraint(
                condition=Q(rate__gt=0) | Q(tail_cents=0), name="schedule_tail_has_a_value"
            ),
            models.CheckConstraint(
                condition=Q(from_year__gte=models.F("first_year")), name="schedule_from_its_years"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement} schedule {self.version}"


class ScheduleYear(models.Model):
    """What one of the 20 years pays, in prices of the signing."""

    schedule = models.ForeignKey(Schedule, on_delete=models.PROTECT, related_name="years")
    year = models.PositiveIntegerField(help_text="Of the plan: 1 to 20.")
    real_cents = models.PositiveBigIntegerField()
    by_purpose = models.JSONField(default=dict, help_text="Purpose to cents; adds up to `real_cents` (N80).")

    class Meta:
        ordering = ["schedule_id", "year"]
        constraints = [
            models.UniqueConstraint(fields=["schedule", "year"], name="schedule_year_once"),
            models.CheckConstraint(condition=Q(year__gte=1) & Q(year__lte=20), name="schedule_year_1_to_20"),
        ]
