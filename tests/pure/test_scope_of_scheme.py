"""Does the scheme apply? Each way in, what is open, and the thresholds to the square metre (N17)."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credits.obligations import scope
from credits.obligations.scope import Facts

ON = date(2026, 11, 2)
SMALL_LOCAL = Facts(
    pathway="local",
    clearing_m2=1_000,
    minimum_lot_m2=5_000,
    on_values_map=False,
    likely_significant=False,
    in_outstanding_value_area=False,
)


def verdicts(facts: Facts) -> dict[str, str]:
    return {part.code: part.verdict for part in scope.test_scope(facts, on=ON).parts}


def test_a_small_local_development_is_outside_and_every_part_says_why():
    found = scope.test_scope(SMALL_LOCAL, on=ON)
    assert found.verdict == "no"
    assert [(part.code, part.clause, part.verdict) for part in found.parts] == [
        ("scope.area", "BC Reg cl 7.2", "no"),
        ("scope.values_map", "BC Reg cl 7.3", "no"),
        ("scope.significance", "BC Act s 7.2, s 7.3", "no"),
        ("scope.outstanding_value", "BC Act s 7.2", "no"),
    ]
    assert (
        found.parts[0].sentence
        == "0.1 ha are cleared; for lots of less than 1 ha the scheme applies from 0.25 ha on: not reached."
    )


@pytest.mark.parametrize(
    ("lot_m2", "clearing_m2", "verdict"),
    [
        (9_999, 2_499, "no"),
        (9_999, 2_500, "yes"),
        (10_000, 4_999, "no"),
        (10_000, 5_000, "yes"),
        (399_999, 5_000, "yes"),
        (400_000, 9_999, "no"),
        (400_000, 10_000, "yes"),
        (9_999_999, 10_000, "yes"),
        (10_000_000, 19_999, "no"),
        (10_000_000, 20_000, "yes"),
    ],
)
def test_the_area_threshold_goes_by_the_lot_size(lot_m2, clearing_m2, verdict):
    facts = replace(SMALL_LOCAL, minimum_lot_m2=lot_m2, clearing_m2=clearing_m2)
    assert verdicts(facts)["scope.area"] == verdict
    assert scope.test_scope(facts, on=ON).verdict == verdict


@pytest.mark.parametrize("field", ["on_values_map", "likely_significant", "in_outstanding_value_area"])
def test_each_other_way_in_is_enough_alone(field):
    assert scope.test_scope(replace(SMALL_LOCAL, **{field: True}), on=ON).verdict == "yes"


@pytest.mark.parametrize(
    "field",
    ["clearing_m2", "on_values_map", "likely_significant", "in_outstanding_value_area"],
)
def test_a_fact_that_could_decide_and_is_not_stated_leaves_it_open_and_is_named(field):
    found = scope.test_scope(replace(SMALL_LOCAL, **{field: None}), on=ON)
    assert found.verdict == "open"
    assert [part.field for part in found.missing] == [field]


@pytest.mark.parametrize(
    ("clearing_m2", "verdict"), [(2_499, "no"), (2_500, "open"), (19_999, "open"), (20_000, "yes")]
)
def test_without_a_lot_size_only_what_no_size_can_change_is_decided(clearing_m2, verdict):
    facts = replace(SMALL_LOCAL, minimum_lot_m2=None, clearing_m2=clearing_m2)
    assert verdicts(facts)["scope.area"] == verdict


def test_one_yes_decides_whatever_else_is_unknown():
    found = scope.test_scope(Facts(pathway="local", on_values_map=True), on=ON)
    assert (found.verdict, found.missing) == ("yes", ())


def test_a_prescribed_action_on_mapped_land_of_lord_howe_island_counts_where_nothing_is_cleared():
    facts = replace(SMALL_LOCAL, on_values_map=True, on_lord_howe_island=True, clearing_m2=0)
    found = scope.test_scope(facts, on=ON)
    assert (found.verdict, [part.code for part in found.parts if part.verdict == "yes"]) == (
        "yes",
        ["scope.values_map"],
    )


def test_clearing_on_mapped_land_of_lord_howe_island_does_not_count():
    facts = replace(SMALL_LOCAL, on_values_map=True, on_lord_howe_island=True)
    assert verdicts(facts)["scope.values_map"] == "no"


@pytest.mark.parametrize("pathway", ["state_development", "state_infrastructure"])
def test_major_projects_are_inside_unless_waived(pathway):
    assert scope.test_scope(Facts(pathway=pathway), on=ON).verdict == "yes"
    assert scope.test_scope(Facts(pathway=pathway, waived=True), on=ON).verdict == "no"


@pytest.mark.parametrize("pathway", ["certification", "strategic_certification", "rural_clearing"])
def test_certification_and_clearing_by_the_panel_are_inside(pathway):
    assert scope.test_scope(Facts(pathway=pathway), on=ON).verdict == "yes"


def test_an_activity_is_inside_only_when_its_proponent_opts_in():
    assert scope.test_scope(Facts(pathway="activity"), on=ON).verdict == "no"
    assert scope.test_scope(Facts(pathway="activity", opted_in=True), on=ON).verdict == "yes"


def test_urban_clearing_asks_for_area_and_map_alone():
    facts = Facts(pathway="urban_clearing", clearing_m2=0, on_values_map=False)
    assert set(verdicts(facts)) == {"scope.area", "scope.values_map"}
    assert scope.test_scope(facts, on=ON).verdict == "no"


def test_before_the_scheme_a_person_decides():
    found = scope.test_scope(SMALL_LOCAL, on=date(2018, 2, 24))
    assert (found.verdict, found.rule_set_version) == ("open", "nsw-scope-none")
    assert scope.test_scope(SMALL_LOCAL, on=date(2018, 2, 25)).verdict == "no"


FACTS = st.builds(
    Facts,
    pathway=st.sampled_from(["local", "urban_clearing"]),
    clearing_m2=st.one_of(st.none(), st.integers(0, 40_000)),
    minimum_lot_m2=st.one_of(st.none(), st.integers(1, 20_000_000)),
    on_values_map=st.sampled_from([None, True, False]),
    likely_significant=st.sampled_from([None, True, False]),
    in_outstanding_value_area=st.sampled_from([None, True, False]),
)


@given(FACTS, st.integers(0, 40_000))
def test_more_clearing_never_leads_out_of_the_scheme(facts, more_m2):
    larger = replace(facts, clearing_m2=(facts.clearing_m2 or 0) + more_m2)
    before = scope.test_scope(facts, on=ON).verdict
    if before == "yes":
        assert scope.test_scope(larger, on=ON).verdict == "yes"


@given(FACTS, st.booleans(), st.integers(0, 40_000), st.integers(1, 20_000_000))
def test_what_is_decided_stays_so_whatever_the_unknown_facts_turn_out_to_be(
    facts, answer, clearing_m2, lot_m2
):
    before = scope.test_scope(facts, on=ON).verdict
    unknown = {
        "clearing_m2": clearing_m2,
        "minimum_lot_m2": lot_m2,
        "on_values_map": answer,
        "likely_significant": answer,
        "in_outstanding_value_area": answer,
    }
    stated = {name: value for name, value in unknown.items() if getattr(facts, name) is None}
    after = scope.test_scope(replace(facts, **stated), on=ON).verdict
    assert after != "open"
    assert before in ("open", after)
