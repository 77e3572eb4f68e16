"""What a reader of every page found wrong once: half empty pages, lost plots, sums of nothing, bare marks."""

from dataclasses import replace

import pytest
from reportlab.platypus import Spacer

from assessments.reports import content as c
from assessments.reports import credit_tables
from assessments.reports.assessment_report import assessment_report
from assessments.reports.site_map import zone_map
from assessments.reports.species_reports import predicted_species
from registry.documents.columns import Column, needs, share
from registry.documents.fitting import LEAST_SHARE, FittingPicture
from tests.documents import class_sources
from tests.documents.report_sources import development, read_report, source_of

SIDE = 0.003
SITE = [[[[151.1, -32.6], [151.1 + SIDE, -32.6], [151.1 + SIDE, -32.597], [151.1, -32.597], [151.1, -32.6]]]]


def mapped(zones: int, *positions: tuple[float, float]) -> c.Map:
    case = development(zones)
    rows = [{"zone": zone.key, "rings": SITE} for zone in case.zones]
    plots = [
        {"zone": case.zones[0].key, "label": f"P{n}", "longitude": x, "latitude": y, "bearing": 90}
        for n, (x, y) in enumerate(positions, 1)
    ]
    maps = {"site": SITE, "zones": rows, "species": [], "datum": "GDA2020"}
    (block,) = zone_map(source_of(case, maps=maps, plots=plots))
    assert isinstance(block, c.Map)
    return block


def test_a_plot_far_from_the_outlines_is_left_out_of_the_frame_and_named() -> None:
    block = mapped(1, (151.101, -32.599), (115.2, -31.0))
    assert [point.label for point in block.points] == ["P1"]
    assert "coordinates lie far from the outlines (check them): plots P2." in block.note


def test_a_plot_just_outside_the_boundary_stays_on_the_map() -> None:
    block = mapped(1, (151.101, -32.599), (151.11, -32.6))
    assert [point.label for point in block.points] == ["P1", "P2"]
    assert "far from" not in block.note


@pytest.mark.parametrize(("zones", "first"), [(40, "1387_class1"), (41, "1")])
def test_a_map_of_more_than_forty_zones_carries_their_numbers(zones: int, first: str) -> None:
    block = mapped(zones)
    assert next(area.label for area in block.areas if area.tone == "zone") == first
    assert ("numbers on the map" in block.note) is (zones > 40)


def picture(available: float, *, postponed: bool = False) -> list:  # type: ignore[type-arg]
    made = FittingPicture(
        [], (Spacer(10, 400), [Spacer(10, 40)]), lambda height: (Spacer(10, height), []), 300
    )
    if postponed:
        made._postponed = 1  # type: ignore[attr-defined]
    return made.split(300, available)


@pytest.mark.parametrize(("available", "height"), [(700, 400), (440, 400), (300, 260)])
def test_a_picture_shrinks_to_the_rest_of_the_page(available: float, height: float) -> None:
    assert picture(available)[0].height == pytest.approx(height, abs=40)
    assert picture(available)[0].height <= available


def test_a_picture_that_would_become_too_small_goes_to_the_next_page() -> None:
    assert picture(LEAST_SHARE * 400 + 39) == []
    assert picture(100, postponed=True)[0].height == pytest.approx(LEAST_SHARE * 400)


def test_a_site_map_stands_on_the_page_of_its_chapter_and_leaves_no_page_empty() -> None:
    maps = {"site": SITE, "zones": [], "species": [], "datum": "GDA2020"}
    document = read_report(assessment_report(source_of(development(2), maps=maps)))
    (page,) = [text for text in document.pages if "Figure 1. The site" in text]
    assert "4 Site and landscape context" in page
    assert all(len(text) > 220 for text in document.pages)


def test_no_sum_stands_where_no_line_is_computed_and_a_part_says_what_is_missing() -> None:
    case = development(2)
    unknown = replace(case.species[0], risk_weighting=None)
    source = source_of(replace(case, species=(unknown, case.species[1])))
    table = credit_tables.species(source)[0]
    assert isinstance(table, c.Table) and table.groups[0].subtotal is not None
    assert table.groups[0].subtotal["credits"] == "not computed"
    assert table.groups[0].subtotal_label == "Subtotal (1 line not computed, so not complete)"
    assert table.groups[1].subtotal_label == "Subtotal"
    assert table.total_label == "Total species credits (1 line not computed, so not complete)"


def test_counted_species_are_individuals_in_every_table() -> None:
    (_, species) = credit_tables.by_type(source_of(development())).groups
    assert [row["amount"] for row in species.rows] == ["0.73 ha", "17 individuals"]


def test_the_assembled_report_says_what_the_marks_of_classes_rest_on_and_what_is_left_out() -> None:
    case = development(2)
    case = replace(case, species=(replace(case.species[0], risk_weighting=None),))
    report = assessment_report(source_of(case, classes=class_sources.classes()))
    (part,) = [part for part in report.parts if part.anchor == "classes"]
    captions = [block.caption for block in part.blocks if isinstance(block, c.Table)]
    assert any("What classes and places marked † rest on" in caption for caption in captions)
    assert any("Lines that are not counted" in caption for caption in captions)


def test_the_predicted_species_report_counts_no_facts_of_results_it_does_not_show() -> None:
    report = predicted_species(source_of(development(2)))
    assert "rest on" not in report.notice
    assert "Provisional results" not in [part.title for part in report.parts]


def test_a_long_text_does_not_starve_the_column_beside_it() -> None:
    columns = [Column("reason", "Fact or rule"), Column("names", "Results that rest on it")]
    records = [{"reason": "A reason of some length " * 4, "names": "1387_class1, " * 300}]
    narrow, wide = share(columns, needs(columns, records), 500)
    assert narrow > 120 and narrow + wide == pytest.approx(500)
