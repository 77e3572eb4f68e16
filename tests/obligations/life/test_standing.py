"""Overdue, at risk, due: how an obligation stands on a day."""

from datetime import date, timedelta

import pytest

from credits.obligations.models import Obligation, Stage
from credits.obligations.selectors.standing import AT_RISK_DAYS, with_standing
from tests.obligations import builders

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 1)


def standing(**values):
    found = with_standing(Obligation.objects.all(), on=DAY).get(**values)
    return found.standing, found.deadline


@pytest.fixture
def staged(cast):
    place = builders.development(cast)
    first, second = builders.stage(place, 1), builders.stage(place, 2)
    made = builders.obligation(cast, development=place, lines=[{"stage": second, "required": 10}])
    return made, first, second


def planned(stage, on):
    Stage.objects.filter(pk=stage.pk).update(planned_start=on)


def begun(stage):
    Stage.objects.filter(pk=stage.pk).update(state="commenced", commenced_on=DAY)


def test_sums_are_those_of_the_lines_in_force(cast):
    builders.obligation(
        cast,
        lines=[
            {"required": 10, "pending": 2, "discharged": 3},
            {"required": 5},
            {"required": 100, "state": "superseded"},
        ],
    )
    found = with_standing(Obligation.objects.all(), on=DAY).get()
    assert (found.required, found.pending, found.discharged, found.undischarged) == (15, 2, 3, 12)


def test_nothing_dated_is_due_without_a_deadline(cast):
    builders.obligation(cast)
    assert standing() == ("due", None)


@pytest.mark.parametrize(
    ("days", "expected"),
    [(-1, "overdue"), (0, "at_risk"), (AT_RISK_DAYS, "at_risk"), (AT_RISK_DAYS + 1, "due")],
)
def test_a_day_it_is_due_on_makes_it_at_risk_and_then_overdue(cast, days, expected):
    on = DAY + timedelta(days=days)
    builders.obligation(cast, due_on=on)
    assert standing() == (expected, on)


@pytest.mark.parametrize(
    ("days", "expected"),
    [(-1, "at_risk"), (AT_RISK_DAYS, "at_risk"), (AT_RISK_DAYS + 1, "due")],
)
def test_a_planned_stage_puts_at_risk_what_it_waits_for(staged, days, expected):
    _, _, second = staged
    on = DAY + timedelta(days=days)
    planned(second, on)
    assert standing() == (expected, on)


def test_an_earlier_stage_does_not_wait_for_a_later_ones_line(staged):
    _, first, _ = staged
    planned(first, DAY)
    assert standing() == ("due", None)
    begun(first)
    assert standing() == ("due", None)


def test_a_later_stage_waits_for_what_an_earlier_one_owes(cast):
    place = builders.development(cast)
    first, second = builders.stage(place, 1), builders.stage(place, 2, planned_start=DAY)
    builders.obligation(cast, development=place, lines=[{"stage": first, "required": 10}])
    assert standing() == ("at_risk", DAY)
    begun(second)
    assert standing()[0] == "overdue"


def test_a_line_of_no_stage_comes_before_every_stage(cast):
    place = builders.development(cast)
    builders.stage(place, 1, planned_start=DAY + timedelta(days=5))
    builders.obligation(cast, development=place, due_on=DAY + timedelta(days=9))
    assert standing() == ("at_risk", DAY + timedelta(days=5))


def test_what_is_discharged_or_lapsed_is_neither_late_nor_at_risk(staged):
    made, _, second = staged
    begun(second)
    made.lines.update(discharged=10)
    Obligation.objects.update(state="discharged", discharged_on=DAY, due_on=DAY - timedelta(days=30))
    assert standing()[0] == "discharged"
    Obligation.objects.update(state="lapsed", lapsed_on=DAY)
    assert standing()[0] == "lapsed"
