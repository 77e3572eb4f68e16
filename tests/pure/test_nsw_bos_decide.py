"""One decision: how answers combine, what persons decide, what is stored, and what holds for any facts."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.classes.listings import RANK, Status
from credits.schemes.nsw_bos import outcome
from credits.schemes.nsw_bos.decide import decide, explain, question
from credits.schemes.nsw_bos.facts import Candidate, Circumstances, Impact, Permission, Place
from credits.schemes.nsw_bos.outcome import Answer, combine
from credits.schemes.nsw_bos.rule_sets import CHANGES, MARKET_RULES, RULE_SETS, rule_set, versions
from credits.schemes.nsw_bos.serial import as_json, from_json
from registry.findings import InvalidInput
from tests.pure.nsw_bos_builders import (
    ALLOWED,
    HERE,
    OTHER_SPECIES,
    OUTSIDE,
    UNMEASURED,
    decision,
    permitted,
    species_credit,
    species_impact,
    vegetation_credit,
    vegetation_impact,
)

YES, NO, OPEN = Answer.YES, Answer.NO, Answer.OPEN
NOBODY = replace(ALLOWED, permission=None)


@pytest.mark.parametrize(
    ("answers", "together"),
    [((YES, YES), YES), ((YES, OPEN), OPEN), ((OPEN, NO), NO), ((NO, OPEN, YES), NO), ((), YES)],
)
def test_no_beats_open_and_open_beats_yes(answers: tuple[Answer, ...], together: Answer) -> None:
    assert combine(answers) is together


@pytest.mark.parametrize(
    ("limbs", "one_holds"),
    [
        ((False, True), True),
        ((None, True), True),
        ((None, False), None),
        ((False, False), False),
    ],
)
def test_alternatives_hold_when_one_does_and_are_unknown_before_they_fail(
    limbs: tuple[bool | None, ...], one_holds: bool | None
) -> None:
    assert outcome.any_of(limbs) is one_holds


def test_failed_test_beats_an_open_one_in_a_ruling() -> None:
    credit = vegetation_credit(hollows="artificial", vegetation_class="Another")
    made = decide(vegetation_impact(), credit, HERE, NOBODY)
    assert (made.like_for_like.answer, made.serves) == ("no", "no")


@pytest.mark.parametrize(("answer", "rule"), [("yes", "like_for_like"), ("no", "")])
def test_persons_decision_answers_an_open_test_and_its_reasons_are_kept(answer: str, rule: str) -> None:
    credit = vegetation_credit(hollows="artificial")
    before = decide(vegetation_impact(), credit, HERE, NOBODY)
    assert (before.serves, before.rule) == ("open", "like_for_like")
    decided = decision(answer, "The hollows are natural.")
    after = decide(
        vegetation_impact(), credit, HERE, replace(NOBODY, decisions={"like_for_like.hollows": decided})
    )
    assert (after.serves, after.rule) == (answer, rule)
    (kept,) = (test for test in after.like_for_like.tests if test.decision is not None)
    assert (kept.code, kept.answer, kept.decision, kept.strict) == (
        "like_for_like.hollows",
        answer,
        decided,
        "no",
    )


def test_decision_never_changes_a_settled_answer() -> None:
    decisions = {
        "like_for_like.vegetation_class": decision("yes"),
        "like_for_like.hollows": decision("no"),
        "credit.in_force": decision("yes"),
    }
    settled = replace(NOBODY, decisions=decisions)
    other = decide(vegetation_impact(), vegetation_credit(vegetation_class="Another"), HERE, settled)
    assert other.like_for_like.answer == "no"
    assert decide(vegetation_impact(), vegetation_credit(), HERE, settled).serves == "yes"
    suspended = decide(vegetation_impact(), vegetation_credit(status="suspended"), HERE, settled)
    assert suspended.serves == "no"


def test_decision_without_reasons_or_answer_is_none() -> None:
    with pytest.raises(ValueError, match="a decision has reasons"):
        decision("yes", "  ")
    with pytest.raises(ValueError, match="a decision answers yes or no"):
        decision("open")


def test_variation_serves_while_like_for_like_is_open() -> None:
    made = decide(vegetation_impact(), vegetation_credit(hollows="artificial"), HERE, ALLOWED)
    assert (made.like_for_like.answer, made.serves, made.rule) == ("open", "yes", "variation")


def test_credit_not_in_force_is_asked_no_rule() -> None:
    made = decide(vegetation_impact(), vegetation_credit(status="cancelled"), HERE, ALLOWED)
    assert made.variation is not None
    assert [made.like_for_like.answer, made.variation.answer, made.trust.answer, made.serves] == ["no"] * 4
    assert [test.sentence for test in made.reasons] == ["The credit is cancelled and no longer in force."]


def test_decision_names_the_rule_set_of_its_day() -> None:
    for on, version in (
        (date(2024, 6, 1), "nsw_bos/2022-10-17/1"),
        (date(2025, 3, 7), "nsw_bos/2025-03-07/1"),
    ):
        made = decide(vegetation_impact(), vegetation_credit(), HERE, replace(ALLOWED, on=on))
        assert made.rule_set_version == version


@pytest.mark.parametrize(
    ("on", "version", "endorsed", "charge_system", "trust_step_two"),
    [
        (date(2017, 8, 25), "nsw_bos/2017-08-25/1", False, False, "confirmed"),
        (date(2020, 3, 23), "nsw_bos/2017-08-25/1", False, False, "confirmed"),
        (date(2020, 3, 24), "nsw_bos/2020-03-24/1", True, False, "confirmed"),
        (date(2022, 10, 16), "nsw_bos/2020-03-24/1", True, False, "confirmed"),
        (date(2022, 10, 17), "nsw_bos/2022-10-17/1", True, True, "confirmed"),
        (date(2025, 3, 6), "nsw_bos/2022-10-17/1", True, True, "confirmed"),
        (date(2025, 3, 7), "nsw_bos/2025-03-07/1", True, True, "open"),
        (date(2026, 6, 1), "nsw_bos/2025-03-07/1", True, True, "open"),
    ],
)
def test_rule_set_is_that_of_the_day(
    on: date, version: str, endorsed: bool, charge_system: bool, trust_step_two: str
) -> None:
    rules = rule_set(on)
    assert (rules.version, rules.fund_for_commonwealth, rules.charge_system, rules.trust_step_two) == (
        version,
        endorsed,
        charge_system,
        trust_step_two,
    )


def test_no_rule_set_before_the_regulation() -> None:
    with pytest.raises(InvalidInput) as refused:
        rule_set(date(2017, 8, 24))
    assert refused.value.findings[0].code == "rules.no_rule_set"


def test_rule_sets_are_in_order_with_versions_of_their_own_and_rest_on_changes() -> None:
    days = [one.effective_from for one in RULE_SETS]
    assert days == sorted(set(days))
    assert len(set(versions())) == len(RULE_SETS) == 4
    assert {one.effective_from for one in RULE_SETS} <= {change.effective_from for change in CHANGES}


def test_day_that_is_not_known_is_not_invented() -> None:
    assert [change.code for change in CHANGES if change.effective_from is None] == ["controlled_actions"]
    assert {rules.controlled_actions_from for rules in RULE_SETS} == {None}


@pytest.mark.statement("N36")
def test_a_proponent_is_served_by_one_of_exactly_two_rules() -> None:
    assert MARKET_RULES == ("like_for_like", "variation")
    found = {
        decide(vegetation_impact(), credit, place, ALLOWED).rule
        for credit in (
            vegetation_credit(),
            vegetation_credit(vegetation_class="Another"),
            vegetation_credit(formation="Another", vegetation_class="Another"),
        )
        for place in (HERE, OUTSIDE, UNMEASURED)
    }
    assert found == {"", *MARKET_RULES}


def test_explanation_says_the_answer_its_rule_and_every_reason() -> None:
    served = explain(decide(vegetation_impact(), vegetation_credit(hollows="yes"), HERE, ALLOWED))
    assert served == [
        "The credit serves the obligation under like-for-like.",
        "The credit is issued and in force. (ss 6.18, 6.27)",
        "The credit is measured by the Biodiversity Assessment Method. (Statement of reasonable credit equivalence)",
        "The obligation is measured by the Biodiversity Assessment Method. "
        "(Statement of reasonable credit equivalence)",
        "Both are ecosystem credits. (cl 6.3, cl 6.4)",
        "Both are Hunter-Macleay Dry Sclerophyll Forests. (cl 6.3)",
        "Both are in the trading group Hunter-Macleay Dry Sclerophyll Forests >=50% and <70%. (cl 6.3)",
        "Impact in Hunter, credit in Hunter: the same subregion. (cl 6.3)",
        "The credit's vegetation has hollow-bearing trees. (cl 6.3)",
    ]
    not_served = explain(decide(vegetation_impact(), vegetation_credit(hollows="no"), OUTSIDE, NOBODY))
    assert not_served == [
        "The credit does not serve the obligation.",
        "Impact in Hunter, credit in Hunter: neither the same, nor adjoining, nor within 100 km of the outer edge of "
        "the impacted site. (cl 6.3)",
        "The impacted vegetation has hollow-bearing trees; the credit's has none. (cl 6.3)",
        "No condition of approval allows the variation rules. (cl 6.4; Amendment Act 2024)",
        "Impact in Sydney Basin, credit in Sydney Basin: another region, and not within 100 km of the outer edge of "
        "the impacted site. (cl 6.4)",
        "The impacted vegetation has hollow-bearing trees; the credit's has no hollows. (cl 6.4)",
    ]


def test_explanation_of_an_open_answer_gives_the_strict_reading_and_a_decided_one_its_reasons() -> None:
    credit = vegetation_credit(hollows="")
    assert explain(decide(vegetation_impact(), credit, HERE, NOBODY)) == [
        "A person decides whether the credit serves under like-for-like.",
        "The impacted vegetation has hollow-bearing trees; whether the credit's has is not stated. (cl 6.3) "
        "Read strictly: no.",
    ]
    decided = replace(NOBODY, decisions={"like_for_like.hollows": decision("yes", "Seen on site.")})
    assert explain(decide(vegetation_impact(), credit, HERE, decided))[-1] == (
        "The impacted vegetation has hollow-bearing trees; whether the credit's has is not stated. (cl 6.3) "
        "Decided yes: Seen on site."
    )


def test_explanation_for_the_trust_justifies_each_step_down() -> None:
    by_trust = replace(NOBODY, path="trust")
    credit = vegetation_credit(vegetation_class="Another")
    sentences = explain(decide(vegetation_impact(), credit, HERE, by_trust))
    assert sentences[:2] == [
        "The credit serves the obligation under the variation rules.",
        "Step 1 of the Trust, like-for-like credits, or a listed conservation action, was left: The impact is on "
        "Hunter-Macleay Dry Sclerophyll Forests; the credit is of Another, another class.",
    ]


_flag = st.sampled_from([True, False, None])
_tier = st.sampled_from([None, 1, 2, 3, 4])
_hollows = st.sampled_from(["yes", "artificial", "no", ""])
_classes = st.sampled_from(
    ["Hunter-Macleay Dry Sclerophyll Forests", "Cumberland Dry Sclerophyll Forests", ""]
)
_formations = st.sampled_from(
    ["Heathlands", "Semi-arid Woodlands (Grassy)", "Semi-arid Woodlands (Shrubby)", ""]
)
_communities = st.sampled_from(["", "riverflat", "swampoak"])
_listings = st.sampled_from([None, *RANK])
_statuses = st.sampled_from(["issued", "equivalence", "suspended", "unconverted"])
_kingdoms = st.sampled_from(["Animalia", "Plantae", ""])

_vegetation = {
    "kind": st.just("ecosystem"),
    "community": _communities,
    "vegetation_class": _classes,
    "formation": _formations,
    "tier": _tier,
}
_species = {
    "kind": st.just("species"),
    "species": st.sampled_from(["a", "b", ""]),
    "kingdom": _kingdoms,
    "listing": _listings,
}
impacts = st.one_of(
    st.builds(Impact, **_vegetation, listing=_listings, hollows=_flag), st.builds(Impact, **_species)
)
candidates = st.one_of(
    st.builds(Candidate, **_vegetation, hollows=_hollows, status=_statuses),
    st.builds(Candidate, **_species, status=_statuses),
)
places = st.builds(
    Place, same_subregion=_flag, adjoining_subregion=_flag, within_100km=_flag, same_region=_flag
)
permissions = st.builds(
    Permission,
    approved_on=st.sampled_from([None, date(2024, 1, 1), date(2025, 6, 1)]),
    evidence=st.sampled_from(["", "Condition B12"]),
    reasonable_steps=_flag,
    none_found=_flag,
    other_options_declined=_flag,
)
circumstances_ = st.builds(
    Circumstances,
    on=st.dates(date(2017, 8, 25), date(2027, 1, 1)),
    path=st.sampled_from(["proponent", "trust"]),
    permission=st.none() | permissions,
    excluded_from_variation=_flag,
    controlled_action_entity=_flag,
)


@given(impacts, candidates, places, circumstances_)
def test_any_decision_is_stored_and_read_back_the_same(
    impact: Impact, candidate: Candidate, place: Place, circumstances: Circumstances
) -> None:
    made = decide(impact, candidate, place, circumstances)
    assert from_json(json.loads(json.dumps(as_json(made)))) == made
    assert made == question(impact, circumstances).decide(candidate, place)


def test_decision_of_a_person_is_stored_with_its_reasons_and_day() -> None:
    decided = replace(NOBODY, decisions={"like_for_like.hollows": decision("yes", "Seen on site.")})
    made = decide(vegetation_impact(), vegetation_credit(hollows=""), HERE, decided)
    stored: dict[str, Any] = as_json(made)
    (kept,) = (test["decision"] for test in stored["reasons"] if test["decision"])
    assert kept == {
        "answer": "yes",
        "reasons": "Seen on site.",
        "reference": "REV-0001",
        "decided_on": "2024-05-30",
    }
    assert from_json(stored) == made


@given(impacts, candidates, places, circumstances_)
def test_every_answer_follows_from_its_tests(
    impact: Impact, candidate: Candidate, place: Place, circumstances: Circumstances
) -> None:
    made = decide(impact, candidate, place, circumstances)
    for ruling in filter(None, (made.like_for_like, made.variation)):
        assert ruling.answer is combine(test.answer for test in ruling.tests)
    assert (made.variation is None) == (made.like_for_like.answer is YES)
    assert made.reasons
    assert bool(made.rule) == (made.serves is not NO)
    if made.serves is YES and circumstances.path == "proponent":
        assert YES in (made.like_for_like.answer, made.variation and made.variation.answer)
    if made.trust.answer is YES and made.like_for_like.answer is not YES:
        assert circumstances.controlled_action_entity is False
    if made.variation is not None and made.variation.answer is YES:
        assert made.trust.answer is YES


tiers = st.sampled_from([1, 2, 3, 4])
listings = st.sampled_from(list(RANK))


def by_tier(impact_tier: int, tier: int, **changes: Any) -> Answer:
    """What variation answers about a credit of another class and this tier."""
    impact = vegetation_impact(tier=impact_tier, trading_group="")
    credit = vegetation_credit(tier=tier, vegetation_class="Another", trading_group="", **changes)
    made = decide(impact, credit, HERE, ALLOWED).variation
    assert made is not None
    return made.answer


def by_listing(impact_listing: Status, listing: Status, **changes: Any) -> Answer:
    """What variation answers about a credit of another species with this status."""
    impact = species_impact(listing=impact_listing)
    credit = species_credit(**OTHER_SPECIES | {"listing": listing} | changes)
    made = decide(impact, credit, HERE, ALLOWED).variation
    assert made is not None
    return made.answer


@pytest.mark.statement("N35")
@given(tiers, tiers, tiers, _hollows)
def test_more_cleared_group_never_turns_yes_into_no(
    impact_tier: int, tier: int, other: int, hollows: Any
) -> None:
    lower, higher = max(tier, other), min(tier, other)
    if by_tier(impact_tier, lower, hollows=hollows) is YES:
        assert by_tier(impact_tier, higher, hollows=hollows) is YES
    assert (by_tier(impact_tier, tier) is YES) == (tier <= impact_tier)


@pytest.mark.statement("N35")
@given(listings, listings, listings, _kingdoms)
def test_more_threatened_species_never_turns_yes_into_no(
    impact_listing: Status, listing: Status, other: Status, kingdom: str
) -> None:
    lower, higher = sorted((listing, other), key=RANK.__getitem__)
    if by_listing(impact_listing, lower, kingdom=kingdom) is YES:
        assert by_listing(impact_listing, higher, kingdom=kingdom) is YES
    as_threatened = RANK[listing] >= max(RANK[impact_listing], RANK["V"]) and impact_listing != "CE"
    assert (by_listing(impact_listing, listing) is YES) == as_threatened


def test_variation_serves_with_a_more_threatened_species_and_group() -> None:
    assert decide(species_impact(), species_credit(**OTHER_SPECIES), HERE, permitted()).rule == "variation"
    credit = vegetation_credit(vegetation_class="Another", trading_group="Another", tier=1)
    assert decide(vegetation_impact(), credit, HERE, permitted()).rule == "variation"
