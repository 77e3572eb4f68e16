"""Rows for the test of the database's own rules: made up column by column, stored without any code of the models.

What a row points at need not be there: keys to other rows are looked at when a transaction ends, and this one never
does. So a row shows the rule it breaks and nothing else.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from string import ascii_lowercase
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.db import models

_numbers = count(1)


@dataclass(frozen=True)
class Breaks:
    """A row that breaks a check: `good` is let in, and is refused once `bad` is laid over it.

    `column` names a column whose own check against numbers below zero comes before the rule and refuses the row first.
    """

    model: str
    bad: dict[str, Any]
    good: dict[str, Any] = field(default_factory=dict)
    column: str = ""


@dataclass(frozen=True)
class Twice:
    """Two rows that are the same in `shared` and different in every other column, as far as `good` lets them be."""

    model: str
    shared: tuple[str, ...]
    good: dict[str, Any] = field(default_factory=dict)


def twice(model: str, *shared: str, **good: Any) -> Twice:
    """Two rows of `model` with the same values in `shared`."""
    return Twice(model, shared, good)


def breaks(model: str, bad: dict[str, Any], *, column: str = "", **good: Any) -> Breaks:
    """A row of `model` with `good` values, and the `bad` ones that break the rule."""
    return Breaks(model, bad, good, column)


def store(model: str, values: dict[str, Any]) -> models.Model:
    """Store a row with these values; every other column that needs one gets a value no other row has."""
    kind = apps.get_model(model)
    made = {
        column.attname: _value(column)
        for column in kind._meta.concrete_fields
        if not column.primary_key and not column.null
    }
    row = kind(**made | values)
    kind._base_manager.bulk_create([row])
    return row


def fresh(model: str, names: tuple[str, ...]) -> dict[str, Any]:
    """A value for each of these fields, whether the column needs one or not."""
    columns = (apps.get_model(model)._meta.get_field(name) for name in names)
    return {column.attname: _value(column) for column in columns if isinstance(column, models.Field)}


def _value(column: "models.Field[Any, Any]") -> Any:
    """A value that fits the column, another each time where the column leaves a choice."""
    number = next(_numbers)
    if column.choices:
        return next(code for code, _ in column.flatchoices if code != "")
    match column:
        case models.ForeignKey():
            return 1_000_000 + number
        case models.UUIDField():
            return uuid4()
        case models.DateTimeField():
            return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=number)
        case models.DateField():
            return date(2026, 1, 1) + timedelta(days=number % 1_000)
        case models.BooleanField():
            return False
        case models.JSONField():
            return {"number": number}
        case models.SmallIntegerField() | models.PositiveSmallIntegerField():
            return number % 30_000
        case models.DecimalField():
            return number % 10 ** (column.max_digits - column.decimal_places)
        case models.IntegerField() | models.FloatField():
            return number
        case _:
            return _word(number)[-(column.max_length or 12) :]


def _word(number: int) -> str:
    """A word for each number, written with letters as digits: neighbours differ in the last letter."""
    letters = ""
    while number:
        number, letter = divmod(number, len(ascii_lowercase))
        letters = ascii_lowercase[letter] + letters
    return letters
