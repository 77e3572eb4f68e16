"""A notice as JSON."""

from typing import Any

from rest_framework import serializers

from registry.notices.models import Notice


class NoticeSerializer(serializers.ModelSerializer[Notice]):
    """A notice to one of your organisations. `path` is the page to look at."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    organisation = serializers.CharField(source="organisation.name", read_only=True)
    read_by = serializers.CharField(source="read_by.name", default=None, allow_null=True, read_only=True)

    class Meta:
        model = Notice
        fields = ["id", "organisation", "title", "body", "path", "sent_at", "read_at", "read_by"]
        read_only_fields = fields


class NoticeReadSerializer(serializers.Serializer[Any]):
    """Which notice was marked as read."""

    notice_id = serializers.UUIDField()
