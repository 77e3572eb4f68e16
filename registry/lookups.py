"""A query for one row that is asked again and again: put together once, and run with another value each time.

Django builds the text of a query anew whenever it runs. For one row with the rows that belong to it, ten tables wide,
that is more work than everything the database does for it.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators

_Row = TypeVar("_Row", bound=Model)


@dataclass(frozen=True, slots=True)
class _Built:
    """Text and values, the place of the value that changes, and how a row becomes objects, as `ModelIterable` does."""

    sql: str
    values: list[Any]
    place: int
    converters: list[tuple[int, list[Any], Any]]
    first: int
    names: list[str]
    populators: list[Any]


class Lookup(Generic[_Row]):
    """Finds the row of `rows` whose `field` has a value. `rows` may join, filter and lock, not prefetch or annotate.

    `example` is a value that `rows` does not filter for already. One for each kind of question, kept by the caller.
    """

    def __init__(self, rows: QuerySet[_Row], field: str, *, example: object) -> None:
        self._rows = rows.order_by().filter(**{field: example})
        self._field = rows.model._meta.get_field(field)
        self._example = example

    def find(self, value: object) -> _Row | None:
        """The row, or None. One that locks belongs in a transaction, else Django refuses it."""
        built = self._built
        values = list(built.values)
        values[built.place] = self._stored(value)
        with connection.cursor() as cursor:
            cursor.execute(built.sql, values)
            found = cursor.fetchone()
        if found is None:
            return None
        row = list(found)
        for place, converters, expression in built.converters:
            for convert in converters:
                row[place] = convert(row[place], expression, connection)
        end = built.first + len(built.names)
        made = self._rows.model.from_db(connection.alias, built.names, row[built.first : end])
        for populator in built.populators:
            populator.populate(row, made)
        return made

    def _stored(self, value: object) -> Any:
        return self._field.get_db_prep_value(value, connection)  # type: ignore[union-attr]

    @cached_property
    def _built(self) -> _Built:
        compiler = self._rows.query.get_compiler(connection=connection)
        sql, values = compiler.as_sql()
        found = compiler.get_converters([column[0] for column in compiler.select])
        fields = compiler.klass_info["select_fields"]
        return _Built(
            sql=sql,
            values=list(values),
            place=list(values).index(self._stored(self._example)),
            converters=[(place, *rest) for place, rest in found.items()],
            first=fields[0],
            names=[column[0].target.attname for column in compiler.select[fields[0] : fields[-1] + 1]],
            populators=_populators(compiler),
        )


def _populators(compiler: Any) -> list[Any]:
    # The type stubs are those of a later Django.
    made: Any = get_related_populators
    found: list[Any] = made(compiler.klass_info, compiler.select, connection.alias)
    return found
