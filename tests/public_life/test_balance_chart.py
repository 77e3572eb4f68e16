"""The step line of a balance: where it runs, whatever the number and size of its steps."""

from datetime import UTC, datetime, timedelta

import pytest

from credits.public.axes import FOOT, HEIGHT, RIGHT, WIDTH
from credits.public.life.chart import FRAME, STEPS_AT_MOST, step_chart

LEFT, TOP = FRAME.left, FRAME.top
BEGIN = datetime(2024, 7, 1, tzinfo=UTC)


def test_nothing_moved_draws_nothing() -> None:
    assert step_chart([], until=BEGIN) is None


def test_the_line_is_level_between_two_movements() -> None:
    chart = step_chart([(BEGIN, 100), (BEGIN + timedelta(days=50), 40)], until=BEGIN + timedelta(days=100))
    assert chart is not None
    inner = HEIGHT - TOP - FOOT
    middle = LEFT + (WIDTH - LEFT - RIGHT) / 2
    assert chart.line == f"M{LEFT:.1f} {TOP:.1f}H{middle:.1f}V{TOP + 0.6 * inner:.1f}H{WIDTH - RIGHT:.1f}"
    assert chart.area == f"{chart.line}V{HEIGHT - FOOT:.1f}H{LEFT:.1f}Z"
    assert [label.text for label in chart.levels] == ["0", "50", "100"]


@pytest.mark.parametrize(
    ("most", "top"), [(0, "2"), (1, "2"), (2, "2"), (3, "4"), (100, "100"), (101, "200"), (4_512, "6,000")]
)
def test_the_highest_level_is_round_and_above_every_balance(most: int, top: str) -> None:
    chart = step_chart([(BEGIN, most)], until=BEGIN + timedelta(days=1))
    assert chart is not None
    assert chart.levels[-1].text == top


def test_many_steps_are_thinned_to_what_can_be_seen_and_end_where_they_end() -> None:
    steps = [(BEGIN + timedelta(hours=number), 5_000 - number) for number in range(5_000)]
    chart = step_chart(steps, until=steps[-1][0])
    assert chart is not None
    assert chart.line.count("V") <= STEPS_AT_MOST + 1
    last = float(chart.line.rpartition("V")[2].partition("H")[0])
    assert last == pytest.approx(TOP + (HEIGHT - TOP - FOOT) * (1 - 1 / 6_000), abs=0.06)


def test_years_stand_below_a_long_time_and_the_day_below_a_short_one() -> None:
    long = step_chart([(BEGIN, 5)], until=BEGIN + timedelta(days=365 * 12))
    short = step_chart([(BEGIN, 5)], until=BEGIN + timedelta(days=3))
    assert long is not None and short is not None
    assert [label.text for label in long.days] == ["2025", "2028", "2031", "2034"]
    assert [label.text for label in short.days] == ["01/07/2024"]
