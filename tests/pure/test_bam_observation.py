"""From plots to means: averaged before scoring, stem classes by threshold, nothing invented for what is missing."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.bam.engine import assess
from assessments.bam.inputs import PlotObservation
from assessments.bam.observation import stem_class_count, zone_means
from tests.pure.bam_builders import CURRENT_1387, GOOD, benchmark, development, only_zone, parameters, zone


def plot(label: str, **changes: object) -> PlotObservation:
    return replace(CURRENT_1387, label=label, **changes)  # type: ignore[arg-type]


def test_mean_is_taken_before_scoring() -> None:
    one, two = plot("P1", composition=(5, 9, 9, 12, 1, 3)), plot("P2", composition=(0, 0, 0, 0, 0, 0))
    current = only_zone(assess(development(zone(plots=(one, two))), parameters()).zones).current
    assert current is not None
    # Each plot scored first would give 100 and 0, a mean of 50.
    assert [row.observed for row in current.composition.attributes] == [2.5, 4.5, 4.5, 6, 0.5, 1.5]
    assert current.composition.score == pytest.approx(59.08, abs=0.01)


@given(st.lists(st.floats(0, 100), min_size=1, max_size=8))
def test_mean_lies_between_the_lowest_and_the_highest_plot(litter: list[float]) -> None:
    means = zone_means([plot(str(at), litter=value) for at, value in enumerate(litter)], 50)
    assert min(litter) - 1e-9 <= means.values["function.litter"] <= max(litter) + 1e-9


@pytest.mark.parametrize(
    ("threshold_cm", "counted"),
    [(20, 2), (30, 3), (50, 4), (80, 5), (None, 5)],
    ids=["20", "30", "50", "80", "none"],
)
def test_stem_class_at_or_above_the_large_tree_threshold_does_not_count(
    threshold_cm: int | None, counted: int
) -> None:
    assert stem_class_count((1, 1, 1, 1, 1), threshold_cm) == counted


def test_stem_classes_are_the_mean_of_the_plots_and_not_their_union() -> None:
    plots = [plot("P1", stem_classes=(1, 1, 0, 0, 0)), plot("P2", stem_classes=(0, 0, 1, 0, 1))]
    assert zone_means(plots, 50).values["function.stem_classes"] == 1.5


def test_regeneration_is_the_mean_of_the_plots() -> None:
    means = zone_means([plot("P1", regeneration=1), plot("P2", regeneration=0)], 50)
    assert means.values["function.regeneration"] == 0.5
    assert means.regeneration_differs


def test_value_that_one_plot_did_not_record_has_no_mean() -> None:
    means = zone_means([plot("P1"), plot("P2", logs=None), plot("P3", high_threat_weed_cover=None)], 50)
    assert "function.logs" not in means.values
    assert means.unrecorded == {"function.logs": ("P2",)}
    assert means.high_threat_weed_cover is None
    assert means.hollow_bearing_trees == 1


def test_unrecorded_value_leaves_the_zone_not_computed_and_names_the_plot() -> None:
    outcome = only_zone(assess(development(zone(plots=(GOOD, plot("P2", logs=None)))), parameters()).zones)
    assert outcome.current is None
    assert outcome.not_computed == ("Zone 1: length of fallen logs is not recorded in plot P2: enter it.",)
    assert outcome.means["structure.tree"] == 34.5


def test_unrecorded_value_does_not_matter_where_it_is_not_expected() -> None:
    numbers = (5, 9, 9, 12, 1, 3, 60, 21, 30, 7, 1, 2, 3, 60, 0, 4, 1)
    outcome = only_zone(
        assess(
            development(zone(plots=(replace(GOOD, logs=None),), benchmark=benchmark(numbers))), parameters()
        ).zones
    )
    assert outcome.current is not None
    assert outcome.current.score == pytest.approx(100)


def test_function_values_do_not_matter_without_trees() -> None:
    bare = replace(GOOD, large_trees=None, litter=None, logs=None, stem_classes=None, regeneration=None)
    outcome = only_zone(
        assess(development(zone(plots=(bare,), benchmark=benchmark(woody=False))), parameters()).zones
    )
    assert outcome.current is not None
    assert outcome.current.score == 100
    assert outcome.not_computed == ()


def test_stems_without_large_tree_threshold_ask_for_it() -> None:
    outcome = only_zone(assess(development(zone(benchmark=benchmark(threshold=None))), parameters()).zones)
    assert outcome.current is None
    assert outcome.not_computed[0].startswith("Enter the large tree threshold of PCT 1387")


def test_no_stems_need_no_large_tree_threshold() -> None:
    bare = replace(GOOD, stem_classes=(0, 0, 0, 0, 0))
    outcome = only_zone(
        assess(development(zone(plots=(bare,), benchmark=benchmark(threshold=None))), parameters()).zones
    )
    assert outcome.current is not None
    assert outcome.means["function.stem_classes"] == 0


def test_zone_without_plots_is_not_computed() -> None:
    outcome = only_zone(assess(development(zone(plots=())), parameters()).zones)
    assert outcome.not_computed == ("Zone 1 has no plots: enter or import at least one.",)
    assert outcome.means == {}
