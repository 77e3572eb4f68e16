"""Two pictures of a market: what moved by quarter as bars, and prices by quarter as boxes. Pure.

Lengths are picture units, y downwards. Each picture stands beside a table that says the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil

from credits.public.axes import Frame, Label, round_up

FRAME = Frame(left=70.0, top=10.0)
LABELS_AT_MOST = 6


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its corner and its size."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Box:
    """Prices of one quarter: from the lower to the upper quartile, the median across, a line from lowest to highest."""

    x: float
    width: float
    middle: float
    top: float
    height: float
    median: float
    highest: float
    lowest: float


@dataclass(frozen=True, slots=True)
class Picture:
    """Axes and what stands on them. `first` and `second` are two series of bars; `boxes` those of prices."""

    levels: tuple[Label, ...]
    quarters: tuple[Label, ...]
    first: tuple[Bar, ...] = ()
    second: tuple[Bar, ...] = ()
    boxes: tuple[Box, ...] = ()
    frame: Frame = FRAME


def volumes(quarters: Sequence[str], first: Mapping[str, int], second: Mapping[str, int]) -> Picture | None:
    """Two bars for each quarter, beside each other. None where nothing moved."""
    most = max([*first.values(), *second.values(), 0])
    if not most:
        return None
    highest = round_up(most)
    slot = _slot(quarters)

    def bars(values: Mapping[str, int], offset: float) -> tuple[Bar, ...]:
        found = []
        for number, name in enumerate(quarters):
            if values.get(name):
                y = FRAME.down(values[name], highest)
                x = FRAME.left + slot * (number + offset)
                found.append(Bar(x, y, slot * 0.38, FRAME.foot - y))
        return tuple(found)

    return Picture(
        levels=FRAME.levels(highest),
        quarters=_names(quarters),
        first=bars(first, 0.1),
        second=bars(second, 0.52),
    )


def prices(
    quarters: Sequence[str], boxes: Mapping[str, tuple[Decimal, Decimal, Decimal, Decimal, Decimal]]
) -> Picture | None:
    """A box for each quarter that has sales: lowest, lower quartile, median, upper quartile, highest. None without."""
    if not boxes:
        return None
    highest = round_up(ceil(max(five[4] for five in boxes.values())))
    slot = _slot(quarters)
    found = []
    for number, name in enumerate(quarters):
        if name not in boxes:
            continue
        least, lower, median, upper, most = (FRAME.down(float(price), highest) for price in boxes[name])
        found.append(
            Box(
                x=FRAME.left + slot * (number + 0.2),
                width=slot * 0.6,
                middle=FRAME.left + slot * (number + 0.5),
                top=upper,
                height=max(lower - upper, 1.0),
                median=median,
                highest=most,
                lowest=least,
            )
        )
    return Picture(levels=FRAME.levels(highest, "$"), quarters=_names(quarters), boxes=tuple(found))


def _slot(quarters: Sequence[str]) -> float:
    return FRAME.across / max(len(quarters), 1)


def _names(quarters: Sequence[str]) -> tuple[Label, ...]:
    """Years beneath their first quarter, few enough to read."""
    slot = _slot(quarters)
    firsts = [(number, name) for number, name in enumerate(quarters) if name.endswith("Q1")]
    if not firsts:
        return (Label(FRAME.left + slot / 2, quarters[0]),) if quarters else ()
    every = ceil(len(firsts) / LABELS_AT_MOST)
    return tuple(Label(FRAME.left + slot * (number + 0.5), name[:4]) for number, name in firsts[::every])
