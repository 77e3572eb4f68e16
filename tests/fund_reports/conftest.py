"""Browser sessions of the people who report and decide."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.builders_people import Cast


@pytest.fixture
def as_person(cast: Cast, client_for: Any) -> Callable[[str], Client]:
    """`as_person(name)`: a browser session of that person of the cast."""
    known: dict[str, Client] = {}

    def sign_in(name: str) -> Client:
        if name not in known:
            known[name] = client_for(cast.person(name))
        return known[name]

    return sign_in


@pytest.fixture
def media(settings: Any, tmp_path: Path) -> Path:
    """Where the test's photos go."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT
