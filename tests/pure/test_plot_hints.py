"""Hints about plots: each is given where it should be, and an ordinary zone gets none."""

from dataclasses import replace
from datetime import date

import pytest

from assessments.plots import hints
from assessments.plots.hints import Hint, PlotValues, ZonePlots, hints_of

TODAY = date(2026, 11, 21)
ORDINARY = {
    **dict.fromkeys((f"composition_{form}" for form in hints.GROWTH_FORMS), 4.0),
    **dict.fromkeys((f"structure_{form}" for form in hints.GROWTH_FORMS), 12.0),
    "large_trees": 2.0,
    "litter_cover_percent": 30.0,
    "logs_length_m": 25.0,
    "weed_cover_percent": 3.0,
    "stems_5_to_9": 1.0,
    "stems_10_to_19": 0.0,
}


def plot(number: int, **values: float | None) -> PlotValues:
    return PlotValues(
        id=f"id-{number}",
        label=f"P{number}",
        mga_zone=56,
        easting_m=321_000 + 60 * number,
        northing_m=6_392_000,
        surveyed_on=date(2026, 3, 1),
        values={**ORDINARY, "logs_length_m": 20.0 + number, **values},
    )


def found(*plots: PlotValues, richness: dict[str, float] | None = None) -> list[Hint]:
    return hints_of([ZonePlots("1592_good", plots, richness or {})], today=TODAY)


def codes(*plots: PlotValues, richness: dict[str, float] | None = None) -> list[tuple[str, str]]:
    return [(hint.label, hint.code.removeprefix("plot.hint.")) for hint in found(*plots, richness=richness)]


def test_an_ordinary_zone_gets_no_hint() -> None:
    assert codes(*map(plot, range(1, 8)), richness=dict.fromkeys(hints.GROWTH_FORMS, 4.0)) == []


def test_two_labels_at_one_place_are_told() -> None:
    second = replace(plot(2), easting_m=plot(1).easting_m + 1.5)
    assert codes(plot(1), second) == [("P2", "same_place")]
    assert codes(plot(1), replace(second, easting_m=plot(1).easting_m + 3)) == []


def test_many_plots_at_one_place_get_one_hint_each() -> None:
    place = plot(1).easting_m
    plots = [replace(plot(number), easting_m=place) for number in range(1, 7)]
    assert codes(*plots) == [(f"P{number}", "same_place") for number in range(2, 7)]


def test_the_same_grid_reference_in_another_mga_zone_is_another_place() -> None:
    second = replace(plot(2), easting_m=plot(1).easting_m, mga_zone=55)
    assert "same_place" not in {code for _, code in codes(plot(1), second)}


def test_two_sheets_with_every_number_alike_are_told() -> None:
    assert codes(plot(1, logs_length_m=7.0), plot(2, logs_length_m=7.0)) == [("P2", "same_values")]


def test_empty_sheets_are_no_copies_of_each_other() -> None:
    empty = dict.fromkeys(ORDINARY, 0.0)
    assert "same_values" not in {code for _, code in codes(plot(1, **empty), plot(2, **empty))}


def test_a_value_far_from_the_others_is_told_from_four_plots_on() -> None:
    odd = plot(4, structure_shrub=120.0)
    assert codes(plot(1), plot(2), odd) == []
    (hint,) = found(plot(1), plot(2), plot(3), odd)
    assert (hint.label, hint.code, hint.field) == ("P4", "plot.hint.outlier", "structure_shrub")
    assert "120" in hint.message and "12" in hint.message


def test_a_value_within_the_reach_is_no_outlier() -> None:
    reach = hints.OUTLIER_DEVIATIONS * hints.OUTLIER_DEVIATION_FLOOR["structure"]
    assert codes(plot(1), plot(2), plot(3), plot(4, structure_shrub=12.0 + reach)) == []
    assert codes(plot(1), plot(2), plot(3), plot(4, structure_shrub=12.1 + reach)) == [("P4", "outlier")]


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"composition_forb": 13.0}, "rich"),
        ({"structure_grass": 300.1}, "cover"),
        ({"composition_tree": 0.0}, "stems_without_trees"),
        ({"structure_tree": 0.0}, "large_trees_without_cover"),
    ],
)
def test_numbers_that_hardly_can_be_are_told(values: dict[str, float], code: str) -> None:
    assert codes(plot(1, **values), richness={"forb": 4.0}) == [("P1", code)]


@pytest.mark.parametrize(
    "values", [{"composition_forb": 12.0}, {"structure_grass": 300.0}, {"composition_tree": 1.0}]
)
def test_numbers_at_the_threshold_are_not(values: dict[str, float]) -> None:
    assert codes(plot(1, **values), richness={"forb": 4.0}) == []


def test_a_plot_far_from_the_others_or_outside_the_site_is_told() -> None:
    far = replace(plot(3), easting_m=322_500.0)
    assert codes(plot(1), plot(2), far) == [("P3", "far_away")]
    assert codes(plot(1), plot(2), replace(plot(3), mga_zone=55)) == [("P3", "far_away")]
    assert codes(replace(plot(1), inside=False)) == [("P1", "outside_site")]
    assert codes(replace(plot(1), inside=True)) == []


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 11, 22), ["future_date"]),
        (TODAY, []),
        (date(2021, 11, 22), []),
        (date(2021, 11, 21), ["old_date"]),
        (None, []),
    ],
)
def test_a_survey_to_come_and_an_old_one_are_told(day: date | None, expected: list[str]) -> None:
    assert [code for _, code in codes(replace(plot(1), surveyed_on=day))] == expected


def test_every_hint_says_what_to_look_at() -> None:
    every = found(
        replace(plot(1, structure_tree=0.0, composition_tree=0.0, structure_grass=400.0), inside=False),
        replace(plot(2), easting_m=plot(1).easting_m, surveyed_on=date(2027, 1, 1)),
        replace(plot(3), easting_m=400_000.0, surveyed_on=date(2015, 1, 1)),
        richness={"forb": 1.0},
    )
    assert len({hint.code for hint in every}) >= 8
    for hint in every:
        assert "ook" in hint.message and hint.message.endswith("."), hint.message


def test_unrecorded_values_are_passed_over() -> None:
    unrecorded = dict.fromkeys(("large_trees", "litter_cover_percent", "logs_length_m", "stems_5_to_9"))
    assert codes(*(plot(number, **unrecorded, weed_cover_percent=number) for number in range(1, 6))) == []
