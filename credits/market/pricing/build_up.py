"""A price built up from cost: set-up, management with opportunity cost, and the profit expected on both (N74-N77).

The registry neither fixes nor caps prices (N73). What is unusual is warned of and nothing is blocked. Whole cents and
whole credits; rounding is in `registry.units`. Pure: no Django, no clock, no I/O.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from registry.findings import Finding
from registry.units import display_dollars, divide_half_up, divide_up

SETUP_LINES: dict[str, str] = {
    "feasibility": "Feasibility assessment",
    "site_assessment": "Site biodiversity assessment",
    "advice": "Financial and legal advice",
    "application_fee": "Agreement application fee",
    "other_setup": "Other set-up costs",
}
"""What it costs to come to an agreement (N75); the last line is for what the list does not name."""

MANAGEMENT, OPPORTUNITY = "management", "opportunity_cost"

DEPOSIT, YEARLY = "deposit", "yearly"
MANAGEMENT_BASES: dict[str, str] = {
    DEPOSIT: "Total Fund Deposit",
    YEARLY: "Yearly management costs, added up",
}
"""How the cost of the agreed activities is told. Only a deposit gives a floor."""

BASIS_POINTS = 10_000
LOWEST_USUAL, MIDDLE, HIGHEST_USUAL = 500, 1_500, 2_500
"""Expected profit in hundredths of a per cent of cost: usually 5 to 25 % (N77)."""

LOWEST_MARGIN, HIGHEST_MARGIN = -BASIS_POINTS, 100 * BASIS_POINTS
LARGEST_COST_CENTS = 10**13
MOST_CREDITS = 10**12


@dataclass(frozen=True, slots=True)
class Costs:
    """What a site costs, for how many credits. `setup_cents` by the codes of `SETUP_LINES`."""

    setup_cents: Mapping[str, int]
    management_cents: int
    management_basis: str
    opportunity_cents: int
    credits: int

    @property
    def total_cents(self) -> int:
        """Set-up, management and opportunity cost together."""
        return sum(self.setup_cents.values()) + self.management_cents + self.opportunity_cents

    @property
    def floor_cents(self) -> int | None:
        """The deposit's share of one credit, rounded up to a cent: sold at this price, all credits together recover the
        whole Total Fund Deposit (N58). None where only yearly costs are known."""
        if self.management_basis != DEPOSIT or not self.management_cents:
            return None
        return divide_up(self.management_cents, self.credits)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of cost with its share of the total, in tenths of a per cent."""

    code: str
    label: str
    cents: int
    share_tenths: int


@dataclass(frozen=True, slots=True)
class Asking:
    """What a margin makes of the costs: all credits together, and one of them."""

    margin_points: int
    total_cents: int
    price_cents: int
    below_floor: bool
    outside_usual: bool

    @property
    def margin_text(self) -> str:
        """The margin as a person writes it, without trailing zeros: `12.5`."""
        return margin_text(self.margin_points)

    @property
    def price_text(self) -> str:
        """The price per credit as exact decimal text in dollars, as an offer takes it."""
        return f"{self.price_cents // 100}.{self.price_cents % 100:02d}"


@dataclass(frozen=True, slots=True)
class BuildUp:
    """The costs by line, the price at the usual margins and at the one asked for, and what is unusual about it."""

    costs: Costs
    lines: tuple[Line, ...]
    usual: tuple[Asking, ...]
    asked: Asking
    warnings: tuple[Finding, ...]


def build_up(costs: Costs, *, margin_points: int) -> BuildUp:
    """The build-up at the usual margins and at `margin_points` (hundredths of a per cent). Raises ValueError without
    credits."""
    asked = asking(costs, margin_points)
    return BuildUp(
        costs=costs,
        lines=lines_of(costs),
        usual=tuple(asking(costs, points) for points in (LOWEST_USUAL, MIDDLE, HIGHEST_USUAL)),
        asked=asked,
        warnings=_warnings(costs, asked),
    )


def asking(costs: Costs, margin_points: int) -> Asking:
    """The asking price: cost × (1 + margin) ÷ credits, rounded once, half up to the cent."""
    with_margin = costs.total_cents * (BASIS_POINTS + margin_points)
    price_cents = divide_half_up(with_margin, BASIS_POINTS * costs.credits)
    floor = costs.floor_cents
    return Asking(
        margin_points=margin_points,
        total_cents=divide_half_up(with_margin, BASIS_POINTS),
        price_cents=price_cents,
        below_floor=floor is not None and price_cents < floor,
        outside_usual=not LOWEST_USUAL <= margin_points <= HIGHEST_USUAL,
    )


def lines_of(costs: Costs) -> tuple[Line, ...]:
    """Every line of cost with its share, in the order of the form."""
    amounts = [(code, label, costs.setup_cents.get(code, 0)) for code, label in SETUP_LINES.items()]
    amounts.append((MANAGEMENT, MANAGEMENT_BASES[costs.management_basis], costs.management_cents))
    amounts.append((OPPORTUNITY, "Opportunity cost of the land", costs.opportunity_cents))
    total = costs.total_cents
    return tuple(
        Line(code, label, cents, divide_half_up(1_000 * cents, total) if total else 0)
        for code, label, cents in amounts
    )


def margin_text(points: int) -> str:
    """Hundredths of a per cent as a person writes a per cent: `5`, `12.5`."""
    sign = "−" if points < 0 else ""
    whole, rest = divmod(abs(points), 100)
    decimals = f"{rest:02d}".rstrip("0")
    return f"{sign}{whole}.{decimals}" if decimals else f"{sign}{whole}"


def _warnings(costs: Costs, asked: Asking) -> tuple[Finding, ...]:
    found = []
    floor = costs.floor_cents
    if asked.below_floor and floor is not None:
        found.append(
            Finding(
                "price.below_deposit_share",
                f"{display_dollars(asked.price_cents)} per credit is below the share of the Total Fund Deposit, "
                f"{display_dollars(floor)}: sold at this price, all credits together would not recover the deposit.",
                "margin",
                severity="warning",
                clause="N58",
            )
        )
    if asked.outside_usual:
        found.append(
            Finding(
                "price.margin_unusual",
                f"A profit of {asked.margin_text} % is outside the usual 5 to 25 % of cost. Supply and demand decide; "
                "you may ask for it all the same.",
                "margin",
                severity="warning",
                clause="N77",
            )
        )
    return tuple(found)
