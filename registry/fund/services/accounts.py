"""Opening the account of a site, with the registration of its agreement (N50)."""

from datetime import date, datetime

from registry.agreements.models import Agreement
from registry.fund.models import Schedule, SiteAccount
from registry.fund.money import portions
from registry.fund.money.portions import Measure, Regime
from registry.fund.services.schedules import rule_of


def due_cents(schedules: list[Schedule]) -> int:
    """The deposit: the one frozen with the signed agreement, and what later versions ask beyond it."""
    return schedules[0].total_fund_deposit_cents + sum(one.extra_deposit_cents for one in schedules[1:])


def threshold_of(first: Schedule, due: int, *, regime: str, measure: str) -> int:
    """From how much on full management begins, by the share frozen with the first schedule (N59).

    Where the portions of credits are what comes in, they add up to the first deposit and never to more: what later
    versions ask beyond it does not raise what deposits are held against, or no sale could ever reach it."""
    within_first = regime == Regime.PROPORTIONAL and measure == Measure.DEPOSITS
    of = first.total_fund_deposit_cents if within_first else due
    return portions.threshold_cents(of, share_points=int(rule_of(first, "threshold_points")))


def open_account(
    agreement: Agreement, *, credits_total: int, on: date, now: datetime, by_id: int
) -> SiteAccount | None:
    """Open the account of a registered site with the number of credits issued first; inside the caller's command.

    None where no schedule was frozen: the agreement was signed elsewhere, so its deposit is not known here."""
    schedules = list(Schedule.objects.filter(agreement=agreement).order_by("version"))
    if not schedules:
        return None
    due = due_cents(schedules)
    first = schedules[0]
    measure, regime = rule_of(first, "threshold_measure"), rule_of(first, "regime")
    return SiteAccount.objects.create(
        agreement=agreement,
        opened_on=on,
        credits_total=credits_total,
        due_cents=due,
        threshold_cents=threshold_of(first, due, regime=regime, measure=measure),
        measure=measure,
        regime=regime,
    )
