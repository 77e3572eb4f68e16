"""A site after a variation that asks more, or a cancellation before the first sale, and the money paid in for it."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from registry.agreements.models import AgreedPlan, AgreementChange
from registry.fund.agreed import FundTerms
from registry.fund.models import DirectDeposit, ManagementYear
from registry.fund.services import direct_deposits
from tests.builders_people import Cast
from tests.fund_settlements.ground import Site, level_costs, make_site


def vary(site: Site, yearly_cents: int, tail_cents: int) -> int:
    """An approved variation with a new plan; gives the extra deposit in cents."""
    officer, now = site.cast.person("trust_officer"), timezone.now()
    plan = AgreedPlan.objects.create(agreement=site.agreement, version=2, created_by=officer, created_at=now)
    level_costs(plan, yearly_cents, tail_cents)
    change = AgreementChange.objects.create(
        agreement=site.agreement,
        kind="variation",
        reason="More.",
        proposed_by=officer,
        proposed_at=now,
        plan_version=2,
    )
    with transaction.atomic():
        told: Any = FundTerms().changed(
            site.agreement, change, plan, on=site.market.today, now=now, by_id=officer.pk
        )
    return int(told["extra_deposit_cents"])


def varied_site(cast: Cast) -> Site:
    """G35: all credits sold, seven years paid, then 2,400 a year more for ever: 77,400.00 is due and nothing brings
    it."""
    site = make_site(cast, level=(10_000_00, 5_000_00))
    site.sell(613, "2150.00")
    ManagementYear.objects.filter(year__lte=7).update(state="paid")
    assert vary(site, 12_400_00, 7_400_00) == 77_400_00
    return site


def cancel(site: Site, quantity: int) -> None:
    """Credits cancelled before their first sale."""
    market = site.market
    market.act("cancel", market.propose_cancellation(site.lot, quantity), market.approver)


def record(site: Site, cents: int, *, by: str = "trust_officer", **changes: Any) -> str:
    """Money of the landholder that came today."""
    given: dict[str, Any] = {
        "agreement_id": str(site.agreement.public_id),
        "payer_id": str(site.cast.organisation("landholder").public_id),
        "amount_cents": cents,
        "reason": "What the variation asks.",
        "received_on": site.market.today,
        "receipt": "EFT 9",
        "today": site.market.today,
        "now": site.market.now,
    }
    actor = site.market.actor(site.cast.person(by))
    return str(direct_deposits.record(actor=actor, **given | changes)["id"])


def clear(site: Site, deposit_id: str, *, by: str = "trust_approver", **changes: Any) -> dict[str, Any]:
    """The second person of the trust."""
    today = site.market.today
    given: dict[str, Any] = {"cleared_on": today, "today": today, "now": site.market.now}
    actor = site.market.actor(site.cast.person(by))
    return direct_deposits.clear(actor=actor, direct_deposit_id=deposit_id, **given | changes)


def withdraw(site: Site, deposit_id: str, *, by: str = "trust_officer", reason: str = "Sent back.") -> str:
    """Dropped; gives the state it is stored in."""
    actor = site.market.actor(site.cast.person(by))
    direct_deposits.withdraw(actor=actor, direct_deposit_id=deposit_id, reason=reason)
    return DirectDeposit.objects.get(public_id=deposit_id).state
