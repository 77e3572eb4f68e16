"""In force, kind, equivalence, and like-for-like (cl 6.3), test by test."""

from typing import Any

import pytest

from credits.schemes.nsw_bos import equivalence, force, like_for_like
from credits.schemes.nsw_bos.facts import Candidate, Impact, Place
from tests.pure.nsw_bos_builders import (
    ADJOINING,
    HERE,
    OTHER_SPECIES,
    OUTSIDE,
    REGION_ONLY,
    UNMEASURED,
    WITHIN_100KM,
    answers,
    community_credit,
    community_impact,
    species_credit,
    species_impact,
    vegetation_credit,
    vegetation_impact,
)


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        ("issued", "yes"),
        ("equivalence", "yes"),
        ("pending", "no"),
        ("suspended", "no"),
        ("cancelled", "no"),
        ("retired", "no"),
        ("unconverted", "no"),
        ("interest", "no"),
        ("other", "no"),
    ],
)
def test_only_issued_and_converted_credits_are_in_force(status: Any, answer: str) -> None:
    found = force.in_force(vegetation_credit(status=status))
    assert (found.code, found.clause, found.answer) == ("credit.in_force", "ss 6.18, 6.27", answer)


def test_kinds_never_cross() -> None:
    assert force.same_kind(vegetation_impact(), vegetation_credit()).answer == "yes"
    found = force.same_kind(vegetation_impact(), species_credit())
    assert (found.answer, found.sentence) == (
        "no",
        "The obligation is for ecosystem credits and this is a species credit: kinds never cross.",
    )


@pytest.mark.parametrize(
    ("facts", "answer"),
    [
        ({}, "yes"),
        ({"origin": "earlier_scheme"}, "no"),
        ({"origin": "earlier_scheme", "equivalence_statement": "EQ-12"}, "yes"),
        ({"origin": "earlier_scheme", "status": "equivalence"}, "yes"),
        ({"status": "equivalence"}, "yes"),
    ],
)
def test_credit_of_an_earlier_scheme_needs_a_statement_of_equivalence(
    facts: dict[str, Any], answer: str
) -> None:
    assert equivalence.credit_converted(vegetation_credit(**facts)).answer == answer


def test_obligation_of_an_earlier_scheme_needs_a_statement_of_equivalence() -> None:
    old = vegetation_impact(origin="earlier_scheme")
    assert equivalence.obligation_converted(vegetation_impact()).answer == "yes"
    assert equivalence.obligation_converted(old).sentence == (
        "The obligation is of an earlier scheme and has no statement of reasonable equivalence: ask for one first."
    )
    converted = vegetation_impact(origin="earlier_scheme", equivalence_statement="EQ-7")
    assert equivalence.obligation_converted(converted).sentence == (
        "The obligation of an earlier scheme has its statement of equivalence EQ-7."
    )


@pytest.mark.parametrize(
    ("credit", "answer", "sentence"),
    [
        (community_credit(), "yes", "Both are River-Flat Eucalypt Forest."),
        (
            community_credit(community="swampoak", community_name="Swamp Oak Floodplain Forest"),
            "no",
            "The impact is on River-Flat Eucalypt Forest; the credit is of Swamp Oak Floodplain Forest, another "
            "community.",
        ),
        (
            vegetation_credit(),
            "no",
            "The impact is on River-Flat Eucalypt Forest; the credit is of no threatened community "
            "(Hunter-Macleay Dry Sclerophyll Forests >=50% and <70%).",
        ),
    ],
)
def test_community_is_offset_by_the_same_community(credit: Candidate, answer: str, sentence: str) -> None:
    found = like_for_like.same_community(community_impact(), credit)
    assert (found.answer, found.sentence) == (answer, sentence)


def test_community_matches_across_vegetation_classes_and_groups() -> None:
    credit = community_credit(
        vegetation_class="Another", formation="Another", tier=4, trading_group="Another"
    )
    assert answers(like_for_like.tests(community_impact(), credit, HERE)) == {
        "like_for_like.community": "yes",
        "like_for_like.place": "yes",
        "like_for_like.hollows": "yes",
    }


@pytest.mark.parametrize(
    ("vegetation_class", "answer"),
    [
        ("Hunter-Macleay Dry Sclerophyll Forests", "yes"),
        ("Hunter-Macleay dry sclerophyll forests", "yes"),
        ("Cumberland Dry Sclerophyll Forests", "no"),
        ("", "open"),
    ],
)
def test_other_vegetation_is_offset_by_the_same_class(vegetation_class: str, answer: str) -> None:
    credit = vegetation_credit(vegetation_class=vegetation_class)
    assert like_for_like.same_class(vegetation_impact(), credit).answer == answer


@pytest.mark.parametrize(
    ("group", "tier", "answer"),
    [
        ("Hunter-Macleay Dry Sclerophyll Forests >=50% and <70%", None, "yes"),
        ("A band of another name", 3, "yes"),
        ("A band of another name", 1, "yes"),
        ("A band of another name", 4, "no"),
        ("A band of another name", None, "open"),
    ],
)
def test_group_is_the_same_or_a_more_cleared_one(group: str, tier: int | None, answer: str) -> None:
    credit = vegetation_credit(trading_group=group, tier=tier)
    assert like_for_like.same_or_higher_group(vegetation_impact(), credit).answer == answer


def test_tier_that_is_not_set_is_never_computed() -> None:
    found = like_for_like.same_or_higher_group(
        vegetation_impact(tier=None), vegetation_credit(trading_group="B")
    )
    assert (found.answer, found.sentence) == ("open", "Tier of the impact: not set; of the credit: 3.")


def test_community_as_a_higher_group_of_its_class_is_open_and_strictly_no() -> None:
    credit = community_credit(tier=1)
    tests = like_for_like.tests(vegetation_impact(), credit, HERE)
    assert answers(tests) == {
        "like_for_like.vegetation_class": "yes",
        "like_for_like.trading_group": "yes",
        "like_for_like.community_for_class": "open",
        "like_for_like.place": "yes",
        "like_for_like.hollows": "yes",
    }
    assert [test.strict for test in tests if test.answer == "open"] == ["no"]


@pytest.mark.parametrize(
    ("place", "answer"),
    [
        (HERE, "yes"),
        (ADJOINING, "yes"),
        (WITHIN_100KM, "yes"),
        (REGION_ONLY, "no"),
        (OUTSIDE, "no"),
        (UNMEASURED, "open"),
        (Place(), "open"),
        (Place(adjoining_subregion=True), "yes"),
    ],
)
def test_place_is_the_same_adjoining_or_within_100_km_as_alternatives(place: Place, answer: str) -> None:
    (found,) = (
        test
        for test in like_for_like.tests(vegetation_impact(), vegetation_credit(), place)
        if test.code == "like_for_like.place"
    )
    assert (found.answer, found.clause) == (answer, "cl 6.3")


@pytest.mark.parametrize(
    ("impact", "credit", "answer"),
    [
        (True, "yes", "yes"),
        (True, "no", "no"),
        (True, "artificial", "open"),
        (True, "", "open"),
        (False, "no", "yes"),
        (False, "yes", "yes"),
        (False, "", "yes"),
        (None, "yes", "yes"),
        (None, "no", "open"),
        (None, "artificial", "open"),
    ],
)
def test_hollows_are_asked_for_where_the_impact_has_them(
    impact: bool | None, credit: Any, answer: str
) -> None:
    found = like_for_like.hollows(vegetation_impact(hollows=impact), vegetation_credit(hollows=credit))
    assert (found.answer, found.strict) == (answer, "no" if answer == "open" else answer)


@pytest.mark.parametrize(
    ("impact", "credit", "answer"),
    [
        (species_impact(), species_credit(), "yes"),
        (species_impact(), species_credit(**OTHER_SPECIES), "no"),
        (species_impact(), species_credit(species=""), "open"),
    ],
)
def test_species_is_offset_by_the_same_species_anywhere(
    impact: Impact, credit: Candidate, answer: str
) -> None:
    assert answers(like_for_like.tests(impact, credit, OUTSIDE)) == {"like_for_like.species": answer}
