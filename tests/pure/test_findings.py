"""Findings block or warn; a refusal carries all that block, never the first alone."""

import pytest

from registry.findings import Finding, InvalidInput, errors, require_no_errors, warnings

BLOCKS = Finding("a.missing", "Enter A.", "a")
ALSO_BLOCKS = Finding("b.missing", "Enter B.", "b", row=3, column="B")
WARNS = Finding("c.odd", "C is unusual; check it.", "c", severity="warning")


def test_errors_and_warnings_are_told_apart():
    assert errors([BLOCKS, WARNS, ALSO_BLOCKS]) == (BLOCKS, ALSO_BLOCKS)
    assert warnings([BLOCKS, WARNS, ALSO_BLOCKS]) == (WARNS,)


def test_warnings_alone_do_not_block():
    assert require_no_errors([WARNS]) is None


def test_a_refusal_carries_every_error():
    with pytest.raises(InvalidInput) as refusal:
        require_no_errors([BLOCKS, WARNS, ALSO_BLOCKS])
    assert refusal.value.findings == (BLOCKS, ALSO_BLOCKS)
    assert refusal.value.status == 400


def test_a_finding_is_plain_data():
    assert ALSO_BLOCKS.as_dict() == {
        "code": "b.missing",
        "message": "Enter B.",
        "field": "b",
        "row": 3,
        "column": "B",
        "severity": "error",
        "clause": "",
    }
