"""The Trust's own page: its officers, the registrar's office and auditors."""

from tests.access.route import Route, only

ROUTES = (
    Route(
        "trust-page",
        get=only("trust_officer", "trust_approver", "registrar", "registrar_approver", "auditor"),
    ),
)
