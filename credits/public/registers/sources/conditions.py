"""What credits are of, as conditions: the filters that several registers share."""

from collections.abc import Collection
from typing import Any

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from credits.lots.models import CreditClass
from credits.public.registers.asking import Ask

MOST_WORDS = 8
WORD_FIELDS = (
    "offset_trading_group",
    "pct_name",
    "vegetation_class",
    "community_name",
    "scientific_name",
    "common_name",
    "subregion",
    "region",
)
EXACT = {"kind": "kind", "pct": "pct_id", "hollows": "hollow_bearing_trees"}
CONTAINED = {
    "group": ("offset_trading_group",),
    "species": ("scientific_name", "common_name"),
    "community": ("community_name",),
    "subregion": ("subregion",),
    "region": ("region",),
}
CLASS_FIELDS = frozenset({*EXACT.values(), *WORD_FIELDS})
"""All fields of a class that filters look at."""


def words_of(ask: Ask) -> list[str]:
    """The words searched for, the first few of them."""
    return str(ask.given("words") or "").split()[:MOST_WORDS]


def contains(fields: Collection[str], word: str) -> Q:
    """The word is somewhere in one of the fields, whatever its case."""
    found = Q()
    for field in fields:
        found |= Q(**{f"{field}__icontains": word})
    return found


def attributes(ask: Ask, fields: Collection[str]) -> Q | None:
    """The filters about what credits are of, for a table that has these fields itself; None where a filter asks for
    something that the table does not say."""
    found = Q()
    for name, field in EXACT.items():
        if ask.given(name) is not None:
            if field not in fields:
                return None
            found &= Q(**{field: ask.given(name)})
    for name, wanted in CONTAINED.items():
        if ask.given(name) is not None:
            there = [field for field in wanted if field in fields]
            if not there:
                return None
            found &= contains(there, str(ask.given(name)))
    return found


def of_class(ask: Ask, path: str, number_fields: Collection[str]) -> Q:
    """The same and the words searched for, for rows whose class is found at `path`. The few thousand classes are
    searched, and their rows found by the key; numbers have to be whole."""
    found = attributes(ask, CLASS_FIELDS)
    conditions = Q()
    if found:
        conditions &= Q(**{f"{path}__in": CreditClass.objects.filter(found).order_by().values("pk")})
    for word in words_of(ask):
        classes = CreditClass.objects.filter(contains(WORD_FIELDS, word)).order_by().values("pk")
        named = Q(**{f"{path}__in": classes})
        for field in number_fields:
            named |= Q(**{f"{field}__iexact": word})
        conditions &= named
    return conditions


def own_words(ask: Ask, fields: Collection[str]) -> Q:
    """Every word is in one of the table's own fields."""
    found = Q()
    for word in words_of(ask):
        found &= contains(fields, word)
    return found


def between(ask: Ask, field: str, name: str) -> Q:
    """From `<name>_from` to `<name>_to`, both included, where given."""
    found = Q()
    for ending, lookup in (("from", "gte"), ("to", "lte")):
        value: Any = ask.given(f"{name}_{ending}")
        if value is not None:
            found &= Q(**{f"{field}__{lookup}": value})
    return found


def as_text(field: str) -> Cast:
    """A field as text, to look into."""
    return Cast(field, TextField())
