"""The start of full management, once only (N59)."""

from datetime import date

from registry.agreements.models import Agreement
from registry.agreements.services import holding, notices
from registry.findings import DomainError


def start(agreement: Agreement, *, on: date) -> Agreement:
    """Make a passive agreement active from `on`. Call it inside the command that asked the deposit step whether its
    threshold is reached. Raises DomainError where it is not passive, so it happens once, and
    while it is suspended. Gives the agreement as
    stored."""
    holding.require_state(agreement, "activate")
    if agreement.registered_on is not None and on < agreement.registered_on:
        raise DomainError(
            "agreement.active_before_registered",
            f"The agreement was registered on {agreement.registered_on:%d/%m/%Y}; full management begins that day or "
            "later.",
        )
    if agreement.suspended_on is not None:
        raise DomainError(
            "agreement.suspended",
            "The agreement is suspended. Full management begins once the suspension is lifted.",
        )
    holding.move(agreement, "activate", activated_on=on)
    notices.tell_owners(
        agreement,
        "Full management begins",
        f"From {on:%d/%m/%Y} the plan is carried out in full.",
        part="plan/",
    )
    return agreement
