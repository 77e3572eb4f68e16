"""Every number of an outcome stands in its row of the documents, and the page says the same as the file."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from django.template.loader import render_to_string

from assessments.bam.attributes import label, unit
from assessments.bam.outcome import CreditLine, VegetationIntegrity, ZoneOutcome
from assessments.reports import content
from assessments.reports.source import ReportSource
from assessments.web.documents.drawing import drawn
from registry.units import display, display_hectares, round_half_up
from tests.documents import report_sources as reports
from tests.documents.report_sources import ReadBack
from tests.pure import bam_builders as bam


def shown(value: float, digits: int = 1) -> str:
    return display(value, digits).replace("-", "−")


def mark(reasons: tuple[str, ...]) -> str:
    return "†" if reasons else ""


def lines_of(report: ReadBack) -> set[str]:
    return {" ".join(line.split()) for line in report.text.splitlines()}


def attribute_rows(zone: ZoneOutcome, integrity: VegetationIntegrity) -> Iterator[str]:
    """The rows that the current integrity of a zone must give, from the outcome alone."""
    dagger = mark(zone.provisional)
    for component in (integrity.composition, integrity.structure, integrity.function):
        if component is None:
            continue
        for row in component.attributes:
            weight = f"{round_half_up(row.weight, 2):f}"
            yield (
                f"{label(row.code)} {unit(row.code)} {shown(row.observed, 2)} {shown(row.benchmark, 2)} "
                f"{shown(row.unweighted)}{dagger} {weight}{dagger} {shown(row.weighted)}{dagger}"
            )
        yield f"{component.component.capitalize()} score {shown(component.score)}{dagger}"
    yield f"Current vegetation integrity {shown(integrity.score)}{dagger}"


def later_rows(zone: ZoneOutcome, *scenarios: VegetationIntegrity) -> Iterator[str]:
    """The rows of future values: mean, score and contribution for each scenario in turn."""
    dagger = mark(zone.provisional)
    for name in ("composition", "structure", "function"):
        components = [getattr(integrity, name) for integrity in scenarios]
        for rows in zip(*(component.attributes for component in components), strict=True):
            cells = [
                f"{shown(row.observed, 2)}{dagger} {shown(row.unweighted)}{dagger} {shown(row.weighted)}{dagger}"
                for row in rows
            ]
            yield f"{label(rows[0].code)} {' '.join(cells)}"
        scores = " ".join(f"{shown(component.score)}{dagger}" for component in components)
        yield f"{name.capitalize()} score {scores}"
    yield "Vegetation integrity " + " ".join(f"{shown(one.score)}{dagger}" for one in scenarios)


def credit_tail(line: CreditLine) -> str:
    dagger = mark(line.provisional)
    assert line.unrounded is not None and line.credits is not None
    return f"{shown(line.unrounded, 2)}{dagger} {line.credits:,}{dagger}"


def ecosystem_row(source: ReportSource, line: CreditLine) -> str:
    zone = source.zones[line.zone_key]
    assert zone.current and zone.change is not None and line.area_m2 and line.risk_weighting
    dagger = mark(zone.provisional)
    return (
        f"{zone.number} {zone.key} {shown(zone.current.score)}{dagger} {shown(-zone.change)}{dagger} "
        f"{display_hectares(line.area_m2)} {line.sensitivity_to_loss} {line.sensitivity_to_loss_reason} "
        f"{line.sensitivity_to_gain} {shown(line.risk_weighting, 2)}{mark(line.provisional)} No {credit_tail(line)}"
    )


@pytest.mark.parametrize("zones", [1, 30])
def test_every_attribute_of_every_zone_stands_in_its_row(zones):
    source = reports.source_of(reports.development(zones))
    _, report = reports.both(source)
    found = lines_of(report)
    for zone in source.outcome.zones:
        expected = set(attribute_rows(zone, zone.current))
        assert len(expected) > 17
        assert expected - found == set(), zone.key


@pytest.mark.parametrize("zones", [1, 30])
def test_every_credit_line_of_a_development_stands_in_its_row(zones):
    source = reports.source_of(reports.development(zones))
    summary, _ = reports.both(source)
    found = lines_of(summary)
    ecosystem = {ecosystem_row(source, line) for line in source.lines("ecosystem")}
    assert len(ecosystem) == zones
    assert ecosystem - found == set()
    for line in source.lines("species"):
        measured = (
            f"{line.individuals:.0f} individuals"
            if line.individuals
            else f"{display_hectares(line.area_m2)} ha"
        )
        assert any(
            row.startswith(line.zone_key) and measured in row and row.endswith(credit_tail(line))
            for row in found
        ), line


def test_subtotals_and_totals_are_the_sums_of_their_lines():
    other = bam.zone(key="9_low", number=9, pct_id=9, pct_name="Other forest", area_m2=31_400)
    case = reports.development(3)
    source = reports.source_of(bam.development(*case.zones, other, species=case.species))
    summary, _ = reports.both(source)
    lines = source.lines("ecosystem")
    first = sum(line.credits or 0 for line in lines if line.subject == "1387")
    second = sum(line.credits or 0 for line in lines if line.subject == "9")
    areas = sum(line.area_m2 or 0 for line in lines)
    found = [" ".join(line.split()) for line in summary.text.splitlines()]
    assert f"Subtotal {display_hectares(areas - 31_400)} {first}†" in found
    assert f"Subtotal {display_hectares(31_400)} {second}†" in found
    assert source.outcome.ecosystem_credits == first + second
    assert f"Total ecosystem credits {display_hectares(areas)} {first + second}†" in found
    assert f"Total species credits {source.outcome.species_credits}†" in found


def test_every_later_value_of_a_stewardship_site_stands_in_its_row():
    source = reports.source_of(reports.stewardship(2))
    summary, report = reports.both(source)
    found = lines_of(report)
    for zone in source.outcome.zones:
        (part,) = zone.management_zones
        expected = set(attribute_rows(zone, zone.current))
        expected |= set(later_rows(zone, zone.without_management, part.future))
        assert expected - found == set(), zone.key
    rows = lines_of(summary)
    for line in source.lines("ecosystem"):
        zone = source.zones[line.zone_key]
        row = f"{zone.number} {zone.key} {shown(zone.change)}† {display_hectares(line.area_m2)} {credit_tail(line)}"
        assert row in rows


def test_a_partial_loss_shows_its_future_values_and_a_complete_one_says_so():
    parts = (
        bam.part("Pit", 4_000),
        bam.part("Verge", 6_000, {"structure.tree": 25.0, "composition.tree": 4.0}),
    )
    zone = bam.zone(management_zones=parts)
    source = reports.source_of(bam.development(zone))
    _, report = reports.both(source)
    (outcome,) = source.outcome.zones
    pit, verge = outcome.management_zones
    assert set(later_rows(outcome, verge.future)) - lines_of(report) == set()
    assert report.says("Pit, 0.40 ha: every attribute becomes 0 (complete loss).")
    assert f"Area-weighted {shown(-outcome.change)}" in report.text
    assert pit.future.score == 0


def test_a_typed_gain_is_shown_as_entered_with_its_reason():
    part = bam.part("East", 10_000, typed_gain=12.3456, reason="Expert panel of May.")
    source = reports.source_of(bam.stewardship(bam.managed(management_zones=(part,))))
    _, report = reports.both(source)
    assert report.says("East: gain in vegetation integrity entered by the assessor, 12.3456.")
    assert report.says("East: Expert panel of May.")


def test_scattered_trees_show_class_number_hollows_and_credits_per_tree():
    source = reports.source_of(reports.scattered_trees())
    summary = reports.read_report(reports.credit_summary(source))
    rows = lines_of(summary)
    assert "T2 2† Eucalyptus testa 34 50† 13 No 0.5† 6.5† 7†" in rows
    assert "T3 3† Eucalyptus testa 62 50† 7 Yes 1† 7† 7†" in rows
    assert "Eucalyptus testa 1387 12 9" in rows
    assert "Total credits 20 14†" in rows
    assert summary.says("what remains is the impact on 20 scattered trees")


def test_plot_sheets_are_printed_as_they_went_in():
    source = reports.source_of(reports.development(1))
    _, report = reports.both(source)
    assert "P1 3 4 5 6 1 2 21 9.5 11.1 4 0.4 1" in lines_of(report)
    assert "P1 2 1 11 2 1 0 0 0 0 1 12" in lines_of(report)


def test_a_community_without_trees_has_no_function_score():
    zone = bam.zone(benchmark=bam.benchmark(woody=False))
    source = reports.source_of(bam.development(zone))
    _, report = reports.both(source)
    (outcome,) = source.outcome.zones
    assert outcome.current.function is None
    assert set(attribute_rows(outcome, outcome.current)) - lines_of(report) == set()


def cells(report: content.ReportContent) -> list[str]:
    """Every cell, label and sentence of a report, in order."""
    found: list[str] = []
    for part in report.parts:
        found.append(part.title)
        for block in part.blocks:
            match block:
                case content.Table():
                    groups = [content.Group("", block.rows), *block.groups]
                    for group in groups:
                        records = [*group.rows, *([group.subtotal] if group.subtotal else [])]
                        found.append(content.plain(group.label))
                        found += [content.plain(value) for row in records for value in row.values()]
                    found += [content.plain(value) for value in (block.total or {}).values()]
                case content.Details():
                    found += [text for name, value in block.pairs for text in (name, content.plain(value))]
                case content.Words() | content.Heading():
                    found.append(content.plain(block.text))
                case content.Bars():
                    found += [bar.figures for bar in block.bars]
                case content.Pairs():
                    found += [
                        text for pair in block.pairs for text in (pair.first_figures, pair.second_figures)
                    ]
    return [text for text in found if text]


@pytest.mark.parametrize("make", [reports.development, reports.stewardship])
@pytest.mark.parametrize("kind", ["credit_summary", "vegetation_zones"])
def test_the_page_has_every_cell_of_the_file(make, kind):
    source = reports.source_of(make(3))
    report = reports.WRITERS[kind](source)
    page = "".join(
        render_to_string(
            f"assessments/documents/{block.template}.html", {"data": block.data, "table": block.data}
        )
        if block.template in ("table", "words")
        else str(block.data)
        for part in drawn(report)
        for block in part.blocks
    )
    page += " ".join(part.title for part in drawn(report))
    built = reports.read_report(report)
    texts = cells(report)
    assert len(texts) > 60
    squeezed = "".join(unescape(re.sub(r"<[^>]+>", "", page)).split())
    for text in texts:
        wanted = "".join(text.split())
        assert wanted in squeezed, text
        assert wanted in built.squeezed, text
