"""What the database itself refuses, whatever code asks for it: one broken row for each constraint of our models.

The triggers are off here, so that what refuses a row is the constraint; tests/ledger/test_database_rules.py and the
tests of each app try the triggers. On only are those by which PostgreSQL keeps a constraint (`KeptCheck`).
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from registry.audit import triggers
from registry.audit.kept_checks import check_triggers
from tests.constraints.row import Breaks, Twice, fresh, store
from tests.constraints.table import ROWS

OURS = ("registry", "assessments", "credits")
CONSTRAINTS: dict[str, tuple[type[models.Model], models.BaseConstraint]] = {
    constraint.name: (model, constraint)
    for model in apps.get_models()
    if model.__module__.partition(".")[0] in OURS
    for constraint in model._meta.constraints
}


pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _without_triggers(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """One transaction for the whole module, with the triggers off in it; all of it is undone at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        triggers.remove()
        with connection.cursor() as cursor:
            for kept in check_triggers(connection.vendor):
                for statement in kept.statements:
                    cursor.execute(statement)
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _undone(db: None) -> Iterator[None]:
    """What a test stores is gone before anybody looks whether its keys lead anywhere."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def refused(model: str, values: dict[str, Any]) -> IntegrityError:
    """Store the row, which the database must refuse."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        store(model, values)
    return refusal.value


def named(error: IntegrityError) -> str:
    """What the database names: the constraint, or on SQLite for one of uniqueness its columns."""
    if connection.vendor == "postgresql":
        return error.__cause__.diag.constraint_name  # type: ignore[union-attr]
    return str(error).partition(" constraint failed: ")[2]


def expected(rule: str, entry: Breaks | Twice) -> str:
    """What `named` must be for this rule."""
    model, constraint = CONSTRAINTS[rule]
    table = model._meta.db_table
    if connection.vendor == "postgresql":
        return f"{table}_{entry.column}_check" if isinstance(entry, Breaks) and entry.column else rule
    if isinstance(constraint, models.UniqueConstraint) and constraint.expressions:
        return f"index '{rule}'"
    if isinstance(constraint, models.UniqueConstraint):
        return ", ".join(f"{table}.{model._meta.get_field(name).column}" for name in constraint.fields)  # type: ignore[union-attr]
    return entry.column if isinstance(entry, Breaks) and entry.column else rule


def test_every_constraint_of_our_models_has_a_row_that_breaks_it() -> None:
    assert sorted(CONSTRAINTS) == sorted(ROWS)


@pytest.mark.parametrize("rule", [rule for rule, entry in ROWS.items() if isinstance(entry, Breaks)])
def test_the_database_refuses_a_row_that_breaks_its_check(rule: str) -> None:
    entry = ROWS[rule]
    assert isinstance(entry, Breaks)
    store(entry.model, entry.good)
    assert named(refused(entry.model, entry.good | entry.bad)) == expected(rule, entry)


@pytest.mark.parametrize("rule", [rule for rule, entry in ROWS.items() if isinstance(entry, Twice)])
def test_the_database_refuses_a_second_row_of_what_there_is_once(rule: str) -> None:
    entry = ROWS[rule]
    assert isinstance(entry, Twice)
    shared = fresh(entry.model, entry.shared) | entry.good
    store(entry.model, shared)
    assert named(refused(entry.model, shared)) == expected(rule, entry)


@pytest.mark.parametrize("rule", [rule for rule, entry in ROWS.items() if isinstance(entry, Twice)])
def test_a_second_row_is_let_in_where_anything_of_it_is_another(rule: str) -> None:
    """So what is refused above is refused for all of these columns together, and for no fewer."""
    entry = ROWS[rule]
    assert isinstance(entry, Twice)
    shared = fresh(entry.model, entry.shared) | entry.good
    store(entry.model, shared)
    for name in entry.shared:
        other = fresh(entry.model, (name,))
        if other.items() <= shared.items() or other.keys() <= entry.good.keys():
            continue  # one of a few choices, of which `fresh` knows one, or a value the row cannot do without
        store(entry.model, shared | other)
