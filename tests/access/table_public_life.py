"""A lot's life, agreements, changes and the map: everybody reads them, signed in or not."""

from typing import Any

from tests.access.route import Fixture, Route, everybody
from tests.access.table_credits import a_bought_lot
from tests.builders_ledger import varied_lot


def an_agreement(fixture: Fixture) -> dict[str, Any]:
    """The number of an agreement in force with a lot."""
    return {"number": varied_lot(fixture).agreement_number}


ROUTES = (
    Route("public-lot-find", get=everybody()),
    Route("public-lot", arguments=a_bought_lot, get=everybody()),
    Route("public-lot-family", arguments=a_bought_lot, get=everybody()),
    Route("public-lot-file", arguments=a_bought_lot, get=everybody()),
    Route("public-agreement", arguments=an_agreement, get=everybody()),
    Route("public-changes", get=everybody()),
    Route("public-changes-atom", get=everybody()),
    Route("public-map", get=everybody()),
    Route("public-map-file", get=everybody()),
    Route("api-public-lot", arguments=a_bought_lot, get=everybody()),
    Route("api-public-lot-movements", arguments=a_bought_lot, get=everybody()),
    Route("api-public-lot-family", arguments=a_bought_lot, get=everybody()),
    Route("api-public-agreement", arguments=an_agreement, get=everybody()),
    Route("api-public-agreement-lots", arguments=an_agreement, get=everybody()),
    Route("api-public-changes", get=everybody()),
    Route("api-public-map", get=everybody()),
)
