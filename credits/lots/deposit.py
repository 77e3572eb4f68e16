"""The deposit step: what a first transfer or retirement out of an agreement owes to the fund, and whether it is paid.

The fund implements this interface. Until it does, `NoFund` answers that nothing can be confirmed, so no first transfer
or retirement goes through; the demonstration and tests name a double by the setting `DEPOSIT_STEP`, and what a double
let through is marked `demonstrated` on the movement for ever.
"""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from credits.lots.models import Lot
from registry.agreements.models import Agreement


@dataclass(frozen=True, slots=True)
class DepositAnswer:
    """Is the step done? `step` is the mark kept on the movement: done, not_required or demonstrated."""

    settled: bool
    step: str
    reason: str


class DepositStep(Protocol):
    """What the ledger asks of the fund."""

    def for_movement(self, *, lot: Lot, quantity: int, on: date) -> DepositAnswer:
        """Is the deposit's share of these credits paid? Asked only for lots whose `deposit_settled` is false."""
        ...

    def threshold_reached(self, *, agreement: Agreement, on: date) -> DepositAnswer:
        """Has the agreement's deposit reached the share at which full management begins (N59)?"""
        ...


class NoFund:
    """There is no fund yet: nothing is confirmed and nothing is guessed."""

    reason = (
        "The share of the total fund deposit for these credits cannot be confirmed: this registry has no fund account "
        "for the agreement yet."
    )

    def for_movement(self, *, lot: Lot, quantity: int, on: date) -> DepositAnswer:
        """Never settled."""
        return DepositAnswer(False, "", self.reason)

    def threshold_reached(self, *, agreement: Agreement, on: date) -> DepositAnswer:
        """Never reached."""
        return DepositAnswer(False, "", self.reason)


def deposit_step() -> DepositStep:
    """The implementation named by `settings.DEPOSIT_STEP`."""
    made: DepositStep = import_string(settings.DEPOSIT_STEP)()
    return made


def answer_for(*, lot: Lot, quantity: int, on: date) -> DepositAnswer:
    """Ask the fund, or say that nothing is owed because the share was paid when the lot was first sold."""
    if lot.deposit_settled:
        return DepositAnswer(True, "not_required", "The deposit's share was paid with an earlier transfer.")
    return deposit_step().for_movement(lot=lot, quantity=quantity, on=on)
