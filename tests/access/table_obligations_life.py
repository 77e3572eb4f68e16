"""The board, the life-line, and what everybody sees of obligations. The Trust was asked for nothing here."""

from typing import Any

from tests.access.route import Fixture, Route, everybody, seen_by, signed_in
from tests.access.table_credits import READERS
from tests.obligations import builders

READ_BY = ("proponent_member", "reviewer", *READERS)


def an_obligation(fixture: Fixture) -> dict[str, Any]:
    """Of the proponent, imposed by the authority."""
    return {"obligation_id": builders.obligation(fixture("cast")).public_id}


def its_number(fixture: Fixture) -> dict[str, Any]:
    """The number that everybody knows it by."""
    return {"number": builders.obligation(fixture("cast")).number}


ROUTES = (
    Route("obligation-list", get=signed_in()),
    Route("obligation-board-file", get=signed_in()),
    Route("obligation-page", arguments=an_obligation, get=seen_by(*READ_BY)),
    Route("api-obligation-list", get=signed_in(public=401)),
    Route("api-obligation", arguments=an_obligation, get=seen_by(*READ_BY, public=401)),
    Route("public-obligation", arguments=its_number, get=everybody()),
    Route("public-no-net-loss", get=everybody()),
    Route("public-no-net-loss-file", get=everybody()),
    Route("api-public-obligation", arguments=its_number, get=everybody()),
    Route("api-public-no-net-loss", get=everybody()),
)
