"""The market of the entries' and enquiries' tests."""

from collections.abc import Callable

import pytest

from credits.market.models import Demand, Enquiry, Interest
from tests.builders_people import Cast
from tests.dealings.market import Market, market_of
from tests.market.entries import Entries


@pytest.fixture
def market(cast: Cast) -> Market:
    return market_of(cast)


@pytest.fixture
def entries(cast: Cast) -> Entries:
    """Makes entries and enquiries."""
    return Entries(cast)


@pytest.fixture
def interest(entries: Entries) -> Interest:
    """Of a planned site of `landholder`."""
    return entries.interest()


@pytest.fixture
def demand(entries: Entries) -> Demand:
    """Of `proponent`."""
    return entries.demand()


@pytest.fixture
def enquiry(entries: Entries, interest: Interest) -> Enquiry:
    """Of `proponent` to `landholder`."""
    return entries.enquiry(interest)


@pytest.fixture
def texts() -> Callable[[object], str]:
    """What a page says, tags and all."""
    return lambda answer: answer.content.decode()  # type: ignore[attr-defined, no-any-return]
