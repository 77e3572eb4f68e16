"""The site that the tests of settlements share."""

import pytest

from tests.builders_people import Cast
from tests.fund_settlements.ground import Site, make_site


@pytest.fixture
def site(cast: Cast) -> Site:
    """613 credits and the deposit of the worked plan, $440,508.24; the seller is registered for the tax."""
    return make_site(cast)
