"""Database triggers that refuse to change or delete what is append-only.

SQLite loses triggers whenever Django rebuilds a table, so they are installed again after every migration, and a
system check says when one is missing.
"""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections

APPEND_ONLY_MODELS = ["audit.AuditEvent", "assessments.Calculation", "assessments.CreditLineRecord"]
"""Models whose rows are written once. `app.Model` labels; models that are not installed are passed over."""


def append_only_tables() -> list[str]:
    """Database tables of the append-only models."""
    known = {model._meta.label: model for model in apps.get_models()}
    return [known[label]._meta.db_table for label in APPEND_ONLY_MODELS if label in known]


def _names(table: str) -> tuple[str, str]:
    return f"{table}_no_update", f"{table}_no_delete"


def _statements(vendor: str, table: str) -> Iterable[str]:
    update, delete = _names(table)
    if vendor == "sqlite":
        for name, verb in ((update, "UPDATE"), (delete, "DELETE")):
            yield f"DROP TRIGGER IF EXISTS {name}"
            yield (
                f"CREATE TRIGGER {name} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
    elif vendor == "postgresql":
        yield (
            "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$"
        )
        for name, verb in ((update, "UPDATE"), (delete, "DELETE")):
            yield f"DROP TRIGGER IF EXISTS {name} ON {table}"
            yield (
                f"CREATE TRIGGER {name} BEFORE {verb} ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
            )
    else:
        raise NotImplementedError(f"no append-only triggers for {vendor}")


def install(using: str = DEFAULT_DB_ALIAS) -> None:
    """Create the triggers on every append-only table that exists. Safe to repeat."""
    connection = connections[using]
    existing = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table in append_only_tables():
            if table in existing:
                for statement in _statements(connection.vendor, table):
                    cursor.execute(statement)


def remove(using: str = DEFAULT_DB_ALIAS) -> None:
    """Drop the triggers. Only the test suite does this, to empty tables between tests."""
    connection = connections[using]
    existing = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table in append_only_tables():
            if table in existing:
                for name in _names(table):
                    suffix = f" ON {table}" if connection.vendor == "postgresql" else ""
                    cursor.execute(f"DROP TRIGGER IF EXISTS {name}{suffix}")


def missing(using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Names of triggers that ought to exist and do not. Empty before the first migration."""
    connection = connections[using]
    existing = set(connection.introspection.table_names())
    expected = {name for table in append_only_tables() if table in existing for name in _names(table)}
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        found = {row[0] for row in cursor.fetchall()}
    return sorted(expected - found)


def install_after_migrate(using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """post_migrate receiver: put the triggers back."""
    install(using)
