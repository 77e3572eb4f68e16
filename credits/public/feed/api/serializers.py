"""Public changes as programs get them."""

from typing import Any

from rest_framework import serializers

from credits.public.feed import words
from credits.public.models import PublicChange


class PublicChangeSerializer(serializers.ModelSerializer[PublicChange]):
    """One public fact that changed. It is never changed and never removed."""

    number = serializers.IntegerField(help_text="Without gaps, in the order of publication.")
    action = serializers.CharField(help_text="What was done, e.g. transfer.settle.")
    sentence = serializers.SerializerMethodField()
    data = serializers.JSONField(  # type: ignore[assignment]
        help_text="What is public of it; by the action, see the guide of the API."
    )

    class Meta:
        model = PublicChange
        fields = (
            "number",
            "action",
            "at",
            "published_at",
            "lot_number",
            "agreement_number",
            "sentence",
            "data",
        )
        read_only_fields = fields

    def get_sentence(self, change: PublicChange) -> str:
        """The change in words."""
        return words.sentence(change)


class ChangesSerializer(serializers.Serializer[dict[str, Any]]):
    """Changes after a number, oldest first."""

    changes = PublicChangeSerializer(many=True)
    next_after = serializers.IntegerField(help_text="Ask for what comes after this next.")
    newest = serializers.IntegerField(help_text="The last number given so far.")
