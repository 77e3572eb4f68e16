"""Agreements in the states that the pages are asked for, and what a person does with a form."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.builders_people import Cast


def hidden(answer: Any) -> dict[str, str]:
    """The key and the version that the form of a page carries."""
    text = answer.content.decode()
    found = {name: re.search(f'name="{name}" value="([^"]*)"', text) for name in ("key", "version")}
    return {name: match.group(1) for name, match in found.items() if match}


def sent(client: Client, address: str, **values: Any) -> Any:
    """Open a form and send it with these values, as a person does."""
    page = client.get(address)
    assert page.status_code == 200, page.content.decode()[-3000:]
    return client.post(address, hidden(page) | values)


@pytest.fixture
def as_person(cast: Cast, client_for: Any) -> Callable[[str], Client]:
    """`as_person(name)`: a browser session of that person of the cast."""
    known: dict[str, Client] = {}

    def sign_in(name: str) -> Client:
        if name not in known:
            known[name] = client_for(cast.person(name))
        return known[name]

    return sign_in
