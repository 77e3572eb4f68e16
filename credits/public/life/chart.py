"""The balance of a lot over time as a step line: where it runs, and what stands beside the axes. Pure.

Lengths are picture units, y downwards. Between two movements nothing changes, so the line is level.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil

WIDTH, HEIGHT = 640.0, 220.0
LEFT, TOP, FOOT, RIGHT = 62.0, 18.0, 26.0, 12.0
STEPS_AT_MOST = 400
"""Steps that are drawn: of movements closer than a fraction of a unit only the last can be seen."""

LABELS_AT_MOST = 5


@dataclass(frozen=True, slots=True)
class Label:
    """A number or a year beside an axis."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class StepChart:
    """The line as path data, the area under it, and the labels of both axes."""

    line: str
    area: str
    levels: tuple[Label, ...]
    days: tuple[Label, ...]
    width: float = WIDTH
    height: float = HEIGHT
    left: float = LEFT
    label_at: float = LEFT - 8
    right: float = WIDTH - RIGHT
    foot: float = HEIGHT - FOOT


def step_chart(balances: Sequence[tuple[datetime, int]], *, until: datetime) -> StepChart | None:
    """The chart of what was held after each movement, in order, up to a moment. None where nothing moved yet."""
    if not balances:
        return None
    first, last = balances[0][0], max(until, balances[-1][0] + timedelta(days=1))
    seconds = (last - first).total_seconds()
    top = _round_up(max(held for _, held in balances))

    def x(at: datetime) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (at - first).total_seconds() / seconds

    def y(held: float) -> float:
        return TOP + (HEIGHT - TOP - FOOT) * (1 - held / top)

    places = _thinned([(x(at), y(held)) for at, held in balances])
    parts = [f"M{places[0][0]:.1f} {places[0][1]:.1f}"]
    parts += [f"H{across:.1f}V{down:.1f}" for across, down in places[1:]]
    parts.append(f"H{WIDTH - RIGHT:.1f}")
    line = "".join(parts)
    levels = tuple(Label(y(value), f"{value:,}") for value in _levels(top))
    return StepChart(
        line=line,
        area=f"{line}V{HEIGHT - FOOT:.1f}H{places[0][0]:.1f}Z",
        levels=levels,
        days=tuple(Label(x(at), text) for at, text in _days(first, last)),
    )


def _thinned(places: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    if len(places) <= STEPS_AT_MOST:
        return list(places)
    slot = (WIDTH - LEFT - RIGHT) / STEPS_AT_MOST
    kept = {int((across - LEFT) / slot): (across, down) for across, down in places}
    return [places[0], *(place for _, place in sorted(kept.items()) if place != places[0])]


def _round_up(value: int) -> int:
    """The next 1, 2, 4, 6 or 8 times a power of ten, at least 2: halves of it are whole."""
    power = 10 ** (len(str(value)) - 1)
    steps = (step * power for step in (1, 2, 4, 6, 8, 10))
    return max(2, next(step for step in steps if step >= value))


def _levels(top: int) -> list[int]:
    return sorted({0, top // 2, top})


def _days(first: datetime, last: datetime) -> list[tuple[datetime, str]]:
    """New Year's Days in between, few enough to read; the two ends where there is none."""
    years = range(first.year + 1, last.year + 1)
    if not years:
        return [(first, _day(first.date()))]
    every = ceil(len(years) / LABELS_AT_MOST)
    marks = [first.replace(year=year, month=1, day=1, hour=0, minute=0) for year in years][::every]
    return [(mark, str(mark.year)) for mark in marks]


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"
