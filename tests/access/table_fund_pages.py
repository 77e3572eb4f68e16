"""The calculator and published figures are for everybody; overview, schedules and papers for those concerned."""

from typing import Any

from tests.access.route import Fixture, Route, everybody, seen_by
from tests.fund_pages import builders as made

READERS = (
    "landholder_member",
    "trust_officer",
    "trust_approver",
    "registrar",
    "registrar_approver",
    "auditor",
)
"""Who sees an agreement: its owners, its trust, the registrar's office and the auditor."""


def a_site(fixture: Fixture) -> dict[str, Any]:
    """An agreement with a schedule, an account and years."""
    return {"agreement_id": made.active_site(fixture("cast")).agreement.public_id}


ROUTES = (
    Route("fund-what-if", get=everybody(), post=everybody(400)),
    Route("fund-schedule", arguments=a_site, get=seen_by(*READERS)),
    Route("fund-schedule-pdf", arguments=a_site, get=seen_by(*READERS)),
    Route("fund-schedule-xlsx", arguments=a_site, get=seen_by(*READERS)),
    Route("api-fund-what-if", post=everybody(400)),
    Route("api-fund-schedule", arguments=a_site, get=seen_by(*READERS, public=401)),
)
