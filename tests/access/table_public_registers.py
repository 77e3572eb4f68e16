"""Public registers: the same for everybody, signed in or not."""

from typing import Any

from tests.access.route import Fixture, Route, everybody


def supply(fixture: Fixture) -> dict[str, Any]:
    return {"name": "supply"}


def supply_csv(fixture: Fixture) -> dict[str, Any]:
    return {"name": "supply", "form": "csv"}


ROUTES = (
    Route("public-registers", get=everybody()),
    Route("public-codebook", get=everybody()),
    Route("public-codebook-file", get=everybody()),
    Route("public-register", arguments=supply, get=everybody()),
    Route("public-register-file", arguments=supply_csv, get=everybody()),
    Route("api-public-supply", get=everybody()),
    Route("api-public-demand", get=everybody()),
    Route("api-public-transactions", get=everybody()),
    Route("api-public-agreements", get=everybody()),
    Route("api-public-obligations", get=everybody()),
    Route("api-public-codebook", get=everybody()),
)
