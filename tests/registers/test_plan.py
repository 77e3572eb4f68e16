"""What a replay decides before it touches the ledger: roots, moves and refusals, line by line."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credits.registers.plan import Held, Line, Listed, make_plan

DAY = date(2021, 5, 3)


def line(row, from_id, to_id, credits=10, kind="transfer", on=None, number="1", identity=""):
    on = on or DAY + timedelta(days=row)
    return Line(row, on, kind, from_id, to_id, credits, identity or f"line {row}", number)


def codes(plan):
    return [(refusal.line.row, refusal.code) for refusal in plan.refusals]


def opened(plan):
    return {opening.number: (opening.quantity, opening.on) for opening in plan.openings}


def test_a_root_lot_opens_the_day_before_its_first_line_with_what_moves_and_what_is_listed():
    plan = make_plan([line(2, "A", "B", 30), line(3, "A", "C", 5)], {"A": Listed("issued", 7)})
    assert opened(plan) == {"A": (42, DAY + timedelta(days=1))}
    assert codes(plan) == []


def test_a_listed_lot_without_a_line_opens_on_the_first_day_of_the_register():
    plan = make_plan([], {"A": Listed("equivalence", 7)})
    assert [(o.number, o.quantity, o.on, o.status) for o in plan.openings] == [
        ("A", 7, date(2019, 11, 27), "equivalence")
    ]


def test_lines_are_taken_by_date_and_row_whatever_their_order():
    plan = make_plan([line(9, "B", "C", 4), line(2, "A", "B", 4)], {})
    assert [move.line.row for move in plan.moves] == [2, 9]


def test_a_child_takes_the_status_supply_lists_or_its_parents():
    plan = make_plan(
        [line(2, "A", "B"), line(3, "A", "C"), line(4, "A", "D", kind="retire")],
        {"A": Listed("equivalence", 1), "B": Listed("issued", 10)},
    )
    assert [move.status for move in plan.moves] == ["issued", "equivalence", "retired"]


def test_an_overdrawing_line_is_refused_and_smaller_ones_go_on():
    plan = make_plan([line(2, "A", "B", 10), line(3, "B", "C", 11), line(4, "B", "D", 10)], {})
    assert codes(plan) == [(3, "line.overdrawn")]
    assert "moves 11 credits, but B holds 10" in plan.refusals[0].reason


def test_a_parent_that_is_minted_later_is_refused():
    plan = make_plan([line(2, "B", "C"), line(3, "A", "B")], {})
    assert codes(plan) == [(2, "line.parent_later")]


def test_the_line_that_closes_a_circle_is_refused():
    plan = make_plan([line(2, "A", "B"), line(3, "B", "C"), line(4, "C", "A")], {})
    assert codes(plan) == [(4, "line.cycle")]


def test_a_short_circle_is_refused_at_its_second_line():
    plan = make_plan([line(2, "A", "B"), line(3, "B", "A")], {})
    assert codes(plan) == [(3, "line.cycle")]
    assert opened(plan) == {"A": (10, DAY + timedelta(days=1))}


def test_a_retired_lot_cannot_be_moved_from():
    plan = make_plan([line(2, "A", "B", kind="retire"), line(3, "B", "C")], {})
    assert codes(plan) == [(3, "line.from_ended")]


def test_a_lot_is_topped_up_from_its_own_parent_alone():
    plan = make_plan([line(2, "A", "B", 5), line(3, "A", "B", 6), line(4, "X", "B", 1)], {})
    assert [move.mints for move in plan.moves] == [True, False]
    assert codes(plan) == [(4, "line.other_parent")]


def test_a_transfer_into_a_retired_lot_is_refused():
    plan = make_plan([line(2, "A", "B", kind="retire"), line(3, "A", "B")], {})
    assert codes(plan) == [(3, "line.other_type")]


def test_a_lot_whose_minting_line_was_refused_opens_as_a_root_lot():
    plan = make_plan([line(2, "A", "B", 5), line(3, "B", "C", 9), line(4, "C", "D", 2)], {})
    assert codes(plan) == [(3, "line.overdrawn")]
    assert opened(plan)["C"] == (2, DAY + timedelta(days=3))


def test_a_line_that_is_done_is_passed_over_and_new_ones_draw_on_the_ledger():
    held = {"A": Held("issued", 3), "B": Held("issued", 10, "A")}
    first = line(2, "A", "B")
    plan = make_plan(
        [first, line(3, "B", "C", 10), line(4, "A", "D", 4)],
        {"A": Listed("issued", 3)},
        held=held,
        done={first.identity: first.descent},
    )
    assert [move.line.row for move in plan.moves] == [3]
    assert codes(plan) == [(4, "line.overdrawn")]
    assert plan.openings == []


def test_a_line_that_was_imported_with_other_figures_is_refused():
    before, now = line(2, "A", "B", 10), line(2, "A", "B", 12, identity="other")
    plan = make_plan([now], {}, held={"A": Held("issued", 50)}, done={before.identity: before.descent})
    assert codes(plan) == [(2, "line.changed")]


def test_a_lot_that_is_suspended_on_the_day_cannot_be_moved_from():
    held = {"A": Held("issued", 50, suspended_until=DAY + timedelta(days=2))}
    plan = make_plan([line(2, "A", "B"), line(3, "A", "C")], {}, held=held)
    assert codes(plan) == [(2, "line.from_suspended")]


LOTS = st.sampled_from("ABCDEF")
LINES = st.lists(
    st.tuples(LOTS, LOTS, st.integers(1, 20), st.sampled_from(["transfer", "retire", "cancelled"])),
    max_size=14,
).map(lambda rows: [line(row, *parts) for row, parts in enumerate(rows, 2) if parts[0] != parts[1]])


@given(LINES, st.dictionaries(LOTS, st.integers(1, 30)))
def test_no_plan_loses_or_makes_credits_or_goes_in_a_circle(lines, supply):
    plan = make_plan(lines, {number: Listed("issued", credits) for number, credits in supply.items()})
    assert len(plan.moves) + len(plan.refusals) == len(lines)
    balances = {opening.number: opening.quantity for opening in plan.openings}
    parents: dict[str, str] = {}
    for move in plan.moves:
        assert balances[move.line.from_id] >= move.line.credits
        balances[move.line.from_id] -= move.line.credits
        balances[move.line.to_id] = balances.get(move.line.to_id, 0) + move.line.credits
        assert parents.setdefault(move.line.to_id, move.line.from_id) == move.line.from_id
    assert sum(balances.values()) == sum(opening.quantity for opening in plan.openings)
    for opening in plan.openings:
        assert opening.number not in parents
        assert balances[opening.number] == supply.get(opening.number, 0)


@pytest.mark.parametrize("credits", [1, 10])
def test_a_root_lot_never_opens_with_less_than_its_lines_move(credits):
    plan = make_plan([line(2, "A", "B", credits), line(3, "A", "C", 1)], {})
    assert opened(plan)["A"][0] == credits + 1
