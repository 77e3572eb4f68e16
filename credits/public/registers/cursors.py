"""Where a page of a register begins, as a signed text: what is behind it cannot be chosen by anybody.

It holds the last row's place (part, value sorted by, id) and a digest of the question, so that it fits that question
alone. Rows that come or go between two pages neither repeat nor hide another row.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core import signing

from credits.public.registers.asking import Ask
from credits.public.registers.sources.part import INSTANT, Sort
from registry.findings import Finding, InvalidInput

SALT = "credits.public.registers.cursor"
LONGEST = 3_000


@dataclass(frozen=True, slots=True)
class Place:
    """A row of the list: the page comes after it, or before it where `backwards`."""

    part: int
    value: Any
    row_id: int
    backwards: bool = False


def digest(register: str, sort: str, ask: Ask) -> str:
    """A short digest of the question; the day counts only where it was asked for."""
    wanted = sorted((name, str(value)) for name, value in ask.wanted.items())
    told = json.dumps([register, sort, str(ask.instant), wanted])
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def write(place: Place, question: str) -> str:
    """The cursor."""
    value = place.value.isoformat() if isinstance(place.value, datetime) else place.value
    return signing.dumps([question, place.part, value, place.row_id, place.backwards], salt=SALT)


def read(text: str, question: str, sort: Sort) -> Place | None:
    """The place behind a cursor; None for no cursor. Raises InvalidInput for one that was changed, or that belongs to
    another question."""
    if not text:
        return None
    try:
        found, part, value, row_id, backwards = signing.loads(text[:LONGEST], salt=SALT)
    except (signing.BadSignature, ValueError):
        raise _refused(
            "register.cursor", "This is no cursor of this registry. Begin at the first page."
        ) from None
    if found != question:
        raise _refused(
            "register.cursor_of_another_list",
            "This cursor belongs to a list with other filters or another order. Begin at the first page.",
        )
    return Place(part, datetime.fromisoformat(value) if sort.kind == INSTANT else value, row_id, backwards)


def _refused(code: str, message: str) -> InvalidInput:
    return InvalidInput([Finding(code, message, "cursor")], message)
