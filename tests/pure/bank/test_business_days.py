"""The day a bank processes a payment: no weekend, no holiday, and honest about years nobody has entered."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.fund.bank.business_days import BusinessDay, after, is_weekend, on_or_after

EASTER_2027 = frozenset({date(2027, 1, 1), date(2027, 3, 26), date(2027, 3, 27), date(2027, 3, 29)})
"""Made up for the test: a Friday, the Saturday after it and the Monday after that."""


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (date(2027, 6, 30), date(2027, 6, 30)),
        (date(2027, 7, 3), date(2027, 7, 5)),
        (date(2027, 7, 4), date(2027, 7, 5)),
        (date(2027, 3, 25), date(2027, 3, 25)),
        (date(2027, 3, 26), date(2027, 3, 30)),
        (date(2027, 3, 29), date(2027, 3, 30)),
    ],
)
def test_weekends_and_holidays_are_passed_over(day, found):
    assert on_or_after(day, EASTER_2027) == BusinessDay(found)


def test_the_day_after_is_never_the_day_itself():
    assert after(date(2027, 3, 25), EASTER_2027) == BusinessDay(date(2027, 3, 30))
    assert after(date(2027, 6, 29), EASTER_2027) == BusinessDay(date(2027, 6, 30))


def test_a_year_nobody_has_entered_skips_weekends_and_says_that_it_is_not_known():
    found = on_or_after(date(2028, 7, 1), EASTER_2027)
    assert (found.day, found.is_known) == (date(2028, 7, 3), False)
    (warning,) = found.findings("run_on")
    assert (warning.code, warning.field, warning.severity) == (
        "bank.holidays.not_entered",
        "run_on",
        "warning",
    )
    assert warning.message == (
        "The public holidays of 2028 are not entered, so it is not known whether 03/07/2028 is a business day. "
        "Enter them, or check the day yourself."
    )


def test_a_known_day_has_no_warning():
    found = on_or_after(date(2027, 6, 30), EASTER_2027)
    assert (found.is_known, found.findings()) == (True, ())


def test_the_last_days_of_a_year_look_into_the_next_one():
    holidays = {date(2027, 12, 31)}
    assert on_or_after(date(2027, 12, 30), holidays).is_known
    assert on_or_after(date(2027, 12, 31), holidays) == BusinessDay(date(2028, 1, 3), (2028,))


def test_a_weekend_needs_no_holidays_of_its_year():
    # 31/12/2022 is a Saturday and 02/01/2023 the Monday after it.
    assert on_or_after(date(2022, 12, 31), {date(2023, 1, 26)}) == BusinessDay(date(2023, 1, 2))


@given(
    st.dates(date(2020, 1, 1), date(2040, 1, 1)),
    st.sets(st.dates(date(2020, 1, 1), date(2040, 2, 1)), max_size=40),
)
def test_the_day_found_is_the_first_on_which_banks_work(day, holidays):
    found = on_or_after(day, holidays).day
    assert not is_weekend(found) and found not in holidays
    passed = [day + timedelta(days=n) for n in range((found - day).days)]
    assert all(is_weekend(one) or one in holidays for one in passed)
