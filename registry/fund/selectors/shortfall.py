"""What of a site's deposit no credit of its agreement can bring any more, so that it has to be paid in directly."""

from dataclasses import dataclass

from django.db.models import Sum

from registry.fund import states
from registry.fund.models import DirectDeposit, SiteAccount
from registry.fund.money import portions
from registry.fund.money.portions import Regime
from registry.fund.selectors.sites import base_deposit_cents
from registry.fund.unsettled import unsettled_credits


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A site's deposit, whole cents: what is due, what came, what credits still bring with their first sale or
    retirement. `extra_cents` is what later versions of the schedule ask beyond the first deposit, `cancelled_cents` the
    share of credits that were cancelled unsettled; `direct_cents` of both was paid in, `recorded_cents` is recorded and
    not confirmed."""

    due_cents: int
    deposited_cents: int
    credits_left: int
    to_come_cents: int
    extra_cents: int
    cancelled_cents: int
    direct_cents: int
    recorded_cents: int

    @property
    def uncovered_cents(self) -> int:
        """What no credit can bring."""
        return max(0, self.due_cents - self.deposited_cents - self.to_come_cents)

    @property
    def can_take_cents(self) -> int:
        """So much more can be recorded; nothing is taken beyond what is due."""
        return max(0, self.uncovered_cents - self.recorded_cents)


def shortfall_of(site: SiteAccount) -> Shortfall:
    """Of one account, as it stands. Where all proceeds go to the deposit first, any credit left can bring all of it."""
    left = unsettled_credits(site.agreement_id)
    first = base_deposit_cents(site.agreement_id) or site.due_cents
    missing = site.due_cents - site.deposited_cents
    if site.regime == Regime.PROCEEDS_FIRST:
        to_come, lost = (missing if left else 0), 0
    else:
        counted = min(left, site.credits_total - site.credits_settled)
        to_come = min(missing, _portion(site, first, site.credits_settled, counted))
        lost = first - _portion(site, first, 0, site.credits_settled + counted)
    paid = dict(
        DirectDeposit.objects.filter(site=site)
        .order_by()
        .values_list("state")
        .annotate(cents=Sum("amount_cents"))
    )
    return Shortfall(
        due_cents=site.due_cents,
        deposited_cents=site.deposited_cents,
        credits_left=left,
        to_come_cents=to_come,
        extra_cents=site.due_cents - first,
        cancelled_cents=lost,
        direct_cents=int(paid.get(states.CLEARED, 0)),
        recorded_cents=int(paid.get(states.RECORDED, 0)),
    )


def _portion(site: SiteAccount, deposit: int, before: int, quantity: int) -> int:
    return portions.portion_cents(
        deposit, credits_before=before, quantity=quantity, credits_total=site.credits_total
    )
