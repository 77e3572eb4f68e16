"""A row per long piece of work: who waits for it, how far it is, what came out."""

from uuid import uuid4

from django.conf import settings
from django.db import models

QUEUED, RUNNING, SUCCEEDED, FAILED = "queued", "running", "succeeded", "failed"
UNFINISHED = (QUEUED, RUNNING)


class Job(models.Model):
    """One piece of work. The row is the truth; the message in the broker only says 'look at this row'.

    `starts` counts attempts: a job that killed its worker three times is given up, not tried for ever.
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=60)
    arguments = models.JSONField(default=dict, help_text="Ids and dates only.")
    subject = models.CharField(max_length=120, blank=True, help_text="What it is for, shown to the person.")
    subject_path = models.CharField(max_length=200, blank=True, help_text="Page to return to.")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="jobs"
    )
    state = models.CharField(max_length=10, default=QUEUED)
    progress_done = models.PositiveIntegerField(default=0)
    progress_total = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=200, blank=True)
    result = models.JSONField(default=dict)
    error_code = models.CharField(max_length=80, blank=True)
    error_message = models.TextField(blank=True)
    starts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=[QUEUED, RUNNING, SUCCEEDED, FAILED]), name="job_state_known"
            )
        ]
        indexes = [models.Index(fields=["state", "heartbeat_at"], name="job_unfinished")]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"

    @property
    def finished(self) -> bool:
        """Has it ended, well or badly?"""
        return self.state not in UNFINISHED

    @property
    def percent(self) -> int:
        """Progress for a person, 0 to 100."""
        if self.state == SUCCEEDED:
            return 100
        return min(99, self.progress_done * 100 // self.progress_total) if self.progress_total else 0
