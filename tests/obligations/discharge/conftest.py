"""The scene that the tests of discharge share."""

import pytest

from tests.builders_people import Cast
from tests.obligations.discharge.scene import Retiring


@pytest.fixture
def scene(cast: Cast, release: object) -> Retiring:
    return Retiring(cast)
