"""The species reports and the scattered tree report: their columns, marks and reasons, from frozen data alone."""

import pytest

from assessments.bam.inputs import SpeciesZoneInput, TreeGroupInput
from assessments.reports.content import Provisional, ReportContent, Table, Words, plain
from assessments.reports.species_reports import candidate_species, predicted_species
from assessments.reports.tree_report import scattered_trees
from tests.documents import report_sources
from tests.documents.report_sources import read_report, source_of
from tests.pure import bam_builders as bam


def fact(value, mark="confirmed"):
    return {"value": value, "mark": mark, "source": "Profile of the species, page 2"}


def predicted(**changes):
    return {
        "name": "Chthonicola sagittata",
        "common_name": "Speckled Warbler",
        "confirmed": True,
        "reason": "",
        "zones": ["1387_class1", "1387_class2"],
        "habitat_constraints": "Grassy ground layer",
        "geographic_limitations": "West of the range",
        "vagrant": False,
        "sensitivity_to_gain": fact("High", "entered"),
        "bc_listing": fact("V"),
        "epbc_listing": None,
    } | changes


def candidate(**changes):
    return {
        "name": "Testus secundus",
        "common_name": "Second test",
        "retained": True,
        "presence": "Present: expert report",
        "reason": "",
        "survey_months": "October",
        "survey_method": "Spot assessment at 30 trees.",
        "saii_statement": "",
        "habitat_constraints": "Hollows",
        "geographic_limitations": "",
        "vagrant": True,
        "habitat_degraded": True,
        "expert_report": "Expert, 3 May 2026",
        "sensitivity_to_gain": fact("High"),
        "bc_listing": fact("E", "memory"),
        "epbc_listing": fact("none"),
    } | changes


def tables(report: ReportContent) -> dict[str, Table]:
    return {
        block.caption: block for part in report.parts for block in part.blocks if isinstance(block, Table)
    }


def only_row(table: Table) -> dict[str, str]:
    (row,) = table.rows
    return {column.label: plain(row[column.key]) for column in table.columns}


def test_a_predicted_species_is_told_in_the_columns_of_the_field():
    source = source_of(report_sources.development(2), predicted_species=[predicted()])
    table = tables(predicted_species(source))["Predicted species"]
    assert only_row(table) == {
        "Species": "Chthonicola sagittata (Speckled Warbler)",
        "Habitat constraints": "Grassy ground layer",
        "Geographic limitations": "West of the range",
        "Vagrant": "No",
        "Zones confirmed, or why it is not": "1387_class1, 1387_class2",
        "Sensitivity to gain": "High",
        "BC Act status": "Vulnerable",
        "EPBC Act status": "",
    }


def test_a_fact_that_is_not_firm_carries_its_mark_and_its_reason():
    source = source_of(report_sources.development(), predicted_species=[predicted()])
    found = tables(predicted_species(source))
    row = found["Predicted species"].rows[0]
    assert row["sensitivity_to_gain"] == Provisional("High")
    assert row["bc_listing"] == "Vulnerable"
    marked = only_row(found["Facts marked † in this table"])
    assert marked["Fact"] == "Sensitivity to gain"
    assert "entered by the assessor: Profile of the species, page 2" in marked["How well it is known"]


def test_a_species_set_aside_says_why():
    row = predicted(confirmed=False, zones=[], reason="Only a vagrant here.", vagrant=True)
    source = source_of(report_sources.development(), predicted_species=[row])
    shown = only_row(tables(predicted_species(source))["Predicted species"])
    assert shown["Zones confirmed, or why it is not"] == "Not confirmed: Only a vagrant here."
    assert shown["Vagrant"] == "Yes"


def test_a_candidate_is_told_with_its_survey_and_expert_report():
    source = source_of(report_sources.development(), candidate_species=[candidate()])
    found = tables(candidate_species(source))
    row = only_row(found["Candidate species"])
    assert (row["Habitat degraded"], row["Kept, or why it is not"], row["Vagrant"]) == ("Yes", "Kept", "Yes")
    assert row["EPBC Act status"] == "Not listed"
    survey = only_row(found["Habitat survey of the species kept"])
    assert survey["Presence"] == "Present: expert report"
    assert survey["Expert report"] == "Expert, 3 May 2026"
    assert survey["Survey months"] == "October"


def test_a_candidate_set_aside_is_not_among_the_surveyed():
    row = candidate(retained=False, reason="No hollows on the land.", presence="")
    source = source_of(report_sources.development(), candidate_species=[row])
    found = tables(candidate_species(source))
    assert (
        only_row(found["Candidate species"])["Kept, or why it is not"] == "Set aside: No hollows on the land."
    )
    assert found["Habitat survey of the species kept"].rows == []


def test_each_zone_of_a_present_species_has_its_value_unit_and_weighting():
    source = source_of(report_sources.development(2), candidate_species=[candidate()])
    table = tables(candidate_species(source))["Species present: habitat or individuals in each zone"]
    rows = [{key: plain(cell) for key, cell in row.items()} for group in table.groups for row in group.rows]
    assert [(row["zone"], row["unit"], row["value"]) for row in rows] == [
        ("1387_class1", "Area", "0.73"),
        ("1387_class2", "Count", "17"),
    ]
    assert all(row["weighting"] for row in rows)


def test_every_marked_fact_of_a_zone_has_its_reason_even_where_nothing_is_computed():
    species = bam.species(
        unit=bam.entered("area"),
        zones=(SpeciesZoneInput("1387_class1", area_m2=7_300),),
        sensitivity_to_loss=bam.entered("High"),
        risk_weighting=None,
    )
    source = source_of(report_sources.development(species=(species,)), candidate_species=[candidate()])
    assert source.lines("species")[0].credits is None
    found = tables(candidate_species(source))
    (group,) = found["Species present: habitat or individuals in each zone"].groups
    assert {key for key, cell in group.rows[0].items() if isinstance(cell, Provisional)} == {"unit", "loss"}
    reasons = found["Facts marked † in the table of zones"].rows
    assert [(row["fact"], row["value"]) for row in reasons] == [
        ("Unit of measure", "Area"),
        ("Sensitivity to loss", "High"),
    ]


def test_a_stewardship_site_has_no_weighting():
    source = source_of(report_sources.stewardship(), candidate_species=[candidate()])
    report = candidate_species(source)
    words = [plain(block.text) for part in report.parts for block in part.blocks if isinstance(block, Words)]
    assert any("No risk weighting enters" in sentence for sentence in words)


def test_a_calculation_stored_before_these_fields_were_kept_is_still_reported():
    new = ("habitat_constraints", "geographic_limitations", "vagrant", "sensitivity_to_gain", "bc_listing")
    new = (*new, "epbc_listing", "habitat_degraded", "expert_report")
    rows = [
        {key: value for key, value in row.items() if key not in new} for row in (predicted(), candidate())
    ]
    source = source_of(report_sources.development(), predicted_species=rows[:1], candidate_species=rows[1:])
    for write in (predicted_species, candidate_species):
        assert read_report(write(source)).says("Not the official calculator or register")


@pytest.mark.parametrize("write", [predicted_species, candidate_species])
def test_an_empty_list_is_a_report_that_says_so(write):
    read = read_report(write(source_of(report_sources.development())))
    assert read.says("None recorded.")
    assert read.says("which this software does not hold")


def test_the_same_calculation_gives_the_same_bytes():
    source = source_of(report_sources.development(2), predicted_species=[predicted()])
    assert read_report(predicted_species(source)).content == read_report(predicted_species(source)).content


# --- scattered trees ---------------------------------------------------------------------------------------------
def group(key, trees, dbh_cm, hollows, threshold=50, pct=1387):
    known = bam.entered(threshold) if threshold else None
    return TreeGroupInput(key, pct, "Test woodland", "Eucalyptus testa", trees, dbh_cm, hollows, known)


def by_class(*groups):
    source = source_of(report_sources.scattered_trees(trees=groups))
    report = scattered_trees(source)
    table = tables(report)["Scattered trees by plant community type and class"]
    rows = [{key: plain(cell) for key, cell in row.items()} for one in table.groups for row in one.rows]
    return report, table, rows


def test_trees_are_counted_by_class_and_hollows():
    _, table, rows = by_class(
        group("T1", 13, 34, False),
        group("T2", 4, 40, False),
        group("T3", 7, 62, True),
        group("T4", 2, 34, True),
    )
    assert [(row["class"], row["trees"], row["hollows"]) for row in rows] == [
        ("2", "17", "No"),
        ("2", "2", "Yes"),
        ("3", "7", "Yes"),
    ]
    # 13 x 0.5 = 6.5 -> 7 and 4 x 0.5 = 2 for each group, then added: not 17 x 0.5 = 8.5.
    assert rows[0]["credits"] == "9"
    assert rows[0]["per_tree"] == "0.50"
    assert plain(table.total["trees"]) == "26"


def test_communities_are_apart():
    _, table, rows = by_class(group("T1", 3, 34, False), group("T2", 3, 34, False, pct=1592))
    assert len(table.groups) == 2 and len(rows) == 2


def test_small_trees_are_counted_as_not_assessed():
    report, _, rows = by_class(group("T1", 9, 12, False), group("T2", 2, 34, False))
    assert len(rows) == 1
    read = read_report(report)
    assert read.says("Not assessed: 9 trees of class 1")
    assert read.says("Class 1: too small to need credits")


def test_trees_of_a_community_without_a_threshold_are_not_computed():
    report, _, rows = by_class(group("T1", 9, 34, False, threshold=None))
    assert rows[0]["class"] == "–"
    assert rows[0]["credits"] == "not computed"
    assert read_report(report).says("Enter the large tree threshold of PCT 1387")


def test_the_tree_report_says_what_counts_and_what_was_avoided():
    report, _, _ = by_class(group("T1", 9, 34, False))
    read = read_report(report)
    for sentence in ("What counts as scattered trees", "no other such tree within 50 m", "haul road"):
        assert read.says(sentence)
    assert read.says("Not the official calculator or register")
