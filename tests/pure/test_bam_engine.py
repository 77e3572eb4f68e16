"""A whole case: lines stand alone, provisional marks name what they rest on, findings say what to correct."""

from dataclasses import replace

import pytest

from assessments.bam.engine import ENGINE_VERSION, METHOD_EDITION, assess
from assessments.bam.inputs import CaseInput, Community, Fact, PlantedVegetationInput, SpeciesZoneInput
from assessments.bam.outcome import CaseOutcome
from assessments.bam.parameters import MethodParameters
from assessments.bam.serial import canonical
from tests.pure.bam_builders import (
    CURRENT_1387,
    GOOD,
    PCT_1387,
    benchmark,
    changed_parameters,
    development,
    entered,
    firm,
    managed,
    only_line,
    only_zone,
    parameters,
    part,
    species,
    stewardship,
    zone,
)

THRESHOLD_15 = "Ecosystem offset threshold 15 (from memory, not confirmed)"


def run(case: CaseInput) -> CaseOutcome:
    return assess(case, parameters())


def codes(outcome: CaseOutcome) -> set[str]:
    return {finding.code for finding in outcome.findings}


def test_case_is_calculated_from_plots_to_totals() -> None:
    outcome = run(development(zone(), species=(species(),)))
    assert (outcome.method_edition, outcome.engine_version) == (METHOD_EDITION, ENGINE_VERSION)
    ecosystem, by_area = outcome.credit_lines
    # 100 points x 1 ha x 2.5 x 0.25 = 62.5, and 100 x 0.5 ha x 2 x 0.25 = 25.
    assert (ecosystem.unrounded, ecosystem.credits, ecosystem.equation) == (pytest.approx(62.5), 63, "Eq 1")
    assert (by_area.unrounded, by_area.credits, by_area.equation) == (pytest.approx(25), 25, "Eq 2")
    assert (outcome.ecosystem_credits, outcome.species_credits, outcome.complete) == (63, 25, True)
    assert ecosystem.vi_change == by_area.vi_change == pytest.approx(-100)
    assert outcome.findings == ()


def test_gap_in_one_zone_leaves_the_other_lines_alone() -> None:
    whole = zone(key="Z1")
    gap = zone(key="Z2", number=2, benchmark=None)
    outcome = run(development(whole, gap, species=(species(zones=(SpeciesZoneInput("Z1", 5_000),)),)))
    computed, missing, by_area = outcome.credit_lines
    assert (computed.credits, by_area.credits) == (63, 25)
    assert missing.credits is None
    assert missing.not_computed == ("PCT 1387 has no benchmarks: enter them, with their source.",)
    assert (outcome.ecosystem_credits, outcome.complete) == (63, False)


def test_species_in_a_zone_that_cannot_be_computed_waits_for_it_and_a_count_does_not() -> None:
    gap = zone(plots=())
    by_count = species(
        scientific_name="Testus tertius", unit=firm("count"), zones=(SpeciesZoneInput("Z1", individuals=12),)
    )
    _, by_area, counted = run(development(gap, species=(species(), by_count))).credit_lines
    assert by_area.not_computed == ("Zone 1 has no plots: enter or import at least one.",)
    assert (counted.credits, counted.unrounded, counted.equation) == (24, 24, "Eq 3")


def test_future_better_than_today_owes_nothing() -> None:
    plot = replace(GOOD, composition=(1, 1, 1, 1, 0, 0))
    means = {code: 100.0 for code in run(development(zone())).zones[0].means}
    outcome = run(development(zone(plots=(plot,), management_zones=(part("M", 10_000, means),))))
    line = only_line(outcome.credit_lines)
    assert line.unrounded is not None
    assert line.unrounded < 0
    assert (line.credits, line.offset_required) == (0, True)


# Provisional marks


def test_line_of_confirmed_facts_is_provisional_for_its_threshold_only() -> None:
    line = only_line(run(development(zone())).credit_lines)
    assert line.provisional == (
        THRESHOLD_15,
        "Half a credit rounded up (from memory, not confirmed)",
    )


def test_species_line_of_confirmed_facts_is_firm() -> None:
    line = only_line(run(development(zone(), species=(species(),))).credit_lines, "species")
    assert line.provisional == ()


def test_fitted_facts_are_firm() -> None:
    outcome = run(development(zone(benchmark=benchmark(mark="fitted"))))
    assert only_zone(outcome.zones).provisional == ()


def test_demo_benchmarks_are_named_once_by_their_community() -> None:
    demo = zone(benchmark=benchmark(mark="demo"))
    outcome = run(development(demo, replace(demo, key="Z2", number=2), species=(species(),)))
    reason = "Benchmark of PCT 1387: demo values"
    assert all(reason in line.provisional for line in outcome.credit_lines)
    assert outcome.provisional.count(reason) == 1


def test_single_entered_benchmark_is_named() -> None:
    known = benchmark()
    values = dict(known.values) | {"function.litter": entered(60.0)}
    outcome = run(development(zone(benchmark=replace(known, values=values))))
    assert only_zone(outcome.zones).provisional == (
        "Benchmark of PCT 1387 (function litter cover): entered by the assessor: test source",
    )


def test_litter_above_its_benchmark_is_an_open_rule_only_where_it_happens() -> None:
    above = run(development(zone(plots=(replace(GOOD, litter=61),))))
    reason = "Litter cover above its benchmark scores 100 (open in the method, default used)"
    assert only_zone(above.zones).provisional == (reason,)
    assert reason in only_line(above.credit_lines).provisional
    assert only_zone(run(development(zone(plots=(replace(GOOD, litter=60),)))).zones).provisional == ()


def test_shared_out_function_weights_are_provisional() -> None:
    shrubs = (*PCT_1387[:12], 0, *PCT_1387[13:])
    outcome = run(development(zone(benchmark=benchmark(shrubs))))
    assert only_zone(outcome.zones).provisional == (
        "Function weights of PCT 1387 shared out, not expected: large trees (open in the method)",
    )


def test_plots_that_differ_in_stems_and_regeneration_rest_on_unsettled_rules() -> None:
    other = replace(GOOD, label="P2", stem_classes=(1, 0, 0, 0, 0), regeneration=0)
    reasons = only_zone(run(development(zone(plots=(GOOD, other)))).zones).provisional
    assert len(reasons) == 2
    assert reasons[0].startswith("Stem size classes as the mean of the plots")
    assert reasons[1].startswith("Tree regeneration as the mean of the plots")


def test_large_tree_threshold_from_memory_is_named_where_stems_were_recorded() -> None:
    vague = replace(benchmark(), large_tree_threshold_cm=Fact(50, "memory", "test source"))
    bare = replace(GOOD, stem_classes=(0, 0, 0, 0, 0))
    with_stems = only_zone(run(development(zone(benchmark=vague))).zones)
    without_stems = only_zone(run(development(zone(benchmark=vague, plots=(bare,)))).zones)
    assert with_stems.provisional == (
        "Large tree threshold of PCT 1387, cm, 50 (from memory, not confirmed)",
    )
    assert without_stems.provisional == ()


def test_typed_future_means_of_a_development_are_part_of_the_method_and_firm() -> None:
    typed = part("M", 10_000, {"structure.tree": 5.0})
    assert only_zone(run(development(zone(management_zones=(typed,)))).zones).provisional == ()


def test_firm_zone_at_a_stewardship_site_is_firm_when_nothing_is_left_to_grow_or_lose() -> None:
    line = only_line(run(stewardship(managed(plots=(GOOD,), area_m2=10**6))).credit_lines)
    assert line.provisional == ()
    assert line.credits is not None
    assert line.credits > 0


def test_stewardship_line_that_rounds_to_nothing_rests_on_an_open_rule() -> None:
    line = only_line(run(stewardship(managed(plots=(GOOD,)))).credit_lines)
    assert line.unrounded is not None
    assert 0 < line.unrounded < 0.5
    assert line.credits == 0
    assert line.provisional == (
        "No minimum of 1 credit at a stewardship site (open in the method, default used)",
    )


def test_rates_from_memory_are_named_on_other_land() -> None:
    outcome = only_zone(
        run(
            stewardship(managed(stewardship=replace(managed().stewardship, high_risk_land=firm(False))))
        ).zones  # type: ignore[type-var]
    )
    named = [reason for reason in outcome.provisional if reason.startswith("Yearly decline of")]
    assert "Yearly decline of composition tree, %, 0.15 (from memory, not confirmed)" in named
    assert "Yearly decline of function large trees, %, 0.5 (open in the method, default used)" in named
    # Tree richness, fern and other cover by pattern; five function rates open; the entered ones are confirmed here.
    assert len(named) == 8


# Findings


def test_empty_case_is_incomplete_and_says_so() -> None:
    outcome = run(development())
    assert codes(outcome) == {"case.empty"}
    assert not outcome.complete


def test_zones_with_one_key_are_refused() -> None:
    assert "zone.key.duplicate" in codes(run(development(zone(), zone(number=2))))


def test_species_in_an_unknown_zone_is_a_finding_and_an_open_line() -> None:
    one = species(zones=(SpeciesZoneInput("Z9", 100),))
    outcome = run(development(zone(), species=(one,)))
    assert codes(outcome) == {"species.zone.unknown"}
    assert outcome.findings[0].field == "species[0].zones[0].zone_key"
    line = only_line(outcome.credit_lines, "species")
    assert line.not_computed == ("Testus secundus: there is no zone 'Z9' here: choose one of the zones.",)


def test_species_given_twice_for_a_zone_is_refused() -> None:
    one = species(zones=(SpeciesZoneInput("Z1", 100), SpeciesZoneInput("Z1", 100)))
    assert codes(run(development(zone(), species=(one,)))) == {"species.zone.duplicate"}


def test_habitat_larger_than_its_zone_warns() -> None:
    one = species(zones=(SpeciesZoneInput("Z1", 10_001),))
    (finding,) = run(development(zone(), species=(one,))).findings
    assert (finding.code, finding.severity) == ("species.area.above_zone", "warning")


@pytest.mark.parametrize("presence", ["absent_survey", "absent_expert", "not_assessed"])
def test_species_that_is_not_present_makes_no_line(presence: str) -> None:
    outcome = run(development(zone(), species=(species(presence=presence),)))
    assert [line.credit_class for line in outcome.credit_lines] == ["ecosystem"]
    assert ("species.not_assessed" in codes(outcome)) is (presence == "not_assessed")


def test_presence_cannot_be_assumed_at_a_stewardship_site() -> None:
    assumed = species(presence="assumed_present")
    assert "species.presence.assumed" in codes(run(stewardship(managed(), species=(assumed,))))
    assert "species.presence.assumed" not in codes(run(development(zone(), species=(assumed,))))


def test_species_without_unit_area_or_number_asks_for_it() -> None:
    unit = species(unit=None)
    area = species(zones=(SpeciesZoneInput("Z1"),))
    number = species(unit=firm("count"), zones=(SpeciesZoneInput("Z1"),))
    lines = [
        only_line(run(development(zone(), species=(one,))).credit_lines, "species")
        for one in (unit, area, number)
    ]
    assert [line.not_computed for line in lines] == [
        ("Enter whether Testus secundus is measured by area or by count, with the source.",),
        ("Enter the habitat area of Testus secundus in zone Z1.",),
        ("Enter the number of individuals of Testus secundus in zone Z1.",),
    ]
    assert [line.credits for line in lines] == [None, None, None]


def test_present_species_without_zones_is_refused() -> None:
    assert codes(run(development(zone(), species=(species(zones=()),)))) == {"species.zones.missing"}


def test_planted_vegetation_is_an_outcome_with_a_reason() -> None:
    planted = PlantedVegetationInput(outcome="No ecosystem credits", reason=" ")
    outcome = run(CaseInput(kind="part5", planted=(planted,)))
    assert codes(outcome) == {"planted.reason.missing"}
    assert outcome.credit_lines == ()


def test_case_without_any_parameter_gives_reasons_and_no_credits() -> None:
    empty = MethodParameters({})
    for case in (development(zone(), species=(species(),)), stewardship(managed())):
        outcome = assess(case, empty)
        assert all(line.credits is None and line.not_computed for line in outcome.credit_lines)
        assert only_zone(outcome.zones).current is not None
        assert "method_parameter.missing" in codes(outcome)


def test_missing_conversion_is_named() -> None:
    without = changed_parameters(conversion__credits_per_vi_hectare=None)
    line = only_line(assess(development(zone()), without).credit_lines)
    assert line.not_computed == (
        "The method parameter conversion.credits_per_vi_hectare has no value: load it, with its source.",
    )


def test_zone_without_area_is_not_computed() -> None:
    outcome = run(stewardship(managed(area_m2=0, management_zones=())))
    assert only_line(outcome.credit_lines).credits is None
    assert "Zone 1 has no area: enter it in hectares." in only_zone(outcome.zones).not_computed


def test_same_case_gives_the_same_text_twice() -> None:
    case = development(zone(plots=(CURRENT_1387, GOOD)), species=(species(),))
    assert canonical(run(case).as_dict()) == canonical(run(case).as_dict())


def test_community_of_another_name_does_not_change_the_numbers() -> None:
    renamed = zone(community=Community("<b>&\u202e", firm("CEEC"), firm("none")))
    assert only_line(run(development(renamed)).credit_lines).credits == 63


def test_rate_of_an_attribute_that_is_absent_or_not_expected_is_no_basis() -> None:
    site = managed().stewardship
    assert site is not None
    bare = replace(GOOD, composition=(0.0, 9.0, 9.0, 12.0, 1.0, 3.0))
    ferns_not_expected = (*PCT_1387[:10], 0, *PCT_1387[11:])
    outcome = only_zone(
        run(
            stewardship(
                managed(
                    plots=(bare,),
                    benchmark=benchmark(ferns_not_expected),
                    stewardship=replace(site, high_risk_land=firm(False)),
                )
            )
        ).zones
    )
    from_memory = [reason for reason in outcome.provisional if "from memory" in reason]
    assert from_memory == ["Yearly decline of structure other, %, 0.15 (from memory, not confirmed)"]


def test_function_rules_that_are_open_do_not_touch_a_community_without_trees() -> None:
    other = replace(GOOD, label="P2", stem_classes=(1, 0, 0, 0, 0), regeneration=0.0, litter=99.0)
    outcome = only_zone(run(development(zone(plots=(GOOD, other), benchmark=benchmark(woody=False)))).zones)
    assert outcome.provisional == ()


def test_litter_that_is_not_expected_is_not_above_its_benchmark() -> None:
    no_litter = (*PCT_1387[:13], 0, *PCT_1387[14:])
    outcome = only_zone(run(development(zone(benchmark=benchmark(no_litter)))).zones)
    assert outcome.provisional == (
        "Function weights of PCT 1387 shared out, not expected: litter cover (open in the method)",
    )


FLOOR = "Function score below 10 counts as it is, without a floor (open in the method, default used)"
WITHOUT_TREES = {
    "large_trees": 0.0,
    "litter": 0.0,
    "logs": 0.0,
    "stem_classes": (0, 0, 0, 0, 0),
    "regeneration": 0.0,
}


def test_derived_grassland_of_a_community_with_trees_scores_nothing_and_says_that_a_floor_is_open() -> None:
    outcome = run(development(zone(plots=(replace(GOOD, **WITHOUT_TREES),))))
    result, line = only_zone(outcome.zones), only_line(outcome.credit_lines)
    assert result.current is not None and result.current.score == 0
    assert (line.credits, line.offset_required) == (0, False)
    assert FLOOR in line.provisional


def test_a_total_loss_does_not_rest_on_the_open_floor() -> None:
    assert FLOOR not in only_line(run(development(zone())).credit_lines).provisional


def test_clearing_the_trees_alone_rests_on_the_open_floor() -> None:
    kept = {code: value for code, value in _means_at_benchmark().items() if not code.startswith("function.")}
    outcome = run(development(zone(management_zones=(part("M1", 10_000, kept),))))
    assert only_zone(outcome.zones).change == pytest.approx(-100)
    assert FLOOR in only_line(outcome.credit_lines).provisional


def _means_at_benchmark() -> dict[str, float]:
    return {code: fact.value for code, fact in benchmark().values.items()}
