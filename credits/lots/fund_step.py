"""The deposit step as the stewardship payments fund does it: money and credits settle in one transaction (N57).

Rows are locked in the order dealing, agreement, site account, settlement, balances, lot, audit chain; commands about an
agreement lock it before its site account, too, so no two of them wait in a circle. A lot whose share is settled never
comes here.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from credits.lots.dealings import Retirement, Transfer
from credits.lots.deposit import DepositAnswer
from credits.lots.held import HeldDealing, HeldTransfer
from registry.agreements.models import Agreement
from registry.fund import states
from registry.fund.models import OutsideDeposit, Settlement, SiteAccount
from registry.fund.selectors.sites import site_of
from registry.fund.services import owed, settlements, splitting
from registry.fund.services.owed import Dealing
from registry.units import display_dollars

NO_ACCOUNT = (
    "The share of the total fund deposit for these credits cannot be confirmed: this registry has no fund account "
    "for the agreement. Where it was paid elsewhere, two people of the trust state that."
)
OUTSIDE = "The trust states that the share of the deposit was paid outside this registry."


class FundStep:
    """Named by `settings.DEPOSIT_STEP`."""

    def standing(self, dealing: Transfer | Retirement, *, on: date) -> DepositAnswer:
        """How the money for a dealing stands, in words; nothing is locked and nothing changes."""
        site = site_of(dealing.lot.agreement_id)
        if site is None:
            return _outside(dealing.lot.number)
        facts = dealing_of(dealing)
        settlement = Settlement.objects.filter(subject=facts.subject).first()
        if settlement is not None and settlement.state == states.CLEARED:
            text = (
                f"{display_dollars(settlement.received_cents + settlement.top_up_cents)} has cleared. It is split when "
                "the credits move."
            )
            return DepositAnswer(True, "done", text)
        if settlement is None and owed.nothing_owed(site, facts):
            return DepositAnswer(True, "not_required", "Nothing is owed to the fund for these credits.")
        return DepositAnswer(False, "", settlements.waiting_for(settlement, site, facts, on=on))

    def standings(self, dealings: Sequence[Transfer | Retirement]) -> dict[UUID, DepositAnswer]:
        """For a list: what state the money is in, without the sums. Three queries."""
        sites = {
            site.agreement_id: site
            for site in SiteAccount.objects.filter(agreement__in={one.lot.agreement_id for one in dealings})
        }
        facts = {one.public_id: dealing_of(one) for one in dealings}
        subjects = [one.subject for one in facts.values()]
        held = {row.subject: row for row in Settlement.objects.filter(subject__in=subjects)}
        numbers = {one.lot.number for one in dealings if one.lot.agreement_id not in sites}
        outside = OutsideDeposit.objects.filter(lot_number__in=numbers, confirmed_by__isnull=False)
        stated = set(outside.values_list("lot_number", flat=True))
        return {
            one.public_id: _in_short(
                sites.get(one.lot.agreement_id or 0), facts[one.public_id], held, one.lot.number in stated
            )
            for one in dealings
        }

    def settle(self, held: HeldDealing, *, on: date, now: datetime, by_id: int) -> DepositAnswer:
        """Hold the agreement, then its site account; split the money; begin full management where it is reached."""
        agreement = (
            Agreement.objects.select_for_update(no_key=True).filter(public_id=held.agreement_id).first()
            if held.agreement_id is not None
            else None
        )
        site = (
            SiteAccount.objects.select_for_update(no_key=True).filter(agreement=agreement).first()
            if agreement is not None
            else None
        )
        if agreement is None or site is None:
            return _outside(held.lot_number)
        outcome = splitting.settle(site, agreement, _of_held(held), on=on, now=now, by_id=by_id)
        return DepositAnswer(outcome.settled, outcome.step, outcome.reason, outcome.told)

    def threshold_reached(self, *, agreement: Agreement, on: date) -> DepositAnswer:
        """What the site's account says."""
        site = site_of(agreement)
        if site is None:
            return DepositAnswer(False, "", NO_ACCOUNT)
        if site.threshold_reached_on is not None:
            text = f"The threshold was reached on {site.threshold_reached_on:%d/%m/%Y}."
            return DepositAnswer(True, "done", text)
        text = (
            f"Full management begins at {display_dollars(site.threshold_cents)}. Deposited so far: "
            f"{display_dollars(site.deposited_cents)}; income of first sales: "
            f"{display_dollars(site.sale_income_cents)}."
        )
        return DepositAnswer(False, "", text)


def dealing_of(dealing: Transfer | Retirement) -> Dealing:
    """What the fund is told of a dealing."""
    holder_id = dealing.lot.holder.organisation_id or 0
    if isinstance(dealing, Transfer):
        return Dealing(
            subject=f"transfer:{dealing.public_id}",
            kind=owed.Kind.SALE,
            lot_number=dealing.lot.number,
            quantity=dealing.quantity,
            value_cents=dealing.value_cents,
            seller_id=holder_id,
            payer_id=dealing.buyer_id,
        )
    return Dealing(
        subject=f"retirement:{dealing.public_id}",
        kind=owed.Kind.RETIREMENT,
        lot_number=dealing.lot.number,
        quantity=dealing.quantity,
        value_cents=0,
        seller_id=holder_id,
        payer_id=holder_id,
    )


def _of_held(held: HeldDealing) -> Dealing:
    sale = isinstance(held, HeldTransfer)
    holder_id = held.holder_organisation_id or 0
    return Dealing(
        subject=f"{held.kind}:{held.public_id}",
        kind=owed.Kind.SALE if sale else owed.Kind.RETIREMENT,
        lot_number=held.lot_number,
        quantity=held.quantity,
        value_cents=held.value_cents if isinstance(held, HeldTransfer) else 0,
        seller_id=holder_id,
        payer_id=held.buyer_id if isinstance(held, HeldTransfer) else holder_id,
    )


def _in_short(
    site: SiteAccount | None, facts: Dealing, held: Mapping[str, Settlement], stated_outside: bool
) -> DepositAnswer:
    if site is None:
        return (
            DepositAnswer(True, "done", OUTSIDE) if stated_outside else DepositAnswer(False, "", NO_ACCOUNT)
        )
    settlement = held.get(facts.subject)
    if settlement is None:
        if owed.nothing_owed(site, facts):
            return DepositAnswer(True, "not_required", "Nothing is owed to the fund for these credits.")
        return DepositAnswer(False, "", "The trust has recorded no money yet.")
    cleared = settlement.state == states.CLEARED
    return DepositAnswer(cleared, "done" if cleared else "", f"The money is {settlement.state}.")


def _outside(lot_number: str) -> DepositAnswer:
    """A lot that was taken over: two people of the trust stated that its share was paid elsewhere, or nobody did."""
    stated = OutsideDeposit.objects.filter(lot_number=lot_number, confirmed_by__isnull=False).exists()
    return DepositAnswer(True, "done", OUTSIDE) if stated else DepositAnswer(False, "", NO_ACCOUNT)
