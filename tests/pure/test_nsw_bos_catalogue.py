"""The catalogue of tests, what the rules really ask, and the page that lists them."""

import re
from itertools import product
from pathlib import Path

import pytest

from credits.schemes.nsw_bos import certification
from credits.schemes.nsw_bos.catalogue import CRITERIA
from credits.schemes.nsw_bos.decide import decide
from credits.schemes.nsw_bos.rule_sets import CHANGES, versions
from tests.pure.nsw_bos_builders import (
    ALLOWED,
    OTHER_SPECIES,
    OUTSIDE,
    community_credit,
    community_impact,
    species_credit,
    species_impact,
    vegetation_credit,
    vegetation_impact,
)

DOCUMENT = (Path(__file__).resolve().parents[2] / "docs" / "rules.md").read_text(encoding="utf-8")
SECTION = DOCUMENT.partition("## Trading rules")[2].partition("\n## ")[0]
MARKS = {"confirmed": "confirmed", "memory": "from memory", "open": "not settled"}


def test_every_test_that_is_asked_is_in_the_catalogue_and_the_reverse() -> None:
    asked = set()
    impacts = (vegetation_impact(), community_impact(), species_impact())
    credits = (vegetation_credit(), community_credit(tier=4), species_credit(**OTHER_SPECIES))
    for impact, credit in product(impacts, credits):
        made = decide(impact, credit, OUTSIDE, ALLOWED)
        varied = made.variation.tests if made.variation else ()
        for test in (*made.like_for_like.tests, *varied, *made.trust.tests):
            asked.add((test.code, test.clause))
    for test in certification.may_use("strategic", "other_measure", ALLOWED).tests:
        asked.add((test.code, test.clause))
    assert asked == {(code, criterion.clause) for code, criterion in CRITERIA.items()}


@pytest.mark.parametrize("code", CRITERIA)
def test_page_lists_the_test_with_its_clause_and_what_is_open(code: str) -> None:
    criterion = CRITERIA[code]
    row = (
        f"| `{code}` | {criterion.asks} | {criterion.clause} | {MARKS[criterion.mark]} | "
        f"{criterion.open_point or '-'} |"
    )
    assert row in SECTION.splitlines()


def test_page_lists_no_test_that_does_not_exist() -> None:
    assert set(re.findall(r"^\| `([a-z_.]+)` \|", SECTION, flags=re.MULTILINE)) == set(CRITERIA)


def test_page_lists_every_change_of_the_law_and_every_rule_set() -> None:
    lines = SECTION.splitlines()
    for change in CHANGES:
        day = f"{change.effective_from:%d/%m/%Y}" if change.effective_from else "not set"
        start = f"| {day} | {change.text} | {MARKS[change.mark]} |"
        assert len([line for line in lines if line.startswith(start)]) == 1, change.code
    assert {version for version in versions() if f"`{version}`" in SECTION} == set(versions())
