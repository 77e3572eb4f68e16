"""The scene that the tests of matching share."""

import pytest

from tests.builders_people import Cast
from tests.obligations.matching.scene import Scene


@pytest.fixture
def scene(cast: Cast, release: object) -> Scene:
    return Scene(cast)
