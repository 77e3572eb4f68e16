"""Pages of no single app, service health, and the description of the API."""

from tests.access.route import Route, everybody

ROUTES = (
    Route("home", get=everybody()),
    Route("about", get=everybody()),
    Route("limits", get=everybody()),
    Route("accessibility", get=everybody()),
    Route("method-page", get=everybody()),
    Route("health-live", get=everybody()),
    Route("health-ready", get=everybody()),
    Route("api-schema", get=everybody()),
    Route("api-docs", get=everybody()),
)
