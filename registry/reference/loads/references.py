"""Facts that name other facts: what a new release would name that is not in it."""

from collections.abc import Callable, Collection, Iterable
from typing import Any

from registry.findings import Finding
from registry.reference.catalogue import REFERENCES, TABLES
from registry.reference.models import Release
from registry.reference.tables import Reference

Values = Callable[[str, tuple[str, ...]], Iterable[tuple[Any, ...]]]
"""The named fields of every row of a table."""
MODELS = {table.name: table.model for table in TABLES}


def values_in(release: Release) -> Values:
    """The values of a stored release; one query for each table asked for."""

    def values(table: str, names: tuple[str, ...]) -> Iterable[tuple[Any, ...]]:
        rows: Iterable[tuple[Any, ...]] = (
            MODELS[table]._default_manager.filter(release=release).order_by().values_list(*names)
        )
        return rows

    return values


def newly_broken(before: Values, after: Values, tables: Collection[str]) -> list[Finding]:
    """A finding for each value that names nothing in `after` and was not already so in `before`.

    Only rules that touch one of `tables` are looked at.
    """
    found: list[Finding] = []
    for reference in REFERENCES:
        if reference.table not in tables and reference.other_table not in tables:
            continue
        missing = _missing(reference, after)
        if not missing:
            continue
        for value in sorted(missing - _missing(reference, before)):
            found.append(
                Finding(
                    "reference.fact.unknown",
                    f"{reference.table} names {value} as {reference.field}, which is not in {reference.other_table}.",
                    field=reference.table,
                    column=reference.field,
                    severity="warning" if reference.severity == "warning" else "error",
                )
            )
    return found


def _missing(reference: Reference, values: Values) -> set[str]:
    """The values that the rule's field has and the other table does not."""
    known = {str(value) for (value,) in values(reference.other_table, (reference.other_field,))}
    condition = reference.only_where
    names = (reference.field, condition[0]) if condition else (reference.field,)
    missing: set[str] = set()
    for value, *rest in values(reference.table, names):
        if condition and rest[0] != condition[1]:
            continue
        for one in value if isinstance(value, list) else (value,):
            if one not in ("", None) and str(one) not in known:
                missing.add(str(one))
    return missing
