"""The Trust's hierarchy (cl 6.5), step by step, and what certification allows (cl 6.6)."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from credits.schemes.nsw_bos import certification
from credits.schemes.nsw_bos.decide import decide
from credits.schemes.nsw_bos.facts import TRUST, Candidate, Circumstances, Impact, Place
from credits.schemes.nsw_bos.trust import TrustRuling
from tests.pure.nsw_bos_builders import (
    ALLOWED,
    HERE,
    MATCH_DAY,
    OUTSIDE,
    REGION_ONLY,
    answers,
    community_credit,
    community_impact,
    decision,
    permitted,
    species_credit,
    vegetation_credit,
    vegetation_impact,
)

BY_TRUST = Circumstances(
    on=MATCH_DAY, path=TRUST, excluded_from_variation=True, controlled_action_entity=False
)
OTHER_CLASS = {
    "vegetation_class": "Cumberland Dry Sclerophyll Forests",
    "trading_group": "Cumberland, tier 3",
}
SUB_FORMATION = {**OTHER_CLASS, "formation": "Dry Sclerophyll Forests (Shrubby sub-formation)"}


def trust(
    candidate: Candidate,
    place: Place = HERE,
    circumstances: Circumstances = BY_TRUST,
    impact: Impact | None = None,
) -> TrustRuling:
    return decide(impact or vegetation_impact(), candidate, place, circumstances).trust


def test_step_one_is_like_for_like_and_needs_no_justification() -> None:
    found = trust(vegetation_credit())
    assert (found.answer, found.step, found.justifications, found.tests) == ("yes", 1, (), ())


def test_step_two_needs_neither_approval_nor_steps_nor_a_free_list() -> None:
    made = decide(vegetation_impact(), vegetation_credit(**OTHER_CLASS), HERE, BY_TRUST)
    assert (made.trust.answer, made.trust.step) == ("yes", 2)
    assert (made.serves, made.rule) == ("yes", "variation")
    assert answers(made.trust.tests) == {
        "trust.step_two": "yes",
        "variation.controlled_action": "yes",
        "variation.formation": "yes",
        "variation.trading_group": "yes",
        "variation.region": "yes",
        "variation.hollows": "yes",
    }
    assert made.variation is not None and made.variation.answer == "no"


def test_each_step_down_carries_the_reasons_why_the_step_before_does_not_hold() -> None:
    found = trust(vegetation_credit(**OTHER_CLASS, tier=4))
    assert (found.answer, found.step) == ("open", 3)
    assert [(step.number, step.name, step.answer.value) for step in found.justifications] == [
        (1, "like-for-like credits, or a listed conservation action", "no"),
        (2, "the variation rules", "no"),
    ]
    assert found.justifications[0].reasons == (
        "The impact is on Hunter-Macleay Dry Sclerophyll Forests; the credit is of Cumberland Dry Sclerophyll "
        "Forests, another class.",
        "The impact is in tier 3, the credit in tier 4: lower (1 is the highest).",
    )
    assert found.justifications[1].reasons == (
        "The impact is in tier 3, the credit in tier 4: lower (1 is the highest).",
    )


def test_open_first_step_is_a_reason_to_step_down_to_a_second_that_holds() -> None:
    found = trust(vegetation_credit(hollows="artificial"))
    assert (found.answer, found.step, found.steps[0].answer) == ("yes", 2, "open")
    assert found.justifications[0].reasons == (
        "The impacted vegetation has hollow-bearing trees; the credit's hollows include artificial ones, which only "
        "the variation rules name.",
    )


def test_third_step_is_always_a_persons() -> None:
    candidate = vegetation_credit(**SUB_FORMATION)
    made = decide(vegetation_impact(), candidate, HERE, BY_TRUST)
    assert (made.serves, made.rule, made.trust.step) == ("open", "variation", 3)
    assert [test.code for test in made.reasons] == ["variation.formation", "trust.wider_option"]
    for answer, serves, step in (("yes", "yes", 3), ("no", "open", 2)):
        decided = replace(BY_TRUST, decisions={"trust.wider_option": decision(answer)})
        found = trust(candidate, circumstances=decided)
        assert (found.answer, found.step) == (serves, step)


def test_wider_option_ruled_out_leaves_what_is_still_open_or_nothing() -> None:
    ruled_out = replace(BY_TRUST, decisions={"trust.wider_option": decision("no", "Too far away.")})
    open_first = trust(vegetation_credit(hollows="artificial"), OUTSIDE, ruled_out)
    assert (open_first.answer, open_first.step) == ("no", None)
    unmeasured = replace(OUTSIDE, within_100km=None)
    assert (trust(vegetation_credit(), unmeasured, ruled_out).step) == 1
    made = decide(vegetation_impact(), vegetation_credit(**OTHER_CLASS), OUTSIDE, ruled_out)
    assert (made.serves, made.rule) == ("no", "")
    assert [test.code for test in made.reasons] == [
        "like_for_like.vegetation_class",
        "like_for_like.place",
        "variation.region",
        "trust.wider_option",
    ]


def test_wider_option_that_a_person_found_serves_with_the_reasons() -> None:
    found = replace(BY_TRUST, decisions={"trust.wider_option": decision("yes", "Only credit left.")})
    made = decide(vegetation_impact(), vegetation_credit(**OTHER_CLASS), OUTSIDE, found)
    assert (made.serves, made.rule, made.trust.step) == ("yes", "trust_wider_option", 3)
    (reason,) = made.reasons
    assert reason.decision is not None and reason.decision.reasons == "Only credit left."


def test_entity_of_a_controlled_action_has_like_for_like_alone() -> None:
    action = replace(BY_TRUST, controlled_action_entity=True)
    assert trust(vegetation_credit(), circumstances=action).step == 1
    other = trust(vegetation_credit(**OTHER_CLASS), circumstances=action)
    assert (other.answer, other.step, answers(other.tests)) == (
        "no",
        None,
        {"variation.controlled_action": "no"},
    )
    still_open = decide(vegetation_impact(), vegetation_credit(hollows=""), HERE, action)
    assert (still_open.serves, still_open.rule, still_open.trust.step) == ("open", "like_for_like", 1)


def test_unknown_controlled_action_is_decided_before_the_second_step() -> None:
    unknown = replace(BY_TRUST, controlled_action_entity=None)
    candidate = vegetation_credit(**OTHER_CLASS)
    assert (trust(candidate, circumstances=unknown).step) == 3
    barred = replace(unknown, decisions={"variation.controlled_action": decision("no")})
    assert (trust(candidate, circumstances=barred).answer) == "no"
    free = replace(unknown, decisions={"variation.controlled_action": decision("yes")})
    assert (trust(candidate, circumstances=free).step) == 2


def test_credit_not_in_force_or_of_the_other_kind_is_barred() -> None:
    for candidate in (vegetation_credit(status="suspended"), species_credit()):
        found = trust(candidate)
        assert (found.answer, found.step, len(found.steps)) == ("no", None, 1)
        assert len(found.steps[0].reasons) == 1


def test_community_out_of_its_place_is_step_two_in_its_region() -> None:
    assert trust(community_credit(), REGION_ONLY, impact=community_impact()).step == 2


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (date(2025, 3, 6), "The Trust may use the variation rules without approval"),
        (
            date(2025, 3, 7),
            "The variation rules are taken to be open to the Trust on 07/03/2025; whether they",
        ),
    ],
)
def test_second_step_says_since_when_it_is_not_settled(on: date, words: str) -> None:
    found = trust(vegetation_credit(**OTHER_CLASS), circumstances=replace(BY_TRUST, on=on))
    assert found.tests[0].sentence[: len(words)] == words


@pytest.mark.parametrize(
    ("kind", "measure", "approved_on", "answer"),
    [
        ("standard", "like_for_like", None, "yes"),
        ("standard", "fund_payment", None, "yes"),
        ("standard", "variation", None, "yes"),
        ("standard", "land_reservation", date(2024, 1, 1), "no"),
        ("standard", "other_measure", date(2024, 1, 1), "no"),
        ("strategic", "fund_payment", None, "yes"),
        ("strategic", "variation", None, "yes"),
        ("strategic", "land_reservation", None, "no"),
        ("strategic", "land_reservation", date(2024, 1, 1), "yes"),
        ("strategic", "development_controls", date(2024, 6, 1), "yes"),
        ("strategic", "infrastructure_contribution", date(2024, 6, 2), "no"),
        ("strategic", "other_measure", date(2024, 1, 1), "yes"),
    ],
)
def test_certification_allows_its_measures(
    kind: Any, measure: Any, approved_on: date | None, answer: str
) -> None:
    found = certification.may_use(kind, measure, ALLOWED, minister_approved_on=approved_on)
    assert found.answer == answer


@pytest.mark.parametrize("kind", ["standard", "strategic"])
def test_certification_uses_variation_by_an_approval_before_the_closing_day_alone(kind: Any) -> None:
    later = replace(permitted(approved_on=date(2025, 3, 7)), on=date(2026, 1, 1))
    found = certification.may_use(kind, "variation", later)
    assert answers(found.tests) == {"certification.measure": "yes", "variation.approval": "no"}
