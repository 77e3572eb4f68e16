"""Documents and the report as a page: for everybody who sees the revision; only the lead assessor asks for them."""

from typing import Any

from assessments import selectors
from assessments.services import documents
from tests.access.route import Fixture, Route, seen_by
from tests.access.table_cases import READERS_SUBMITTED, a_submitted_one, readers, submitted


def a_document(fixture: Fixture) -> dict[str, Any]:
    calculation = selectors.latest_calculation(submitted(fixture))
    assert calculation is not None
    built = documents.build_all(calculation_id=calculation.pk, report=lambda done, total, message: None)
    return {"document_id": built[0].public_id}


ROUTES = (
    Route(
        "document-list",
        arguments=a_submitted_one,
        get=seen_by(*READERS_SUBMITTED),
        post=readers(READERS_SUBMITTED, 403, assessor=303),
    ),
    Route("report-page", arguments=a_submitted_one, get=seen_by(*READERS_SUBMITTED)),
    Route("document-download", arguments=a_document, get=seen_by(*READERS_SUBMITTED)),
)
