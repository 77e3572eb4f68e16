"""A draft is kept by whoever sees the revision, for themselves; the table of plots is the lead assessor's."""

from typing import Any

from tests import builders
from tests.access.route import Fixture, Route, seen_by
from tests.access.table_vegetation import an_open_revision, revision_of


def an_open_revision_with_a_zone(fixture: Fixture) -> dict[str, Any]:
    revision = revision_of(fixture)
    builders.add_zone(revision)
    return {"revision_id": revision.public_id}


ROUTES = (
    # Sent empty, nothing is changed, and the page says so.
    Route(
        "plot-grid",
        arguments=an_open_revision_with_a_zone,
        get=seen_by("assessor"),
        post=seen_by("assessor", status=303),
    ),
    # What is sent here is no draft: who gets past is refused for that (400), and all others before.
    Route(
        "draft-save",
        arguments=an_open_revision,
        post=seen_by("assessor", status=400, public=401),
    ),
    Route("draft-discard", arguments=an_open_revision, post=seen_by(status=404)),
)
