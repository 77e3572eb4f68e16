"""Rows that break the rules of the fund's schedules."""

from typing import Any

from tests.constraints.row import Breaks, Twice, breaks, twice

SCHEDULE: dict[str, Any] = {"rate": "0.032", "tail_cents": 5, "first_year": 1, "from_year": 1}
YEAR: dict[str, Any] = {"year": 1, "real_cents": 5}

ROWS: dict[str, Breaks | Twice] = {
    "schedule_numbered_once": twice("fund.Schedule", "agreement", "version", **SCHEDULE),
    "schedule_tail_has_a_value": breaks("fund.Schedule", {"rate": "0"}, **SCHEDULE),
    "schedule_from_its_years": breaks("fund.Schedule", {"first_year": 2}, **SCHEDULE),
    "schedule_year_once": twice("fund.ScheduleYear", "schedule", "year", **YEAR),
    "schedule_year_1_to_20": breaks("fund.ScheduleYear", {"year": 21}, **YEAR),
}
