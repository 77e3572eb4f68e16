"""Anniversaries, management years, days of ownership and financial years."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.fund.money import days
from tests.pure.fund import worked
from tests.pure.fund.worked import cents

DAYS = st.dates(date(1990, 1, 1), date(2200, 12, 31))


def test_a_29_february_falls_on_the_28th_and_comes_back_in_leap_years() -> None:
    first = date.fromisoformat(worked.inputs("G21")["first_due"])
    expected = worked.expected("G21")["due"]
    assert [days.anniversary(first, years).isoformat() for years in range(len(expected))] == expected


def test_the_timeline_follows_from_the_day_the_threshold_was_reached() -> None:
    given_, expected = worked.inputs("G34"), worked.expected("G34")
    start = date.fromisoformat(given_["threshold_cleared_on"])
    assert start.isoformat() == expected["active_from"]
    for row in expected["rows"]:
        year = days.management_year(
            start, row["year"], report_days_before=given_["report_due_days_before_anniversary"]
        )
        assert year.due.isoformat() == row["due"]
        assert year.ends.isoformat() == row["management_year_ends"]
        assert year.report_due.isoformat() == row["report_due"]
        assert days.management_year(start, row["year"]) == year
    assert days.review_opens(start).isoformat() == expected["year_20_review_opens"]
    assert days.management_year(start, 21).due.isoformat() == expected["first_maintenance_payment"]


def test_a_payment_is_divided_by_the_days_each_owner_held_the_land() -> None:
    for given_, expected in zip(worked.inputs("G19"), worked.expected("G19"), strict=True):
        due, ends = date.fromisoformat(given_["year_from"]), date.fromisoformat(given_["year_to_excl"])
        year = days.ManagementYear(1, due, ends, ends)
        change = date.fromisoformat(given_["transfer"])
        assert days.owned_days(year, [change]) == expected["days"]
        assert days.split_by_days(cents(given_["amount"]), year, [change]) == [
            cents(expected["old_owner"]),
            cents(expected["new_owner"]),
        ]
        assert year.days == sum(expected["days"])


def test_a_change_outside_the_year_or_out_of_order_is_refused() -> None:
    year = days.management_year(date(2026, 9, 14), 1)
    for changes in ([date(2026, 9, 13)], [date(2027, 9, 15)], [date(2027, 2, 1), date(2027, 1, 1)]):
        with pytest.raises(ValueError, match="in order"):
            days.owned_days(year, changes)


def test_management_years_are_counted_from_one_and_end_with_the_calendar() -> None:
    with pytest.raises(ValueError, match="counted from 1"):
        days.management_year(date(2026, 9, 14), 0)
    with pytest.raises(ValueError):
        days.anniversary(date(2026, 9, 14), 8_000)


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2026, 9, 13), 0),
        (date(2026, 9, 14), 1),
        (date(2027, 9, 13), 1),
        (date(2027, 9, 14), 2),
        (date(2046, 9, 14), 21),
    ],
)
def test_a_day_lies_in_the_management_year_that_began_last(day: date, year: int) -> None:
    assert days.year_of(date(2026, 9, 14), day) == year


@pytest.mark.parametrize(
    ("day", "start", "text"),
    [
        (date(2027, 6, 30), date(2026, 7, 1), "2026-27"),
        (date(2027, 7, 1), date(2027, 7, 1), "2027-28"),
        (date(2099, 12, 31), date(2099, 7, 1), "2099-00"),
    ],
)
def test_a_financial_year_runs_from_july_to_june(day: date, start: date, text: str) -> None:
    assert days.financial_year_start(day) == start
    assert days.financial_year(day) == text


@given(DAYS)
def test_anniversaries_come_one_after_another_a_year_apart(original: date) -> None:
    due = [days.anniversary(original, years) for years in range(40)]
    assert due[0] == original
    assert all((later - earlier).days in (365, 366) for earlier, later in pairwise(due))
    assert all(day.month == original.month for day in due)


@given(DAYS, st.integers(0, 20_000))
def test_every_day_lies_between_the_payments_of_its_year_and_of_the_next(start: date, later: int) -> None:
    day = start + timedelta(days=later)
    year = days.management_year(start, days.year_of(start, day))
    assert year.due <= day < year.ends


@given(DAYS, st.integers(0, 10**10), st.lists(st.integers(0, 365), max_size=4))
def test_shares_by_days_add_up_to_the_payment(start: date, amount: int, changes: list[int]) -> None:
    year = days.management_year(start, 1)
    parts = days.split_by_days(amount, year, [start + timedelta(days=later) for later in sorted(changes)])
    assert sum(parts) == amount
