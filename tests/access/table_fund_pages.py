"""The calculator and published figures are for everybody; overview, schedules and papers for those concerned."""

from tests.access.route import Route, everybody

ROUTES = (
    Route("fund-what-if", get=everybody(), post=everybody(400)),
    Route("api-fund-what-if", post=everybody(400)),
)
