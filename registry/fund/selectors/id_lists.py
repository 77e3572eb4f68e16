"""Long lists of ids in a query: one parameter on PostgreSQL, where one for each would take longer than the rows."""

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models.expressions import RawSQL


def listed(ids: Iterable[int]) -> Any:
    """The ids for an `__in` lookup."""
    kept = sorted(set(ids))
    if connection.vendor == "postgresql":
        return RawSQL("SELECT unnest(%s::bigint[])", [kept])
    return kept
