"""The balance of a lot over time as a step line: where it runs, and what stands beside the axes. Pure.

Lengths are picture units, y downwards. Between two movements nothing changes, so the line is level.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil

from credits.public.axes import Frame, Label, round_up

FRAME = Frame(left=62.0, top=18.0)
STEPS_AT_MOST = 400
"""Steps that are drawn: of movements closer than a fraction of a unit only the last can be seen."""

LABELS_AT_MOST = 5


@dataclass(frozen=True, slots=True)
class StepChart:
    """The line as path data, the area under it, and the labels of both axes."""

    line: str
    area: str
    levels: tuple[Label, ...]
    days: tuple[Label, ...]
    frame: Frame = FRAME


def step_chart(balances: Sequence[tuple[datetime, int]], *, until: datetime) -> StepChart | None:
    """The chart of what was held after each movement, in order, up to a moment. None where nothing moved yet."""
    if not balances:
        return None
    first, last = balances[0][0], max(until, balances[-1][0] + timedelta(days=1))
    seconds = (last - first).total_seconds()
    highest = round_up(max(held for _, held in balances))

    def x(at: datetime) -> float:
        return FRAME.left + FRAME.across * (at - first).total_seconds() / seconds

    places = _thinned([(x(at), FRAME.down(held, highest)) for at, held in balances])
    parts = [f"M{places[0][0]:.1f} {places[0][1]:.1f}"]
    parts += [f"H{across:.1f}V{down:.1f}" for across, down in places[1:]]
    parts.append(f"H{FRAME.right:.1f}")
    line = "".join(parts)
    return StepChart(
        line=line,
        area=f"{line}V{FRAME.foot:.1f}H{places[0][0]:.1f}Z",
        levels=FRAME.levels(highest),
        days=tuple(Label(x(at), text) for at, text in _days(first, last)),
    )


def _thinned(places: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    if len(places) <= STEPS_AT_MOST:
        return list(places)
    slot = FRAME.across / STEPS_AT_MOST
    kept = {int((across - FRAME.left) / slot): (across, down) for across, down in places}
    return [places[0], *(place for _, place in sorted(kept.items()) if place != places[0])]


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
