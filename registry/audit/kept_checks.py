"""Checks of one row that PostgreSQL keeps by a trigger instead of a CHECK.

PostgreSQL reads the text of every CHECK anew for each statement that writes the table: for a movement of credits that
was a third of what its SQL took. A trigger's function is read once by each session. Refused is the same, and reported
the same: a violation of a check (SQLSTATE 23514) with the constraint's name. SQLite keeps an ordinary CHECK.
"""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models.sql import Query

from registry.audit.triggers import Trigger


class KeptCheck(models.CheckConstraint):
    """A CheckConstraint for tables that are written all the time. Conditions may name columns of the row alone."""

    def constraint_sql(self, model: type[models.Model] | None, schema_editor: Any) -> Any:
        """As part of CREATE TABLE; nothing on PostgreSQL."""
        return None if _by_trigger(schema_editor) else super().constraint_sql(model, schema_editor)

    def create_sql(self, model: type[models.Model] | None, schema_editor: Any) -> Any:
        """As ALTER TABLE; nothing on PostgreSQL."""
        return None if _by_trigger(schema_editor) else super().create_sql(model, schema_editor)

    def remove_sql(self, model: type[models.Model] | None, schema_editor: Any) -> Any:
        """As ALTER TABLE; nothing on PostgreSQL."""
        return None if _by_trigger(schema_editor) else super().remove_sql(model, schema_editor)


def _by_trigger(schema_editor: BaseDatabaseSchemaEditor) -> bool:
    return schema_editor.connection.vendor == "postgresql"


def check_triggers(vendor: str) -> Iterable[Trigger]:
    """One trigger for each table with kept checks, on PostgreSQL."""
    if vendor != "postgresql":
        return
    for model in apps.get_models():
        checks = [check for check in model._meta.constraints if isinstance(check, KeptCheck)]
        if checks:
            yield _trigger(model, checks)


def _trigger(model: type[models.Model], checks: list[KeptCheck]) -> Trigger:
    table = model._meta.db_table
    # Triggers fire in the order of their names: like a CHECK this one comes after those that ask for more than the row.
    name = f"{table}_values_fit"
    conditions = {check.name: f"({_condition(model, check)})" for check in checks}
    which = " ".join(f"WHEN {condition} IS FALSE THEN '{rule}'" for rule, condition in conditions.items())
    # As with a CHECK, what comes out as NULL is let in.
    body = (
        f"DECLARE broken text; BEGIN IF ({' AND '.join(conditions.values())}) IS FALSE THEN "
        f"broken := CASE {which} END; "
        """RAISE EXCEPTION 'new row for relation "%" violates check constraint "%"', TG_TABLE_NAME, broken """
        "USING ERRCODE = 'check_violation', CONSTRAINT = broken, TABLE = TG_TABLE_NAME; END IF; RETURN NEW; END"
    )
    return Trigger(
        name,
        table,
        (
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
            f"CREATE TRIGGER {name} BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
        ),
    )


def _condition(model: type[models.Model], check: KeptCheck) -> str:
    """The condition as SQL about the row NEW."""
    query = Query(model)
    where = query.build_where(check.condition)  # type: ignore[arg-type]
    sql, values = where.as_sql(query.get_compiler(connection=connection), connection)
    told: str = sql % tuple(_literal(value) for value in values)
    return told.replace(f'"{model._meta.db_table}".', "NEW.")


def _literal(value: object) -> str:
    """A number or a text of our own as SQL. Raises TypeError for anything else: a condition needs no more."""
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    raise TypeError(f"a kept check compares numbers and texts, not {type(value).__name__}")
