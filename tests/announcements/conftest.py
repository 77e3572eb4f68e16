"""The scene that the tests of announcements share."""

import pytest

from tests.announcements.scene import Scene
from tests.builders_people import Cast


@pytest.fixture
def scene(cast: Cast) -> Scene:
    return Scene(cast)
