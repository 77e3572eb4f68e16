"""Costs as lines of a table and as a file: amounts, filling in, and what is refused by row and column."""

import pytest

from registry.agreements.models import PlanAction, PlanCost
from registry.agreements.web.costs import file
from registry.agreements.web.costs.lines import (
    COLUMNS,
    CostLine,
    cents_of,
    fill,
    lines_of,
    rows_of,
    span_of,
    totals_of,
    twenty_years,
    typed,
)

FENCE = PlanAction(action_code="agreed", title="Fence", first_year=2, last_year=4)
WEEDS = PlanAction(action_code="agreed", title="=Weeds", first_year=5, last_year=None)
ACTIONS = [FENCE, WEEDS]


@pytest.mark.parametrize(
    ("text", "cents"),
    [("12500", 1_250_000), ("$12,500.50", 1_250_050), (" 0 ", 0), ("7.1", 710), ("1 000", 100_000)],
)
def test_a_typed_amount_becomes_whole_cents(text, cents):
    assert cents_of(text) == cents


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("ten", "Enter dollars, for example 12500 or 12,500.50."),
        ("nan", "Enter dollars, for example 12500 or 12,500.50."),
        ("-5", "A cost cannot be below zero."),
        ("1.005", "Use at most two decimals."),
        ("100000000000", "That is more than a plan can cost. Check the amount."),
        ("12,50", "Enter dollars, for example 12500 or 12,500.50."),
    ],
)
def test_an_amount_that_is_none_says_what_to_do(text, told):
    with pytest.raises(ValueError, match=told.replace(".", r"\.")):
        cents_of(text)


@pytest.mark.parametrize("cents", [0, 5, 710, 1_250_000, 1_250_050])
def test_an_amount_is_typed_back_as_it_is(cents):
    assert cents_of(typed(cents)) == cents


def test_the_same_each_year_fills_the_empty_years_of_the_action_alone():
    line = CostLine("a", "other", {3: 500})
    fill(line, 100, span_of(FENCE))
    assert line.cents == {2: 100, 3: 500, 4: 100}


def test_an_action_that_goes_on_and_the_plan_as_a_whole_are_filled_in_the_ongoing_maintenance_too():
    assert span_of(WEEDS) == (*range(5, 21), None)
    assert span_of(None) == COLUMNS


def test_rows_become_lines_and_lines_the_same_rows():
    costs = [
        PlanCost(purpose="fire", year=1, amount_cents=100),
        PlanCost(purpose="fire", year=None, amount_cents=30),
        PlanCost(purpose="other", year=20, amount_cents=0),
    ]
    lines = lines_of(costs)
    assert [(line.purpose, line.cents) for line in lines] == [
        ("fire", {1: 100, None: 30}),
        ("other", {20: 0}),
    ]
    assert rows_of(lines) == [
        {"action_id": None, "purpose": cost.purpose, "year": cost.year, "amount_cents": cost.amount_cents}
        for cost in costs
    ]


def test_a_year_without_an_amount_has_no_total_and_zero_is_one():
    totals = totals_of([CostLine(None, "fire", {1: 100, 2: 0}), CostLine(None, "other", {1: 5, None: 9})])
    assert (totals[1], totals[2], totals[3], totals[None]) == (105, 0, None, 9)
    assert twenty_years(totals) == 105


def a_file(*rows):
    return "\n".join([",".join(file.HEAD), *rows]).encode()


def test_what_is_written_is_read_back():
    lines = [
        CostLine(None, "monitoring", {year: 10_000 for year in COLUMNS}),
        CostLine(str(WEEDS.public_id), "weeds_pests", {5: 12_345}),
    ]
    read, findings = file.read(file.written(lines, ACTIONS).encode("utf-8-sig"), ACTIONS)
    assert findings == []
    assert [(line.action, line.purpose, line.cents) for line in read] == [
        (line.action, line.purpose, line.cents) for line in lines
    ]


def test_a_title_like_a_formula_is_written_as_text():
    assert "'=Weeds" in file.written([], ACTIONS)


def test_semicolons_and_other_orders_of_columns_are_read():
    text = file.written([CostLine(None, "fire", {1: 10_000})], []).replace(",", ";")
    read, findings = file.read(text.encode(), [])
    assert (findings, read[0].cents) == ([], {1: 10_000})


def test_every_error_is_told_by_row_and_column():
    content = a_file(
        "Dig,Fire management,1", "Fence,Parties,1", "Fence,Fire management,ten,-1", "fence,fire management,5"
    )
    lines, findings = file.read(content, ACTIONS)
    assert [(one.row, one.column, one.code) for one in findings] == [
        (2, "Action", "costs.action"),
        (3, "Purpose", "costs.purpose"),
        (4, "Year 1", "costs.amount"),
        (4, "Year 2", "costs.amount"),
        (5, "Action", "costs.line_twice"),
    ]
    assert len(lines) == 1


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "costs.empty"),
        (b"\xff\xfe\x00", "costs.encoding"),
        (b"A\x00B", "costs.encoding"),
        (b'"open', "costs.csv"),
        (b"x" * 500_001, "costs.too_large"),
        (b"Action\n" * 600, "costs.too_long"),
        (b"Action,Purpose", "costs.column_missing"),
        (a_file(), "costs.empty"),
        (a_file().replace(b"Year 2,", b"Year 1,"), "costs.column_twice"),
        (a_file().replace(b"Year 2,", b"Year two,"), "costs.column_unknown"),
        (a_file("Fence,Fire management" + ",1" * 22), "costs.row_long"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(content, code):
    assert code in [one.code for one in file.read(content, ACTIONS)[1]]
