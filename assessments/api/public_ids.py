"""Rows as clients know them: by public id, never by the number of a database row."""

from typing import Any
from uuid import UUID

from rest_framework import serializers


class PublicId(serializers.UUIDField):
    """A related row of the same revision."""

    def get_attribute(self, instance: Any) -> UUID | None:
        """The related row's public id."""
        related: Any = super().get_attribute(instance)
        return None if related is None else related.public_id

    def to_internal_value(self, data: Any) -> Any:
        """The id as text, which the service looks up within the revision."""
        return str(super().to_internal_value(data))


class PublicIds(serializers.ListField):
    """Several related rows of the same revision."""

    child = serializers.UUIDField()

    def get_attribute(self, instance: Any) -> list[UUID]:
        """Their public ids; the rows are prefetched."""
        rows: Any = super().get_attribute(instance)
        return [related.public_id for related in rows.all()]

    def to_internal_value(self, data: Any) -> Any:
        """The ids as text."""
        return [str(value) for value in super().to_internal_value(data)]
