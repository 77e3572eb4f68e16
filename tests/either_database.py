"""Tests that find the same whichever database there is (pytest plugin).

`make test` runs them on PostgreSQL alone, `make test-full` on SQLite, too. Nobody marks them: what a test asks for
tells. A browser test that is to run on SQLite as well has the mark `browser_on_both`.
"""

from typing import Any

import pytest

BROWSER = "browser"
NO_DATABASE = "no_database"
PROPERTY = "either database"
"""Under this name the results of a test say which of the two it is."""

DATABASE_FIXTURES = frozenset({"db", "transactional_db", "django_db_setup", "live_server"})


def kind_of(item: pytest.Item) -> str | None:
    """Why it finds the same: it looks at pages in Chromium, or it never asks for the database. None where it may find
    something else."""
    asked = frozenset(getattr(item, "fixturenames", ()))
    if "playwright" in asked:
        return None if item.get_closest_marker("browser_on_both") else BROWSER
    if asked & DATABASE_FIXTURES or item.get_closest_marker("django_db"):
        return None
    return NO_DATABASE


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark them before pytest chooses by marks, and have the results name them."""
    for item in items:
        kind = kind_of(item)
        if kind is not None:
            item.add_marker(kind)
            item.user_properties.append((PROPERTY, kind))


@pytest.hookimpl(tryfirst=True)
def pytest_fixture_setup(fixturedef: Any, request: pytest.FixtureRequest) -> None:
    """A test that comes to the database by a way that its arguments do not show fails, so that its mark is true."""
    item = getattr(request, "_pyfuncitem", None)
    if fixturedef.argname == "db" and item is not None and item.get_closest_marker(NO_DATABASE):
        pytest.fail("uses the database: say so with pytest.mark.django_db", pytrace=False)
