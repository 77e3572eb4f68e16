"""Working together on an assessment: delegates, comments on sections, and what was typed but not saved yet."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from assessments.records.cases import Assessment, Revision


class Delegate(models.Model):
    """A person who may edit an assessment for its lead assessor. Certifying stays with the lead assessor (N19)."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="delegates")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="delegated_assessments"
    )
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["assessment_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "person"], condition=Q(removed_at__isnull=True), name="delegate_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.person)


class SectionComment(models.Model):
    """A remark on one section of a revision, or the answer to one. Resolved, never deleted."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="comments")
    section = models.CharField(max_length=30)
    reply_to = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replies")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField("comment", max_length=4000)
    written_at = models.DateTimeField()
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["revision_id", "written_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(resolved_at__isnull=True, resolved_by__isnull=True)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False, reply_to__isnull=True),
                name="comment_resolved_by_somebody",
            )
        ]
        indexes = [models.Index(fields=["revision", "section"], name="comment_by_section")]

    def __str__(self) -> str:
        return self.text[:60]


class FormDraft(models.Model):
    """What a person typed into a form and has not saved: kept until they save or discard it."""

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="drafts")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    form = models.CharField(max_length=200, help_text="Which form: its path without the host.")
    values = models.JSONField(help_text="Field names and the text typed, in order.")
    section_version = models.PositiveIntegerField(null=True)
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["-saved_at"]
        constraints = [models.UniqueConstraint(fields=["revision", "person", "form"], name="form_draft_once")]

    def __str__(self) -> str:
        return self.form
