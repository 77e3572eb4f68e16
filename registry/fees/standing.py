"""How a charge stands, for the steps that wait for it and for the people who pay it."""

from dataclasses import dataclass
from typing import Literal

from registry.fees.models import FeeCharge
from registry.units import display_dollars

FeeState = Literal["not_set", "due", "paid", "nil"]
FeeStep = Literal["not_set", "open", "done", "not_required"]


@dataclass(frozen=True, slots=True)
class FeeStanding:
    """`state` of a charge, its amount (None where none is set), a sentence, and what a movement of the ledger that
    waited for it records as its fee step (`open` while it has to wait)."""

    state: FeeState
    amount_cents: int | None
    text: str
    movement_step: FeeStep

    @property
    def settled(self) -> bool:
        """Nothing is owed any more: paid, or the amount is nil. A fee that is not set is not settled."""
        return self.state in ("paid", "nil")


def standing(charge: FeeCharge) -> FeeStanding:
    """How `charge` stands. No query when its `amount` was fetched with it."""
    if charge.amount is None:
        text = f"Not set: no amount of this fee was entered for {charge.charged_on:%d/%m/%Y}."
        return FeeStanding("not_set", None, text, "not_set")
    cents = charge.amount.amount_cents
    if cents == 0:
        return FeeStanding("nil", 0, "Nil: nothing has to be paid.", "not_required")
    shown = display_dollars(cents)
    if charge.paid_on is not None:
        text = f"{shown} paid on {charge.paid_on:%d/%m/%Y}, receipt {charge.receipt}."
        return FeeStanding("paid", cents, text, "done")
    return FeeStanding("due", cents, f"{shown} due since {charge.charged_on:%d/%m/%Y}.", "open")
