"""How a promise ends without credits: declined, withdrawn, or ended by either side."""

from datetime import datetime
from typing import Any

from credits.lots.services import dealing
from credits.market.commitments import policies, selectors
from credits.market.commitments.services import holding
from credits.market.states import COMMITMENT
from registry.commands import Run, command

TITLES = {
    "decline": "A promise of credits was declined",
    "withdraw": "A promise of credits was withdrawn",
    "end": "A promise of credits was ended",
}


@command("commitment.decline")
def decline(run: Run, *, commitment_id: str, reason: str, now: datetime) -> dict[str, Any]:
    """The named buyer does not want it."""
    return _close(run, "decline", commitment_id, reason, now)


@command("commitment.withdraw")
def withdraw(run: Run, *, commitment_id: str, reason: str, now: datetime) -> dict[str, Any]:
    """The seller takes it back before the buyer has agreed."""
    return _close(run, "withdraw", commitment_id, reason, now)


@command("commitment.end")
def end(run: Run, *, commitment_id: str, reason: str, now: datetime) -> dict[str, Any]:
    """Either side ends what both have signed, for example because the agreement has ended. What follows between the
    two is not the registry's."""
    return _close(run, "end", commitment_id, reason, now)


def _close(run: Run, action: str, commitment_id: str, reason: str, now: datetime) -> dict[str, Any]:
    found = selectors.commitment(run.actor, commitment_id)
    run.allow(policies.RULES[action](run.actor, found))
    COMMITMENT.require(action, found.state)
    reason = dealing.require_text(reason, field="reason", message="Say why it ends.")
    holding.step(found, action, closed_at=now, closing_reason=reason)
    body = f"{found.quantity:,} credits of {found.agreement.site_name} are no longer promised. {reason}"
    holding.tell_both(found, title=TITLES[action], body=body, now=now)
    run.event(
        chain=holding.chain(found),
        subject=str(found.public_id),
        data={"agreement": str(found.agreement.public_id), "reason": reason},
    )
    return holding.answer(found)
