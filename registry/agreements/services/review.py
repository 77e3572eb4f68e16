"""Twenty years on: the review, and going on with maintenance. The agreement stays in force all the while (N6, N64)."""

from datetime import date
from typing import Any
from uuid import UUID

from registry.agreements import policies, selectors
from registry.agreements.services import holding, notices
from registry.commands import Run, command
from registry.findings import DomainError


@command("agreement.begin_review")
def begin(run: Run, *, agreement_id: UUID | str, today: date) -> dict[str, Any]:
    """Begin the review, twenty years after full management began or the plan was last renewed (N64); a 29 February is
    a 28 February then. Raises DomainError that names the day."""
    agreement = holding.hold(run.actor, agreement_id)
    run.allow(policies.may(run.actor, agreement, "begin_review"))
    holding.require_state(agreement, "begin_review")
    first_day = selectors.review_from(agreement)
    if first_day is None or today < first_day:
        named = f"{first_day:%d/%m/%Y}" if first_day else "the day twenty years after full management begins"
        raise DomainError("agreement.review_too_early", f"The year-20 review can begin on {named}.")
    holding.move(agreement, "begin_review")
    notices.tell_owners(
        agreement,
        "Year-20 review begun",
        "You may go on with maintenance, or agree with the trust on a renewed plan. The agreement stays in force.",
    )
    return holding.told(run, agreement, {"on": today.isoformat(), "first_day": first_day.isoformat()})


@command("agreement.maintain")
def maintain(run: Run, *, agreement_id: UUID | str, today: date) -> dict[str, Any]:
    """The landholder goes on with maintenance and keeps receiving payments (N64)."""
    agreement = holding.hold(run.actor, agreement_id)
    run.allow(policies.may(run.actor, agreement, "maintain"))
    holding.require_state(agreement, "maintain")
    holding.move(agreement, "maintain", maintenance_from=today)
    notices.tell_trust(
        agreement, "Site goes on with maintenance", f"The landholder chose maintenance from {today:%d/%m/%Y}."
    )
    return holding.told(run, agreement, {"from": today.isoformat()})
