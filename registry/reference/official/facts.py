"""From read values to unsaved facts, with the lengths the database holds checked before it is asked."""

from functools import cache
from typing import Any

from django.db.models import CharField

from registry.findings import Finding
from registry.reference.csv_files import finding
from registry.reference.facts.release import ReferenceFact
from registry.reference.official.intake import Row


@cache
def _limits(model: type[ReferenceFact]) -> tuple[tuple[str, int], ...]:
    return tuple(
        (model_field.attname, model_field.max_length)
        for model_field in model._meta.concrete_fields
        if isinstance(model_field, CharField) and model_field.max_length is not None
    )


def fits(fact: ReferenceFact, row: Row, findings: list[Finding]) -> bool:
    """Are all texts short enough for their field? (PostgreSQL would refuse them, SQLite would not.)"""
    fine = True
    for name, limit in _limits(type(fact)):
        value: Any = getattr(fact, name)
        if len(value) > limit:
            message = f"{name.replace('_', ' ')} has {len(value)} characters; at most {limit} fit."
            findings.append(finding(row.file, "cell.too_long", message, row=row.number, column=name))
            fine = False
    return fine
