"""The deposit step: what a first transfer or retirement out of an agreement owes to the fund, and whether it is paid.

`settings.DEPOSIT_STEP` names the implementation: the fund (`credits.lots.fund_step.FundStep`), or a double of the
tests, whose movements are marked `demonstrated` for ever.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from credits.lots.dealings import Retirement, Transfer
from credits.lots.held import HeldDealing
from registry.agreements.models import Agreement


@dataclass(frozen=True, slots=True)
class DepositAnswer:
    """Is the step done? `step` is the mark kept on the movement: done, not_required or demonstrated; `told` what the
    event keeps of the money."""

    settled: bool
    step: str
    reason: str
    told: Mapping[str, Any] | None = None


class DepositStep(Protocol):
    """What dealings ask of the fund."""

    def standing(self, dealing: Transfer | Retirement, *, on: date) -> DepositAnswer:
        """Is the money there for this dealing, so that its credits may move? Changes nothing."""
        ...

    def standings(self, dealings: Sequence[Transfer | Retirement]) -> dict[UUID, DepositAnswer]:
        """The same for a list, by the dealings' public ids, in few words and as many queries for one as for many."""
        ...

    def settle(self, held: HeldDealing, *, on: date, now: datetime, by_id: int) -> DepositAnswer:
        """Settle the money in the transaction in which the credits move, or say why not. Asked only for lots whose
        `deposit_settled` is false."""
        ...

    def threshold_reached(self, *, agreement: Agreement, on: date) -> DepositAnswer:
        """Has the agreement's deposit reached the share at which full management begins (N59)?"""
        ...


def deposit_step() -> DepositStep:
    """The implementation named by `settings.DEPOSIT_STEP`."""
    made: DepositStep = import_string(settings.DEPOSIT_STEP)()
    return made


SETTLED_BEFORE = DepositAnswer(True, "not_required", "The deposit's share was paid with an earlier transfer.")


def answers_for(dealings: Sequence[Transfer | Retirement]) -> dict[UUID, DepositAnswer]:
    """How the deposit stands for each of a list, by public id; nothing is asked of the fund where none owes."""
    first = [dealing for dealing in dealings if not dealing.lot.deposit_settled]
    found = deposit_step().standings(first) if first else {}
    return {dealing.public_id: found.get(dealing.public_id, SETTLED_BEFORE) for dealing in dealings}


def answer_for(dealing: Transfer | Retirement, *, on: date) -> DepositAnswer:
    """Ask the fund, or say that nothing is owed because the share was paid when the lot was first sold (G12)."""
    if dealing.lot.deposit_settled:
        return SETTLED_BEFORE
    return deposit_step().standing(dealing, on=on)
