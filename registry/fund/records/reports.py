"""The annual report of a management year (N63, N80, N81)."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from registry.agreements.models import PlanCost
from registry.fund import states
from registry.fund.records.years import Duty, ManagementYear
from registry.parties.models import Signature

WHOLE_SHARE = 10_000
"""Ten thousand parts: the whole payment."""


class AnnualReport(models.Model):
    """What the holder reports for a year: per action planned, done and why not; spending by purpose with the share to
    local labour; monitoring, incidents, photos; a declaration. A draft is saved as it is typed."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    management_year = models.OneToOneField(ManagementYear, on_delete=models.PROTECT, related_name="report")
    state = models.CharField(max_length=10, default=states.DRAFT)
    summary = models.TextField(blank=True)
    changes = models.TextField(blank=True, help_text="Changes of owner, contact or land use.")
    version = models.PositiveIntegerField(
        default=1, help_text="Rises with each change; a stale form is refused."
    )
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    signature = models.ForeignKey(Signature, on_delete=models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    decision = models.TextField(blank=True)
    payable_parts = models.PositiveIntegerField(
        default=WHOLE_SHARE, help_text="Of ten thousand: the share of the next payment that was approved."
    )

    class Meta:
        ordering = ["management_year_id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=states.REPORT.states), name="annual_report_state_known"
            ),
            models.CheckConstraint(
                condition=Q(payable_parts__lte=WHOLE_SHARE), name="annual_report_share_within"
            ),
            models.CheckConstraint(
                condition=~Q(state=states.APPROVED) | Q(decided_by__isnull=False),
                name="annual_report_approved_by",
            ),
        ]
        indexes = [models.Index(fields=["state", "id"], name="annual_report_state")]

    def __str__(self) -> str:
        return f"Report on {self.management_year}"


class ReportedAction(models.Model):
    """What was done about one duty of the year, and why not, where it was not."""

    class Done(models.TextChoices):
        YES = "yes", "Done"
        PARTLY = "partly", "Partly done"
        NO = "no", "Not done"

    report = models.ForeignKey(AnnualReport, on_delete=models.PROTECT, related_name="actions")
    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="+")
    done = models.CharField(max_length=6, choices=Done.choices, blank=True)
    what = models.TextField(blank=True)
    why_not = models.TextField(blank=True)

    class Meta:
        ordering = ["report_id", "duty_id"]
        constraints = [models.UniqueConstraint(fields=["report", "duty"], name="reported_action_once")]


class ReportedSpend(models.Model):
    """What was spent on a purpose in the year, and how much of it went to people of the area (N80, N81)."""

    report = models.ForeignKey(AnnualReport, on_delete=models.PROTECT, related_name="spending")
    purpose = models.CharField(max_length=14, choices=PlanCost.Purpose.choices)
    spent_cents = models.PositiveBigIntegerField()
    local_cents = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ["report_id", "purpose"]
        constraints = [
            models.UniqueConstraint(fields=["report", "purpose"], name="reported_spend_once"),
            models.CheckConstraint(
                condition=Q(local_cents__lte=F("spent_cents")), name="reported_local_within_spent"
            ),
        ]


class ReportedObservation(models.Model):
    """A monitoring result or an incident (fire, flood, trespass) of the year."""

    class ObservationKind(models.TextChoices):
        MONITORING = "monitoring", "Monitoring result"
        INCIDENT = "incident", "Incident"

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    report = models.ForeignKey(AnnualReport, on_delete=models.PROTECT, related_name="observations")
    kind = models.CharField(max_length=10, choices=ObservationKind.choices)
    observed_on = models.DateField()
    text = models.TextField()

    class Meta:
        ordering = ["report_id", "observed_on", "pk"]


class ReportPhoto(models.Model):
    """A photo, re-encoded when it came in so that nothing but the picture is kept; its fixed point and day."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    report = models.ForeignKey(AnnualReport, on_delete=models.PROTECT, related_name="photos")
    image = models.FileField(upload_to="report-photos/")
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    point = models.CharField(max_length=120, blank=True, help_text="The fixed point it was taken from.")
    caption = models.CharField(
        max_length=300, help_text="What it shows; read out to those who do not see it."
    )
    taken_on = models.DateField(null=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["report_id", "pk"]
        constraints = [models.UniqueConstraint(fields=["report", "sha256"], name="report_photo_once")]


class ReportQuery(models.Model):
    """A question of the trust about a report, and the answer."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    report = models.ForeignKey(AnnualReport, on_delete=models.PROTECT, related_name="queries")
    question = models.TextField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["report_id", "pk"]


class ReportReminder(models.Model):
    """A reminder that went out for a year's report: each once."""

    management_year = models.ForeignKey(ManagementYear, on_delete=models.PROTECT, related_name="reminders")
    kind = models.CharField(max_length=20)
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["management_year", "kind"], name="report_reminder_once")
        ]
