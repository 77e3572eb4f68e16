"""The class of a credit and what may stand for it, case by case."""

from dataclasses import replace
from datetime import date

import pytest

from assessments.bam.inputs import Fact, Mark
from assessments.classes.credit_class import CreditClass, EcosystemFacts, SpeciesFacts, class_of
from assessments.classes.listings import at_or_above, status_of
from assessments.classes.requirements import Area, Place, like_for_like, read_place, variation
from assessments.classes.rules import OFFSET_RULES, rules_in_force, variation_open
from assessments.classes.tiers import Tiers, read_tiers

TIERS = read_tiers(
    [
        {"order": 4, "label": ">=90%", "from": "90.00", "to": None},
        {"order": 1, "label": "<50%", "from": "0.00", "to": "50.00"},
        {"order": 2, "label": ">=50% and <70%", "from": "50.00", "to": "70.00"},
        {"order": 3, "label": ">=70% and <90%", "from": "70.00", "to": "90.00"},
    ]
)
FOREST = "Hunter-Macleay Dry Sclerophyll Forests"
WOODLAND = EcosystemFacts(
    pct_id=1592,
    pct_name="Spotted Gum forest",
    vegetation_class=FOREST,
    formation="Dry Sclerophyll Forests",
    class_pct_ids=(1590, 1592),
    community_answer="not_a_tec",
    percent_cleared=Fact(44.0, "confirmed", "source"),
    hollows=True,
    hollows_basis="assessor",
)
COMMUNITY = replace(
    WOODLAND,
    community_answer="tec",
    community="River-Flat Eucalypt Forest",
    community_pct_ids=(835, 941),
    bc_listing=Fact("EEC", "confirmed", "source"),
    epbc_listing=Fact("none", "confirmed", "source"),
)
POSSUM = SpeciesFacts(
    "Cercartetus nanus",
    "Eastern Pygmy-possum",
    "Animalia",
    Fact("Vulnerable", "confirmed", "source"),
    Fact("Not Listed", "confirmed", "source"),
)
HUNTER = Area("SYB02", "Hunter", "Sydney Basin")
PLACE = Place(
    subregion=HUNTER,
    adjoining=(Area("SYB03", "Yengo", "Sydney Basin"), Area("NNC13", "Upper Hunter", "NSW North Coast")),
    near=(HUNTER, Area("SYB03", "Yengo", "Sydney Basin", 3.0), Area("BBS01", "Kerrabee", "Brigalow", 71.0)),
    basis="outlines",
)


def fact(value: object, mark: Mark = "confirmed") -> Fact[object]:
    return Fact(value, mark, "source")


def made(facts: EcosystemFacts | SpeciesFacts = WOODLAND, **changes: object) -> CreditClass:
    return class_of(replace(facts, **changes), TIERS)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("percent", "number", "label"),
    [
        (0, 4, "<50%"),
        (49.99, 4, "<50%"),
        (50, 3, ">=50% and <70%"),
        (69.999, 3, ">=50% and <70%"),
        (70, 2, ">=70% and <90%"),
        (89.99, 2, ">=70% and <90%"),
        (90, 1, ">=90%"),
        (100, 1, ">=90%"),
    ],
)
def test_a_band_is_closed_below_and_open_above(percent: float, number: int, label: str) -> None:
    tier = TIERS.of_percent(percent)
    assert tier is not None
    assert (tier.number, tier.label) == (number, label)


def test_a_per_cent_outside_every_band_has_none() -> None:
    assert TIERS.of_percent(-1) is None
    assert Tiers().of_percent(44) is None
    assert TIERS.labelled("70-90%") is None
    assert TIERS.labelled("") is None


def test_higher_means_more_cleared() -> None:
    middle = TIERS.of_percent(60)
    assert middle is not None
    assert [tier.number for tier in TIERS.same_or_higher(middle)] == [3, 2, 1]


def test_bands_are_written_for_a_person() -> None:
    assert [tier.words for tier in TIERS.rows] == [
        "under 50 % cleared",
        "50 % to under 70 % cleared",
        "70 % to under 90 % cleared",
        "90 % or more cleared",
    ]


def test_vegetation_is_traded_by_class_and_band() -> None:
    credit = made()
    assert credit.trading_group == f"{FOREST} <50%"
    assert credit.tier is not None and credit.tier.number == 4
    assert (credit.community, credit.undetermined, credit.provisional) == ("", (), ())


def test_a_threatened_community_is_traded_by_its_name_whatever_its_per_cent_cleared() -> None:
    credit = made(COMMUNITY, percent_cleared=None)
    assert (credit.trading_group, credit.tier) == ("River-Flat Eucalypt Forest", None)
    assert credit.community_pct_ids == (835, 941, 1592)
    assert credit.undetermined == ()


def test_without_per_cent_cleared_the_registers_band_of_the_type_counts() -> None:
    credit = made(percent_cleared=None, register_tier=">=70% and <90%")
    assert credit.trading_group == f"{FOREST} >=70% and <90%"


def test_an_entered_per_cent_comes_before_the_registers_band_and_is_provisional() -> None:
    credit = made(percent_cleared=fact(91.0, "entered"), register_tier="<50%")
    assert credit.tier is not None and credit.tier.number == 1
    assert credit.provisional == ("Per cent cleared of PCT 1592 91 (entered by the assessor: source)",)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"percent_cleared": None}, "PCT 1592: enter its per cent cleared, with the source."),
        (
            {"percent_cleared": None, "register_tier": "Tier 9"},
            "PCT 1592: enter its per cent cleared, with the source.",
        ),
        (
            {"community_answer": ""},
            "PCT 1592: say whether it is a threatened ecological community here.",
        ),
        (
            {"vegetation_class": ""},
            "PCT 1592: its vegetation class is not in the release of reference facts; load one that has it.",
        ),
        (
            {"percent_cleared": Fact(-1.0, "entered", "")},
            "PCT 1592: the release has no band for -1 % cleared",
        ),
    ],
)
def test_what_is_not_known_is_not_guessed(changes: dict[str, object], sentence: str) -> None:
    credit = made(**changes)
    assert credit.trading_group == ""
    assert any(found.startswith(sentence) for found in credit.undetermined)


def test_hollows_that_nobody_recorded_are_asked_for_but_the_group_is_known() -> None:
    credit = made(hollows=None)
    assert credit.trading_group
    assert credit.undetermined == ("PCT 1592: say whether the vegetation has hollow-bearing trees.",)
    assert like_for_like(credit, PLACE).hollows == "unknown"


def test_a_community_without_a_name_is_not_determined() -> None:
    credit = made(COMMUNITY, community="")
    assert credit.trading_group == ""
    assert credit.undetermined == ("PCT 1592: enter the name of the threatened community.",)


def test_a_community_that_neither_act_lists_is_traded_by_class_and_says_so() -> None:
    credit = made(COMMUNITY, bc_listing=fact("none"))
    assert credit.trading_group == f"{FOREST} <50%"
    assert "listed under neither Act" in credit.provisional[0]


def test_a_community_of_the_commonwealth_alone_keeps_its_name() -> None:
    credit = made(COMMUNITY, bc_listing=fact("none"), epbc_listing=fact("CEEC"))
    assert credit.community == "River-Flat Eucalypt Forest"


def test_scattered_trees_are_taken_as_no_community_and_are_provisional_for_it() -> None:
    credit = made(community_answer="not_asked")
    assert credit.trading_group == f"{FOREST} <50%"
    assert credit.provisional == (
        "PCT 1592: taken as no threatened community, because none is recorded for scattered trees",
    )


@pytest.mark.parametrize(
    ("written", "status"),
    [
        ("CEEC", "CE"),
        ("Critically  Endangered", "CE"),
        ("EEC", "E"),
        ("E", "E"),
        ("Vulnerable", "V"),
        ("VEC", "V"),
        ("Not Listed", "none"),
        ("none", "none"),
        ("Extinct", "EX"),
        ("", None),
        (None, None),
        ("Sensitive", None),
    ],
)
def test_listings_are_read_in_every_spelling_of_the_sources(written: str | None, status: str | None) -> None:
    assert status_of(written) == status


def test_a_category_is_as_high_as_itself_and_lower_than_the_next() -> None:
    assert at_or_above("E", "E") and at_or_above("CE", "E")
    assert not at_or_above("V", "E")


# --- like for like ------------------------------------------------------------------------------------------------


def test_a_community_is_offset_by_the_same_community_and_by_nothing_else() -> None:
    needed = like_for_like(made(COMMUNITY), PLACE)
    assert (needed.community, needed.vegetation_class, needed.tier_from) == (
        "River-Flat Eucalypt Forest",
        "",
        None,
    )
    assert needed.clause == "cl 6.3"


def test_other_vegetation_is_offset_by_its_class_in_the_same_band_or_a_higher_one() -> None:
    needed = like_for_like(made(percent_cleared=fact(72.0)), PLACE)
    assert (needed.community, needed.vegetation_class) == ("", FOREST)
    assert needed.tier_from is not None and needed.tier_from.number == 2


def test_own_adjoining_and_near_subregions_are_alternatives() -> None:
    needed = like_for_like(made(), PLACE)
    assert (needed.where, needed.codes, needed.limit_km) == (
        "subregions",
        ("SYB02", "SYB03", "NNC13", "BBS01"),
        100,
    )


def test_a_requirement_says_when_near_subregions_are_not_measured() -> None:
    assert not like_for_like(made(), PLACE).near_provisional
    by_table = replace(PLACE, basis="table")
    assert like_for_like(made(), by_table).near_provisional
    assert variation(made(), by_table).near_provisional
    assert variation(made(POSSUM), by_table).near_provisional


@pytest.mark.parametrize(("hollows", "rule"), [(True, "required"), (False, "any")])
def test_hollows_are_asked_of_the_offset_only_where_the_impact_has_them(hollows: bool, rule: str) -> None:
    assert like_for_like(made(hollows=hollows), PLACE).hollows == rule


def test_a_species_is_offset_by_itself_anywhere_in_the_state() -> None:
    needed = like_for_like(made(POSSUM), Place())
    assert (needed.scientific_name, needed.where, needed.codes) == ("Cercartetus nanus", "nsw", ())
    assert needed.undetermined == ()


def test_without_a_subregion_the_place_is_not_determined() -> None:
    needed = like_for_like(made(), Place())
    assert needed.undetermined == ("Choose the IBRA subregion of the site.",)


# --- variation ----------------------------------------------------------------------------------------------------


def test_variation_widens_to_formation_region_and_artificial_hollows() -> None:
    needed = variation(made(percent_cleared=fact(72.0)), PLACE)
    assert (needed.formation, needed.vegetation_class) == ("Dry Sclerophyll Forests", "")
    assert needed.tier_from is not None and needed.tier_from.number == 2
    assert (needed.hollows, needed.where, needed.region) == (
        "required_or_artificial",
        "region",
        "Sydney Basin",
    )
    assert needed.codes == ("SYB02", "SYB03", "BBS01")
    assert (needed.excluded, needed.undetermined) == ((), ())


def test_how_a_community_gets_its_tier_for_variation_is_open_and_not_set() -> None:
    needed = variation(made(COMMUNITY), PLACE)
    assert needed.tier_from is None
    assert "River-Flat Eucalypt Forest: its tier for variation is not set." in needed.undetermined


@pytest.mark.parametrize(("act", "field"), [("BC Act", "bc_listing"), ("EPBC Act", "epbc_listing")])
def test_what_is_critically_endangered_under_either_act_is_excluded(act: str, field: str) -> None:
    for facts in (COMMUNITY, POSSUM):
        needed = variation(made(facts, **{field: fact("Critically Endangered")}), PLACE)
        assert needed.excluded == (f"Critically endangered under the {act}: excluded from variation.",)
        assert needed.undetermined == ()


def test_an_unknown_listing_is_asked_for_before_variation() -> None:
    needed = variation(made(COMMUNITY, epbc_listing=None), PLACE)
    assert needed.excluded == ()
    assert any("enter its listing under the EPBC Act" in sentence for sentence in needed.undetermined)


def test_what_the_commonwealth_lists_is_excluded_in_a_controlled_action() -> None:
    assert variation(made(POSSUM, epbc_listing=fact("Endangered")), PLACE).conditional == (
        "Listed under the EPBC Act: excluded where the project is a controlled action.",
    )
    assert variation(made(POSSUM), PLACE).conditional == ()


def test_another_species_is_of_the_same_kingdom_and_as_threatened_and_near() -> None:
    needed = variation(made(POSSUM, bc_listing=fact("Endangered")), PLACE)
    assert (needed.kingdom, needed.status_from, needed.where) == ("Animalia", "E", "subregions")
    assert needed.codes == ("SYB02", "SYB03", "NNC13", "BBS01")


def test_a_species_of_no_known_kingdom_is_not_determined() -> None:
    assert any(
        "a plant or an animal" in one for one in variation(made(POSSUM, kingdom=""), PLACE).undetermined
    )


# --- dated rules --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "still_open"),
    [
        (date(2017, 8, 24), False),
        (date(2017, 8, 25), True),
        (date(2025, 3, 6), True),
        (date(2025, 3, 7), False),
    ],
)
def test_variation_is_closed_to_new_approvals_from_7_march_2025(on: date, still_open: bool) -> None:
    assert variation_open(on) is still_open


def test_the_closing_is_among_the_rules_from_its_day_on() -> None:
    before, after = (
        {rule.code for rule in rules_in_force("variation", on)} for on in (date(2025, 3, 6), date(2025, 3, 7))
    )
    assert after - before == {"variation.closed"}
    assert before <= after


def test_no_rule_holds_before_the_regulation_but_those_without_a_known_day() -> None:
    assert [rule.code for rule in rules_in_force("like_for_like", date(2017, 8, 24))] == []
    assert [rule.code for rule in rules_in_force("variation", date(2017, 8, 24))] == [
        "variation.controlled_actions"
    ]


def test_every_rule_has_its_own_code_and_a_clause() -> None:
    assert len({rule.code for rule in OFFSET_RULES}) == len(OFFSET_RULES)
    assert all(rule.clause and rule.text.endswith(".") for rule in OFFSET_RULES)


def test_a_place_is_read_back_as_it_was_stored() -> None:
    area = {
        "code": "SYB02",
        "name": "Hunter",
        "region": "Sydney Basin",
        "distance_km": 0.0,
        "uncertain": True,
    }
    place = read_place({"subregion": area, "near": [area], "limit_km": 100, "basis": "table", "notes": ["x"]})
    assert place.subregion == Area("SYB02", "Hunter", "Sydney Basin", 0.0, True)
    assert place.provisional and place.notes == ("x",)
    assert read_place({}) == Place()
