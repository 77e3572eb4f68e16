"""Threshold and biodiversity risk weighting of a development: every cell and band that is known."""

from typing import Any

import pytest

from assessments.bam.basis import Basis, NotComputable
from assessments.bam.engine import assess
from assessments.bam.inputs import Community, Fact, PredictedSpeciesInput, ZoneInput
from assessments.bam.outcome import CreditLine
from assessments.bam.threshold import offset_threshold, reaches
from assessments.bam.weighting import sensitivity_to_gain, sensitivity_to_loss
from tests.pure.bam_builders import (
    changed_parameters,
    development,
    entered,
    firm,
    only_line,
    parameters,
    species,
    zone,
)

NO_COMMUNITY: dict[str, Any] = {"community": None, "percent_cleared": firm(10.0)}


def listed(bc: str | None, epbc: str | None = "none", **changes: Any) -> ZoneInput:
    community = Community("Test community", bc and firm(bc), epbc and firm(epbc))
    return zone(community=community, **changes)


def gains(*classes: str | None) -> tuple[PredictedSpeciesInput, ...]:
    return tuple(
        PredictedSpeciesInput(f"Testus {at}", None if name is None else firm(name))
        for at, name in enumerate(classes)
    )


def line_of(one: ZoneInput) -> CreditLine:
    return only_line(assess(development(one), parameters()).credit_lines)


# Threshold


@pytest.mark.parametrize(
    ("one", "threshold"),
    [
        (listed("CEEC"), 15),
        (listed("EEC"), 15),
        (listed("VEC"), 17),
        (listed("VEC", predicted_species=()), 17),
        (listed("none", "EEC"), 15),
        (listed("none"), 17),
        (listed("none", predicted_species=()), 20),
        (zone(community=None), 17),
        (zone(community=None, predicted_species=()), 20),
    ],
)
def test_threshold_follows_listing_and_habitat(one: ZoneInput, threshold: float) -> None:
    assert offset_threshold(one, parameters(), Basis()) == threshold


@pytest.mark.parametrize("one", [listed("EEC"), listed("VEC"), zone(community=None, predicted_species=())])
@pytest.mark.parametrize(("above", "required"), [(0.0, True), (0.001, False)])
def test_vegetation_integrity_at_exactly_the_threshold_needs_an_offset(
    one: ZoneInput, above: float, required: bool
) -> None:
    limits = dict.fromkeys(
        ("threshold__eec", "threshold__threatened_species_habitat", "threshold__other"), 100 + above
    )
    line = only_line(assess(development(one), changed_parameters(**limits)).credit_lines)
    assert line.offset_required is required
    if not required:
        assert (line.credits, line.unrounded) == (0, 0.0)
        assert line.notes[0].startswith("Vegetation integrity 100 is below the threshold")


@pytest.mark.parametrize("limit", [15.0, 17.0, 20.0])
def test_score_that_misses_a_limit_by_a_float_s_last_digits_is_at_it(limit: float) -> None:
    assert reaches(limit, limit)
    assert reaches(limit * (1 - 1e-15), limit)
    assert not reaches(limit - 0.0001, limit)


def test_zone_below_the_threshold_needs_no_weighting() -> None:
    bare = zone(percent_cleared=None, community=Community("C", firm("VEC"), None))
    line = only_line(
        assess(development(bare), changed_parameters(threshold__threatened_species_habitat=101)).credit_lines
    )
    assert line.credits == 0
    assert line.not_computed == ()


def test_threshold_does_not_touch_species_credits() -> None:
    case = development(zone(), species=(species(),))
    low, high = (
        only_line(assess(case, changed_parameters(threshold__eec=value)).credit_lines, "species")
        for value in (0.0, 101.0)
    )
    assert low == high
    assert high.threshold is None


def test_community_that_was_not_recorded_is_asked_for() -> None:
    line = line_of(zone(community=None, community_recorded=False))
    assert line.credits is None
    assert line.not_computed == (
        "Zone 1: record whether PCT 1387 is a threatened ecological community here.",
    )


@pytest.mark.parametrize("epbc", [None, "none"])
def test_community_without_state_listing_is_asked_for(epbc: str | None) -> None:
    line = line_of(listed(None, epbc))
    assert line.not_computed == ("Zone 1: enter the BC Act listing of Test community, with its source.",)


# Sensitivity to loss


@pytest.mark.parametrize(
    ("one", "expected", "reason"),
    [
        (listed("CEEC", percent_cleared=firm(10.0)), "Very High", "critically endangered"),
        (listed("CEEC", percent_cleared=None), "Very High", "critically endangered"),
        (listed("EEC", percent_cleared=firm(10.0)), "High", "endangered ecological community (BC Act)"),
        (listed("EEC", percent_cleared=firm(90.0)), "Very High", "90 % cleared"),
        (listed("VEC", percent_cleared=firm(89.99)), "High", "90 % cleared"),
        (listed("VEC", percent_cleared=firm(69.9)), "Moderate", "vulnerable"),
        (listed("none", percent_cleared=firm(70.0)), "High", "70 % cleared"),
        (listed("none", percent_cleared=firm(69.9)), "Moderate", "69.9 % cleared"),
        (listed("none", percent_cleared=firm(50.0)), "Moderate", "50 % cleared"),
        (listed("none", percent_cleared=firm(49.9)), "Low", "49.9 % cleared"),
        (listed("none", "CEEC", percent_cleared=firm(0.0)), "Very High", "(EPBC Act)"),
        (zone(community=None, percent_cleared=firm(92.0)), "Very High", "92 % cleared"),
        (listed("CEEC", sensitivity_to_loss=firm("Low")), "Low", "test source"),
    ],
)
def test_sensitivity_to_loss_is_the_higher_of_listing_and_cleared_band(
    one: ZoneInput, expected: str, reason: str
) -> None:
    found = sensitivity_to_loss(one, parameters(), Basis())
    assert found.value == expected
    assert reason in found.reason


def test_percent_cleared_that_could_matter_is_asked_for() -> None:
    line = line_of(listed("EEC", percent_cleared=None))
    assert line.credits is None
    assert "enter the percent cleared of PCT 1387" in line.not_computed[0]


def test_ninety_per_cent_cleared_is_confirmed_and_a_listing_alone_is_not() -> None:
    cleared, by_listing = Basis(), Basis()
    sensitivity_to_loss(listed("CEEC", percent_cleared=firm(92.0)), parameters(), cleared)
    sensitivity_to_loss(listed("CEEC", percent_cleared=None), parameters(), by_listing)
    assert cleared.reasons == ()
    assert by_listing.reasons == (
        "Sensitivity to loss by the listing CEEC: Very High (from memory, not confirmed)",
    )


# Sensitivity to gain


@pytest.mark.parametrize(
    ("classes", "expected"),
    [((), "Low"), (("Low", "High", "Moderate"), "High"), (("Very High", "High"), "Very High")],
)
def test_sensitivity_to_gain_is_the_highest_of_the_predicted_species(
    classes: tuple[str, ...], expected: str
) -> None:
    assert sensitivity_to_gain(zone(predicted_species=gains(*classes)), Basis()).value == expected


def test_species_without_class_is_asked_for_unless_another_is_already_highest() -> None:
    with pytest.raises(NotComputable, match="enter the sensitivity to gain of Testus 1"):
        sensitivity_to_gain(zone(predicted_species=gains("High", None)), Basis())
    assert sensitivity_to_gain(zone(predicted_species=gains("Very High", None)), Basis()).value == "Very High"


# Weighting


@pytest.mark.parametrize(
    ("percent_cleared", "weighting", "firm_cell"),
    [(92.0, 2.5, True), (75.0, 2.0, True), (60.0, 1.75, False), (10.0, 1.5, False)],
)
def test_cell_of_the_matrix_is_looked_up(percent_cleared: float, weighting: float, firm_cell: bool) -> None:
    line = line_of(zone(community=None, percent_cleared=firm(percent_cleared)))
    assert line.risk_weighting == weighting
    assert any("Risk weighting" in reason for reason in line.provisional) is not firm_cell


def test_cell_that_nobody_knows_is_not_guessed() -> None:
    line = line_of(zone(predicted_species=gains("Very High")))
    assert (line.credits, line.risk_weighting) == (None, None)
    assert line.not_computed == (
        "Zone 1: no risk weighting is known for sensitivity to loss Very High and gain Very High: enter the risk"
        " weighting, with its source.",
    )
    assert (line.sensitivity_to_loss, line.sensitivity_to_gain) == ("Very High", "Very High")


def test_entered_weighting_takes_the_place_of_the_cell_and_is_provisional() -> None:
    line = line_of(zone(predicted_species=gains("Very High"), risk_weighting=entered(2.75)))
    assert line.risk_weighting == 2.75
    assert line.credits == 69
    assert "Risk weighting of zone 1: 2.75 (entered by the assessor: test source)" in line.provisional


def test_every_gap_of_a_line_is_named_at_once() -> None:
    line = line_of(zone(plots=(), percent_cleared=None, community=None, predicted_species=gains(None)))
    assert len(line.not_computed) == 3


def test_commonwealth_listing_alone_shows_credits_that_cannot_be_traded() -> None:
    line = line_of(listed("none", "CEEC"))
    assert line.credits == 63
    assert not line.tradeable
    assert line.notes == (
        "Listed by the Commonwealth alone: no credits can be created or traded under the State scheme.",
    )
    assert line_of(listed("CEEC", "CEEC")).tradeable


@pytest.mark.parametrize("bc", [None, firm("none"), firm("Not Listed")])
def test_species_listed_by_the_commonwealth_alone_cannot_be_traded(bc: Fact[str] | None) -> None:
    case = development(zone(), species=(species(bc_listing=bc, epbc_listing=firm("Endangered")),))
    assert not only_line(assess(case, parameters()).credit_lines, "species").tradeable


@pytest.mark.parametrize(
    ("loss", "gain", "weighting"),
    [("Very High", "Moderate", 3), ("High", "High", 2), ("Moderate", "High", 2)],
)
def test_confirmed_species_cells_are_used_where_no_weighting_is_given(
    loss: str, gain: str, weighting: float
) -> None:
    one = species(risk_weighting=None, sensitivity_to_loss=firm(loss), sensitivity_to_gain=firm(gain))
    line = only_line(assess(development(zone(), species=(one,)), parameters()).credit_lines, "species")
    assert line.risk_weighting == weighting


def test_species_without_weighting_is_not_computed() -> None:
    one = species(risk_weighting=None, sensitivity_to_loss=firm("Low"), sensitivity_to_gain=firm("Low"))
    line = only_line(assess(development(zone(), species=(one,)), parameters()).credit_lines, "species")
    assert line.not_computed == ("Enter the risk weighting of Testus secundus, with its source.",)


@pytest.mark.parametrize(
    ("marks", "named"),
    [
        ((("Very High", "confirmed"), ("Low", "demo")), []),
        ((("High", "confirmed"), ("Low", "demo")), ["Testus 1"]),
        ((("Very High", "demo"), ("High", "confirmed")), ["Testus 0"]),
        ((("High", "confirmed"), ("Low", "confirmed")), []),
    ],
)
def test_class_that_could_have_been_higher_makes_the_gain_provisional(
    marks: tuple[tuple[Any, Any], ...], named: list[str]
) -> None:
    basis = Basis()
    confirmed = tuple(
        PredictedSpeciesInput(f"Testus {at}", Fact(name, mark, "test source"))
        for at, (name, mark) in enumerate(marks)
    )
    sensitivity_to_gain(zone(predicted_species=confirmed), basis)
    assert basis.reasons == tuple(
        f"Sensitivity to gain of {name}: {confirmed[int(name[-1])].sensitivity_to_gain.value} (demo value)"  # type: ignore[union-attr]
        for name in named
    )


def test_every_listing_that_was_looked_at_carries_its_mark() -> None:
    community = Community("C", Fact("none", "demo", "test source"), Fact("EEC", "demo", "test source"))
    basis = Basis()
    offset_threshold(zone(community=community), parameters(), basis)
    assert basis.reasons[:2] == (
        "BC Act listing of C: none (demo value)",
        "EPBC Act listing of C: EEC (demo value)",
    )
