"""What a first transfer or a first retirement owes to the fund: the share of the deposit, the tax, a top-up (N57)."""

from dataclasses import dataclass
from datetime import date

from registry.findings import DomainError
from registry.fund import parameters
from registry.fund.models import Settlement, SiteAccount, TaxStanding
from registry.fund.money import portions
from registry.fund.money.portions import Regime
from registry.fund.money.tax import gst_cents
from registry.fund.selectors.sites import base_deposit_cents
from registry.units import display_dollars, divide_up

Kind = Settlement.SettlementKind


@dataclass(frozen=True, slots=True)
class Dealing:
    """What the fund is told of a dealing: `subject` names it; a retirement has the value 0; parties by their keys."""

    subject: str
    kind: str
    lot_number: str
    quantity: int
    value_cents: int
    seller_id: int
    payer_id: int

    @property
    def is_sale(self) -> bool:
        """Is there a price? Otherwise the holder pays the share."""
        return self.kind == Kind.SALE


@dataclass(frozen=True, slots=True)
class Asked:
    """What has to be there before the credits move, whole cents: from the payer (a price with its tax, or a share), and
    as top-up from the seller where the price is below the share (G10)."""

    share_cents: int
    payer_cents: int
    gst_cents: int
    top_up_cents: int

    @property
    def nothing(self) -> bool:
        """Nothing goes to the fund."""
        return self.share_cents == 0


def asked(site: SiteAccount, dealing: Dealing, *, on: date) -> Asked:
    """The share that a dealing owes, rounded up to a cent so that it is enough whatever settles before; a cent over
    goes back. Raises DomainError where the seller's standing to the goods and services tax is not entered."""
    share = _share_at_most(site, dealing)
    if not dealing.is_sale:
        return Asked(share, share, 0, 0)
    gst = _gst_cents(dealing, on=on)
    return Asked(share, dealing.value_cents + gst, gst, max(0, share - dealing.value_cents))


def nothing_owed(site: SiteAccount, dealing: Dealing) -> bool:
    """Does nothing of this dealing go to the fund, so that no money needs to be recorded? Asks the database nothing."""
    if site.deposited_cents >= site.due_cents:
        return True
    if site.regime != Regime.PROCEEDS_FIRST:
        return counted_credits(site, dealing.quantity) == 0
    by = dealing.value_cents if dealing.is_sale else counted_credits(site, dealing.quantity)
    return by == 0


def _share_at_most(site: SiteAccount, dealing: Dealing) -> int:
    credits_counted = counted_credits(site, dealing.quantity)
    by_count = divide_up(deposit_cents(site) * credits_counted, site.credits_total)
    left = site.due_cents - site.deposited_cents
    if site.regime != Regime.PROCEEDS_FIRST:
        return min(left, by_count)
    return min(left, dealing.value_cents if dealing.is_sale else by_count)


def portion_cents(site: SiteAccount, dealing: Dealing) -> int:
    """What goes into the fund now, by cumulative rounding, so that all portions add up to the deposit; never more than
    is missing, where the share of cancelled credits was paid in and further ones were issued."""
    by_count = portions.portion_cents(
        deposit_cents(site),
        credits_before=site.credits_settled,
        quantity=counted_credits(site, dealing.quantity),
        credits_total=site.credits_total,
    )
    if site.regime != Regime.PROCEEDS_FIRST or not dealing.is_sale:
        return min(by_count, site.due_cents - site.deposited_cents)
    settled = portions.settle_proceeds_first(
        site.due_cents, received_cents=site.deposited_cents, proceeds_cents=dealing.value_cents
    )
    return settled.portion_cents


def counted_credits(site: SiteAccount, quantity: int) -> int:
    """How many credits owe their share. Those that a variation issued beyond the first ones owe
    none: its extra deposit is owed beside."""
    return min(quantity, site.credits_total - site.credits_settled)


def deposit_cents(site: SiteAccount) -> int:
    """The deposit of which each credit owes its portion. Raises DomainError without a schedule."""
    base = base_deposit_cents(site.agreement_id)
    if base is None:
        raise DomainError("deposit.no_schedule", "The agreement has no payment schedule.")
    return base


def _gst_cents(dealing: Dealing, *, on: date) -> int:
    """The tax on top of the price, by how the seller stands to it that day."""
    if not dealing.value_cents:
        return 0
    standing = (
        TaxStanding.objects.filter(organisation=dealing.seller_id, valid_from__lte=on)
        .order_by("-valid_from", "-pk")
        .first()
    )
    if standing is None:
        raise DomainError(
            "settlement.tax_not_set",
            "Whether the seller is registered for the goods and services tax is not set. Enter it first: the sum that "
            "the buyer pays depends on it.",
        )
    if not standing.gst_registered:
        return 0
    return gst_cents(dealing.value_cents, rate_points=parameters.whole("gst_points", on=on))


def in_words(site: SiteAccount, dealing: Dealing, *, on: date) -> str:
    """What has to be paid, as a sentence."""
    try:
        wanted = asked(site, dealing, on=on)
    except DomainError as refusal:
        return refusal.message
    if not dealing.is_sale:
        return f"The holder pays {display_dollars(wanted.share_cents)} to the trust."
    top_up = (
        f" The price is below the share, so the seller tops up {display_dollars(wanted.top_up_cents)}."
        if wanted.top_up_cents
        else ""
    )
    return (
        f"The buyer pays {display_dollars(wanted.payer_cents)} to the trust, {display_dollars(wanted.gst_cents)} of it "
        f"tax; at most {display_dollars(wanted.share_cents)} goes to the fund.{top_up}"
    )
