"""What the tests of the ledger share: a small market, and a way past the database's own rules."""

from collections.abc import Iterator

import pytest
from django.db import connection

from registry.audit import triggers
from registry.parties.models import Organisation, User
from tests.dealings.market import Market


@pytest.fixture
def market(
    landholder: Organisation,
    proponent: Organisation,
    landholder_signatory: User,
    developer: User,
    registrar: User,
    registrar_approver: User,
) -> Market:
    return Market(
        holder=landholder,
        buyer=proponent,
        seller_person=landholder_signatory,
        buyer_person=developer,
        registrar=registrar,
        approver=registrar_approver,
    )


@pytest.fixture
def unguarded(db: None) -> Iterator[None]:
    """No trigger and no check of the database stands in the way of raw SQL. Undone with the test's transaction."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = ON")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    triggers.remove()
    if connection.vendor == "postgresql":
        _drop_checks()
    yield
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA ignore_check_constraints = OFF")


def _drop_checks() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE contype IN ('c', 'u') "
            "AND conrelid::regclass::text IN ('credits_lot', 'credits_movement', 'credits_transfer') "
            "AND conname NOT LIKE %s",
            ["%public_id%"],
        )
        for table, name in cursor.fetchall():
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
