"""The market that the tests of dealings share."""

import pytest

from tests.builders_people import Cast
from tests.dealings.market import Market, market_of


@pytest.fixture
def market(cast: Cast) -> Market:
    return market_of(cast)
