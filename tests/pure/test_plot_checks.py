"""Plot rows compared with each other and with the reference facts; correction in staging; zones."""

from decimal import Decimal

import pytest

from assessments.plots.checks import (
    CommunityFacts,
    PlotFacts,
    check_against_reference,
    check_rows_together,
    group_zones,
)
from assessments.plots.reader import read_plots
from assessments.plots.rows import PlotRow, check_again, check_row, correct, observation
from registry.findings import Finding, InvalidInput, warnings
from tests.pure.plot_sheets import FUNCTION_NAMES, GOOD, csv_sheet, sample

BLANK_FUNCTION = dict.fromkeys(FUNCTION_NAMES, "")
WOODY = CommunityFacts(woody=True, large_tree_threshold_cm=80, has_benchmark=True)


def rows_of(*changes: dict[str, str]) -> tuple[PlotRow, ...]:
    return read_plots(csv_sheet(*changes), filename="plots.csv").rows


def doubts(
    rows: tuple[PlotRow, ...], community: CommunityFacts | None, plots_needed: int = 1
) -> tuple[Finding, ...]:
    facts = PlotFacts({} if community is None else {3242: community})
    return check_against_reference(rows, facts, minimum_plots=lambda area_m2: plots_needed)


def test_a_plot_twice_in_a_zone_is_an_error_that_names_both_rows() -> None:
    rows = rows_of({"plot": "p1"}, {"plot": "P2"}, {"plot": "P1"})
    (finding,) = check_rows_together(rows)
    assert (finding.code, finding.row, finding.severity) == ("plot.plot.duplicate", 4, "error")
    assert "rows 2 and 4" in finding.message


def test_the_same_plot_label_in_two_zones_is_no_error() -> None:
    assert check_rows_together(rows_of({}, {"conditionclass": "Low"}, {"pct": "796"})) == ()


def test_condition_classes_that_differ_only_in_capitals_are_pointed_out() -> None:
    rows = rows_of({}, {"plot": "P2", "conditionclass": "moderate"})
    (finding,) = check_rows_together(rows)
    assert (finding.code, finding.row, finding.severity) == ("plot.conditionclass.spelling", 3, "warning")
    assert len(group_zones(rows)) == 2


@pytest.mark.parametrize("column", ["area", "patchsize"])
def test_the_last_row_gives_a_zone_its_size_and_a_warning_says_so(column: str) -> None:
    sizes = {"area": "1.10", "patchsize": "2"}
    rows = rows_of({**sizes}, {**sizes, "plot": "P2", column: "0.30" if column == "area" else "5"})
    (zone,) = group_zones(rows)
    assert zone.area_m2 == (3_000 if column == "area" else 11_000)
    assert zone.patch_size_m2 == (20_000 if column == "area" else 50_000)
    (finding,) = check_rows_together(rows)
    assert (finding.code, finding.row, finding.severity) == (f"plot.{column}.differs", 3, "warning")
    assert "row 2" in finding.message
    assert "not the sum" in finding.message


def test_equal_areas_written_differently_do_not_differ() -> None:
    assert check_rows_together(rows_of({"area": "1.1"}, {"area": "1.10", "plot": "P2"})) == ()


def test_zones_keep_their_order_and_name_their_rows() -> None:
    zones = group_zones(rows_of({}, {"conditionclass": "Low"}, {"plot": "P2"}))
    assert [(zone.name, zone.row_numbers) for zone in zones] == [
        ("3242_Moderate", (2, 4)),
        ("3242_Low", (3,)),
    ]


@pytest.mark.parametrize(
    ("area", "area_m2"), [("0.005", 100), ("0.009", 100), ("0.01", 100), ("35.404", 354_000)]
)
def test_zone_areas_are_kept_to_a_hundredth_of_a_hectare(area: str, area_m2: int) -> None:
    (zone,) = group_zones(rows_of({"area": area}))
    assert zone.area_m2 == area_m2


def test_an_area_below_five_thousandths_of_a_hectare_is_refused_by_name() -> None:
    (row,) = rows_of({"area": "0.0049"})
    assert [finding.code for finding in row.findings] == ["plot.area.below_range"]
    assert "0.005" in row.findings[0].message


def test_rounding_never_makes_a_patch_smaller_than_its_zone() -> None:
    (zone,) = group_zones(rows_of({"area": "1.006", "patchsize": "1.006"}))
    assert zone.patch_size_m2 == zone.area_m2 == 10_100


def test_rows_that_cannot_be_placed_belong_to_no_zone() -> None:
    assert group_zones(rows_of({"pct": "x"}, {"conditionclass": ""}, {"area": "x"})) == ()


def test_a_partly_blank_function_is_told_for_every_blank_column() -> None:
    (row,) = rows_of({**BLANK_FUNCTION, "funLitterCover": "10"})
    assert {finding.column for finding in row.findings} == set(FUNCTION_NAMES) - {"funLitterCover"}
    assert {finding.code.rpartition(".")[2] for finding in row.findings} == {"blank"}


def test_a_correction_checks_the_whole_row_again_and_keeps_the_old_row() -> None:
    (row,) = rows_of({"area": "200", "patchsize": "101"})
    assert [finding.code for finding in row.findings] == ["plot.patchsize.below_area"]
    corrected = correct(row, "area", " 20.5 ")
    assert corrected.findings == ()
    assert corrected.values["area"] == Decimal("20.5")
    assert corrected.row_number == row.row_number
    assert row.raw["area"] == "200"


def test_a_wrong_correction_is_told_like_a_wrong_cell() -> None:
    (row,) = rows_of({})
    assert [finding.code for finding in correct(row, "compTree", "two").findings] == [
        "plot.compTree.not_a_number"
    ]


def test_a_correction_of_an_unknown_column_is_refused() -> None:
    (row,) = rows_of({})
    with pytest.raises(InvalidInput) as refusal:
        correct(row, "surveyor", "x")
    assert refusal.value.findings[0].code == "plot.file.unknown_column"


def test_a_kept_row_checked_again_gives_the_same_result() -> None:
    for row in sample("dirt.csv").rows:
        assert check_row(row.row_number, row.raw) == row


def test_known_communities_with_enough_plots_raise_no_doubts() -> None:
    assert doubts(rows_of({}), WOODY) == ()


def test_an_unknown_community_is_told_once_at_its_first_row() -> None:
    (finding,) = doubts(rows_of({}, {"plot": "P2"}), None)
    assert (finding.code, finding.row, finding.column) == ("plot.pct.unknown", 2, "pct")


def test_a_community_without_benchmarks_is_told_once() -> None:
    community = CommunityFacts(woody=None, large_tree_threshold_cm=None, has_benchmark=False)
    (finding,) = doubts(rows_of({}, {"plot": "P2"}), community)
    assert (finding.code, finding.row) == ("plot.pct.no_benchmark", 2)


@pytest.mark.parametrize(
    ("threshold_cm", "columns"),
    [
        (80, []),
        (50, ["funTreeStem50to79"]),
        (30, ["funTreeStem30to49", "funTreeStem50to79"]),
        (20, ["funTreeStem20to29", "funTreeStem30to49", "funTreeStem50to79"]),
    ],
)
def test_stem_classes_at_or_above_the_large_tree_threshold_are_doubted(
    threshold_cm: int, columns: list[str]
) -> None:
    rows = rows_of({"funTreeStem30to49": "1", "funTreeStem50to79": "1"})
    found = doubts(rows, CommunityFacts(True, threshold_cm, True))
    assert [finding.column for finding in found] == columns
    assert {finding.code.rpartition(".")[2] for finding in found} <= {"above_threshold"}


def test_absent_stems_above_the_threshold_are_not_doubted() -> None:
    assert doubts(rows_of({"funTreeStem50to79": "0"}), CommunityFacts(True, 50, True)) == ()


def test_too_few_plots_are_told_at_the_first_row_of_the_zone() -> None:
    rows = rows_of({"conditionclass": "Low"}, {}, {"plot": "P2"})
    found = doubts(rows, WOODY, plots_needed=2)
    assert [(finding.code, finding.row) for finding in found] == [("plot.plot.too_few", 2)]
    assert "3242_Low" in found[0].message


def test_the_minimum_of_plots_is_asked_for_the_area_of_the_zone() -> None:
    asked: list[int] = []

    def minimum_plots(area_m2: int) -> int:
        asked.append(area_m2)
        return 1

    check_against_reference(rows_of({"area": "2.5"}), PlotFacts({}), minimum_plots=minimum_plots)
    assert asked == [25_000]


def test_function_values_of_a_community_without_trees_are_doubted_once_a_row() -> None:
    treeless = CommunityFacts(woody=False, large_tree_threshold_cm=None, has_benchmark=True)
    found = doubts(rows_of({}, {"plot": "P2", **BLANK_FUNCTION}), treeless)
    assert [(finding.code, finding.row) for finding in found] == [("plot.funLargeTrees.non_woody", 2)]


def test_blank_function_values_of_a_community_with_trees_are_doubted() -> None:
    found = doubts(rows_of(BLANK_FUNCTION), WOODY)
    assert [finding.code for finding in found] == ["plot.funLargeTrees.blank_woody"]


def test_doubts_never_block() -> None:
    rows = rows_of({}, {"plot": "P2", **BLANK_FUNCTION}, {"pct": "99999"})
    found = doubts(rows, CommunityFacts(True, 20, False), plots_needed=9)
    assert len(found) > 4
    assert warnings(found) == found


def test_a_row_becomes_an_observation_of_the_method() -> None:
    (row,) = rows_of({})
    plot = observation(row)
    assert plot.label == "P1"
    assert plot.composition == (3, 8, 9, 12, 1, 4)
    assert plot.structure == (25.5, 12.1, 40.3, 10.2, 0.5, 3.1)
    assert (plot.large_trees, plot.hollow_bearing_trees, plot.litter, plot.logs) == (3, 1, 45.5, 32.4)
    assert plot.stem_classes == (1, 1, 1, 0, 0)
    assert (plot.regeneration, plot.high_threat_weed_cover) == (1, 2.5)


def test_blank_function_values_are_not_recorded_in_the_observation() -> None:
    (row,) = rows_of(BLANK_FUNCTION)
    plot = observation(row)
    assert (plot.large_trees, plot.litter, plot.stem_classes, plot.regeneration) == (None,) * 4


def test_a_row_with_errors_is_no_observation() -> None:
    with pytest.raises(ValueError, match="compTree"):
        observation(check_row(2, {**GOOD, "compTree": "x"}))


def test_rows_checked_again_together_are_what_each_is_alone() -> None:
    rows = rows_of({}, {"compTree": "four"}, {"funLitterCover": "152"}, {"compTree": "four"})
    fewer = {name: text for name, text in rows[0].raw.items() if name != "bearing"}
    staged = [*((row.row_number, row.raw) for row in rows), (9, fewer)]
    assert check_again(staged) == [check_row(number, raw) for number, raw in staged]
