"""What a spreadsheet program could run is written as text."""

import pytest

from registry.formulas import guarded, like_a_formula


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_text_that_begins_like_a_formula_stands_behind_an_apostrophe(sign: str) -> None:
    assert like_a_formula(f"{sign}1")
    assert guarded(f"{sign}1") == f"'{sign}1"


@pytest.mark.parametrize("value", ["", "'=1", "a=1", "Weeds - spring", "{=1}", -1, -1.5, None])
def test_all_else_stays_as_it_is(value: object) -> None:
    assert guarded(value) == value and type(guarded(value)) is type(value)
