"""One key, one effect: what a command did the first time is what it answers every time after."""

from django.conf import settings
from django.db import models


class CommandKey(models.Model):
    """A key as one actor used it for one command. Written in the same transaction as the effect."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="command_keys",
        db_index=False,
    )
    scope = models.CharField(max_length=40, help_text="The user's id, or 'system'.")
    key = models.CharField(max_length=80)
    command = models.CharField(max_length=80)
    fingerprint = models.CharField(max_length=64, help_text="SHA-256 of the command's inputs.")
    result = models.JSONField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "key"], name="command_key_once_per_actor")]

    def __str__(self) -> str:
        return f"{self.command} {self.key}"
