"""Price figures over settled sales, and which sales are set apart. Pure.

Buyer and seller agree on prices freely (N73); the figures only tell what was agreed. Set apart, because they say
nothing about a price between strangers (our choice, after what the scheme's own figures are blamed for): sales between
related parties, gifts, sales at nothing or below a cent, sales without a price, and sales that a correction undid. They
are counted and shown, never mixed in.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from math import floor

RELATED, GIFT, NOTHING, BELOW_A_CENT, NO_PRICE = "related", "gift", "nothing", "below_a_cent", "no_price"
CORRECTED = "corrected"
SET_APART = {
    CORRECTED: "Put back by a correction, all or in part",
    RELATED: "Between related parties",
    GIFT: "Disclosed as philanthropic",
    NOTHING: "At a price of zero",
    BELOW_A_CENT: "Below one cent a credit",
    NO_PRICE: "No price recorded",
}
FEW_SALES = 3
"""Fewer sales than this are shown with a mark: one seller's need is no market price (our choice)."""

DIGITS = 60
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Sale:
    """One settled line: its day, credits, price per credit as exact text, and what the sides said about it."""

    on: date
    credits: int
    price: str
    value_cents: int
    related: bool = False
    gift: bool = False
    corrected: bool = False

    @property
    def apart(self) -> str:
        """Why it is set apart, a key of `SET_APART`; empty where it counts."""
        if self.corrected:
            return CORRECTED
        if self.related:
            return RELATED
        if self.gift:
            return GIFT
        if not self.price:
            return NO_PRICE
        price = Decimal(self.price)
        if price == 0:
            return NOTHING
        return BELOW_A_CENT if price < _CENT else ""


@dataclass(frozen=True, slots=True)
class PriceFigures:
    """Figures over the sales that count. Prices are dollars per credit, excluding GST, exact; None without a sale.

    Quantiles are over sale lines, each counting once, with straight lines between two neighbours. `mean` is the value
    of all divided by the credits of all."""

    sales: int
    credits: int
    value_cents: int
    lowest: Decimal | None
    lower_quartile: Decimal | None
    median: Decimal | None
    upper_quartile: Decimal | None
    highest: Decimal | None
    mean: Decimal | None

    @property
    def few(self) -> bool:
        """Too few to call it a price."""
        return 0 < self.sales < FEW_SALES


@dataclass(frozen=True, slots=True)
class Apart:
    """Sales set apart for one reason."""

    reason: str
    sales: int
    credits: int
    value_cents: int

    @property
    def words(self) -> str:
        return SET_APART[self.reason]


def quantile(ordered: Sequence[Decimal], part: Decimal) -> Decimal:
    """The value below which `part` (0 to 1) of ordered prices lies, on a straight line between neighbours.

    Raises ValueError for no prices."""
    if not ordered:
        raise ValueError("there is no price")
    with localcontext(prec=DIGITS):
        place = part * (len(ordered) - 1)
        below = floor(place)
        if below + 1 == len(ordered):
            return ordered[below]
        return ordered[below] + (ordered[below + 1] - ordered[below]) * (place - below)


def price_figures(sales: Iterable[Sale]) -> PriceFigures:
    """The figures of those sales that count; the others are passed over."""
    counted = [sale for sale in sales if not sale.apart]
    prices = sorted(Decimal(sale.price) for sale in counted)
    credits, cents = sum(sale.credits for sale in counted), sum(sale.value_cents for sale in counted)
    if not prices:
        return PriceFigures(0, 0, 0, None, None, None, None, None, None)
    with localcontext(prec=DIGITS):
        mean = Decimal(cents) / 100 / credits if credits else None
    return PriceFigures(
        sales=len(counted),
        credits=credits,
        value_cents=cents,
        lowest=prices[0],
        lower_quartile=quantile(prices, Decimal("0.25")),
        median=quantile(prices, Decimal("0.5")),
        upper_quartile=quantile(prices, Decimal("0.75")),
        highest=prices[-1],
        mean=mean,
    )


def set_apart(sales: Iterable[Sale]) -> list[Apart]:
    """The sales that do not count, by reason in the order of `SET_APART`."""
    rows: dict[str, list[Sale]] = {}
    for sale in sales:
        if sale.apart:
            rows.setdefault(sale.apart, []).append(sale)
    return [
        Apart(
            reason,
            len(rows[reason]),
            sum(sale.credits for sale in rows[reason]),
            sum(sale.value_cents for sale in rows[reason]),
        )
        for reason in SET_APART
        if reason in rows
    ]
