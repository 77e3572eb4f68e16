"""What the Trust gains or loses on a credit: the price it sells at less the price it bought at, exactly.

Pure: no Django, no clock, no I/O.
"""

from dataclasses import dataclass
from decimal import Decimal

from registry.units import line_value_cents


@dataclass(frozen=True, slots=True)
class Margin:
    """Of `quantity` credits. Prices are per credit in dollars without GST."""

    bought_at: Decimal
    sold_at: Decimal
    quantity: int

    @property
    def per_credit(self) -> Decimal:
        """Below zero where they are sold at a loss."""
        return self.sold_at - self.bought_at

    @property
    def total_cents(self) -> int:
        """Of all of them, rounded once."""
        return line_value_cents(self.per_credit, self.quantity)


def margin(bought_at: str, sold_at: str, quantity: int) -> Margin | None:
    """The margin between two stored prices; None where one of them is not known."""
    if not bought_at or not sold_at:
        return None
    return Margin(Decimal(bought_at), Decimal(sold_at), quantity)
