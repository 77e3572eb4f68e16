"""Who may hold an agreement, on which land, and who else must consent."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from registry.agreements.records.agreements import Agreement


class EligibilityFinding(models.Model):
    """An officer's answer to one criterion, about the person or about the land, kept apart (N38). A later answer to
    the same criterion replaces an earlier one; both stay (append-only triggers)."""

    class Subject(models.TextChoices):
        PERSON = "person", "The landholder"
        LAND = "land", "The land"

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="eligibility_findings")
    subject = models.CharField(max_length=6, choices=Subject.choices)
    criterion = models.CharField(max_length=40, help_text="A code of registry.agreements.criteria.")
    met = models.BooleanField()
    reason = models.TextField()
    found_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    found_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="eligibility_has_a_reason"),
            models.CheckConstraint(
                condition=Q(subject__in=["person", "land"]), name="eligibility_subject_known"
            ),
        ]


class InterestHolder(models.Model):
    """Somebody else with an interest in the land, and whether they consent."""

    class Interest(models.TextChoices):
        MORTGAGE = "mortgage", "Mortgage"
        LEASE = "lease", "Lease"
        EASEMENT = "easement", "Easement or covenant"
        MINING = "mining", "Mining or petroleum title"
        NATIVE_TITLE = "native_title", "Native title or land claim"
        OTHER = "other", "Other"

    class Answer(models.TextChoices):
        WAITING = "waiting", "Waiting"
        GIVEN = "given", "Consents"
        REFUSED = "refused", "Refuses"
        NOT_NEEDED = "not_needed", "Consent not needed"

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="interest_holders")
    name = models.CharField(max_length=200)
    interest = models.CharField(max_length=14, choices=Interest.choices)
    answer = models.CharField(max_length=10, choices=Answer.choices, default=Answer.WAITING)
    answered_on = models.DateField(null=True)
    evidence = models.TextField(blank=True, help_text="The letter of consent, or why none is needed.")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="waiting") | ~Q(evidence=""), name="interest_answer_has_evidence"
            )
        ]


class PermittedActivity(models.Model):
    """An activity on the site, with the finding whether it harms biodiversity (N45). Only one found harmless is
    permitted. A later finding about the same activity replaces an earlier one (append-only triggers)."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="permitted_activities")
    activity = models.CharField(max_length=200)
    conditions = models.TextField(blank=True)
    harmless = models.BooleanField(help_text="No negative effect on biodiversity.")
    finding = models.TextField(help_text="Why.")
    found_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    found_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(finding="") & ~Q(activity=""), name="activity_has_a_finding")
        ]
