"""Does a price recover the whole deposit? A warning for seller and trust, never a bar (N58)."""

from decimal import Decimal

from credits.lots.models import Lot
from registry.findings import Finding
from registry.fund.money import portions
from registry.fund.selectors.sites import site_of


def recovery_findings(lot: Lot, price: str) -> list[Finding]:
    """The warning where the first sale of every credit not yet sold, at this price, and the income so far stay below
    the deposit. None for credits whose share is settled, and where no account is held here. One query at most."""
    if lot.deposit_settled or lot.agreement_id is None:
        return []
    site = site_of(lot.agreement_id)
    if site is None:
        return []
    found = portions.recovery(
        Decimal(price),
        tfd_cents=site.due_cents,
        credits_total=site.credits_total,
        sold=site.credits_settled,
        income_cents=site.sale_income_cents,
    )
    return portions.recovery_findings(found)


def promise_findings(deposit_cents: int | None, credits_total: int, price: str) -> list[Finding]:
    """The same for credits that do not exist yet: the deposit as it is computed, and what the report would give."""
    if not deposit_cents or not credits_total:
        return []
    found = portions.recovery(Decimal(price), tfd_cents=deposit_cents, credits_total=credits_total)
    return portions.recovery_findings(found)
