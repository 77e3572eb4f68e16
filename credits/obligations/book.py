"""The obligations' answer to a retirement (`credits.lots.obligation_book`)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from credits.lots.dealings import Retirement
from credits.obligations import quantities, states
from credits.obligations.models import Claim
from registry.actor import Actor
from registry.findings import DomainError


class Book:
    """Claims of retirements on lines."""

    def claim(
        self,
        actor: Actor,
        retirement: Retirement,
        claims: Sequence[Mapping[str, Any]],
        *,
        on: date,
        now: datetime,
    ) -> list[dict[str, Any]]:
        """See the protocol."""
        raise DomainError("obligation.not_claimed", "Lines cannot be claimed yet.")

    def retired(self, actor: Actor, retirement_id: int, *, on: date, now: datetime) -> None:
        """See the protocol."""

    def released(self, retirement_id: int) -> None:
        """See the protocol."""
        held = Claim.objects.filter(retirement_id=retirement_id, state=states.PENDING).order_by("line_id")
        for claim in held:
            quantities.free(claim.line_id, claim.quantity)
        held.update(state=states.RELEASED)
