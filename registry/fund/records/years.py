"""The years of a site under full management: what each asks of the holder, and what it pays (N60-N63)."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from registry.agreements.models import PlanAction, PlanCost
from registry.fund import states
from registry.fund.records.accounts import SiteAccount
from registry.fund.records.schedules import Schedule


class ManagementYear(models.Model):
    """One management year: its payment and its report. Years 1 to 20 are made when full management begins, each later
    one a year ahead, so that year 21 follows year 20 without a gap (N62, N64). `real_cents` is the schedule's, in
    prices of the signing; a variation gives years that are not paid yet the new one's."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    site = models.ForeignKey(SiteAccount, on_delete=models.PROTECT, related_name="years")
    year = models.PositiveIntegerField(help_text="1 is the first of full management; goes on after 20.")
    schedule = models.ForeignKey(Schedule, on_delete=models.PROTECT, related_name="+")
    maintenance = models.BooleanField(
        default=False, help_text="Paid from the payment of every year after the 20."
    )
    due_on = models.DateField(help_text="First day of the year; the payment is due.")
    ends_on = models.DateField(help_text="First day of the next year.")
    report_due_on = models.DateField()
    real_cents = models.PositiveBigIntegerField()
    by_purpose = models.JSONField(default=dict)
    state = models.CharField(max_length=10, default=states.DUE)

    class Meta:
        ordering = ["site_id", "year"]
        constraints = [
            models.UniqueConstraint(fields=["site", "year"], name="management_year_once"),
            models.CheckConstraint(condition=Q(year__gte=1), name="management_year_from_1"),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("due_on")), name="management_year_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(state__in=states.YEAR.states), name="management_year_state_known"
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="management_year_due")]

    def __str__(self) -> str:
        return f"Year {self.year} of {self.site.agreement}"


class Duty(models.Model):
    """An action of the plan that is owed in one management year (N60)."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    management_year = models.ForeignKey(ManagementYear, on_delete=models.PROTECT, related_name="duties")
    action = models.ForeignKey(PlanAction, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=14, choices=PlanCost.Purpose.choices, blank=True)
    planned_cents = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ["management_year_id", "pk"]
        constraints = [models.UniqueConstraint(fields=["management_year", "action"], name="duty_once_a_year")]


class Inspection(models.Model):
    """A visit of the trust in a management year, and what it found. Written once; a later visit is another row."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    management_year = models.ForeignKey(ManagementYear, on_delete=models.PROTECT, related_name="inspections")
    inspected_on = models.DateField()
    actions_complete = models.BooleanField(help_text="Were the actions of the year carried out?")
    findings = models.TextField()
    inspected_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["management_year_id", "-inspected_on", "-pk"]


class ComplianceHold(models.Model):
    """Payments of a site are held while this is open, with a reason."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    site = models.ForeignKey(SiteAccount, on_delete=models.PROTECT, related_name="holds")
    reason = models.TextField()
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField()
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True)
    lifting_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["site_id", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["site"], condition=Q(lifted_at__isnull=True), name="one_open_compliance_hold"
            ),
            models.CheckConstraint(
                condition=Q(lifted_by=None) | ~Q(lifted_by=F("placed_by")),
                name="compliance_hold_lifted_by_another",
            ),
        ]
