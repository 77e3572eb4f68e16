"""Bands of per cent cleared that name a trading group: closed below, open above (method 4.3, reference table).

The bands are rows of a release. "Higher" means more cleared; the most cleared band is Tier 1. Pure: no Django, no
clock, no I/O.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Tier:
    """One band. `order` 1 is the least cleared; `number` 1 the most cleared; `label` as the registers write it."""

    order: int
    number: int
    label: str
    percent_from: float
    percent_to: float | None

    @property
    def words(self) -> str:
        """The band for a person: `70 % to under 90 % cleared`."""
        if self.percent_to is None:
            return f"{self.percent_from:g} % or more cleared"
        if self.percent_from == 0:
            return f"under {self.percent_to:g} % cleared"
        return f"{self.percent_from:g} % to under {self.percent_to:g} % cleared"

    def holds(self, percent_cleared: float) -> bool:
        """Does the band hold this per cent?"""
        return self.percent_from <= percent_cleared and (
            self.percent_to is None or percent_cleared < self.percent_to
        )

    def at_or_above(self, other: "Tier") -> bool:
        """Is it the same band, or a more cleared one?"""
        return self.order >= other.order


@dataclass(frozen=True, slots=True)
class Tiers:
    """All bands of a release, least cleared first."""

    rows: tuple[Tier, ...] = ()

    def of_percent(self, percent_cleared: float) -> Tier | None:
        """The band of a per cent cleared; None where the release has no band for it."""
        return next((tier for tier in self.rows if tier.holds(percent_cleared)), None)

    def labelled(self, label: str) -> Tier | None:
        """The band the registers call so; None for a label that is none of them."""
        return next((tier for tier in self.rows if label and tier.label == label), None)

    def same_or_higher(self, tier: Tier) -> tuple[Tier, ...]:
        """The band and every more cleared one."""
        return tuple(one for one in self.rows if one.at_or_above(tier))


def read_tiers(rows: Iterable[Mapping[str, Any]]) -> Tiers:
    """The bands from plain rows of `order`, `label`, `from` and `to` (per cent; `to` empty for the last)."""
    ordered = sorted(rows, key=lambda row: int(row["order"]))
    return Tiers(
        tuple(
            Tier(
                order=int(row["order"]),
                number=len(ordered) - place,
                label=str(row["label"]),
                percent_from=float(row["from"]),
                percent_to=None if row["to"] is None else float(row["to"]),
            )
            for place, row in enumerate(ordered)
        )
    )
