"""How much of a plant community type is cleared, and the trading group that follows from it.

Per cent cleared is published as a fraction from 0 to 1. The group of credits outside threatened communities is the
vegetation class with one of four bands: below 50, 70 and 90 per cent, and from there on (method 4.3). Without a
fraction there is no group.
"""

import re
from decimal import Decimal
from typing import Any

from registry import units
from registry.reference import cells
from registry.reference.official.reading import ReadContext

_FRACTION = re.compile(r"[0-9]*\.?[0-9]+")


def fraction(cell: str) -> Decimal | None:
    """A fraction from 0 to 1. Above 1 it may be a per cent or a slip of the keys; neither is guessed."""
    if not cell:
        return None
    if not _FRACTION.fullmatch(cell):
        raise cells.BadCell(f"“{cell[:40]}” is not a fraction from 0 to 1")
    value = units.parse_decimal(cell)
    if value > 1:
        raise cells.BadCell(
            f"{cell[:40]} is above 1. This column holds a fraction (0.5 is 50 %); it is not guessed what was meant"
        )
    return value


def tier_label(per_cent: Decimal, context: ReadContext) -> str:
    """The band of per cent cleared, from inclusive, to exclusive; nothing when no band holds it."""
    for tier in context.tiers:
        above = tier.percent_cleared_to is None or per_cent < tier.percent_cleared_to
        if tier.percent_cleared_from <= per_cent and above:
            return tier.label
    return ""


def cleared_fields(value: Decimal, vegetation_class: str, context: ReadContext) -> dict[str, Any]:
    """The fields of a type that follow from the fraction cleared."""
    per_cent = units.round_half_up(value * 100, 2)
    fields: dict[str, Any] = {
        "percent_cleared": per_cent,
        "percent_cleared_mark": context.mark,
        "percent_cleared_source": context.source[:200],
    }
    label = tier_label(per_cent, context)
    if label:
        fields |= {
            "cleared_tier": label,
            "cleared_tier_source": f"From per cent cleared: {context.source}"[:200],
            "non_tec_offset_trading_group": f"{vegetation_class} {label}",
        }
    return fields
