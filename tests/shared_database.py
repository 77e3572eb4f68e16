"""One of a run's processes migrates; each other one begins with a copy of the database that it made.

Making the tables one by one takes as long as hundreds of tests, most of it in drawing models: after each operation
Django draws every model anew that has to do with the one it changed, for the sake of migrations of data. On a database
without rows the changed one is enough; the tables come out the same.
"""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from django.db import connection
from django.db.backends.signals import connection_created
from django.db.migrations.state import ProjectState

SHARED = "test_shared"
"""PostgreSQL's database to copy."""


@contextmanager
def migrated_once(folder: Path) -> Iterator[None]:
    """Inside, the test database is set up. `folder` is the same for the processes of a run and for no others; without
    other processes nothing is shared."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        with patch.object(ProjectState, "reload_model", _draw_one):
            yield
        return
    made = folder / "database.sqlite3"
    with (folder / "database.lock").open("w") as lock:
        # Let go of when the file is closed.
        fcntl.flock(lock, fcntl.LOCK_EX)
        if made.exists():
            with _beginning_with(made):
                yield
        else:
            with patch.object(ProjectState, "reload_model", _draw_one):
                yield
            _share(made)


def _draw_one(self: ProjectState, app_label: str, model_name: str, delay: bool = False) -> None:
    """Draw this model anew and not those that it is related to."""
    if "apps" in vars(self):
        self._reload({(app_label, model_name)})  # type: ignore[attr-defined]


def _share(made: Path) -> None:
    """Let the others copy the database; for PostgreSQL the file only says that there is one."""
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(made)) as copy:
            connection.connection.backup(copy)
        return
    name = connection.settings_dict["NAME"]
    connection.close()
    with connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(f"DROP DATABASE IF EXISTS {SHARED}")
        cursor.execute(f'CREATE DATABASE {SHARED} TEMPLATE "{name}"')
    made.touch()


@contextmanager
def _beginning_with(made: Path) -> Iterator[None]:
    """A database that is set up inside begins with what is shared, so that nothing is left to migrate."""
    if connection.vendor == "postgresql":
        connection.settings_dict["TEST"]["TEMPLATE"] = SHARED
        yield
        return

    def copy(connection: Any, **of: Any) -> None:
        assert connection.is_in_memory_db(), "only a test's own database is written over"
        with closing(sqlite3.connect(made)) as shared:
            shared.backup(connection.connection)

    connection_created.connect(copy)
    try:
        yield
    finally:
        connection_created.disconnect(copy)
