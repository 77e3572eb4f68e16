"""The scene that the tests of promises share."""

from typing import Any

import pytest

from tests.builders_people import Cast
from tests.commitments.scene import Scene


@pytest.fixture
def scene(cast: Cast, release: Any) -> Scene:
    return Scene(cast)
