"""What approved reports say of spending, by purpose and by where it went, by financial year."""

from datetime import date
from decimal import Decimal

import pytest

from registry.fund.models import ManagementYear
from registry.fund.selectors.spending import LocalShare, Spent, by_purpose, local_share
from tests.fund_reports import builders as made

pytestmark = pytest.mark.django_db

YEAR = (date(2026, 7, 1), date(2027, 6, 30))


def ending(year, first_day_after):
    ManagementYear.objects.filter(pk=year.pk).update(
        due_on=first_day_after.replace(year=first_day_after.year - 1), ends_on=first_day_after
    )


@pytest.fixture
def three_years(cast):
    """Two approved reports that end on the first and the last day of the financial year, and one submitted."""
    first, last, waiting = (made.made_year(cast, number=f"BS900{number}") for number in (1, 2, 3))
    made.approved(cast, first)
    made.approved(cast, last, spending=made.spending(fire=(100_000, 100_000), other=(1, 0)))
    made.submitted(cast, waiting)
    ending(first, date(2026, 7, 2))
    ending(last, date(2027, 7, 1))
    ending(waiting, date(2027, 1, 1))
    return first, last


@pytest.mark.statement("N80")
def test_spending_is_added_up_by_purpose_from_approved_reports(three_years):
    assert by_purpose(*YEAR) == {
        "weeds_pests": Spent(500_000, 400_000),
        "fire": Spent(400_000, 260_000),
        "restoration": Spent(),
        "fencing": Spent(),
        "monitoring": Spent(),
        "other": Spent(1, 0),
    }


@pytest.mark.statement("N81")
def test_the_local_share_is_of_everything_that_was_spent(three_years):
    found = local_share(*YEAR)
    assert found == LocalShare(900_001, 660_000, 2)
    assert found.percent == Decimal("73.3")


@pytest.mark.statement("N81")
def test_a_report_counts_where_its_year_ends(three_years):
    first, last = three_years
    ending(first, date(2026, 7, 1))
    assert local_share(*YEAR) == LocalShare(100_001, 100_000, 1)
    ending(last, date(2027, 7, 2))
    assert local_share(*YEAR) == LocalShare(0, 0, 0)
    assert local_share(*YEAR).percent is None
