"""The subregion by the boundary's outline: filled in by the lead assessor alone."""

from tests.access.route import Route, seen_by
from tests.access.table_cases import an_open_one

ROUTES = (
    Route(
        "subregion-from-outline",
        arguments=an_open_one,
        get=seen_by("assessor"),
        post=seen_by("assessor", status=409),
    ),
)
