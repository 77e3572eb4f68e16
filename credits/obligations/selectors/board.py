"""The board: the obligations a person may read, by how they stand, found, sorted and paged by a cursor."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core import signing
from django.db.models import Count, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from credits.obligations.selectors import visible
from credits.obligations.selectors.standing import NEVER, OPEN_STANDINGS, STANDINGS, with_standing
from registry import public_ids
from registry.actor import Actor
from registry.findings import Finding, InvalidInput
from registry.parties.models import Organisation

ROWS_A_PAGE = 50
SALT = "credits.obligations.board"
LONGEST_CURSOR = 400
OPEN = "open"
MOST_AUTHORITIES = 200

SORTS = {
    "deadline": ("Next deadline first", "by_deadline", False),
    "outstanding": ("Most credits still owed first", "undischarged", True),
    "newest": ("Newest first", "pk", True),
}
"""Words, the value sorted by, and whether from the largest down."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for; empty for all. `standing` is one of `STANDINGS` or open, `authority` a public id."""

    standing: str = ""
    search: str = ""
    authority: str = ""
    sort: str = "deadline"

    @property
    def narrowed(self) -> bool:
        """Is anything left out?"""
        return bool(self.standing or self.search or self.authority)


@dataclass(frozen=True, slots=True)
class Page:
    """Rows with their sums and standing, and the cursor of what comes after them; empty where nothing does."""

    rows: list[Any]
    next: str


def wanted_of(asked: Mapping[str, str]) -> Wanted:
    """What the parameters of an address ask for; what cannot be read counts as not given."""
    standing, sort = asked.get("standing", ""), asked.get("sort", "")
    return Wanted(
        standing=standing if standing in STANDINGS or standing == OPEN else "",
        search=asked.get("search", "").replace("\0", "").strip()[:120],
        authority=str(public_ids.read(asked.get("authority", "")) or ""),
        sort=sort if sort in SORTS else "deadline",
    )


def matching(actor: Actor, wanted: Wanted, *, on: date) -> QuerySet[Any]:
    """The obligations that fit, in order."""
    rows: QuerySet[Any] = with_standing(visible.obligations(actor), on=on).annotate(
        by_deadline=Coalesce("deadline", Value(NEVER))
    )
    if wanted.standing == OPEN:
        rows = rows.filter(standing__in=OPEN_STANDINGS)
    elif wanted.standing:
        rows = rows.filter(standing=wanted.standing)
    for word in wanted.search.split()[:8]:
        found = Q()
        for field in ("reference", "title", "local_government_area", "holder__name"):
            found |= Q(**{f"{field}__icontains": word})
        if word.upper().startswith("OB-") and word[3:].isdecimal() and len(word) < 20:
            found |= Q(pk=int(word[3:]))
        rows = rows.filter(found)
    if wanted.authority:
        rows = rows.filter(authority__public_id=wanted.authority)
    _, value, down = SORTS[wanted.sort]
    sign = "-" if down else ""
    return rows.order_by(f"{sign}{value}", f"{sign}pk")


def page_of(actor: Actor, wanted: Wanted, *, on: date, cursor: str = "", size: int = ROWS_A_PAGE) -> Page:
    """The page after a cursor. Raises InvalidInput for a cursor that was not made for this list. One query."""
    rows = matching(actor, wanted, on=on)
    _, value, down = SORTS[wanted.sort]
    if cursor:
        place, key = _read(cursor, wanted)
        beyond = "lt" if down else "gt"
        rows = rows.filter(Q(**{f"{value}__{beyond}": place}) | Q(**{value: place, f"pk__{beyond}": key}))
    found = list(rows[: size + 1])
    if len(found) <= size:
        return Page(found, "")
    last = found[size - 1]
    told = getattr(last, value)
    told = told.isoformat() if isinstance(told, date) else told
    return Page(found[:size], signing.dumps([_question(wanted), told, last.pk], salt=SALT))


def counts(actor: Actor, wanted: Wanted, *, on: date) -> dict[str, int]:
    """How many stand how, whatever standing is asked for. One query."""
    anyhow = Wanted(search=wanted.search, authority=wanted.authority)
    rows = matching(actor, anyhow, on=on).order_by().values("standing").annotate(number=Count("pk"))
    found = {one["standing"]: one["number"] for one in rows}
    return {code: found.get(code, 0) for code in STANDINGS}


def authorities(actor: Actor) -> list[Organisation]:
    """Whose obligations the person may read, to choose from. One query."""
    seen = visible.obligations(actor).select_related(None).order_by().values("authority")
    return list(Organisation.objects.filter(pk__in=seen).order_by("name", "pk")[:MOST_AUTHORITIES])


def all_rows(actor: Actor, wanted: Wanted, *, on: date) -> Iterator[Any]:
    """Every row, for a file."""
    return matching(actor, wanted, on=on).iterator(chunk_size=1_000)


def _question(wanted: Wanted) -> list[str]:
    return [wanted.standing, wanted.search, wanted.authority, wanted.sort]


def _read(cursor: str, wanted: Wanted) -> tuple[Any, int]:
    try:
        question, place, key = signing.loads(cursor[:LONGEST_CURSOR], salt=SALT)
    except (signing.BadSignature, ValueError):
        question, place, key = None, None, 0
    if question != _question(wanted):
        message = "This page belongs to another list. Begin at the first page."
        raise InvalidInput([Finding("board.cursor", message, "cursor")], message)
    return (date.fromisoformat(place) if isinstance(place, str) else place), key
