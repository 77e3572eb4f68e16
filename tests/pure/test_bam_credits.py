"""Whole credits of one line, scattered trees, plots required and the limits of the small area module."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.bam.basis import Basis
from assessments.bam.credits import (
    MinimumFor,
    gain_credits,
    loss_credits,
    round_development,
    round_stewardship,
    round_trees,
)
from assessments.bam.engine import assess
from assessments.bam.inputs import CaseInput, TreeGroupInput
from assessments.bam.parameters import MissingParameter
from assessments.bam.plots_required import minimum_plots
from tests.pure.bam_builders import (
    changed_parameters,
    development,
    entered,
    firm,
    only_line,
    parameters,
    species,
    stewardship,
    zone,
)

HALF_REASON = "Half a credit rounded up (from memory, not confirmed)"


def development_credits(unrounded: float, minimum: MinimumFor = "ecosystem") -> int:
    return round_development(unrounded, minimum, parameters(), Basis()).credits


@pytest.mark.parametrize(
    ("unrounded", "credits"),
    [
        (10.45, 10),
        (27.28, 27),
        (52.8, 53),
        (43.2, 43),
        (2.5, 3),
        (3.5, 4),
        (2.4999999, 2),
        (0.32, 1),
        (1e-9, 1),
    ],
)
def test_development_rounds_to_the_nearest_credit_and_owes_at_least_one(
    unrounded: float, credits: int
) -> None:
    assert development_credits(unrounded) == credits


@pytest.mark.parametrize("unrounded", [0.0, -0.4, -12.0])
def test_no_loss_owes_nothing(unrounded: float) -> None:
    assert development_credits(unrounded) == 0


@pytest.mark.parametrize(("unrounded", "credits"), [(0.32, 0), (0.5, 1), (199.06, 199), (-3.0, 0)])
def test_stewardship_rounds_to_the_nearest_credit_without_a_minimum(unrounded: float, credits: int) -> None:
    assert round_stewardship(unrounded, Basis()).credits == credits


def test_half_a_credit_is_rounded_up_and_said_to_be() -> None:
    half, other = Basis(), Basis()
    assert round_trees(2.5, half).credits == 3
    assert round_trees(2.51, other).credits == 3
    assert half.reasons == (HALF_REASON,)
    assert other.reasons == ()


@pytest.mark.parametrize(
    ("minimum", "provisional"), [("species_area", False), ("ecosystem", True), ("species_count", True)]
)
def test_minimum_of_one_credit_is_provisional_where_only_analogy_supports_it(
    minimum: MinimumFor, provisional: bool
) -> None:
    decides, idle = Basis(), Basis()
    assert round_development(0.3, minimum, parameters(), decides).credits == 1
    round_development(1.4, minimum, parameters(), idle)
    assert bool(decides.reasons) is provisional
    assert idle.reasons == ()


def test_minimum_that_is_not_known_is_not_guessed() -> None:
    without = changed_parameters(minimum_credits__development__ecosystem=None)
    with pytest.raises(MissingParameter) as caught:
        round_development(0.3, "ecosystem", without, Basis())
    assert caught.value.finding.field == "minimum_credits.development.ecosystem"
    assert round_development(0.7, "ecosystem", without, Basis()).credits == 1


points = st.floats(0, 100)
areas = st.integers(0, 10**9)


@given(points, st.lists(areas, min_size=2, max_size=2).map(sorted), st.floats(1, 3))
def test_credits_never_fall_as_the_area_rises(vi: float, pair: list[int], weighting: float) -> None:
    owed = [development_credits(loss_credits(vi, area, weighting, 0.25)) for area in pair]
    made = [round_stewardship(gain_credits(vi, area, 0.25), Basis()).credits for area in pair]
    assert owed[0] <= owed[1]
    assert made[0] <= made[1]


@given(points, areas, st.lists(st.floats(1, 3), min_size=2, max_size=2).map(sorted))
def test_obligation_never_falls_as_the_risk_weighting_rises(vi: float, area: int, pair: list[float]) -> None:
    owed = [development_credits(loss_credits(vi, area, weighting, 0.25)) for weighting in pair]
    assert owed[0] <= owed[1]


# Scattered trees


def trees(dbh_cm: int, **changes: Any) -> TreeGroupInput:
    values: dict[str, Any] = {
        "key": "T1",
        "pct_id": 79,
        "pct_name": "Test woodland",
        "tree_species": "Testus arboreus",
        "trees": 12,
        "dbh_cm": dbh_cm,
        "hollows": False,
        "large_tree_threshold_cm": firm(50),
    }
    return TreeGroupInput(**(values | changes))


def paddock(*groups: TreeGroupInput) -> CaseInput:
    return CaseInput(kind="clearing", module="scattered_trees", trees=groups)


@pytest.mark.parametrize(
    ("dbh_cm", "hollows", "unrounded", "firm_number"),
    [
        (20, False, 6.0, True),
        (49, False, 6.0, True),
        (49, True, 9.0, False),
        (50, False, 9.0, False),
        (50, True, 12.0, True),
        (200, True, 12.0, True),
    ],
)
def test_scattered_trees_are_credited_by_class_and_hollows(
    dbh_cm: int, hollows: bool, unrounded: float, firm_number: bool
) -> None:
    outcome = assess(paddock(trees(dbh_cm, hollows=hollows)), parameters())
    line = only_line(outcome.credit_lines)
    assert (line.unrounded, line.equation) == (unrounded, "Eq 7")
    assert (line.provisional == ()) is firm_number
    assert outcome.ecosystem_credits == unrounded


def test_trees_below_20_cm_have_no_value_and_no_line() -> None:
    outcome = assess(paddock(trees(19, large_tree_threshold_cm=None)), parameters())
    assert outcome.credit_lines == ()
    assert outcome.complete
    (finding,) = outcome.findings
    assert (finding.code, finding.severity, finding.field) == ("trees.class_1", "warning", "trees[0]")


def test_trees_without_large_tree_threshold_are_not_computed() -> None:
    outcome = assess(paddock(trees(30, large_tree_threshold_cm=None), trees(60, key="T2")), parameters())
    gap, computed = outcome.credit_lines
    assert gap.not_computed == ("Enter the large tree threshold of PCT 79, in cm, with its source.",)
    assert computed.credits == 9
    assert not outcome.complete


def test_odd_number_of_class_2_trees_is_half_a_credit_rounded_up() -> None:
    line = only_line(assess(paddock(trees(30, trees=13)), parameters()).credit_lines)
    assert (line.unrounded, line.credits, line.provisional) == (6.5, 7, (HALF_REASON,))


def test_large_tree_threshold_that_was_entered_makes_the_line_provisional() -> None:
    line = only_line(
        assess(paddock(trees(30, large_tree_threshold_cm=entered(50))), parameters()).credit_lines
    )
    assert line.provisional == (
        "Large tree threshold of PCT 79, cm, 50 (entered by the assessor: test source)",
    )


def test_scattered_trees_at_a_stewardship_site_are_refused() -> None:
    outcome = assess(stewardship(zone(), trees=(trees(60),)), parameters())
    assert "trees.not_for_stewardship" in {finding.code for finding in outcome.findings}
    assert [line.equation for line in outcome.credit_lines] == ["Eq 4"]


# Plots required


@pytest.mark.parametrize(
    ("hectares", "plots"),
    [
        (0.01, 1),
        (2, 1),
        (2.01, 2),
        (5, 2),
        (5.01, 3),
        (20, 3),
        (20.01, 4),
        (50, 4),
        (50.01, 5),
        (100, 5),
        (100.01, 6),
        (250, 6),
        (250.01, 7),
        (1000, 7),
        (1000.01, 8),
    ],
)
def test_plots_required_by_area(hectares: float, plots: int) -> None:
    assert minimum_plots(round(hectares * 10_000), parameters()) == plots


def test_too_few_plots_warn_and_do_not_block() -> None:
    outcome = assess(development(zone(area_m2=30_000, patch_size_m2=20_000)), parameters())
    codes = {finding.code: finding.severity for finding in outcome.findings}
    assert codes == {"zone.plots.too_few": "warning", "zone.patch_size.below_area": "warning"}
    assert outcome.complete


# Small area module


def small_area(lot_ha: float | None, *areas_m2: int, **changes: Any) -> CaseInput:
    zones = tuple(
        zone(key=f"Z{at}", number=at, area_m2=area, **changes) for at, area in enumerate(areas_m2, 1)
    )
    return development(*zones, module="small_area", minimum_lot_size_ha=lot_ha)


def small_area_codes(case: CaseInput) -> set[str]:
    return {
        finding.code
        for finding in assess(case, parameters()).findings
        if finding.code.startswith("small_area")
    }


@pytest.mark.parametrize(
    ("lot_ha", "limit_ha"), [(0.5, 1), (1, 2), (39.9, 2), (40, 3), (999.9, 3), (1000, 5), (5000, 5)]
)
def test_small_area_limit_follows_the_minimum_lot_size(lot_ha: float, limit_ha: int) -> None:
    assert small_area_codes(small_area(lot_ha, limit_ha * 10_000)) == set()
    assert small_area_codes(small_area(lot_ha, limit_ha * 10_000 - 100, 200)) == {
        "small_area.area.over_limit"
    }


def test_small_area_module_asks_for_the_minimum_lot_size() -> None:
    assert small_area_codes(small_area(None, 10_000)) == {"small_area.minimum_lot_size.missing"}


def test_small_area_module_takes_two_community_types_of_which_one_is_threatened() -> None:
    first, second, third = (zone(key=f"Z{at}", number=at, pct_id=at, area_m2=1_000) for at in (1, 2, 3))
    plain = replace(second, community=None)

    def codes(*zones: Any) -> set[str]:
        return small_area_codes(development(*zones, module="small_area", minimum_lot_size_ha=10.0))

    assert codes(first, plain) == set()
    assert codes(first, second) == {"small_area.pcts.one_threatened"}
    assert codes(first, plain, third) == {"small_area.pcts.too_many"}


def test_small_area_module_warns_of_species_that_are_not_at_risk_of_irreversible_impact() -> None:
    case = replace(
        small_area(10.0, 10_000),
        species=(species(), species(scientific_name="Testus tertius", potential_saii=True)),
    )
    (finding,) = [
        found for found in assess(case, parameters()).findings if found.code.startswith("small_area")
    ]
    assert (finding.code, finding.field) == ("small_area.species.not_saii", "species[0]")


def test_limits_of_the_small_area_module_do_not_touch_the_standard_module() -> None:
    assert small_area_codes(development(zone(area_m2=10**7))) == set()
