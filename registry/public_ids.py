"""From a public id, as it was typed or sent, to the row that has it.

What is no id finds nothing, like an id of nothing: which of the two it was is not told.
"""

from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from registry.findings import NotVisible

_Row = TypeVar("_Row", bound=Model)


def read(public_id: object) -> UUID | None:
    """The id; None for what is none."""
    if isinstance(public_id, UUID):
        return public_id
    try:
        return UUID(str(public_id))
    except ValueError:
        return None


def require(public_id: object, what: str) -> UUID:
    """The id. Raises NotVisible, naming `what` was looked for."""
    known = read(public_id)
    if known is None:
        raise NotVisible(what)
    return known


def look_up(rows: QuerySet[_Row], public_id: object) -> _Row | None:
    """The one of the rows with that id; None where there is none."""
    known = read(public_id)
    if known is None:
        return None
    # An id is of one row, so nothing is put in order: what the order of a list takes is a third of such a question.
    return next(iter(rows.filter(public_id=known).order_by()[:1]), None)


def find(rows: QuerySet[_Row], public_id: object, what: str) -> _Row:
    """The one of the rows with that id. Raises NotVisible, naming `what` was looked for."""
    found = look_up(rows, public_id)
    if found is None:
        raise NotVisible(what)
    return found
