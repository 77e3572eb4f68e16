"""Splitting payments into files: never above what the bank's fields hold, never a line cut, order kept."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.findings import InvalidInput
from registry.fund.bank import layout
from registry.fund.bank.splitting import split
from tests.pure.bank.builders import a_credit, case, cents

LIMIT_CENTS = 9_999_999_999


def amounts(files) -> list[list[int]]:
    return [[credit.amount_cents for credit in file] for file in files]


def of(*amounts_cents):
    return [a_credit(amount_cents=amount) for amount in amounts_cents]


def test_the_worked_case_of_the_ten_digits_gives_two_files():
    worked = case("G32")
    assert cents(worked["inputs"]["max_line_and_file_total"]) == LIMIT_CENTS == layout.LARGEST_AMOUNT_CENTS
    files = split(of(*map(cents, worked["inputs"]["instalments"])))
    assert amounts(files) == [[cents(one) for one in file] for file in worked["expected"]["files"]]


def test_a_file_may_be_filled_to_the_last_cent():
    assert amounts(split(of(LIMIT_CENTS - 1, 1, 1))) == [[LIMIT_CENTS - 1, 1], [1]]


def test_a_line_above_the_limit_is_a_finding_and_never_cut():
    with pytest.raises(InvalidInput) as refused:
        split(of(1, LIMIT_CENTS + 1, 0))
    assert [(found.row, found.field) for found in refused.value.findings] == [
        (2, "amount_cents"),
        (3, "amount_cents"),
    ]


def test_a_file_has_at_most_the_lines_asked_for():
    assert amounts(split(of(1, 2, 3, 4, 5), most_lines=2)) == [[1, 2], [3, 4], [5]]
    with pytest.raises(ValueError, match="room for at least one line"):
        split([], most_lines=0)


def test_the_balancing_debit_has_its_own_place_in_the_count(monkeypatch):
    monkeypatch.setattr(layout, "MOST_DETAIL_RECORDS", 3)
    assert amounts(split(of(1, 2, 3))) == [[1, 2, 3]]
    assert amounts(split(of(1, 2, 3), balanced=True)) == [[1, 2], [3]]


def test_no_credits_give_no_files():
    assert split([]) == ()


@given(st.lists(st.integers(1, LIMIT_CENTS), max_size=30), st.none() | st.integers(1, 6))
def test_files_keep_the_order_and_the_limits_and_are_no_more_than_needed(amounts_cents, most_lines):
    files = amounts(split(of(*amounts_cents), most_lines=most_lines))
    assert [one for file in files for one in file] == amounts_cents
    most = most_lines or len(amounts_cents)
    assert all(1 <= len(file) <= most and sum(file) <= LIMIT_CENTS for file in files)
    for file, following in pairwise(files):
        assert len(file) == most or sum(file) + following[0] > LIMIT_CENTS
