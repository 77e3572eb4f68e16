"""Species lists of plots are as visible as their revision; the lead assessor alone writes them."""

from typing import Any

from assessments.models import Plot
from tests.access.route import Fixture, Route, seen_by, signed_in
from tests.access.table_assessment_api import acting, it, reading
from tests.access.table_cases import READERS_SUBMITTED, readers, submitted
from tests.access.table_vegetation import LEAD, an_open_revision


def its_plot(fixture: Fixture) -> dict[str, Any]:
    revision = submitted(fixture)
    plot = Plot.objects.filter(revision=revision).first()
    assert plot is not None
    return {"revision_id": revision.public_id, "plot_id": plot.public_id}


ROUTES = (
    Route(
        "plot-species",
        arguments=its_plot,
        get=seen_by(*READERS_SUBMITTED),
        # A final revision is not written, not even by its own assessor.
        post=readers(READERS_SUBMITTED, 403, assessor=409),
    ),
    Route(
        "plot-species-import", arguments=an_open_revision, get=seen_by(LEAD), post=seen_by(LEAD, status=400)
    ),
    Route("plot-species-template", get=signed_in()),
    # Without a body the lead assessor is told what is missing.
    Route("api-plot-species-list", arguments=its_plot, get=reading(), put=acting(assessor=400)),
    # What is sent here is no file, which is looked at after the person.
    Route("api-plot-species-files", arguments=it, post=acting(assessor=415)),
    Route("api-plot-hints", arguments=it, get=reading()),
)
