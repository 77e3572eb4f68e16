"""The biodiversity credit reports: their sums, their words, and what they leave out. No database is asked."""

from dataclasses import replace
from typing import Any

import pytest

from assessments.bam.inputs import CaseInput, Community, ZoneInput
from assessments.reports import class_summary
from assessments.reports.content import (
    LIKE_FOR_LIKE,
    STEWARDSHIP_CREDITS,
    VARIATIONS,
    Cell,
    Provisional,
    ReportContent,
    Table,
    Words,
    plain,
)
from assessments.reports.credit_classes import by_class, classed
from assessments.reports.credit_report import like_for_like, stewardship_credits, variations
from assessments.reports.source import ReportSource
from tests.documents import class_sources, report_sources
from tests.documents.report_sources import development, read_report, scattered_trees, source_of, stewardship
from tests.pure import bam_builders as bam

NOT_A_TEC = {"community_answer": "not_a_tec", "community": ""}


def source(case: CaseInput, **changes: Any) -> ReportSource:
    return source_of(case, **({"classes": class_sources.classes()} | changes))


def without_community(*zones: ZoneInput) -> tuple[ZoneInput, ...]:
    """The same zones, answered with no, on vegetation of which 72 % is cleared."""
    return tuple(replace(zone, community=None, percent_cleared=bam.firm(72.0)) for zone in zones)


def woodland(number: int = 1, **changes: Any) -> ZoneInput:
    return replace(without_community(report_sources.varied_zone(number))[0], **changes)


def woodland_source(*zones: ZoneInput, **changes: Any) -> ReportSource:
    answers = {zone.key: NOT_A_TEC for zone in zones}
    return source(bam.development(*zones), **({"classes": class_sources.classes(zones=answers)} | changes))


def tables(report: ReportContent) -> dict[str, Table]:
    return {
        block.caption: block for part in report.parts for block in part.blocks if isinstance(block, Table)
    }


def part(report: ReportContent, title: str) -> str:
    """All text of one part."""
    (found,) = [one for one in report.parts if one.title == title]
    return "\n".join(_words(block) for block in found.blocks)


def _words(block: Any) -> str:
    if isinstance(block, Words):
        return plain(block.text)
    rows = [*block.rows, *(row for group in block.groups for row in group.rows)]
    labels = [plain(group.label) for group in block.groups]
    return "\n".join(
        [block.caption, *labels, *(" | ".join(plain(cell) for cell in row.values()) for row in rows)]
    )


def credits(cell: Cell) -> int:
    return int(plain(cell).replace(",", ""))


SUMMARY = "Ecosystem credits by plant community type and community"


@pytest.mark.parametrize(
    "made",
    [
        source(development(3)),
        source(scattered_trees()),
        source(stewardship(3)),
        source(replace(development(2), module="small_area")),
        woodland_source(woodland(1), woodland(2, hollow_bearing_trees=False)),
    ],
)
def test_sums_are_those_of_the_credit_summary(made: ReportSource) -> None:
    write = stewardship_credits if made.stewardship else like_for_like
    found = tables(write(made))
    total = found[SUMMARY].total
    assert total is not None
    assert credits(total["credits"]) == made.outcome.ecosystem_credits > 0
    assert credits(total["hollows"]) + credits(total["no_hollows"]) == made.outcome.ecosystem_credits
    subtotals = [group.subtotal for group in found[SUMMARY].groups]
    assert sum(credits(one["credits"]) for one in subtotals if one) == made.outcome.ecosystem_credits
    if not made.scattered_trees:
        of_species = found["Species credits by species"].total
        assert (credits(of_species["credits"]) if of_species else 0) == made.outcome.species_credits


def test_a_community_is_offered_by_name_with_its_types_and_its_place() -> None:
    report = like_for_like(source(development(2)))
    (group,) = tables(report)["Threatened ecological communities: like for like"].groups
    (row,) = group.rows
    assert row["community"] == "Test community. This includes PCTs 941, 1387"
    assert row["hollows"] == "Yes"
    assert row["where"] == Provisional(
        "Hunter, Yengo; or any IBRA subregion within 100 kilometres of the outer edge of the impacted site"
    )
    assert "Other native vegetation: like for like" not in tables(report)


def test_other_vegetation_is_offered_by_class_and_band_and_hollows_apart() -> None:
    made = woodland_source(woodland(1, hollow_bearing_trees=True), woodland(2, hollow_bearing_trees=False))
    (group,) = tables(like_for_like(made))["Other native vegetation: like for like"].groups
    first, second = group.rows
    assert first["class"] == "Test Grassy Woodlands. This includes PCTs 266, 1387"
    assert first["group"] == "Test Grassy Woodlands: 70 % to under 90 % cleared (Tier 2), or more cleared"
    assert (first["hollows"], second["hollows"]) == ("Yes", "Not needed")
    assert credits(first["credits"]) + credits(second["credits"]) == made.outcome.ecosystem_credits


def test_zones_of_one_type_in_and_out_of_a_community_are_told_apart() -> None:
    inside = report_sources.varied_zone(1)
    made = source(
        bam.development(inside, woodland(2)),
        classes=class_sources.classes(zones={"1387_class2": NOT_A_TEC}),
    )
    assert [one.credit.community for one in by_class(classed(made), "ecosystem")] == ["Test community", ""]
    summary = tables(like_for_like(made))[SUMMARY]
    assert [plain(group.label) for group in summary.groups] == [
        "Threatened ecological communities",
        "Other native vegetation",
    ]


def test_without_per_cent_cleared_the_group_is_not_determined_and_says_what_to_enter() -> None:
    zone = woodland(1)
    stored = class_sources.classes(zones={zone.key: NOT_A_TEC}, percent=None)
    report = like_for_like(source(bam.development(zone), classes=stored))
    (group,) = tables(report)["Other native vegetation: like for like"].groups
    assert group.rows[0]["group"] == "not determined"
    assert "PCT 1387: enter its per cent cleared, with the source." in part(report, "Not determined")


def test_an_entered_per_cent_marks_the_group_and_gives_its_reason() -> None:
    zone = woodland(1)
    stored = class_sources.classes(zones={zone.key: NOT_A_TEC})
    stored["pcts"]["1387"]["percent_cleared"] = {"value": 95.0, "mark": "entered", "source": "Map of 2024"}
    report = like_for_like(source(bam.development(zone), classes=stored))
    (group,) = tables(report)["Other native vegetation: like for like"].groups
    assert group.rows[0]["group"] == Provisional("Test Grassy Woodlands: 90 % or more cleared (Tier 1)")
    assert "Per cent cleared of PCT 1387 95 (entered by the assessor: Map of 2024)" in part(
        report, "Provisional classes and places"
    )


def test_hollows_that_plots_counted_stand_in_for_the_answer_and_the_answer_wins() -> None:
    counted, answered = classed(woodland_source(woodland(1), woodland(2, hollow_bearing_trees=False)))
    assert (counted.credit.hollows, counted.credit.hollows_basis) == (True, "plots")
    assert (answered.credit.hollows, answered.credit.hollows_basis) == (False, "assessor")


def test_hollows_that_nobody_recorded_have_a_column_of_their_own() -> None:
    zone = woodland(1)
    bare = tuple(replace(plot, hollow_bearing_trees=None) for plot in zone.plots)
    report = like_for_like(woodland_source(replace(zone, plots=bare)))
    summary = tables(report)[SUMMARY]
    assert "HBT not recorded" in [column.label for column in summary.columns]
    assert summary.total is not None and credits(summary.total["unknown"]) > 0
    assert "say whether the vegetation has hollow-bearing trees" in part(report, "Not determined")


# --- left out -----------------------------------------------------------------------------------------------------


def commonwealth_only() -> ZoneInput:
    listed = Community("Test community", bam.firm("none"), bam.firm("EEC"))
    return replace(report_sources.varied_zone(1), community=listed)


def test_what_the_commonwealth_alone_lists_is_shown_and_not_counted() -> None:
    made = source(bam.development(commonwealth_only(), report_sources.varied_zone(2)))
    outside = made.outcome.credit_lines[0]
    assert outside.credits and not outside.tradeable
    report = like_for_like(made)
    total = tables(report)[SUMMARY].total
    assert total is not None
    assert credits(total["credits"]) == made.outcome.ecosystem_credits - outside.credits
    assert "no credits can be created or traded under the State scheme" in part(report, "Not counted")
    assert (
        f"The credit summary's total of {made.outcome.ecosystem_credits:,} ecosystem credits is "
        f"{credits(total['credits']):,} counted here and {outside.credits:,} in 1 line left out below."
    ) in part(report, "Credits required")


def test_a_line_that_is_not_computed_is_shown_with_what_to_enter_and_not_counted() -> None:
    gap = replace(report_sources.varied_zone(1), benchmark=None)
    made = source(bam.development(gap, report_sources.varied_zone(2)))
    assert made.outcome.credit_lines[0].credits is None
    report = like_for_like(made)
    shown = part(report, "Not counted")
    assert "1387_class1" in shown and "Not computed." in shown
    assert all(sentence in shown for sentence in made.outcome.credit_lines[0].not_computed)
    total = tables(report)[SUMMARY].total
    assert total is not None and credits(total["credits"]) == made.outcome.ecosystem_credits


def test_a_species_of_the_commonwealth_alone_is_not_offered() -> None:
    listed = bam.species(bc_listing=bam.firm("Not Listed"), epbc_listing=bam.firm("Vulnerable"))
    zone = replace(report_sources.varied_zone(1), key="Z1")
    made = source(bam.development(zone, species=(listed,)))
    report = like_for_like(made)
    assert "Like-for-like species credits" not in [one.title for one in report.parts]
    assert "Testus secundus" in part(report, "Not counted")


def test_nothing_left_out_has_no_part_of_its_own() -> None:
    assert class_summary.omitted(classed(source(development(2)))) == []


# --- variations ---------------------------------------------------------------------------------------------------


def test_variation_is_told_to_be_closed_from_7_march_2025() -> None:
    closed = variations(source(development(1)))
    assert "Closed to new approvals since 7 March 2025" in part(closed, "When variation can be used")
    assert "No new approval may use variation" in part(closed, "Rules")
    earlier = variations(source(development(1), header={"calculated_at": "2025-03-06T23:59:00+11:00"}))
    assert "Variation needs permission" in part(earlier, "When variation can be used")
    assert "No new approval may use variation" not in part(earlier, "Rules")


def test_variation_offers_formation_band_artificial_hollows_and_region() -> None:
    made = woodland_source(woodland(1, hollow_bearing_trees=True))
    (group,) = tables(variations(made))["Ecosystem credits: variation"].groups
    (row,) = group.rows
    assert row["formation"] == "Grassy Woodlands"
    assert row["group"] == "70 % to under 90 % cleared (Tier 2), or more cleared"
    assert row["hollows"] == "Yes (including artificial)"
    assert plain(row["where"]).startswith("Sydney Basin; or any IBRA subregion within 100 kilometres")


def test_a_critically_endangered_community_is_excluded_and_an_endangered_one_has_no_tier() -> None:
    (excluded,) = tables(variations(source(development(1))))["Ecosystem credits: variation"].groups
    assert excluded.rows[0]["formation"] == "Critically endangered under the BC Act: excluded from variation."
    assert "group" not in excluded.rows[0]
    endangered = replace(
        report_sources.varied_zone(1),
        community=Community("Test community", bam.firm("EEC"), bam.firm("none")),
    )
    report = variations(source(bam.development(endangered)))
    (allowed,) = tables(report)["Ecosystem credits: variation"].groups
    assert allowed.rows[0]["group"] == "not set"
    assert "its tier for variation is not set" in part(report, "Not determined")


def test_another_species_is_of_the_kingdom_and_as_threatened() -> None:
    listed = bam.species(bc_listing=bam.firm("Vulnerable"), epbc_listing=bam.firm("Endangered"))
    zone = replace(report_sources.varied_zone(1), key="Z1")
    report = variations(source(bam.development(zone, species=(listed,))))
    (group,) = tables(report)["Species credits: variation"].groups
    (row,) = group.rows
    assert row["kingdom"] == "Any threatened animal"
    assert plain(row["status"]) == (
        "Vulnerable or higher. Listed under the EPBC Act: excluded where the project is a controlled action."
    )


def test_an_entered_listing_is_provisional_for_variation_alone() -> None:
    listed = Community("Test community", bam.entered("EEC"), bam.firm("none"))
    made = source(bam.development(replace(report_sources.varied_zone(1), community=listed)))
    (group,) = tables(variations(made))["Ecosystem credits: variation"].groups
    assert group.rows[0]["group"] == Provisional("not set")
    reason = "BC Act listing of Test community: EEC (entered by the assessor: test source)"
    assert reason in part(variations(made), "Provisional classes and places")
    assert reason not in part(like_for_like(made), "Provisional classes and places")


# --- stewardship, trees, old calculations -------------------------------------------------------------------------


def test_a_site_lists_each_class_in_its_trading_group_and_subregion() -> None:
    zones = tuple(replace(zone, community=None) for zone in stewardship(2).zones)
    stored = class_sources.classes(zones={zone.key: NOT_A_TEC for zone in zones})
    report = stewardship_credits(source(bam.stewardship(*zones), classes=stored))
    (group,) = tables(report)["Ecosystem credits by trading group"].groups
    (row,) = group.rows
    assert row["group"] == "Test Grassy Woodlands >=70% and <90%"
    assert (row["where"], row["formation"]) == ("SYB02 Hunter", "Grassy Woodlands")
    assert "None exists until an agreement is signed" in part(report, "Credits generated")
    assert "Rules" not in [one.title for one in report.parts]


def test_scattered_trees_are_classed_by_their_type_and_marked() -> None:
    made = source(scattered_trees())
    report = like_for_like(made)
    (group,) = tables(report)["Other native vegetation: like for like"].groups
    assert [row["hollows"] for row in group.rows] == ["Yes", "Not needed"]
    assert isinstance(group.rows[0]["group"], Provisional)
    assert "none is recorded for scattered trees" in part(report, "Provisional classes and places")
    assert "20 trees" in part(report, "Credits required")


def test_the_subregions_are_listed_with_distance_and_doubt() -> None:
    rows = tables(like_for_like(source(development(1))))["Own, adjoining and near subregions"].rows
    assert [tuple(plain(cell) for cell in row.values()) for row in rows] == [
        ("SYB02 Hunter", "Sydney Basin", "own", "0"),
        ("SYB03 Yengo", "Sydney Basin", "adjoining", "11.3"),
        ("NNC13 Upper Hunter", "NSW North Coast", "within 100 km, uncertain", "44.2"),
    ]


def test_near_subregions_by_the_table_are_said_to_be_unmeasured() -> None:
    stored = class_sources.classes(place=class_sources.place(basis="table", notes=["By the table."]))
    report = like_for_like(source(development(1), classes=stored))
    assert "Distances are not measured from the site." in part(report, "Subregions")
    assert "By the table." in part(report, "Subregions")


@pytest.mark.parametrize(
    ("write", "case"), [(like_for_like, development(2)), (stewardship_credits, stewardship(2))]
)
def test_a_calculation_that_kept_no_classes_still_has_its_report(write: Any, case: CaseInput) -> None:
    report = write(source_of(case))
    total = tables(report)[SUMMARY].total
    assert total is not None and credits(total["credits"]) > 0
    assert read_report(report).says("Not determined")


@pytest.mark.parametrize(
    ("write", "made", "kind", "title"),
    [
        (like_for_like, source(development(2)), LIKE_FOR_LIKE, "Biodiversity credit report (like-for-like)"),
        (variations, source(development(2)), VARIATIONS, "Biodiversity credit report (variations)"),
        (stewardship_credits, source(stewardship(2)), STEWARDSHIP_CREDITS, "Biodiversity credit report"),
    ],
)
def test_the_pdf_says_what_the_content_says(write: Any, made: ReportSource, kind: str, title: str) -> None:
    report = write(made)
    assert (report.kind, report.title) == (kind, title)
    read = read_report(report)
    assert read.says(title)
    assert read.says("Not the official calculator or register")
    assert read.says("Test community")
    assert read.says(f"{made.outcome.ecosystem_credits:,}")
    assert read.built.pages == len(read.pages)


def test_names_in_a_report_are_text_and_never_markup() -> None:
    stored = class_sources.classes(
        place=class_sources.place(subregion=class_sources.area("X", "<b>&Hunter", "R"))
    )
    assert read_report(like_for_like(source(development(1), classes=stored))).says("<b>&Hunter")


def test_three_hundred_zones_of_one_type_are_one_row() -> None:
    zones = tuple(
        replace(report_sources.varied_zone(1), key=f"1387_c{number}", number=number)
        for number in range(1, 301)
    )
    made = source(bam.development(*zones))
    report = like_for_like(made)
    (group,) = tables(report)[SUMMARY].groups
    assert len(group.rows) == 1
    assert credits(group.rows[0]["credits"]) == made.outcome.ecosystem_credits
