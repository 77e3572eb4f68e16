"""The market: the same for everybody, signed in or not."""

from typing import Any

from credits.public.market.naming import slug_of
from tests.access.route import Fixture, Route, everybody
from tests.access.table_credits import the_market


def a_market(fixture: Fixture) -> dict[str, Any]:
    """The address of what a lot is traded under."""
    credit_class = the_market(fixture).lot(100).credit_class
    name = credit_class.offset_trading_group or credit_class.pct_name
    return {"word": "groups", "slug": slug_of(name)}


ROUTES = (
    Route("market", get=everybody()),
    Route("market-of", arguments=a_market, get=everybody()),
    Route("market-file", arguments=lambda fixture: {**a_market(fixture), "form": "csv"}, get=everybody()),
    Route("api-market", get=everybody()),
    Route("api-market-of", arguments=a_market, get=everybody()),
)
