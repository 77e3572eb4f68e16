"""The calculator and published figures are for everybody; overview, schedules and papers for those concerned."""

from typing import Any

from registry.fund.selectors.papers import financial_year_of
from tests.access.route import Fixture, Route, everybody, seen_by, signed_in
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


def a_year(fixture: Fixture) -> dict[str, Any]:
    """The same with this financial year."""
    return {**a_site(fixture), "year": financial_year_of(made.today()).name}


def a_holder(fixture: Fixture) -> dict[str, Any]:
    """The owner of such a site, and this financial year."""
    year = a_year(fixture)["year"]
    return {"organisation_id": fixture("cast").organisation("landholder").public_id, "year": year}


def a_line(fixture: Fixture) -> dict[str, Any]:
    """A payment with tax and its invoice."""
    cast = fixture("cast")
    site = made.active_site(cast)
    line = made.line(
        made.run(cast), made.year_of(site, 1), cast.organisation("landholder"), gst_cents=109_500
    )
    made.invoice(line, 1, on=made.today())
    return {"line_id": line.public_id}


ROUTES = (
    Route("fund-home", get=signed_in()),
    Route("fund-site", arguments=a_site, get=seen_by(*READERS)),
    Route("fund-site-statement", arguments=a_year, get=seen_by(*READERS)),
    Route("fund-site-statement-pdf", arguments=a_year, get=seen_by(*READERS)),
    Route("fund-holder-statement", arguments=a_holder, get=seen_by(*READERS)),
    Route("fund-holder-statement-pdf", arguments=a_holder, get=seen_by(*READERS)),
    Route("fund-advice", arguments=a_line, get=seen_by(*READERS)),
    Route("fund-tax-invoice", arguments=a_line, get=seen_by(*READERS)),
    Route("fund-what-if", get=everybody(), post=everybody(400)),
    Route("fund-figures", get=everybody()),
    Route("fund-figures-file", get=everybody()),
    Route("fund-schedule", arguments=a_site, get=seen_by(*READERS)),
    Route("fund-schedule-pdf", arguments=a_site, get=seen_by(*READERS)),
    Route("fund-schedule-xlsx", arguments=a_site, get=seen_by(*READERS)),
    Route("api-fund-figures", get=everybody()),
    Route("api-fund-what-if", post=everybody(400)),
    Route("api-fund-schedule", arguments=a_site, get=seen_by(*READERS, public=401)),
)
