"""Species lists of plots are as visible as their revision; the lead assessor alone writes them."""

from typing import Any

from assessments.models import Plot
from tests.access.route import Fixture, Route
from tests.access.table_assessment_api import acting, it, reading, submitted_once


def its_plot(fixture: Fixture) -> dict[str, Any]:
    revision = submitted_once(fixture)
    plot = Plot.objects.filter(revision=revision).first()
    assert plot is not None
    return {"revision_id": revision.public_id, "plot_id": plot.public_id}


ROUTES = (
    # Without a body the lead assessor is told what is missing.
    Route("api-plot-species-list", arguments=its_plot, get=reading(), put=acting(assessor=400)),
    # What is sent here is no file, which is looked at after the person.
    Route("api-plot-species-files", arguments=it, post=acting(assessor=415)),
    Route("api-plot-hints", arguments=it, get=reading()),
)
