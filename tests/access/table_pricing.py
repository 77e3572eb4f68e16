"""The price calculator is open to everybody."""

from tests.access.route import Route, everybody

ROUTES = (
    Route("price-calculator", get=everybody()),
    Route("market-api-calculator", get=everybody(400), post=everybody(400)),
)
