"""The database as it was before the first test, put back after a test that committed.

Django would empty every table and have the reference facts loaded again, which takes most of a second each time.
"""

import sqlite3
import time
from typing import Any

from django.db import OperationalError, connection, transaction

from registry.audit import triggers

KEPT = "kept"
"""PostgreSQL's schema with a copy of every table that had rows."""

_sqlite_copy: list[sqlite3.Connection] = []

_signs: dict[str, tuple[int, int]] = {}
"""Of each kept table of PostgreSQL: how many rows it has, and the last transaction that wrote one of them. A table
that still has both is untouched: a row that is changed or put in again bears a later transaction."""


def keep() -> None:
    """Take a copy of the database as it is now."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        copy = sqlite3.connect(":memory:", check_same_thread=False)
        connection.connection.backup(copy)
        _sqlite_copy[:] = [copy]
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {KEPT} CASCADE")
        cursor.execute(f"CREATE SCHEMA {KEPT}")
        for table in _filled(cursor):
            cursor.execute(f'CREATE TABLE {KEPT}."{table}" AS TABLE "{table}"')
        _signs.clear()
        _signs.update(_read_signs(cursor, _kept(cursor)))


def put_back() -> None:
    """Make the database what it was when it was kept, triggers included. Sequences of PostgreSQL go on."""
    if connection.vendor == "sqlite":
        return _put_back_sqlite()
    with transaction.atomic(), connection.cursor() as cursor:
        # Neither the triggers that keep rows from being deleted nor those of foreign keys.
        cursor.execute("SET LOCAL session_replication_role = replica")
        now = _read_signs(cursor, list(_signs))
        changed = [table for table, sign in _signs.items() if now[table] != sign]
        for table in _filled(cursor):
            if table in changed or table not in _signs:
                cursor.execute(f'DELETE FROM "{table}"')
        for table in changed:
            cursor.execute(f'INSERT INTO "{table}" SELECT * FROM {KEPT}."{table}"')
        _signs.update(_read_signs(cursor, changed))
    if triggers.missing():
        triggers.install()


def _kept(cursor: Any) -> list[str]:
    """The tables of which there is a copy."""
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [KEPT])
    return [table for (table,) in cursor.fetchall()]


def _read_signs(cursor: Any, tables: list[str]) -> dict[str, tuple[int, int]]:
    """By table, its sign as it is now."""
    if not tables:
        return {}
    last = "coalesce(max(xmin::text::bigint), 0)"
    asked = (f"SELECT '{table}', count(*), {last} FROM \"{table}\"" for table in tables)
    cursor.execute(" UNION ALL ".join(asked))
    return {table: (rows, transaction_id) for table, rows, transaction_id in cursor.fetchall()}


def _filled(cursor: Any) -> list[str]:
    """The tables that have rows."""
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    asked = (f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM \"{table}\")" for table in sorted(tables))
    cursor.execute(" UNION ALL ".join(asked))
    return [table for (table,) in cursor.fetchall()]


def _put_back_sqlite(*, at_most_seconds: float = 10) -> None:
    """The whole file at once. The last request of a browser that is closed already may still hold the database, and
    SQLite would wait for it for ever."""
    until = time.monotonic() + at_most_seconds

    def give_up(*_: int) -> None:
        if time.monotonic() > until:
            raise OperationalError("a test left the database locked")

    connection.ensure_connection()
    _sqlite_copy[0].backup(connection.connection, progress=give_up, sleep=0.05)
