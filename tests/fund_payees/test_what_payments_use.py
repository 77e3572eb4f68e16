"""What a payment run asks: payable details, why not, the tax standing, the index number of a day."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from registry.fund import states
from registry.fund.models import BankDetail, IndexNumber, IndexSeries, TaxStanding
from registry.fund.selectors import payees
from registry.fund.selectors.indices import IndexTable

pytestmark = pytest.mark.django_db

DAY = date(2026, 9, 14)
NOW = datetime(2026, 9, 14, 3, tzinfo=UTC)


def detail(organisation: Any, state: str, entered_by: Any, **changes: Any) -> BankDetail:
    return BankDetail.objects.create(
        organisation=organisation,
        sealed="sealed",
        masked="•••123",
        fingerprint="f",
        state=state,
        entered_by=entered_by,
        entered_at=NOW,
        **changes,
    )


def number(series: IndexSeries, quarter_ends: date, published_on: date, value: str, person: Any) -> None:
    IndexNumber.objects.create(
        series=series,
        quarter_ends=quarter_ends,
        published_on=published_on,
        value=Decimal(value),
        source="Made up",
        entered_by=person,
        entered_at=NOW,
    )


def test_without_details_a_payee_is_held(landholder):
    assert payees.payable_details([landholder.pk], on=DAY) == {}
    assert payees.hold_reason([landholder.pk], DAY) == {
        landholder.pk: ("BANK_MISSING", "No bank details are entered.")
    }


def test_details_that_nobody_verified_hold_the_payment(landholder, landholder_signatory):
    detail(landholder, states.ENTERED, landholder_signatory)
    assert payees.payable_details([landholder.pk], on=DAY) == {}
    assert payees.hold_reason([landholder.pk], DAY)[landholder.pk][0] == "BANK_UNVERIFIED"


@pytest.mark.parametrize(
    ("usable_from", "held"), [(date(2026, 9, 14), []), (date(2026, 9, 15), ["BANK_COOLING_OFF"])]
)
def test_verified_details_are_paid_from_the_day_they_have_cooled_off(
    landholder, landholder_signatory, trust_officer, usable_from, held
):
    made = detail(
        landholder, states.VERIFIED, landholder_signatory, verified_by=trust_officer, usable_from=usable_from
    )
    paid = payees.payable_details([landholder.pk], on=DAY)
    assert list(paid.values()) == ([] if held else [made])
    assert [code for code, _ in payees.hold_reason([landholder.pk], DAY).values()] == held


def test_while_new_details_wait_the_verified_ones_are_paid(landholder, landholder_signatory, trust_officer):
    former = detail(
        landholder, states.VERIFIED, landholder_signatory, verified_by=trust_officer, usable_from=DAY
    )
    detail(landholder, states.ENTERED, landholder_signatory)
    assert payees.payable_details([landholder.pk], on=DAY) == {landholder.pk: former}
    assert payees.hold_reason([landholder.pk], DAY) == {}


def test_replaced_and_refused_details_count_for_nothing(landholder, landholder_signatory):
    detail(landholder, states.REFUSED, landholder_signatory)
    detail(landholder, states.REPLACED, landholder_signatory)
    assert payees.hold_reason([landholder.pk], DAY)[landholder.pk][0] == "BANK_MISSING"


def test_the_tax_standing_is_the_newest_that_has_begun(landholder, other_landholder, landholder_signatory):
    for valid_from, registered in ((date(2024, 7, 1), True), (DAY, False), (date(2027, 1, 1), True)):
        TaxStanding.objects.create(
            organisation=landholder,
            valid_from=valid_from,
            gst_registered=registered,
            business_number="51824753556",
            source="Made up",
            entered_by=landholder_signatory,
            entered_at=NOW,
        )
    found = payees.tax_standings([landholder.pk, other_landholder.pk], on=DAY)
    assert {pk: (row.valid_from, row.gst_registered) for pk, row in found.items()} == {
        landholder.pk: (DAY, False)
    }


def test_each_question_is_one_query(landholder, other_landholder, django_assert_num_queries):
    ids = [landholder.pk, other_landholder.pk]
    for asked in (
        lambda: payees.payable_details(ids, on=DAY),
        lambda: payees.hold_reason(ids, DAY),
        lambda: payees.tax_standings(ids, on=DAY),
        lambda: IndexTable.load("none", DAY),
    ):
        with django_assert_num_queries(1):
            asked()


@pytest.fixture
def series(registrar_approver):
    made = IndexSeries.objects.create(
        code="cpi-test",
        name="Made-up index",
        source="Made up",
        entered_by=registrar_approver,
        entered_at=NOW,
    )
    number(made, date(2025, 12, 31), date(2026, 1, 28), "130.0", registrar_approver)
    number(made, date(2026, 3, 31), date(2026, 4, 29), "131.0", registrar_approver)
    number(made, date(2026, 3, 31), date(2026, 7, 29), "131.4", registrar_approver)
    number(made, date(2026, 6, 30), date(2026, 7, 29), "132.0", registrar_approver)
    return made


@pytest.mark.usefixtures("series")
@pytest.mark.parametrize(
    ("day", "vintage", "value", "quarter"),
    [
        (date(2026, 1, 27), date(2026, 12, 31), None, None),
        (date(2026, 1, 28), date(2026, 12, 31), "130.0", date(2025, 12, 31)),
        (date(2026, 4, 28), date(2026, 12, 31), "130.0", date(2025, 12, 31)),
        (date(2026, 6, 30), date(2026, 6, 30), "131.0", date(2026, 3, 31)),
        # Late: the quarter of the due day, with the value as revised by the day of the run.
        (date(2026, 6, 30), date(2026, 8, 1), "131.4", date(2026, 3, 31)),
        (date(2026, 8, 1), date(2026, 8, 1), "132.0", date(2026, 6, 30)),
        # The vintage hides what came out after it.
        (date(2026, 8, 1), date(2026, 7, 28), "131.0", date(2026, 3, 31)),
    ],
)
def test_the_index_of_a_day_is_the_last_quarter_published_by_then(day, vintage, value, quarter):
    found, quarter_ends = IndexTable.load("cpi-test", vintage).for_day(day)
    assert (found, quarter_ends) == (Decimal(value) if value else None, quarter)


@pytest.mark.usefixtures("series")
def test_a_quarter_is_found_by_its_last_day():
    table = IndexTable.load("cpi-test", date(2026, 8, 1))
    assert table.of_quarter(date(2026, 3, 31)) == Decimal("131.4")
    assert table.of_quarter(date(2026, 3, 30)) is None
    assert table.of_quarter(date(2025, 9, 30)) is None
    assert IndexTable.load("other", date(2026, 8, 1)).of_quarter(date(2026, 3, 31)) is None
