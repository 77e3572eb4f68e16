"""The demonstration's stand-in for the fund: it says 'paid' to everything, and every movement is marked with that."""

from datetime import date

from credits.lots.deposit import DepositAnswer
from credits.lots.models import Lot
from registry.agreements.models import Agreement

REASON = (
    "Demonstration: no money was paid. A stand-in for the fund said so, and the movement is marked with it."
)


class PaidForDemonstration:
    """Says that the deposit's share is paid. Used only with DEMO=1."""

    def for_movement(self, *, lot: Lot, quantity: int, on: date) -> DepositAnswer:
        """Settled, and marked."""
        return DepositAnswer(True, "demonstrated", REASON)

    def threshold_reached(self, *, agreement: Agreement, on: date) -> DepositAnswer:
        """Reached, and marked."""
        return DepositAnswer(True, "demonstrated", REASON)
