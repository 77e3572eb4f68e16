"""SQL that several registers share: words for codes, hectares, public names, and what a lot held at a past instant.

Every column is made in the database as text, whole number or day, so that a page, a program and a file say the same.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import (
    BigIntegerField,
    Case,
    DateField,
    Expression,
    F,
    Func,
    IntegerField,
    Q,
    TextField,
    Value,
    When,
)
from django.db.models.expressions import RawSQL

from credits.lots.balances import HELD_AT
from credits.lots.models import CreditClass
from registry.parties.models import NAME_WITHHELD, PUBLIC_BODIES

NOT_PUBLISHED = "Not published"
KINDS = {CreditClass.ECOSYSTEM: "Ecosystem", CreditClass.SPECIES: "Species"}
HOLLOWS = {"yes": "Yes", "artificial": "Yes (including artificial)", "no": "No"}
NO_TEXT = Value(None, output_field=TextField())
NO_NUMBER = Value(None, output_field=BigIntegerField())
NO_DAY = Value(None, output_field=DateField())
NO_ID = Value(None, output_field=IntegerField())


def whole(number: int) -> Value:
    """The same number on every row, as large as the database's largest whole numbers. (A bare number is sent as one of
    four bytes, and what does not fit is cut off without a word.)"""
    return Value(number, output_field=BigIntegerField())


NO_PRICE = whole(2**62)
"""Sorts after every price."""


class Hectares(Func):
    """Square metres as hectares with all their four decimals: text, exact."""

    arity = 1
    output_field = TextField()

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **extra: Any) -> Any:
        """Both databases format; neither rounds."""
        template = (
            "CASE WHEN (%(expressions)s) IS NULL THEN NULL "
            "ELSE printf('%%%%.4f', (%(expressions)s) / 10000.0) END"
        )
        sql, params = super().as_sql(compiler, connection, template=template, **extra)
        return sql, (*params, *params)

    def as_postgresql(self, compiler: Any, connection: Any, *args: Any, **extra: Any) -> Any:
        """Exact numeric division."""
        template = "to_char((%(expressions)s) / 10000.0, 'FM999999999990.0000')"
        return super().as_sql(compiler, connection, template=template, **extra)


class Joined(Func):
    """A JSON list of texts as one text, parted by semicolons."""

    arity = 1
    output_field = TextField()

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **extra: Any) -> Any:
        """In the order of the list."""
        template = "(SELECT group_concat(value, '; ') FROM json_each(%(expressions)s))"
        return super().as_sql(compiler, connection, template=template, **extra)

    def as_postgresql(self, compiler: Any, connection: Any, *args: Any, **extra: Any) -> Any:
        """The same by the other database's functions."""
        template = "(SELECT string_agg(one, '; ') FROM jsonb_array_elements_text(%(expressions)s) one)"
        return super().as_sql(compiler, connection, template=template, **extra)


def text(words: str) -> Value:
    """The same words on every row."""
    return Value(words, output_field=TextField())


def worded(field: str, words: Mapping[str, str], *, default: Expression | None = None) -> Case:
    """The words for the code in a field."""
    cases = [When(**{field: code}, then=text(said)) for code, said in words.items()]
    return Case(*cases, default=default or NO_TEXT, output_field=TextField())


def public_name(organisation: str, *, unknown: str = NOT_PUBLISHED) -> Case:
    """`Organisation.public_name` of the organisation at that path, by the database."""
    named = Q(**{f"{organisation}__name_published": True}) | Q(
        **{f"{organisation}__kind__in": list(PUBLIC_BODIES)}
    )
    return Case(
        When(Q(**{f"{organisation}__isnull": True}), then=text(unknown)),
        When(named, then=F(f"{organisation}__name")),
        default=text(NAME_WITHHELD),
        output_field=TextField(),
    )


# What `HELD_AT` reads of one lot, of all lots at once: one walk over the movements, keeping the last of each lot.
_HOLDING = (
    "SELECT latest.lot FROM (SELECT touched.lot, touched.held, "
    "ROW_NUMBER() OVER (PARTITION BY touched.lot ORDER BY touched.at DESC, touched.id DESC) AS place FROM ("
    "SELECT to_lot_id AS lot, to_held_after AS held, at, id FROM credits_movement WHERE at <= %s "
    "UNION ALL "
    "SELECT from_lot_id, from_held_after, at, id FROM credits_movement WHERE at <= %s AND from_lot_id IS NOT NULL"
    ") touched) latest WHERE latest.place = 1 AND latest.held > 0"
)


class HeldThen(Func):
    """What a lot held (or what had ended in it) at an instant, by the ends of two indexes (`credits.lots.balances`)."""

    arity = 1
    output_field = BigIntegerField()

    def __init__(self, lot: Any, *, instant: datetime) -> None:
        super().__init__(lot)
        self.instant = instant

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **extra: Any) -> Any:
        """The lot's column twice, and the instant twice."""
        lot, params = compiler.compile(self.get_source_expressions()[0])
        at = connection.ops.adapt_datetimefield_value(self.instant)
        return f"COALESCE(({HELD_AT % {'lot': lot, 'at': '%s'}}), 0)", (*params, at, *params, at)


def holding_then(instant: datetime) -> RawSQL:
    """The ids of all lots that held something at an instant."""
    at = connection.ops.adapt_datetimefield_value(instant)
    return RawSQL(_HOLDING, (at, at))  # noqa: S611 (texts of our own)
