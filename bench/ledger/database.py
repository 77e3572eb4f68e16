"""A database of its own for each benchmark of the ledger, on the throw-away PostgreSQL that `make bench` starts."""

import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg


def server_url() -> str:
    """The server's address. Exits with a word where there is none: SQLite says nothing about many writers."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgresql://"):
        sys.exit("This needs PostgreSQL: python tools/servers.py --pg --redis -- python bench/...")
    return url


@contextmanager
def own_database(prefix: str) -> Iterator[str]:
    """The address of a new, empty database; dropped at the end."""
    server = server_url()
    name = f"{prefix}_{secrets.token_hex(4)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    try:
        yield urlsplit(server)._replace(path=f"/{name}").geturl()
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def set_up_registry(url: str) -> None:
    """Point the registry at the database, and make its tables."""
    os.environ["DATABASE_URL"] = url
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
