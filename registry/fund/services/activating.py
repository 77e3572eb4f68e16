"""Full management begins: once, when the threshold is reached, with the years and duties that follow (N59-N61)."""

from datetime import date, datetime

from registry.agreements import states
from registry.agreements.models import Agreement
from registry.agreements.services import activation
from registry.fund.models import SiteAccount
from registry.fund.money.portions import Measure
from registry.fund.services import years


def reach_threshold(site: SiteAccount, agreement: Agreement, *, on: date, now: datetime) -> bool:
    """Date the threshold, once and never taken back, and begin full management that day; inside the command in which
    the credits move, both rows held. False where the agreement is suspended or otherwise not passive: the trust
    begins it later (`agreement.activate`)."""
    if not SiteAccount.objects.filter(pk=site.pk, threshold_reached_on=None).update(threshold_reached_on=on):
        return False
    site.threshold_reached_on = on
    if agreement.state != states.PASSIVE or agreement.suspended_on is not None:
        return False
    activation.start(agreement, on=on)
    years.begin(site, on=on, now=now)
    return True


def begin_if_reached(site: SiteAccount, agreement: Agreement, *, on: date, now: datetime) -> dict[str, str]:
    """Begin full management where what is measured reaches the threshold now, with what the event keeps of it; inside
    the command that moved the figures, both rows held."""
    measured = site.deposited_cents if site.measure == Measure.DEPOSITS else site.sale_income_cents
    if site.threshold_reached_on is not None or measured < site.threshold_cents:
        return {}
    begun = reach_threshold(site, agreement, on=on, now=now)
    return {"threshold_reached_on": on.isoformat(), "full_management": "begun" if begun else "waits"}
