"""Futures: development, decline, provisional growth, typed values, security benefit and existing obligations."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.bam.decline import declined
from assessments.bam.engine import assess
from assessments.bam.future import area_weighted
from assessments.bam.growth import logistic
from assessments.bam.inputs import CaseInput, Fact, StewardshipInput
from assessments.bam.outcome import CaseOutcome
from registry.units import display
from tests.pure.bam_builders import (
    CURRENT_1387,
    GOOD,
    changed_parameters,
    development,
    entered,
    firm,
    managed,
    only_line,
    only_zone,
    parameters,
    part,
    stewardship,
    zone,
)

WITHOUT_GROWTH = {
    "composition.tree": 3.45,
    "composition.shrub": 3.45,
    "composition.grass": 3.71,
    "composition.forb": 2.22,
    "composition.fern": 2.0,
    "composition.other": 2.1,
}


def site(**changes: Any) -> StewardshipInput:
    existing = managed().stewardship
    assert existing is not None
    return replace(existing, **changes)


def run(case: CaseInput) -> CaseOutcome:
    return assess(case, parameters())


def codes(outcome: CaseOutcome) -> set[str]:
    return {finding.code for finding in outcome.findings}


# Development


def test_attribute_without_future_mean_is_lost_completely() -> None:
    outcome = only_zone(run(development(zone())).zones)
    (whole,) = outcome.management_zones
    assert whole.area_m2 == 10_000
    assert outcome.current is not None
    assert outcome.change == -outcome.current.score
    assert whole.future is not None
    assert whole.future.score == 0


def test_total_change_is_weighted_by_the_areas_of_the_management_zones() -> None:
    kept = {row: 100.0 for row in ("composition.tree", "structure.tree", "function.large_trees")}
    outcome = only_zone(
        run(development(zone(management_zones=(part("APZ", 7_500, kept), part("House", 2_500))))).zones
    )
    partial, lost = outcome.management_zones
    assert partial.typed == ("composition.tree", "structure.tree", "function.large_trees")
    assert partial.change is not None
    assert lost.change is not None
    assert lost.change < partial.change < 0
    assert outcome.change == pytest.approx((partial.change * 3 + lost.change) / 4)


@given(st.lists(st.tuples(st.floats(-100, 100), st.integers(1, 10**7)), min_size=1, max_size=6))
def test_area_weighted_mean_lies_between_its_values(parts: list[tuple[float, int]]) -> None:
    changes = [change for change, _ in parts]
    assert min(changes) - 1e-6 <= area_weighted(parts) <= max(changes) + 1e-6


def test_areas_that_add_up_to_nothing_have_no_mean() -> None:
    with pytest.raises(ValueError, match="add up to nothing"):
        area_weighted([(5.0, 0)])


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=5), st.integers(-2, 2))
def test_management_zones_must_add_up_to_the_zone(areas: list[int], missing: int) -> None:
    parts = tuple(part(f"M{at}", area) for at, area in enumerate(areas))
    outcome = run(development(zone(area_m2=sum(areas) + missing, management_zones=parts)))
    computed = only_zone(outcome.zones).change is not None
    assert computed is (missing == 0)
    assert ("management_zone.area.sum" in codes(outcome)) is (missing != 0)


def test_gain_typed_at_a_development_is_refused() -> None:
    outcome = only_zone(run(development(zone(management_zones=(part("M", 10_000, typed_gain=5.0),)))).zones)
    assert outcome.change is None
    assert "a gain belongs to a stewardship site" in outcome.not_computed[0]


# Decline


def test_decline_is_compound() -> None:
    assert declined(100, 1) == pytest.approx(100 * 0.99**20)
    assert declined(100, 1) not in (80.0, pytest.approx(81.87, abs=0.01))


@given(st.floats(0, 1000), st.floats(0, 100))
def test_decline_never_raises_a_value(x: float, rate: float) -> None:
    assert 0 <= declined(x, rate) <= x


def test_zone_of_the_guide_declines_to_the_displayed_scores() -> None:
    outcome = only_zone(run(stewardship(managed())).zones)
    without = outcome.without_management
    assert outcome.current is not None
    assert without is not None
    assert without.function is not None
    assert display(outcome.current.score) == "33.3"
    shown = [display(part.score) for part in (without.composition, without.structure, without.function)]
    # The guide prints 21.1 for structure; its own unrounded figure is 21.149.
    assert shown == ["29.5", "21.1", "40.3"]
    assert display(without.score) == "29.3"


def test_grass_and_forb_rates_are_not_doubled_by_the_engine() -> None:
    default = only_zone(run(stewardship(managed(stewardship=StewardshipInput(firm(True))))).zones)
    assert default.without_management is not None
    grass = default.without_management.composition.attributes[2]
    assert grass.observed == pytest.approx(3 * 0.997**20)


def test_other_land_declines_more_slowly_than_high_risk_land() -> None:
    scores = {}
    for high_risk in (True, False):
        outcome = only_zone(run(stewardship(managed(stewardship=StewardshipInput(firm(high_risk))))).zones)
        assert outcome.without_management is not None
        scores[high_risk] = outcome.without_management.score
    assert scores[True] < scores[False]


def test_missing_decline_rate_is_named_and_the_current_score_stays() -> None:
    outcome = only_zone(
        assess(stewardship(managed()), changed_parameters(decline__high_risk__structure__tree=None)).zones
    )
    assert outcome.current is not None
    assert outcome.change is None
    assert outcome.not_computed == (
        "The method parameter decline.high_risk.structure.tree has no value: load it, with its source.",
    )


# Growth


def test_zone_of_the_guide_grows_to_the_displayed_scores() -> None:
    for weeds, composition, structure, function, score in (
        (12.0, 40.9, 41.8, 51.4, 44.5),
        (3.0, 43.2, 45.7, 51.4, 46.7),
    ):
        outcome = only_zone(
            run(stewardship(managed(stewardship=site(planned_high_threat_weed_cover=weeds)))).zones
        )
        future = outcome.management_zones[0].future
        assert future is not None
        assert future.function is not None
        assert future.composition.score == pytest.approx(composition, abs=0.15)
        assert future.structure.score == pytest.approx(structure, abs=0.15)
        assert future.function.score == pytest.approx(function, abs=0.25)
        assert future.score == pytest.approx(score, abs=0.15)


def test_attribute_at_or_above_its_benchmark_does_not_grow() -> None:
    assert logistic(12, 12, 0.05) == 12
    assert logistic(13, 12, 0.05) == 13


def test_nothing_grows_from_nothing() -> None:
    assert logistic(0, 12, 0.05) == 0


@given(st.floats(0.001, 100), st.floats(0.001, 100), st.floats(0, 0.2))
def test_growth_never_passes_the_benchmark_nor_shrinks(x: float, b: float, rate: float) -> None:
    grown = logistic(x, b, rate)
    assert x * (1 - 1e-12) <= grown <= max(x, b) * (1 + 1e-12)


def test_attribute_without_rate_does_not_grow() -> None:
    outcome = only_zone(
        assess(stewardship(managed()), changed_parameters(growth__logistic__function__logs=None)).zones
    )
    future = outcome.management_zones[0].future
    assert future is not None
    assert future.function is not None
    observed = {row.code: row.observed for row in future.function.attributes}
    assert observed["function.logs"] == 2
    assert observed["function.regeneration"] == 1
    assert observed["function.litter"] > 2


def test_growth_is_always_marked_provisional_with_the_name_of_its_strategy() -> None:
    line = only_line(run(stewardship(managed())).credit_lines)
    assert [reason for reason in line.provisional if "logistic-2026" in reason]


def test_zone_at_its_benchmarks_owes_nothing_to_the_growth_strategy() -> None:
    outcome = only_zone(run(stewardship(managed(plots=(GOOD,)))).zones)
    assert not [reason for reason in outcome.provisional if "logistic-2026" in reason]


def test_unknown_growth_strategy_is_named_with_those_there_are() -> None:
    outcome = run(stewardship(managed(), growth_strategy="linear-1999"))
    assert only_zone(outcome.zones).not_computed == (
        "There is no growth strategy 'linear-1999': choose one of logistic-2026.",
    )
    assert "case.growth_strategy.unknown" in codes(outcome)


def test_growth_asks_for_the_weed_cover_when_no_plot_has_it() -> None:
    unknown = replace(CURRENT_1387, high_threat_weed_cover=None)
    outcome = only_zone(run(stewardship(managed(plots=(unknown,)))).zones)
    assert outcome.change is None
    assert outcome.without_management is not None
    assert "record the high threat weed cover" in outcome.not_computed[0]


# Typed futures


def test_typed_future_means_replace_growth_for_the_attributes_named() -> None:
    typed = part("M", 10_000, WITHOUT_GROWTH, reason="BAM-C screen")
    outcome = only_zone(run(stewardship(managed(management_zones=(typed,)))).zones)
    future = outcome.management_zones[0].future
    assert future is not None
    assert [row.observed for row in future.composition.attributes] == list(WITHOUT_GROWTH.values())
    assert future.structure.attributes[0].observed > 9
    assert any("typed by the assessor: BAM-C screen" in reason for reason in outcome.provisional)


def test_typed_gain_stands_as_it_is_and_leaves_the_scores_empty() -> None:
    typed = part("M", 10_000, typed_gain=17.6, reason="BAM-C screen")
    outcome = run(stewardship(managed(area_m2=10_000, management_zones=(typed,))))
    result = only_zone(outcome.zones)
    assert result.change == 17.6
    assert result.management_zones[0].future is None
    line = only_line(outcome.credit_lines)
    assert line.unrounded == pytest.approx(17.6 * 0.25)
    assert line.provisional == ("Gain of 17.6 in management zone M typed by the assessor: BAM-C screen",)


def test_typed_gain_needs_neither_plots_nor_benchmarks() -> None:
    typed = part("M", 524_000, typed_gain=17.6, reason="BAM-C screen")
    outcome = run(
        stewardship(
            zone(area_m2=524_000, plots=(), benchmark=None, stewardship=None, management_zones=(typed,))
        )
    )
    assert only_line(outcome.credit_lines).credits == 231
    assert only_zone(outcome.zones).current is None


def test_typed_value_at_a_stewardship_site_needs_a_reason() -> None:
    outcome = run(stewardship(managed(management_zones=(part("M", 10_000, typed_gain=1.0),))))
    assert "management_zone.reason.missing" in codes(outcome)


def test_typed_gain_beside_a_grown_management_zone_is_weighted_by_area() -> None:
    parts = (part("Grown", 4_000), part("Typed", 6_000, typed_gain=10.0, reason="BAM-C screen"))
    outcome = only_zone(run(stewardship(managed(management_zones=parts))).zones)
    grown = outcome.management_zones[0].change
    assert grown is not None
    assert outcome.change == pytest.approx((grown * 4 + 10.0 * 6) / 10)


# Security benefit and obligations


def secure(**changes: Any) -> CaseInput:
    """A stewardship zone in good condition with few weeds, its logs gone so that something is left to grow."""
    plot = replace(GOOD, logs=10, high_threat_weed_cover=changes.pop("weeds", 10.0))
    return stewardship(managed(plots=(plot,), stewardship=site(**changes)))


def test_security_benefit_is_added_where_it_applies_and_was_entered() -> None:
    plain, benefit = run(secure()), run(secure(security_benefit_score=entered(4.0)))
    zone_plain, zone_benefit = only_zone(plain.zones), only_zone(benefit.zones)
    assert zone_plain.security_benefit_applies
    assert zone_plain.change is not None
    assert zone_benefit.change == pytest.approx(zone_plain.change + 4)
    assert (zone_plain.security_benefit, zone_benefit.security_benefit) == (None, 4)
    assert "zone.security_benefit.not_entered" in codes(plain)
    assert "Security benefit score 4 (entered by the assessor: test source)" in zone_benefit.provisional


@pytest.mark.parametrize(
    "changes",
    [
        {"weeds": 10.1},
        {"crown_land": True, "obligation_reduction_percent": firm(0.0)},
        {"conservation_obligation": True, "obligation_reduction_percent": firm(0.0)},
    ],
    ids=["weeds", "Crown land", "obligation"],
)
def test_security_benefit_is_not_added_where_it_does_not_apply(changes: dict[str, Any]) -> None:
    without, entered_anyway = (
        run(secure(**changes)),
        run(secure(security_benefit_score=entered(4.0), **changes)),
    )
    assert only_zone(entered_anyway.zones).change == only_zone(without.zones).change
    assert not only_zone(entered_anyway.zones).security_benefit_applies
    assert "zone.security_benefit.not_applicable" in codes(entered_anyway)


def test_security_benefit_starts_at_exactly_the_limit() -> None:
    outcome = only_zone(run(secure()).zones)
    assert outcome.current is not None
    at = assess(secure(), changed_parameters(security_benefit__minimum_vi=outcome.current.score))
    above = assess(secure(), changed_parameters(security_benefit__minimum_vi=outcome.current.score + 0.001))
    assert only_zone(at.zones).security_benefit_applies
    assert not only_zone(above.zones).security_benefit_applies


def test_existing_obligation_reduces_the_gain_by_what_was_entered() -> None:
    plain = only_zone(run(stewardship(managed())).zones).change
    reduced = run(
        stewardship(
            managed(
                stewardship=site(conservation_obligation=True, obligation_reduction_percent=entered(25.0))
            )
        )
    )
    assert plain is not None
    assert only_zone(reduced.zones).change == pytest.approx(plain * 0.75)


@pytest.mark.parametrize("kind", ["conservation_obligation", "crown_land"])
def test_obligation_without_reduction_is_not_computed(kind: str) -> None:
    outcome = run(stewardship(managed(stewardship=site(**{kind: True}))))
    line = only_line(outcome.credit_lines)
    assert line.credits is None
    assert "reduces the gain, with the source" in line.not_computed[0]
    assert not outcome.complete


def test_zone_without_stewardship_record_asks_for_it() -> None:
    outcome = only_zone(run(stewardship(zone())).zones)
    assert outcome.not_computed == ("Zone 1: record whether it is high risk land and how it is managed.",)


def test_high_risk_land_that_was_only_entered_makes_the_result_provisional() -> None:
    land: Fact[bool] = entered(True)
    outcome = only_zone(run(stewardship(managed(stewardship=StewardshipInput(land)))).zones)
    assert "High risk land yes (entered by the assessor: test source)" in outcome.provisional
