"""What an agreement's money terms are: the deposit that its plan comes to, computed by the fund and never typed (N49).

The fund implements this interface (`settings.MONEY_TERMS`). Agreements ask it what to show and what is signed, and tell
it when an agreement is entered into, changed or ended; each of the last three is part of the agreement's own command.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from registry.agreements.models import AgreedPlan, Agreement, AgreementChange


@dataclass(frozen=True, slots=True)
class ShownDeposit:
    """The deposit of a plan as pages and API show it: whole cents, or why there is none yet.

    `provisional`: the rules it rests on that are confirmed nowhere, each with its standing."""

    deposit_cents: int | None = None
    undiscounted_cents: int | None = None
    rate: str = ""
    rate_reason: str = ""
    timing: str = ""
    frozen_on: date | None = None
    provisional: tuple[str, ...] = ()
    problem: str = ""


class MoneyTerms(Protocol):
    """What agreements ask of the fund, and tell it."""

    def shown(
        self, agreement: Agreement, plans: Sequence[AgreedPlan], *, on: date
    ) -> dict[int, ShownDeposit]:
        """The deposit of each plan of an agreement by the plan's key; the frozen one where its schedule is frozen."""
        ...

    def stated(self, agreement: Agreement, plan: AgreedPlan | None, *, on: date) -> str:
        """The sentence about the deposit that is signed; or why there is none."""
        ...

    def entered(
        self, agreement: Agreement, plan: AgreedPlan, *, on: date, now: datetime, by_id: int
    ) -> dict[str, object]:
        """Freeze the schedule with the signed agreement; what the event keeps of it. Raises DomainError."""
        ...

    def changed(
        self,
        agreement: Agreement,
        change: AgreementChange,
        plan: AgreedPlan,
        *,
        on: date,
        now: datetime,
        by_id: int,
    ) -> dict[str, object]:
        """A variation or a renewed plan counts: the next version of the schedule. Raises DomainError."""
        ...

    def ended(self, agreement: Agreement, *, on: date) -> dict[str, object]:
        """The agreement is terminated: years that are not due yet end."""
        ...


@cache
def _made(path: str) -> MoneyTerms:
    made: MoneyTerms = import_string(path)()
    return made


def money_terms() -> MoneyTerms:
    """The implementation named by `settings.MONEY_TERMS`."""
    return _made(settings.MONEY_TERMS)


def deposit_of(agreement: Agreement, plan: AgreedPlan | None, *, on: date) -> ShownDeposit:
    """The deposit of one plan."""
    if plan is None:
        return ShownDeposit(problem="There is no management plan yet.")
    return money_terms().shown(agreement, [plan], on=on)[plan.pk]
