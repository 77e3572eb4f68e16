"""A draft is kept by whoever sees the revision, for themselves; to everybody else there is no such revision."""

from tests.access.route import Route, seen_by
from tests.access.table_vegetation import an_open_revision

ROUTES = (
    # What is sent here is no draft: who gets past is refused for that (400), and all others before.
    Route(
        "draft-save",
        arguments=an_open_revision,
        post=seen_by("assessor", status=400, public=401),
    ),
    Route("draft-discard", arguments=an_open_revision, post=seen_by(status=404)),
)
