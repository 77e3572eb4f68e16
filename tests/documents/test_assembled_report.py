"""The assembled report: its chapters for each kind of assessment, what they say was found, and what is missing."""

import re
from dataclasses import replace
from typing import Any

import pytest

from assessments.bam.inputs import CaseInput
from assessments.reports import content as c
from assessments.reports.assessment_report import assessment_report
from assessments.reports.kinds import kinds_of, title_of
from assessments.reports.source import ReportSource
from tests.documents.report_sources import (
    DRAFT,
    ReadBack,
    development,
    read_report,
    scattered_trees,
    source_of,
    stewardship,
)

SQUARE = [[[[151.1, -32.6], [151.103, -32.6], [151.103, -32.597], [151.1, -32.597], [151.1, -32.6]]]]
HALF = [[[[151.1, -32.6], [151.1015, -32.6], [151.1015, -32.597], [151.1, -32.597], [151.1, -32.6]]]]


def titles_of(source: ReportSource, level: int = 1) -> list[str]:
    """Titles without their numbers."""
    parts = assessment_report(source).parts
    return [re.sub(r"^(Appendix [A-Z]+\.|[\d.]+) ", "", part.title) for part in parts if part.level == level]


def part_of(source: ReportSource, anchor: str) -> c.Part:
    return next(part for part in assessment_report(source).parts if part.anchor == anchor)


def words_of(part: c.Part) -> str:
    return " ".join(c.plain(block.text) for block in part.blocks if isinstance(block, c.Words))


def read(case: CaseInput, **changes: Any) -> ReadBack:
    return read_report(assessment_report(source_of(case, **changes)))


# --- which chapters --------------------------------------------------------------------------------------------------
def test_a_development_has_the_chapters_of_its_minimum_contents_in_order() -> None:
    assert titles_of(source_of(development(2))) == [
        "Certification and declaration",
        "Summary",
        "The proposal",
        "Site and landscape context",
        "Native vegetation",
        "Threatened species",
        "Avoiding and minimising impacts",
        "Impacts",
        "Serious and irreversible impacts",
        "Loss of integrity and offset thresholds",
        "Credits required",
        "Like-for-like credit classes",
        "Provisional results",
        "Data and method",
        "Plot sheets",
        "Outputs of the calculation",
    ]


def test_a_stewardship_site_has_its_plan_and_gain_and_no_hierarchy() -> None:
    titles = titles_of(source_of(stewardship()))
    wanted = [
        "High risk land, obligations and Crown land",
        "Management plan",
        "Gain in vegetation integrity",
        "Credits generated",
        "Credit classes",
    ]
    assert [title for title in titles if title in wanted] == wanted
    assert not {"Avoiding and minimising impacts", "Impacts", "Serious and irreversible impacts"} & set(
        titles
    )


def test_scattered_trees_have_neither_zones_nor_candidates_nor_plot_sheets() -> None:
    source = source_of(scattered_trees())
    every = titles_of(source) + titles_of(source, 2)
    assert "Scattered trees" in every
    assert not {"Vegetation integrity", "Candidate species and survey effort", "Plot sheets"} & set(every)
    assert "consists of scattered trees" in words_of(part_of(source, "vegetation"))
    assert "29 scattered trees are removed." in words_of(part_of(source, "direct"))


def test_a_small_area_says_which_module_and_its_lot_size() -> None:
    source = source_of(replace(development(), module="small_area", minimum_lot_size_ha=2.0))
    source.context["proposal"]["minimum_lot_size_ha"] = "2.00"
    chapter = part_of(source, "proposal")
    assert "streamlined module for small areas" in words_of(chapter)
    details = next(block for block in chapter.blocks if isinstance(block, c.Details))
    assert ("Minimum lot size", "2.00 ha") in details.pairs


@pytest.mark.parametrize(
    ("case", "title"),
    [
        (development(), "Biodiversity development assessment report"),
        (stewardship(), "Biodiversity stewardship site assessment report"),
    ],
    ids=["development", "stewardship"],
)
def test_the_report_has_its_own_name_a_cover_and_contents(case: CaseInput, title: str) -> None:
    report = assessment_report(source_of(case))
    assert (report.title, report.cover, report.contents) == (title, True, True)
    assert title_of(c.ASSESSMENT_REPORT, source_of(case)) == title


@pytest.mark.parametrize("case", [development(3), stewardship(), scattered_trees()])
def test_anchors_are_unique_and_no_part_is_empty(case: CaseInput) -> None:
    parts = assessment_report(source_of(case)).parts
    anchors = [part.anchor for part in parts]
    assert len(anchors) == len(set(anchors))
    assert all(part.blocks for part in parts)


@pytest.mark.parametrize("case", [development(3), stewardship(), scattered_trees()])
def test_the_report_names_the_other_reports_of_its_set(case: CaseInput) -> None:
    source = source_of(case)
    table = next(block for block in part_of(source, "appendix-outputs").blocks if isinstance(block, c.Table))
    named = [c.plain(row["report"]) for row in table.rows]
    assert named == [c.TITLES[kind] for kind in kinds_of(source) if kind != c.ASSESSMENT_REPORT]


# --- what they say ---------------------------------------------------------------------------------------------------
def test_the_credits_are_in_summary_residual_impact_and_tables_alike() -> None:
    source = source_of(development(3))
    both = f"{source.outcome.ecosystem_credits} ecosystem credits and {source.outcome.species_credits} species credits"
    for anchor in ("summary", "residual", "credits"):
        assert both in words_of(part_of(source, anchor))
    table = next(block for block in part_of(source, "ecosystem").blocks if isinstance(block, c.Table))
    assert table.total is not None
    assert c.plain(table.total["credits"]) == str(source.outcome.ecosystem_credits)


def test_the_declaration_names_assessor_accreditation_term_and_last_day() -> None:
    text = read(
        development(),
        header={"accreditation_term": ["2025-01-01", "2027-12-31"], "submit_by": "2026-03-13"},
    )
    assert text.says("Alex Assessor, accredited assessor BAAS17001, certified on 27 February 2026")
    assert text.says("1 January 2025 to 31 December 2027")
    assert text.says("13 March 2026")
    assert text.says("belongs to no organisation that is a party to the case")
    assert text.says("has not been held against the official appendix")


def test_a_draft_is_not_certified_and_watermarked_on_every_page() -> None:
    draft = read(development(), header=DRAFT)
    assert draft.says("Not certified. The revision is open")
    assert not draft.says("certified on 27 February 2026")
    assert all("DRAFT" in page for page in draft.pages)


def test_every_zone_has_its_community_size_plots_and_evidence() -> None:
    source = source_of(development(2))
    source.context["zones"]["1387_class2"]["justification"] = "Dominated by test trees on test soil."
    chapter = part_of(source, "communities")
    assert [c.plain(block.text) for block in chapter.blocks if isinstance(block, c.Heading)] == [
        "Zone 1: 1387_class1",
        "Zone 2: 1387_class2",
    ]
    assert "Dominated by test trees on test soil." in words_of(chapter)
    assert "No evidence for the plant community type has been entered." in words_of(chapter)


def test_a_draft_without_anything_says_what_is_missing() -> None:
    source = source_of(CaseInput(kind="part4"), header=DRAFT, measures=[])
    source.context["site"] |= {"boundary": None, "connectivity": ""}
    source.context["proposal"]["description"] = ""
    text = read_report(assessment_report(source))
    for sentence in (
        "The proposal is not described yet.",
        "Connectivity is not described yet.",
        "No map: the boundary of the site has not been uploaded.",
        "No vegetation zone has been entered yet.",
        "No threatened species has been entered",
        "Without one the assessment cannot be finalised.",
        "No loss has been entered yet.",
        "There is no credit line yet.",
    ):
        assert text.says(sentence), sentence


def test_direct_indirect_and_prescribed_impacts_stand_in_their_own_sections() -> None:
    impacts = [
        {
            "kind": f"{kind} impact",
            "title": f"{kind} thing",
            "description": "It is hurt.",
            "response": "Helped.",
        }
        for kind in ("Direct", "Indirect", "Prescribed")
    ]
    source = source_of(development(), impacts=impacts)
    for anchor in ("direct", "indirect", "prescribed"):
        tables = [block for block in part_of(source, anchor).blocks if isinstance(block, c.Table)]
        assert [[row["title"] for row in table.rows] for table in tables] == [
            [f"{anchor.capitalize()} thing"]
        ]
    assert "1 direct impact, 1 indirect impact and 1 prescribed impact" in words_of(
        part_of(source, "impacts")
    )


def test_a_zone_below_its_threshold_is_named() -> None:
    source = source_of(development(2))
    lines = tuple(
        replace(line, offset_required=False, credits=0) if line.zone_key == "1387_class1" else line
        for line in source.outcome.credit_lines
    )
    changed = replace(source, outcome=replace(source.outcome, credit_lines=lines))
    said = words_of(part_of(changed, "thresholds"))
    assert said == "1 of 2 zones must be offset. Below the threshold: 1387_class1."


def test_a_plan_says_how_many_actions_are_planned_and_how_many_not_needed() -> None:
    said = words_of(part_of(source_of(stewardship()), "plan"))
    assert said.startswith("6 actions are planned. 1 action is not needed, each with its reason.")


def test_existing_obligations_and_crown_land_are_named() -> None:
    source = source_of(stewardship())
    assert "No zone is under an existing" in words_of(part_of(source, "tenure"))
    source.context["zones"]["1387_class2"]["crown_land"] = True
    assert "Crown land: 1387_class2." in words_of(part_of(source, "tenure"))


def test_entered_facts_carry_their_sources() -> None:
    fact = {
        "about": "Species",
        "which": "Testus testus",
        "fact": "Sensitivity to gain",
        "value": "High",
        "source": "Letter of the department, page 3",
    }
    assert read(development(), entered_facts=[fact]).says("Letter of the department, page 3")


# --- maps, plots, photos ---------------------------------------------------------------------------------------------
def maps(**changes: Any) -> dict[str, Any]:
    return {
        "site": SQUARE,
        "datum": "GDA2020",
        "zones": [{"zone": "1387_class1", "area_m2": 11_700, "source_name": "z.geojson", "rings": HALF}],
        "species": [],
    } | changes


def plot(label: str = "P1", zone: str = "1387_class1", **changes: Any) -> dict[str, Any]:
    return {
        "zone": zone,
        "label": label,
        "surveyed_on": "2026-01-15",
        "mga_zone": 56,
        "easting": "321840.00",
        "northing": "6391520.00",
        "bearing": 45,
        "longitude": 151.1005,
        "latitude": -32.5985,
        "sums_from_species": False,
        "species": [],
    } | changes


def map_of(source: ReportSource, anchor: str) -> c.Map:
    return next(block for block in part_of(source, anchor).blocks if isinstance(block, c.Map))


def test_the_map_of_zones_holds_site_outlines_and_plots_and_names_what_is_not_drawn() -> None:
    source = source_of(
        development(2), maps=maps(), plots=[plot("P1"), plot("P2", longitude=None, latitude=None)]
    )
    drawn = map_of(source, "zone-map")
    assert [(area.label, area.tone) for area in drawn.areas] == [
        ("Site boundary", "site"),
        ("1387_class1", "zone"),
    ]
    assert [(point.label, point.bearing_degrees) for point in drawn.points] == [("P1", 45.0)]
    assert "Without an outline, so not drawn: 1387_class2." in drawn.note
    assert drawn.datum == "GDA2020"


def test_plots_of_two_zones_with_one_label_are_told_apart() -> None:
    source = source_of(development(2), maps=maps(), plots=[plot("P1"), plot("P1", "1387_class2")])
    assert [point.label for point in map_of(source, "zone-map").points] == ["1/P1", "2/P1"]


def test_species_polygons_are_drawn_and_entered_areas_named() -> None:
    drawn = {
        "name": "Testus secundus",
        "common_name": "Second test",
        "zone": "1387_class1",
        "area_m2": 7_300,
        "individuals": None,
        "rings": HALF,
    }
    source = source_of(
        development(2), maps=maps(species=[drawn, drawn | {"zone": "1387_class2", "rings": []}])
    )
    chapter = map_of(source, "habitat")
    assert [area.label for area in chapter.areas] == ["Site boundary", "Second test, 1387_class1"]
    assert "without a polygon: Second test, 1387_class2." in chapter.note


def test_a_plot_sheet_has_place_day_all_attributes_and_its_plants() -> None:
    plant = {
        "name": "Eucalyptus testa",
        "cover_percent": "12.5",
        "individuals": 3,
        "native": True,
        "growth_form": "Tree",
        "high_threat_weed": False,
        "source": "Field guide",
    }
    text = read(development(), plots=[plot(species=[plant], sums_from_species=True)])
    for said in (
        "15 January 2026",
        "56, 321,840, 6,391,520",
        "151.10050, −32.59850",
        "45°",
        "Eucalyptus testa",
    ):
        assert said in " ".join(text.text.split()), said
    assert text.says("counted from the plants listed below")


def test_every_plot_has_a_sheet_with_its_twelve_cover_values_and_function() -> None:
    source = source_of(development(2))
    chapter = part_of(source, "appendix-plots")
    tables = [block for block in chapter.blocks if isinstance(block, c.Table)]
    plots = [one for zone in source.inputs.zones for one in zone.plots]
    assert len(tables) == len(plots) == 4
    for table, one in zip(tables, plots, strict=True):
        shown = [
            [c.plain(row[form]) for form in ("tree", "shrub", "grass", "forb", "fern", "other")]
            for row in table.rows
        ]
        assert [[float(value) for value in row] for row in shown] == [
            list(one.composition),
            list(one.structure),
        ]
    labels = [label for block in chapter.blocks if isinstance(block, c.Details) for label, _ in block.pairs]
    assert {
        "Large trees",
        "Litter cover",
        "Fallen logs",
        "Stem classes present (cm)",
        "Tree regeneration",
    } <= set(labels)


def test_photos_carry_plot_day_and_direction_and_documents_are_listed() -> None:
    row = {
        "kind": "photo",
        "caption": "Midline",
        "taken_on": "2026-01-15",
        "bearing": 45,
        "zone": "1387_class1",
        "plot": "P1",
        "source_name": "a.jpg",
        "media_type": "image/jpeg",
        "sha256": "a" * 64,
        "size_bytes": 1_500,
        "width_px": 640,
        "height_px": 480,
    }
    paper = row | {
        "kind": "document",
        "caption": "Survey of birds",
        "source_name": "birds.pdf",
        "sha256": "b" * 64,
    }
    chapter = part_of(source_of(development(), attachments=[row, paper]), "appendix-photos")
    pictures = [block for block in chapter.blocks if isinstance(block, c.Picture)]
    assert [(one.sha256, one.width_px) for one in pictures] == [("a" * 64, 640)]
    assert pictures[0].caption.endswith("Midline (plot P1, zone 1387_class1, 15 January 2026, looking 45°)")
    table = next(block for block in chapter.blocks if isinstance(block, c.Table))
    assert [(row["caption"], row["name"], row["size"]) for row in table.rows] == [
        ("Survey of birds", "birds.pdf", "2")
    ]


def test_the_whole_report_reads_back_with_maps_plots_and_a_missing_photo() -> None:
    row = {
        "kind": "photo",
        "caption": "Gone",
        "taken_on": "",
        "bearing": None,
        "zone": "",
        "plot": "",
        "source_name": "a.jpg",
        "media_type": "image/jpeg",
        "sha256": "a" * 64,
        "size_bytes": 1,
        "width_px": 640,
        "height_px": 480,
    }
    text = read(development(3), maps=maps(), plots=[plot()], attachments=[row])
    assert text.says("The file of this picture is missing.")
    assert text.says("Figure 1. The site")
    assert text.says("Not the official calculator or register")
