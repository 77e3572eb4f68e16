"""The database is put back as it was, whatever a test that commits did to the rows that were there before it."""

from typing import Any

import pytest
from django.contrib.sites.models import Site

from registry.audit import triggers
from registry.jobs.models import Job
from registry.reference.models import Release
from tests import kept_database

pytestmark = pytest.mark.django_db(transaction=True)


def rows() -> list[Any]:
    """What there is of three tables."""
    return [sorted(model.objects.values_list()) for model in (Release, Site, Job)]


def change() -> None:
    Release.objects.update(title="Another")


def take_away() -> None:
    Site.objects.all().delete()


def replace() -> None:
    """As many rows as before, but others."""
    Site.objects.all().delete()
    Site.objects.create(domain="other.example.org", name="Other")


def add() -> None:
    Job.objects.create(kind="test")


@pytest.mark.parametrize("act", [change, take_away, replace, add])
def test_what_was_done_to_rows_is_undone(act: Any) -> None:
    before = rows()
    triggers.remove()
    act()
    assert rows() != before
    kept_database.put_back()
    assert rows() == before
    assert triggers.missing() == []


@pytest.mark.postgresql_only
def test_a_table_that_nobody_wrote_to_is_not_written_again() -> None:
    signs = dict(kept_database._signs)
    Site.objects.update(name="Other")
    kept_database.put_back()
    written = {table for table, sign in kept_database._signs.items() if sign != signs[table]}
    assert written == {"django_site"}
