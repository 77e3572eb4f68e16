"""Route x role: what each kind of person gets from each address.

To add routes: write (or extend) a module `tests/access/table_<app>.py` with a tuple `ROUTES` of `Route` and add it to
`TABLES` below. Every name of the URL configuration needs a `Route`; one without fails `test_every_route_has_an_entry`,
and a `Route` whose name is gone fails `test_no_entry_is_left_over`.
"""

from tests.access import (
    table_agreements,
    table_announcements,
    table_assessment_api,
    table_cases,
    table_certificates,
    table_collaboration,
    table_commitments,
    table_credits,
    table_documents,
    table_drafts,
    table_evidence,
    table_fees,
    table_fund_books,
    table_fund_direct,
    table_fund_pages,
    table_fund_payees,
    table_fund_reports,
    table_fund_runs,
    table_fund_settlements,
    table_jobs,
    table_loads,
    table_market,
    table_obligations_applying,
    table_obligations_authority,
    table_obligations_discharge,
    table_obligations_fund,
    table_obligations_life,
    table_obligations_matching,
    table_pages,
    table_people,
    table_places,
    table_plot_species,
    table_pricing,
    table_proof,
    table_public_life,
    table_public_market,
    table_public_registers,
    table_reference,
    table_registers,
    table_trust,
    table_vegetation,
    table_workbench,
)
from tests.access.route import Route

TABLES = (
    table_pages,
    table_people,
    table_jobs,
    table_reference,
    table_registers,
    table_loads,
    table_cases,
    table_vegetation,
    table_plot_species,
    table_assessment_api,
    table_documents,
    table_drafts,
    table_evidence,
    table_fees,
    table_places,
    table_workbench,
    table_collaboration,
    table_obligations_life,
    table_credits,
    table_certificates,
    table_agreements,
    table_proof,
    table_market,
    table_public_life,
    table_public_market,
    table_public_registers,
    table_pricing,
    table_commitments,
    table_announcements,
    table_trust,
    table_obligations_applying,
    table_obligations_matching,
    table_obligations_authority,
    table_obligations_discharge,
    table_obligations_fund,
    table_fund_pages,
    table_fund_books,
    table_fund_direct,
    table_fund_payees,
    table_fund_reports,
    table_fund_runs,
    table_fund_settlements,
)


def all_routes() -> dict[str, Route]:
    """Every entry by name. Raises ValueError where a name is there twice."""
    found: dict[str, Route] = {}
    for table in TABLES:
        for route in table.ROUTES:
            if route.name in found:
                raise ValueError(f"{route.name} is in the table twice")
            found[route.name] = route
    return found
