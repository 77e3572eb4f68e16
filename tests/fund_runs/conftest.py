import pytest

from tests.builders_people import Cast
from tests.fund_runs.builders import People


@pytest.fixture
def people(db: None, cast: Cast) -> People:
    return People(cast)
