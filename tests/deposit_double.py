"""A stand-in for the fund that says 'paid' to everything: for tests of dealings that are not about money."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from credits.lots.dealings import Retirement, Transfer
from credits.lots.deposit import DepositAnswer
from credits.lots.held import HeldDealing
from registry.agreements.models import Agreement

PAID = DepositAnswer(
    True, "demonstrated", "A stand-in for the fund said so, and the movement is marked with it."
)


class PaidInTests:
    """Named by `settings.DEPOSIT_STEP`."""

    def standing(self, dealing: Transfer | Retirement, *, on: date) -> DepositAnswer:
        return PAID

    def standings(self, dealings: Sequence[Transfer | Retirement]) -> dict[UUID, DepositAnswer]:
        return {dealing.public_id: PAID for dealing in dealings}

    def settle(self, held: HeldDealing, *, on: date, now: datetime, by_id: int) -> DepositAnswer:
        return PAID

    def threshold_reached(self, *, agreement: Agreement, on: date) -> DepositAnswer:
        return PAID
