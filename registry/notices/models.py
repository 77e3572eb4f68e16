"""Notices to organisations: what happened to something of theirs, in words, with the page to look at."""

from uuid import uuid4

from django.conf import settings
from django.db import models

from registry.parties.models import Organisation


class Notice(models.Model):
    """A notice to the people of one organisation. Written in the transaction of the change it tells about."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="notices", db_index=False
    )
    title = models.CharField(max_length=160)
    body = models.TextField()
    path = models.CharField(max_length=200, blank=True, help_text="Page to look at.")
    sent_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["-sent_at", "-pk"]
        indexes = [models.Index(fields=["organisation", "read_at"], name="notice_unread")]

    def __str__(self) -> str:
        return f"{self.title} to {self.organisation}"
