"""The variation rules (cl 6.4): the gate before them, and what they match, test by test."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from credits.schemes.nsw_bos import gate, variation
from credits.schemes.nsw_bos.decide import decide
from credits.schemes.nsw_bos.facts import Circumstances, Place
from credits.schemes.nsw_bos.rule_sets import rule_set
from tests.pure.nsw_bos_builders import (
    ADJOINING,
    ALLOWED,
    HERE,
    MATCH_DAY,
    OTHER_SPECIES,
    OUTSIDE,
    REGION_ONLY,
    UNMEASURED,
    WITHIN_100KM,
    answers,
    permitted,
    species_credit,
    species_impact,
    vegetation_credit,
    vegetation_impact,
)

OTHER_CLASS = {
    "vegetation_class": "Cumberland Dry Sclerophyll Forests",
    "trading_group": "Cumberland, tier 3",
}


def gate_answers(circumstances: Circumstances) -> dict[str, str]:
    return answers(gate.tests(vegetation_impact(), circumstances, rule_set(circumstances.on)))


@pytest.mark.statement("N34")
@pytest.mark.parametrize(
    ("missing", "code"),
    [
        ({"reasonable_steps": False}, "variation.reasonable_steps"),
        ({"none_found": False}, "variation.none_found"),
        ({"other_options_declined": False}, "variation.other_options"),
        ({"approved_on": None}, "variation.approval"),
    ],
)
def test_variation_is_refused_where_one_of_its_four_conditions_is_missing(
    missing: dict[str, Any], code: str
) -> None:
    credit = vegetation_credit(**OTHER_CLASS)
    with_all = decide(vegetation_impact(), credit, HERE, ALLOWED)
    without = decide(vegetation_impact(), credit, HERE, permitted(**missing))
    assert (with_all.serves, with_all.rule) == ("yes", "variation")
    assert (without.serves, without.rule) == ("no", "")
    assert without.variation is not None
    assert [test.code for test in without.variation.answered(without.serves)] == [code]


@pytest.mark.statement("N52")
def test_variation_without_proof_that_like_for_like_cannot_be_met_is_refused() -> None:
    credit = vegetation_credit(**OTHER_CLASS)
    for missing in ({"reasonable_steps": False}, {"none_found": False}, {"evidence": " "}):
        assert decide(vegetation_impact(), credit, HERE, permitted(**missing)).serves == "no"
    nobody_looked = decide(vegetation_impact(), credit, HERE, permitted(none_found=None))
    assert (nobody_looked.serves, nobody_looked.rule) == ("open", "variation")


@pytest.mark.statement("N52")
def test_credit_that_serves_like_for_like_is_never_traded_under_variation() -> None:
    found = decide(vegetation_impact(), vegetation_credit(), HERE, ALLOWED)
    assert (found.serves, found.rule, found.variation) == ("yes", "like_for_like", None)


@pytest.mark.parametrize(
    ("approved_on", "on", "answer"),
    [
        (date(2017, 8, 24), MATCH_DAY, "no"),
        (date(2017, 8, 25), MATCH_DAY, "yes"),
        (date(2025, 3, 6), date(2026, 2, 10), "yes"),
        (date(2025, 3, 7), date(2026, 2, 10), "no"),
        (date(2024, 6, 2), MATCH_DAY, "no"),
        (date(2024, 6, 1), MATCH_DAY, "yes"),
        (None, MATCH_DAY, "no"),
    ],
)
def test_day_of_the_approval_decides_and_not_that_of_the_retirement(
    approved_on: date | None, on: date, answer: str
) -> None:
    circumstances = replace(permitted(approved_on=approved_on), on=on)
    assert gate_answers(circumstances)["variation.approval"] == answer


def test_approval_names_who_gave_it_and_where() -> None:
    found = gate.approval(ALLOWED.permission, ALLOWED, rule_set(MATCH_DAY))
    assert found.sentence == (
        "Allowed on 15/01/2024 by Planning authority (Condition B12), before 07/03/2025."
    )
    late = permitted(approved_on=date(2025, 4, 1))
    refused = gate.approval(late.permission, replace(late, on=date(2026, 1, 1)), rule_set(date(2026, 1, 1)))
    assert refused.sentence == (
        "The approval of 01/04/2025 is not from before 07/03/2025: from that day no approval may allow variation."
    )


def test_without_a_permission_the_steps_are_not_asked_for() -> None:
    assert gate_answers(replace(ALLOWED, permission=None)) == {
        "variation.approval": "no",
        "variation.exclusion": "yes",
        "variation.controlled_action": "yes",
    }


@pytest.mark.parametrize(
    ("field", "code"),
    [
        ("reasonable_steps", "variation.reasonable_steps"),
        ("none_found", "variation.none_found"),
        ("other_options_declined", "variation.other_options"),
    ],
)
@pytest.mark.parametrize(("value", "answer"), [(True, "yes"), (False, "no"), (None, "open")])
def test_what_nobody_has_looked_at_is_open(field: str, code: str, value: bool | None, answer: str) -> None:
    assert gate_answers(permitted(**{field: value}))[code] == answer


@pytest.mark.parametrize(
    ("excluded", "listing", "answer"),
    [
        (False, "E", "yes"),
        (True, "E", "no"),
        (None, "E", "open"),
        (False, "CE", "no"),
        (None, "CE", "no"),
        (False, None, "yes"),
    ],
)
def test_what_is_listed_as_excluded_or_critically_endangered_is_excluded(
    excluded: bool | None, listing: Any, answer: str
) -> None:
    circumstances = replace(ALLOWED, excluded_from_variation=excluded)
    assert gate.exclusion(vegetation_impact(listing=listing), circumstances).answer == answer


@pytest.mark.parametrize(("flag", "answer"), [(False, "yes"), (True, "no"), (None, "open")])
@pytest.mark.parametrize("on", [date(2019, 1, 1), date(2026, 6, 1)])
def test_entity_of_a_controlled_action_has_no_variation_on_any_day(
    flag: bool | None, answer: str, on: date
) -> None:
    found = gate.controlled_action(replace(ALLOWED, controlled_action_entity=flag, on=on))
    assert (found.answer, found.clause) == (answer, "Controlled Actions Regulation 2019")


@pytest.mark.parametrize(
    ("formation", "answer"),
    [
        ("Dry Sclerophyll Forests (Shrub/grass sub-formation)", "yes"),
        ("dry sclerophyll forests (shrub/grass sub-formation)", "yes"),
        ("Dry Sclerophyll Forests (Shrubby sub-formation)", "open"),
        ("Dry Sclerophyll Forests", "open"),
        ("Wet Sclerophyll Forests (Shrubby sub-formation)", "no"),
        ("", "open"),
    ],
)
def test_formation_is_the_same_and_another_sub_formation_is_open(formation: str, answer: str) -> None:
    found = variation.same_formation(vegetation_impact(), vegetation_credit(formation=formation))
    assert (found.answer, found.strict) == (answer, "no" if answer == "open" else answer)


@pytest.mark.parametrize(("tier", "answer"), [(1, "yes"), (3, "yes"), (4, "no"), (None, "open")])
def test_tier_is_the_same_or_higher(tier: int | None, answer: str) -> None:
    credit = vegetation_credit(**OTHER_CLASS, tier=tier)
    found = answers(variation.matching(vegetation_impact(), credit, HERE))
    assert found["variation.trading_group"] == answer


@pytest.mark.parametrize(
    ("place", "answer"),
    [
        (HERE, "yes"),
        (REGION_ONLY, "yes"),
        (WITHIN_100KM, "yes"),
        (OUTSIDE, "no"),
        (UNMEASURED, "open"),
        (Place(within_100km=False, same_region=False), "no"),
        (Place(within_100km=False), "open"),
        (ADJOINING, "open"),
        (replace(ADJOINING, same_region=False, within_100km=False), "no"),
    ],
)
def test_place_is_the_same_region_or_within_100_km(place: Place, answer: str) -> None:
    found = answers(variation.matching(vegetation_impact(), vegetation_credit(), place))
    assert found["variation.region"] == answer


@pytest.mark.parametrize(
    ("impact", "credit", "answer"),
    [
        (True, "yes", "yes"),
        (True, "artificial", "yes"),
        (True, "no", "no"),
        (True, "", "open"),
        (None, "no", "open"),
        (False, "no", "yes"),
    ],
)
def test_hollows_may_be_artificial(impact: bool | None, credit: Any, answer: str) -> None:
    found = variation.hollows(vegetation_impact(hollows=impact), vegetation_credit(hollows=credit))
    assert found.answer == answer


@pytest.mark.parametrize(("kingdom", "answer"), [("animalia", "yes"), ("Plantae", "no"), ("", "open")])
def test_another_species_is_of_the_same_kingdom(kingdom: str, answer: str) -> None:
    credit = species_credit(**OTHER_SPECIES | {"kingdom": kingdom})
    assert variation.same_kingdom(species_impact(), credit).answer == answer


@pytest.mark.statement("N35")
@pytest.mark.parametrize(
    ("impact", "credit", "answer"),
    [
        ("V", "V", "yes"),
        ("V", "CE", "yes"),
        ("E", "V", "no"),
        ("V", "none", "no"),
        ("none", "none", "no"),
        (None, "none", "no"),
        ("V", None, "open"),
        (None, "E", "open"),
    ],
)
def test_another_species_is_as_threatened_or_more(impact: Any, credit: Any, answer: str) -> None:
    found = variation.threat_category(
        species_impact(listing=impact), species_credit(**OTHER_SPECIES | {"listing": credit})
    )
    assert found.answer == answer


def test_threat_is_told_with_both_statuses() -> None:
    found = variation.threat_category(species_impact(listing="E"), species_credit(listing="V"))
    assert found.sentence == (
        "Impact on Cercartetus nanus: endangered; credit of Cercartetus nanus: vulnerable."
    )


@pytest.mark.parametrize(
    ("place", "answer"),
    [(HERE, "yes"), (ADJOINING, "yes"), (WITHIN_100KM, "yes"), (REGION_ONLY, "no"), (UNMEASURED, "open")],
)
def test_another_species_is_near(place: Place, answer: str) -> None:
    found = variation.matching(species_impact(), species_credit(**OTHER_SPECIES), place)
    assert answers(found) == {
        "variation.kingdom": "yes",
        "variation.threat_category": "yes",
        "variation.species_place": answer,
    }
