"""The fund's facts: entered with a source, once a day, never edited; index numbers by hand and from a file."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from registry.audit.models import AuditEvent
from registry.findings import DomainError, InvalidInput, NotAllowed, NotVisible
from registry.fund import parameters
from registry.fund.models import BankHoliday, BankYear, DiscountRate, IndexNumber, IndexSeries, RuleParameter
from registry.fund.money.rates import STEWARDSHIP, rate_for
from registry.fund.selectors import facts as selectors
from registry.fund.selectors.rates import every_rate
from registry.fund.services import facts, index_numbers

pytestmark = pytest.mark.django_db

DAY = date(2026, 7, 1)
SOURCE = "Made-up gazette, read 01/07/2026"
QUARTER, PUBLISHED = date(2026, 3, 31), date(2026, 4, 29)


@pytest.fixture
def approver(act, trust_approver):
    return act(trust_approver)


def rule(actor: Any, **changes: Any) -> dict[str, Any]:
    asked = {"code": "missing_report", "value": "pay", "effective_from": DAY, "source": SOURCE}
    return facts.enter_rule(actor=actor, **asked | changes)


def rate(actor: Any, **changes: Any) -> dict[str, Any]:
    asked = {
        "rate": Decimal("0.029"),
        "trigger": "entered_from",
        "day": DAY,
        "origin": STEWARDSHIP,
        "source": SOURCE,
    }
    return facts.enter_rate(actor=actor, **asked | changes)


def holiday(actor: Any, **changes: Any) -> dict[str, Any]:
    asked = {"day": date(2026, 12, 25), "name": "Christmas Day", "source": SOURCE}
    return facts.enter_holiday(actor=actor, **asked | changes)


def fields(refused: Any) -> list[str]:
    return [finding.field for finding in refused.value.findings]


@pytest.mark.parametrize("person", ["trust_approver", "registrar_approver"])
def test_an_approver_enters_a_rule_that_counts_from_its_day(request, act, person):
    rule(act(request.getfixturevalue(person)))
    assert parameters.value("missing_report", on=date(2026, 6, 30)) == "hold"
    assert parameters.value("missing_report", on=DAY) == "pay"
    assert AuditEvent.objects.filter(action="fund_rule.enter").count() == 1


@pytest.mark.parametrize("person", ["trust_officer", "registrar", "auditor", "landholder_signatory"])
def test_nobody_else_enters_a_fact(request, act, person):
    actor = act(request.getfixturevalue(person))
    for enter in (rule, rate, holiday):
        with pytest.raises(NotAllowed):
            enter(actor)
    assert not RuleParameter.objects.exists() and not DiscountRate.objects.exists()


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"code": "no_such_rule"}, ["code"]),
        ({"value": "perhaps"}, ["value"]),
        ({"code": "cooling_off_days", "value": "61"}, ["value"]),
        ({"code": "index_series", "value": "not-entered"}, ["value"]),
        ({"source": "  "}, ["source"]),
        ({"source": "x" * 301, "value": "perhaps"}, ["source", "value"]),
    ],
)
def test_a_rule_that_cannot_be_is_refused_by_its_field(approver, changes, named):
    with pytest.raises(InvalidInput) as refused:
        rule(approver, **changes)
    assert fields(refused) == named


def test_a_rule_has_one_value_from_a_day(approver):
    rule(approver)
    with pytest.raises(DomainError) as refused:
        rule(approver, value="hold")
    assert refused.value.code == "fund_rule.same_day"
    assert fields(refused) == ["effective_from"]
    assert [row.value for row in RuleParameter.objects.all()] == ["pay"]


def test_a_confirmed_rule_is_shown_with_what_it_replaces(approver):
    before = next(shown for shown in selectors.rules(on=DAY) if shown.rule.code == "missing_report")
    assert (before.now.value, before.now.standing, before.provisional) == ("hold", "choice", True)
    rule(approver)
    after = next(shown for shown in selectors.rules(on=DAY) if shown.rule.code == "missing_report")
    assert (after.now.value, after.now.standing, after.now.source) == ("pay", "confirmed", SOURCE)
    assert [row.value for row in after.entered] == ["pay"]


def test_the_list_of_rules_is_one_query(approver, django_assert_num_queries):
    rule(approver)
    rule(approver, effective_from=date(2026, 8, 1), value="hold")
    with django_assert_num_queries(1):
        shown = selectors.rules(on=DAY)
    assert [one.rule.code for one in shown] == list(parameters.RULES)


def test_a_rate_entered_is_the_one_of_agreements_from_its_day(approver):
    rate(approver)
    chosen = {
        entered: rate_for(
            every_rate(), origin=STEWARDSHIP, application_received=date(2025, 1, 1), entered=entered
        )[0]
        for entered in (date(2026, 6, 30), DAY)
    }
    assert chosen == {date(2026, 6, 30): Decimal("0.032"), DAY: Decimal("0.029")}


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"rate": Decimal(0)}, ["rate"]),
        ({"rate": Decimal("-0.01")}, ["rate"]),
        ({"rate": Decimal(1)}, ["rate"]),
        ({"rate": Decimal("NaN")}, ["rate"]),
        ({"rate": Decimal("0.0000001")}, ["rate"]),
        ({"trigger": "always"}, ["trigger"]),
        ({"origin": "mars"}, ["origin"]),
        ({"source": ""}, ["source"]),
    ],
)
def test_a_rate_that_cannot_be_is_refused_by_its_field(approver, changes, named):
    with pytest.raises(InvalidInput) as refused:
        rate(approver, **changes)
    assert fields(refused) == named
    assert not DiscountRate.objects.exists()


@pytest.mark.parametrize(
    "changes", [{}, {"day": date(2022, 8, 15)}, {"day": date(2022, 8, 15), "origin": ""}]
)
def test_a_rate_of_a_day_that_has_one_is_refused(approver, changes):
    rate(approver)
    with pytest.raises(DomainError) as refused:
        rate(approver, rate=Decimal("0.03"), **changes)
    assert refused.value.code == "fund_rate.same_day"
    assert DiscountRate.objects.count() == 1


# --- price indices ------------------------------------------------------------------------------------------------
@pytest.fixture
def series(approver):
    index_numbers.begin_series(actor=approver, code="cpi-test", name="Made-up index", source=SOURCE)
    return IndexSeries.objects.get(code="cpi-test")


def enter(actor: Any, *numbers: tuple[date, date, Decimal], **changes: Any) -> dict[str, Any]:
    asked = {"series_code": "cpi-test", "numbers": list(numbers), "source": SOURCE, "today": DAY}
    return index_numbers.enter_numbers(actor=actor, **asked | changes)


def number(
    quarter_ends: date = QUARTER, published_on: date = PUBLISHED, value: str = "131.4"
) -> tuple[date, date, Decimal]:
    return quarter_ends, published_on, Decimal(value)


@pytest.mark.parametrize("code", ["", "x", "CPI", "cpi sydney", "-cpi", "c" * 41])
def test_the_code_of_an_index_is_plain(approver, code):
    with pytest.raises(InvalidInput) as refused:
        index_numbers.begin_series(actor=approver, code=code, name="Made-up index", source=SOURCE)
    assert fields(refused) == ["code"]


@pytest.mark.usefixtures("series")
def test_a_code_is_of_one_index(approver):
    with pytest.raises(DomainError) as refused:
        index_numbers.begin_series(actor=approver, code="cpi-test", name="Another", source=SOURCE)
    assert refused.value.code == "price_index.code_taken"


@pytest.mark.usefixtures("series")
def test_the_index_that_payments_follow_is_one_of_the_list(approver):
    rule(approver, code="index_series", value="cpi-test")
    assert parameters.value("index_series", on=DAY) == "cpi-test"


@pytest.mark.usefixtures("series")
def test_a_revision_stands_beside_the_number_it_revises(approver):
    enter(approver, number())
    enter(approver, number(published_on=date(2026, 6, 24), value="131.6"))
    assert list(IndexNumber.objects.values_list("value", flat=True)) == [Decimal("131.6"), Decimal("131.4")]


@pytest.mark.usefixtures("series")
@pytest.mark.parametrize(
    ("given", "code"),
    [
        (number(quarter_ends=date(2026, 3, 30)), "price_index.quarter"),
        (number(quarter_ends=date(2026, 4, 30), published_on=date(2026, 5, 1)), "price_index.quarter"),
        (number(published_on=QUARTER), "price_index.published_before"),
        (number(published_on=date(2026, 7, 2)), "price_index.published_later"),
        (number(value="0"), "price_index.value"),
        (number(value="-1"), "price_index.value"),
        (number(value="1000000"), "price_index.value"),
        (number(value="131.45678"), "price_index.places"),
    ],
)
def test_a_number_that_cannot_be_is_refused(approver, given, code):
    with pytest.raises(InvalidInput) as refused:
        enter(approver, given)
    assert [finding.code for finding in refused.value.findings] == [code]
    assert not IndexNumber.objects.exists()


@pytest.mark.usefixtures("series")
def test_a_number_is_entered_once_a_vintage(approver):
    enter(approver, number())
    with pytest.raises(InvalidInput) as refused:
        enter(approver, number(value="140"))
    assert refused.value.findings[0].message == (
        "The number of that quarter published on 29/04/2026 is entered already."
    )


@pytest.mark.usefixtures("series")
def test_numbers_are_entered_all_or_none_and_each_fault_names_its_row(approver):
    with pytest.raises(InvalidInput) as refused:
        enter(approver, number(), number(value="0"), number(quarter_ends=date(2025, 12, 30)))
    assert [(one.row, one.column, one.code) for one in refused.value.findings] == [
        (3, "value", "price_index.value"),
        (3, "published_on", "price_index.twice"),
        (4, "quarter_ends", "price_index.quarter"),
    ]
    assert not IndexNumber.objects.exists()


def test_an_index_that_is_not_there_takes_no_number(approver):
    with pytest.raises(NotVisible):
        enter(approver, number())


def test_a_file_is_read_in_either_way_of_writing_days_and_any_order_of_columns():
    lines = (
        "Value,published_on,quarter_ends",
        "131.4,29/04/2026,2026-03-31",
        "132,2026-07-29,30/06/2026",
        "",
        "",
    )
    assert index_numbers.read_file(("\ufeff" + "\r\n".join(lines)).encode()) == [
        (QUARTER, PUBLISHED, Decimal("131.4")),
        (date(2026, 6, 30), date(2026, 7, 29), Decimal(132)),
    ]


HEAD = "quarter_ends,published_on,value\n"


@pytest.mark.parametrize(
    ("content", "faults"),
    [
        (b"", [(1, "", "header")]),
        (b"quarter_ends,value\n2026-03-31,1\n", [(1, "", "header")]),
        (HEAD.encode(), [(None, "", "empty")]),
        ((HEAD + "31.3.2026,29/04/2026,abc\n").encode(), [(2, "quarter_ends", "day"), (2, "value", "value")]),
        ((HEAD + "2026-03-31\n").encode(), [(2, "published_on", "day"), (2, "value", "value")]),
        ((HEAD + "\n2026-03-31,29/04/2026,1\n").encode(), [(2, "", "blank_row")]),
        ((HEAD + '"2026-03-31,29/04/2026,1\n').encode(), [(None, "", "csv")]),
        (b"\xff\xfe\x00", [(None, "", "encoding")]),
        (b"x" * 500_001, [(None, "", "too_large")]),
        ((HEAD + "2026-03-31,29/04/2026,1\n" * 2_001).encode(), [(None, "", "too_long")]),
    ],
)
def test_a_file_with_faults_is_refused_by_row_and_column(content, faults):
    with pytest.raises(InvalidInput) as refused:
        index_numbers.read_file(content)
    told = [(one.row, one.column, one.code.rpartition(".")[2]) for one in refused.value.findings]
    assert told == faults


# --- bank holidays ------------------------------------------------------------------------------------------------
def test_a_holiday_is_entered_once(approver):
    holiday(approver)
    with pytest.raises(DomainError) as refused:
        holiday(approver, name="Christmas")
    assert refused.value.code == "bank_holiday.entered_already"
    assert [row.name for row in BankHoliday.objects.all()] == ["Christmas Day"]


@pytest.mark.parametrize(
    ("changes", "named"),
    [({"name": ""}, ["name"]), ({"name": "x" * 121}, ["name"]), ({"day": date(1989, 1, 1)}, ["day"])],
)
def test_a_holiday_that_cannot_be_is_refused_by_its_field(approver, changes, named):
    with pytest.raises(InvalidInput) as refused:
        holiday(approver, **changes)
    assert fields(refused) == named


def test_a_year_without_a_holiday_is_not_complete(approver):
    with pytest.raises(InvalidInput) as refused:
        facts.complete_year(actor=approver, year=2026, source=SOURCE)
    assert fields(refused) == ["year"]
    holiday(approver)
    facts.complete_year(actor=approver, year=2026, source=SOURCE)
    assert selectors.complete_years() == {2026}
    assert selectors.holiday_years() == [(2026, BankYear.objects.get())]
    with pytest.raises(DomainError) as refused:
        facts.complete_year(actor=approver, year=2026, source=SOURCE)
    assert refused.value.code == "bank_year.complete_already"


def test_holidays_between_two_days_are_those_and_no_others(approver):
    for day in (date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1)):
        holiday(approver, day=day)
    found = selectors.holiday_days(first=date(2026, 12, 26), last=date(2027, 1, 1))
    assert found == {date(2026, 12, 28), date(2027, 1, 1)}
