"""Closing a financial year of a fund: asked for by one person, closed by another, and never opened again."""

from datetime import date, datetime
from typing import Any

from registry.commands import Run, command
from registry.findings import DomainError, NotVisible
from registry.fund import ledger, states
from registry.fund.chains import books_chain
from registry.fund.chart import FUNDS, STEWARDSHIP, UNALLOCATED_RESULT
from registry.fund.models import FundPeriod, PaymentRun
from registry.fund.policies import books as policies


def _held(run: Run, fund: str, name: str) -> FundPeriod:
    """The period, locked against everything that posts into it until this is through."""
    if not policies.may_read_books(run.actor).allowed:
        raise NotVisible("year")
    found = FundPeriod.objects.select_for_update().filter(fund=fund, name=name).first()
    if found is None:
        raise NotVisible("year")
    return found


def _require_closable(period: FundPeriod, today: date) -> None:
    if period.closed_at is not None:
        raise DomainError("period.closed", f"The year {period.name} is closed already.")
    if period.ends_on >= today:
        raise DomainError(
            "period.not_over",
            f"The year {period.name} ends on {period.ends_on:%d/%m/%Y}; close it after that day.",
        )
    earlier = FundPeriod.objects.filter(
        fund=period.fund, starts_on__lt=period.starts_on, closed_at__isnull=True
    ).order_by("starts_on")
    if before := earlier.first():
        raise DomainError("period.earlier_open", f"Close the year {before.name} first.")
    _require_complete(period)
    left = ledger.balance_cents(period.fund, UNALLOCATED_RESULT)
    if left:
        raise DomainError(
            "period.result_not_allocated",
            f"The account {UNALLOCATED_RESULT} of the {FUNDS[period.fund]} is not nil. A result was posted without its "
            "shares; run check_fund.",
        )


def _require_complete(period: FundPeriod) -> None:
    """What follows from a release is posted on the day of the release, whenever it is done."""
    runs = PaymentRun.objects.filter(state=states.RELEASED, completed_at__isnull=True).order_by("pk")
    run = runs.first() if period.fund == STEWARDSHIP else None
    if run is not None:
        raise DomainError(
            "period.run_not_complete",
            f"The release of the payment run {run.number} is still being worked on. Close the year when it is "
            "complete.",
        )


@command("period.ask_to_close")
def ask_to_close(run: Run, *, fund: str, name: str, today: date) -> dict[str, Any]:
    """Ask for a year that is over to be closed. Raises NotVisible, DomainError."""
    period = _held(run, fund, name)
    run.allow(policies.may_ask_to_close(run.actor, period))
    _require_closable(period, today)
    asked = FundPeriod.objects.filter(pk=period.pk, closing_asked_by=None).update(
        closing_asked_by_id=run.actor.person_id
    )
    if not asked:
        raise DomainError("period.asked", f"Somebody has asked for the year {name} to be closed already.")
    return _told(run, period, "asked")


@command("period.close")
def close(run: Run, *, fund: str, name: str, today: date, now: datetime) -> dict[str, Any]:
    """Close the year, as a second person: nothing can be posted into it from then on. A correction is posted in an
    open year and names what it corrects. Raises NotVisible, DomainError."""
    period = _held(run, fund, name)
    run.allow(policies.may_close(run.actor, period))
    if period.closing_asked_by_id is None:
        raise DomainError("period.not_asked", "Another person asks for the closing first.")
    _require_closable(period, today)
    closed = FundPeriod.objects.filter(
        pk=period.pk, closed_at=None, closing_asked_by=period.closing_asked_by_id
    ).update(closed_by_id=run.actor.person_id, closed_at=now)
    if not closed:
        raise DomainError("period.moved_meanwhile", "Somebody else has just changed this year. Look again.")
    return _told(run, period, "closed")


def _told(run: Run, period: FundPeriod, state: str) -> dict[str, Any]:
    run.event(
        chain=books_chain(),
        subject=f"fund_period:{period.fund}/{period.name}",
        data={"fund": period.fund, "period": period.name},
    )
    return {"fund": period.fund, "name": period.name, "state": state}
