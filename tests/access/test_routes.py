"""Every address, every role: the table in `tests/access/table.py` held against the running application."""

import os
from collections.abc import Iterator
from typing import Any
from zlib import crc32

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.access.conftest import Scene
from tests.access.route import ROLES, Statuses
from tests.access.table import all_routes
from tests.stage import undone

FOREIGN = ("allauth.", "django.contrib.")
"""Packages that bring their own routes and their own tests of them."""

EACH_OUTCOME_ONCE = os.environ.get("ROUTES_BY_OUTCOME") == "1"
"""Have one role ask for each status of a route, not all: so `make test` on SQLite; on PostgreSQL all roles ask."""


def named_routes(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    """The names of all our own routes; an address without a name counts by its pattern."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from named_routes(pattern.url_patterns)
        elif not str(pattern.callback.__module__).startswith(FOREIGN):
            yield pattern.name or str(pattern.pattern)


def test_every_route_has_an_entry():
    assert sorted(set(named_routes(get_resolver().url_patterns)) - set(all_routes())) == []


def test_no_entry_is_left_over():
    assert sorted(set(all_routes()) - set(named_routes(get_resolver().url_patterns))) == []


def test_no_two_routes_share_a_name():
    names = list(named_routes(get_resolver().url_patterns))
    assert sorted(name for name in set(names) if names.count(name) > 1) == []


@pytest.mark.parametrize("role", ROLES)
def test_every_entry_says_something_about(role):
    silent = [
        (route.name, method)
        for route in all_routes().values()
        for method, statuses in (route.methods or {"no method at all": {}}).items()
        if role not in statuses
    ]
    assert silent == []


def test_no_entry_speaks_of_a_role_that_is_none():
    asked = {role for route in all_routes().values() for of in route.methods.values() for role in of}
    assert sorted(asked - set(ROLES)) == []


@pytest.mark.django_db
@pytest.mark.parametrize("name", all_routes())
def test_each_role_gets_what_the_table_says(request, scene, name):
    """Each role's request is undone before the next, so that no effect hides a missing refusal."""
    route = all_routes()[name]
    fixture = request.getfixturevalue
    scene.door.forget()
    expected = {method: asked_of(name, statuses) for method, statuses in route.methods.items()}
    found: dict[str, dict[str, int]] = {}
    with scene.people.as_before():
        address = reverse(name, kwargs=route.arguments(fixture)) + route.query
        for method, statuses in expected.items():
            found[method] = {
                role: ask(scene, role, method, address, route.data(fixture))
                for role in ROLES
                if role in statuses
            }
    assert found == expected


def asked_of(name: str, statuses: Statuses, *, once: bool = EACH_OUTCOME_ONCE) -> dict[str, int]:
    """What is expected of everybody; with `once` of one role for each status, another role for another route."""
    if not once:
        return dict(statuses)
    chosen = {}
    for status in set(statuses.values()):
        roles = [role for role in ROLES if statuses.get(role) == status]
        chosen[roles[crc32(name.encode()) % len(roles)]] = status
    return chosen


def test_the_short_form_asks_for_each_status_once_and_over_all_routes_of_every_role():
    asked = set()
    for name, route in all_routes().items():
        for statuses in route.methods.values():
            chosen = asked_of(name, statuses, once=True)
            assert sorted(chosen.values()) == sorted(set(statuses.values()))
            assert chosen.items() <= statuses.items()
            asked |= set(chosen)
    assert asked == set(ROLES)


def ask(scene: Scene, role: str, method: str, address: str, data: dict[str, Any]) -> int:
    """The status that the role gets. What its request did is undone."""
    with scene.people.as_before(), undone():
        answer = send(scene.visitor(role), method, address, data)
    if answer.status_code == 302 and role == "public":
        assert answer.url.startswith("/accounts/login/")
    return answer.status_code  # type: ignore[no-any-return]


def send(client: Client, method: str, address: str, data: dict[str, Any]) -> Any:
    """The request as a browser (pages) or a program (API) makes it."""
    if method == "get":
        return client.get(address)
    if method == "post" and not address.startswith("/api/"):
        return client.post(address, data)
    return getattr(client, method)(address, data, content_type="application/json")
