"""One decision about one class for one line: what the facts of the registry make of the rules."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from credits.matching import deciding
from credits.matching.deciding import Standing, meaning_of, rule_on, rules_on
from credits.obligations.models import ExcludedEntity, Question, VariationRequest
from credits.schemes.nsw_bos.outcome import Answer
from tests.obligations.builders import eco_class, species_class
from tests.obligations.matching.scene import PERMITTED, Scene

CLASS = "Hunter-Macleay Dry Sclerophyll Forests"
MORE_CLEARED = f"{CLASS} >=70% and <90%"
OTHER_FORMATION = {
    "vegetation_class": "Coastal Floodplain Wetlands",
    "vegetation_formation": "Forested Wetlands",
}


def answer_of(scene: Scene, line: Any, credit_class: Any, status: str = "issued") -> tuple[str, str]:
    """Standing and rule."""
    meaning = meaning_of(rule_on(line, credit_class, status=status, on=scene.today))
    return meaning.standing.value, meaning.rule


def codes(tests: Any, answer: Answer) -> list[str]:
    return [test.code for test in tests if test.answer is answer]


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ({}, ("serves", "like_for_like")),
        ({"offset_trading_group": MORE_CLEARED, "pct_id": 42}, ("serves", "like_for_like")),
        ({"subregion": "Kerrabee"}, ("serves", "like_for_like")),
        ({"subregion": "kerrabee "}, ("serves", "like_for_like")),
        ({"subregion": "Wollemi"}, ("serves", "like_for_like")),
        ({"subregion": "Lower Slopes", "region": "NSW South Western Slopes"}, ("no", "")),
        ({"community_name": "Hunter Lowland Redgum Forest"}, ("open", "like_for_like")),
        (OTHER_FORMATION, ("no", "")),
    ],
)
def test_an_ecosystem_credit_serves_by_class_group_and_place(
    scene: Scene, attributes: dict[str, Any], expected: tuple[str, str]
) -> None:
    line = scene.line(eco_class())
    assert answer_of(scene, line, eco_class(**attributes)) == expected


@pytest.mark.statement("N29")
def test_the_same_species_serves_anywhere_and_another_does_not(scene: Scene) -> None:
    line = scene.line(species_class())
    far = species_class(subregion="Lower Slopes", region="NSW South Western Slopes")
    other = species_class(scientific_name="Petaurus norfolcensis", common_name="Squirrel Glider")
    assert answer_of(scene, line, far) == ("serves", "like_for_like")
    assert answer_of(scene, line, other) == ("no", "")


@pytest.mark.parametrize("status", ["suspended", "cancelled", "retired"])
def test_what_is_not_in_force_serves_nothing(scene: Scene, status: str) -> None:
    line = scene.line()
    assert answer_of(scene, line, eco_class(), status) == ("no", "")
    assert answer_of(scene, line, eco_class(), "equivalence") == ("serves", "like_for_like")


@pytest.mark.parametrize(
    ("values", "subregion", "expected"),
    [
        # Measured: what is not named is neither.
        ({"place_basis": "outlines", "adjoining": ["Kerrabee"], "within_100_km": []}, "Wollemi", Answer.NO),
        # Not measured: touching by the table, unknown within 100 km of the subregion, and beyond it surely beyond.
        ({"place_basis": "", "adjoining": [], "within_100_km": None}, "Kerrabee", Answer.YES),
        ({"place_basis": "", "adjoining": [], "within_100_km": None}, "Cumberland", Answer.OPEN),
        ({"place_basis": "", "adjoining": [], "within_100_km": None}, "Lower Slopes", Answer.NO),
        # By the table: it is measured from the subregion, not from the site.
        (
            {"place_basis": "table", "adjoining": ["Kerrabee"], "within_100_km": ["Cumberland"]},
            "Cumberland",
            Answer.OPEN,
        ),
        (
            {"place_basis": "table", "adjoining": ["Kerrabee"], "within_100_km": ["Cumberland"]},
            "Lower Slopes",
            Answer.NO,
        ),
        ({"place_basis": "", "adjoining": [], "within_100_km": None}, "Nowhere Flats", Answer.OPEN),
        ({"place_basis": "", "adjoining": [], "within_100_km": None}, "", Answer.OPEN),
    ],
)
def test_a_distance_that_was_not_measured_is_for_a_person(
    scene: Scene, values: dict[str, Any], subregion: str, expected: Answer
) -> None:
    line = scene.line(eco_class(), **values)
    decision = rule_on(line, eco_class(subregion=subregion), status="issued", on=scene.today)
    place = next(test for test in decision.like_for_like.tests if test.code == "like_for_like.place")
    assert place.answer is expected


def test_a_community_is_one_under_every_spelling(scene: Scene) -> None:
    name = "White Box - Yellow Box - Blakely's Red Gum Grassy Woodland and Derived Native Grassland in the NSW North "
    name += "Coast, New England Tableland, Nandewar, Brigalow Belt South, Sydney Basin, South Eastern Highlands, NSW "
    name += "South Western Slopes, South East Corner and Riverina Bioregions"
    line = scene.line(eco_class(community_name=name, offset_trading_group=name))
    other = eco_class(community_name=name.replace("Blakely's", "Blakely’s"), offset_trading_group=name)
    assert answer_of(scene, line, other) == ("serves", "like_for_like")


@pytest.mark.statement("N36")
def test_without_permission_in_the_consent_a_credit_only_would_fit_under_variation(scene: Scene) -> None:
    line = scene.line(eco_class())
    sibling = eco_class(
        vegetation_class="Sydney Coastal Dry Sclerophyll Forests",
        offset_trading_group="Sydney Coastal Dry Sclerophyll Forests <50%",
    )
    meaning = meaning_of(rule_on(line, sibling, status="issued", on=scene.today))
    assert (meaning.standing, meaning.rule) == (Standing.POSSIBLE, "variation")
    assert codes(meaning.tests, Answer.NO) == ["variation.approval"]


def a_request(scene: Scene, line: Any, state: str) -> VariationRequest:
    return VariationRequest.objects.create(
        line=line,
        state=state,
        statement="None was offered.",
        no_other_option=True,
        found={},
        steps=[],
        asked_by=scene.cast.person("developer"),
        asked_at=scene.now,
        decided_by=None if state == "asked" else scene.cast.person("authority_delegate"),
    )


@pytest.mark.statement("N52")
@pytest.mark.parametrize(
    ("state", "expected"),
    [("", "possible"), ("asked", "possible"), ("refused", "possible"), ("approved", "serves")],
)
def test_variation_serves_only_once_a_request_is_approved(scene: Scene, state: str, expected: str) -> None:
    line = scene.line(eco_class(), of={"variation_permitted_on": PERMITTED})
    sibling = eco_class(
        vegetation_class="Sydney Coastal Dry Sclerophyll Forests",
        offset_trading_group="Sydney Coastal Dry Sclerophyll Forests <50%",
    )
    if state:
        a_request(scene, line, state)
    assert answer_of(scene, line, sibling) == (expected, "variation")


def an_exclusion(scene: Scene, entity: str, since: date, *, removed: bool = False) -> None:
    ExcludedEntity.objects.create(
        entity=entity,
        excluded_from=since,
        removed=removed,
        source="Ancillary rules",
        entered_by=scene.cast.person("authority_officer"),
        entered_at=scene.now,
    )


@pytest.mark.statement("N34")
@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], ("open", "variation")),
        ([("Another toad", False)], ("serves", "variation")),
        ([("Koala", False)], ("possible", "variation")),
        ([("phascolarctos CINEREUS", False)], ("possible", "variation")),
        ([("Koala", False), ("Koala", True), ("Another toad", False)], ("serves", "variation")),
    ],
)
def test_what_the_ancillary_rules_exclude_has_no_variation(
    scene: Scene, rows: list[tuple[str, bool]], expected: tuple[str, str]
) -> None:
    line = scene.line(species_class(), of={"variation_permitted_on": PERMITTED})
    a_request(scene, line, "approved")
    for number, (entity, removed) in enumerate(rows):
        an_exclusion(scene, entity, date(2020, 1, 1 + number), removed=removed)
    other = species_class(scientific_name="Litoria aurea", common_name="Green and Golden Bell Frog")
    meaning = meaning_of(rule_on(line, other, status="issued", on=scene.today))
    assert (meaning.standing.value, meaning.rule) == expected
    assert ("variation.exclusion" in codes(meaning.tests, Answer.NO)) == (expected[0] == "possible")


def test_a_persons_answer_settles_an_open_test_for_that_line_and_class_alone(scene: Scene) -> None:
    line, other_line = scene.line(eco_class()), scene.line(eco_class())
    wanted = eco_class(community_name="Hunter Lowland Redgum Forest")
    Question.objects.create(
        line=line,
        credit_class=wanted,
        test="like_for_like.community_for_class",
        sentence="Open.",
        state="answered",
        asked_for=line.obligation.holder,
        asked_by=scene.cast.person("developer"),
        asked_at=scene.now,
        answer=True,
        reasons="The community is the more cleared.",
        answered_by=scene.cast.person("authority_delegate"),
        answered_at=scene.now,
        rule_set_version="nsw_bos/2025-03-07/1",
    )
    decision = rule_on(line, wanted, status="issued", on=scene.today)
    told = next(test for test in decision.reasons if test.decision is not None)
    assert decision.serves is Answer.YES
    assert (told.code, told.decision.reasons) == (  # type: ignore[union-attr]
        "like_for_like.community_for_class",
        "The community is the more cleared.",
    )
    assert rule_on(other_line, wanted, status="issued", on=scene.today).serves is Answer.OPEN


def test_the_trust_works_down_its_hierarchy(scene: Scene) -> None:
    line = scene.line(eco_class(), of={"source": "fund"})
    sibling = eco_class(
        vegetation_class="Sydney Coastal Dry Sclerophyll Forests",
        offset_trading_group="Sydney Coastal Dry Sclerophyll Forests <50%",
    )
    assert answer_of(scene, line, sibling) == ("serves", "variation")
    assert answer_of(scene, line, eco_class(**OTHER_FORMATION)) == ("open", "trust_wider_option")


def test_many_classes_cost_as_many_queries_as_one(scene: Scene) -> None:
    line = scene.line(eco_class())
    rule_on(line, eco_class(), status="issued", on=scene.today)
    classes = [eco_class(pct_id=number) for number in range(1, 9)]
    counted = []
    for wanted in (classes[:1], classes):
        with CaptureQueriesContext(connection) as caught:
            found = rules_on(line, wanted, on=scene.today)
        counted.append(len(caught))
        assert set(found) == {one.pk for one in wanted}
    assert counted[0] == counted[1] <= 3


def test_a_suspension_counts_up_to_its_last_day(scene: Scene) -> None:
    lot = scene.lot()
    lot.suspended_until = scene.today
    assert deciding.standing_of(lot, on=scene.today) == "suspended"
    assert deciding.standing_of(lot, on=scene.today + timedelta(days=1)) == "issued"
