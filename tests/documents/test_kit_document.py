"""A finished file: same bytes, true page numbers, embedded fonts, honest metadata, nothing off the page."""

import hashlib
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdf
import pytest
from django.conf import settings

from registry.documents import charts, styles
from registry.documents.columns import Column
from registry.documents.document import DISCLAIMER, Section, build
from registry.documents.headings import heading
from registry.documents.marks import provisional, provisional_legend
from registry.documents.tables import Group, data_table
from registry.documents.text import Span, text
from tests.documents.kit_files import CREATED_AT, ReadBack, build_sections, build_story, spec

COLUMNS = [
    Column("zone", "Zone", kind="number"),
    Column("name", "Name"),
    Column("n", "Credits", kind="number"),
]


def full_sections(zones: int = 60) -> list[Section]:
    rows = [{"zone": str(n), "name": f"{n}_Moderate 生态 ṯ", "n": provisional("4")} for n in range(zones)]
    bars = [charts.ScoreBar(f"Attribute {n}", 30.0 * n, f"{n} of 9") for n in range(9)]
    pairs = [charts.PairedBar(f"Zone {n}", 40.0, None, "40.0") for n in range(20)]
    return [
        Section("Summary", [text(["The ", Span("Litoria aurea", italic=True), " report."])]),
        Section(
            "Zones", [heading("By type", 2), data_table(COLUMNS, groups=[Group("PCT 1", rows, {"n": "240"})])]
        ),
        Section(
            "Charts", [charts.score_bars(bars, caption="Scores"), charts.paired_bars(pairs, caption="VI")]
        ),
        Section("Annex", [provisional_legend(["A reason."])], orientation="landscape"),
    ]


def full(**changes: Any) -> ReadBack:
    return build_sections(
        full_sections(),
        **{
            "contents": True,
            "revision": "A-1 revision 2",
            "details": [("Case", "1")],
            "notice": "Take care.",
            **changes,
        },
    )


def test_the_same_input_gives_the_same_bytes_and_the_hash_is_theirs() -> None:
    first, second = full(), full()
    assert first.content == second.content
    assert first.built.sha256 == hashlib.sha256(first.content).hexdigest()
    assert first.built.size == len(first.content)
    assert full(revision="A-1 revision 3").built.sha256 != first.built.sha256


def test_another_process_with_another_hash_seed_gives_the_same_bytes() -> None:
    program = (
        "import django; django.setup()\n"
        "from tests.documents.test_kit_document import full\n"
        "print(full().built.sha256)"
    )
    prints = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=settings.BASE_DIR,
            env={
                "DJANGO_SETTINGS_MODULE": "tests.settings",
                "PYTHONHASHSEED": seed,
                "TZ": zone,
                "PATH": "/usr/bin:/bin",
            },
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed, zone in (("1", "UTC"), ("2", "Australia/Sydney"))
    }
    assert prints == {full().built.sha256}


def test_dates_come_from_created_at_alone_and_need_a_time_zone() -> None:
    document = full()
    assert document.reader.metadata is not None
    assert document.reader.metadata.creation_date == CREATED_AT
    assert document.reader.metadata.modification_date == CREATED_AT
    assert re.findall(rb"<xmp:\w+Date>([^<]+)<", document.content) == [b"2026-03-01T09:30:00Z"] * 2
    later = full(created_at=CREATED_AT + timedelta(days=1))
    assert later.content != document.content
    with pytest.raises(ValueError, match="time zone"):
        build(spec=replace(spec(), created_at=datetime(2026, 3, 1)), sections=full_sections(1), out=BytesIO())


def test_every_page_says_which_of_how_many_it_is() -> None:
    document = full()
    total = document.built.pages
    assert total == len(document.reader.pages) > 4
    for number, page in enumerate(document.pages, start=1):
        assert f"Page {number} of {total}" in page
        assert len(re.findall(r"Page \d+ of \d+", page)) == 1


def test_every_page_carries_the_disclaimer_and_later_pages_the_title_and_revision() -> None:
    document = full(title="The case of the owl")
    for number, page in enumerate(document.pages):
        assert DISCLAIMER in page
        assert page.count("The case of the owl") == 1
        assert ("A-1 revision 2" in page) == (number > 0)


def test_a_title_too_long_for_the_running_head_stands_in_full_on_the_first_page() -> None:
    title = "An exceedingly long title of a proposal " * 6 + "ends"
    document = full(title=title)
    assert "".join(title.split()) in document.squeezed
    assert "…" in document.pages[1]


def test_contents_and_outline_name_the_page_on_which_each_heading_stands() -> None:
    document = full()
    headings = ["Summary", "Zones", "By type", "Charts", "Annex"]
    listed = re.search(r"Contents\n(?:[A-Z][^\n]*\n)+?((?:\d+\n)+)", document.pages[0])
    assert listed is not None
    outline = flat_outline(document.reader.outline)
    stands = [page_of_heading(document, label) for label in headings]
    assert [int(number) for number in listed[1].split()] == stands
    assert [document.reader.get_destination_page_number(item) + 1 for item in outline] == stands
    assert stands[-1] > stands[1]


def page_of_heading(document: ReadBack, label: str) -> int:
    """The last page that shows the label as a line of its own: the list of contents comes first."""
    return max(n for n, page in enumerate(document.pages, start=1) if re.search(rf"^{label}$", page, re.M))


def flat_outline(outline: list[Any]) -> list[Any]:
    return [
        item for entry in outline for item in (flat_outline(entry) if isinstance(entry, list) else [entry])
    ]


def test_the_outline_holds_every_heading_with_its_level() -> None:
    outline = full().reader.outline
    titles = [[item.title for item in entry] if isinstance(entry, list) else entry.title for entry in outline]
    assert titles == ["Summary", "Zones", ["By type"], "Charts", "Annex"]


def test_an_outline_that_skips_a_level_still_builds() -> None:
    document = build_story(
        heading("Deep", 3), text("a"), heading("Top", 1), text("b"), heading("Deep again", 3)
    )
    assert [item.title for item in flat_outline(document.reader.outline)] == ["Deep", "Top", "Deep again"]


@pytest.mark.parametrize("lines_above", range(38, 56, 2))
def test_a_heading_is_never_the_last_thing_on_a_page(lines_above: int) -> None:
    document = build_story(text("x\n" * lines_above), heading("Alone", 2), text("Company follows here."))
    page = next(page for page in document.pages if "Alone" in page)
    assert "Company" in page


def test_metadata_name_the_document_its_language_and_no_person() -> None:
    document = full(title="Credits for <Pty> & Co", subject="Credits required", organisation="The Registry")
    information = document.reader.metadata
    assert information is not None
    assert (information.title, information.subject, information.author) == (
        "Credits for <Pty> & Co",
        "Credits required",
        "The Registry",
    )
    assert full().reader.metadata["/Author"] == ""  # type: ignore[index]
    assert document.reader.root_object["/Lang"] == "en-AU"
    assert document.reader.root_object["/ViewerPreferences"]["/DisplayDocTitle"] is not None
    xmp = document.reader.xmp_metadata
    assert xmp is not None
    assert xmp.dc_title == {"x-default": "Credits for <Pty> & Co"}
    assert xmp.dc_language == ["en-AU"]


def test_every_font_is_embedded_as_a_subset() -> None:
    document = full(watermark="DRAFT")
    found: set[str] = set()
    for page in document.reader.pages:
        embedded, unembedded = page_fonts(page)
        assert unembedded == set()
        found |= embedded
    assert {name.split("+")[1] for name in found} >= {
        "NotoSans-Regular",
        "NotoSans-Bold",
        "NotoSans-Italic",
        "NotoSansSC-Regular",
    }
    assert b"Helvetica" not in document.content
    assert b"Times" not in document.content


def page_fonts(page: pypdf.PageObject) -> tuple[set[str], set[str]]:
    embedded, unembedded = set(), set()
    for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
        name = font.get_object()["/BaseFont"]
        described = font.get_object().get("/FontDescriptor")
        has_file = described is not None and "/FontFile2" in described.get_object()
        (embedded if has_file else unembedded).add(name)
    return embedded, unembedded


def words_with_boxes(
    document: ReadBack, folder: Path
) -> list[tuple[float, float, list[tuple[str, list[float]]]]]:
    """Per page: width, height and each word with its box, as poppler lays them out."""
    source, target = folder / "in.pdf", folder / "out.html"
    source.write_bytes(document.content)
    subprocess.run(["pdftotext", "-bbox", str(source), str(target)], check=True)
    tree = ElementTree.fromstring(target.read_text().replace('xmlns="http://www.w3.org/1999/xhtml"', ""))  # noqa: S314
    pages = []
    for page in tree.iter("page"):
        words = [
            (word.text or "", [float(word.attrib[key]) for key in ("xMin", "yMin", "xMax", "yMax")])
            for word in page.iter("word")
        ]
        pages.append((float(page.attrib["width"]), float(page.attrib["height"]), words))
    return pages


def test_no_word_leaves_the_text_area_of_its_page(tmp_path: Path) -> None:
    long = "Llanfairpwllgwyngyll" * 25
    sections = [
        *full_sections(),
        Section(long, [text(long), data_table(COLUMNS, [{"zone": "9" * 60, "name": long, "n": long}])]),
        Section("", [charts.score_bars([charts.ScoreBar(long[:200], 900.0, long[:120])], caption=long)]),
        Section(
            "", [charts.paired_bars([charts.PairedBar(long[:200], 100.0, 0.0, "100.0", "0.0")], caption="c")]
        ),
    ]
    document = build_sections(
        sections, title=long, revision=long, disclaimer=long, details=[(long, long)], contents=True
    )
    pages = words_with_boxes(document, tmp_path)
    assert len(pages) == document.built.pages
    side = styles.MARGIN_SIDE - 0.5
    for width, height, words in pages:
        assert words
        for word, (left, top, right, bottom) in words:
            assert left >= side, word
            assert right <= width - side, word
            assert top >= 20, word
            assert bottom <= height - 20, word


@pytest.mark.parametrize("mark", ["DRAFT", "NOT FOR LODGEMENT – SUPERSEDED BY REVISION 12", "X"])
def test_a_watermark_stands_on_every_page_and_stays_inside_it(mark: str, tmp_path: Path) -> None:
    document = full(watermark=mark)
    assert all(mark in page for page in document.pages)
    for width, height, words in words_with_boxes(document, tmp_path):
        for word, (left, top, right, bottom) in words:
            assert left >= 0, word
            assert top >= 0, word
            assert right <= width, word
            assert bottom <= height, word


def test_a_cover_gives_the_title_a_page_of_its_own() -> None:
    document = full(cover=True, contents=False, kicker="REPORT", subtitle="For the record")
    assert "For the record" in document.pages[0]
    assert "Summary" not in document.pages[0]


def test_a_document_needs_a_section() -> None:
    with pytest.raises(ValueError, match="at least one section"):
        build(spec=spec(), sections=[], out=BytesIO())


def test_a_document_can_be_written_to_a_path(tmp_path: Path) -> None:
    target = tmp_path / "report.pdf"
    built = build(spec=spec(), sections=full_sections(3), out=target)
    assert hashlib.sha256(target.read_bytes()).hexdigest() == built.sha256


def test_charts_print_every_label_and_figure_and_divide_when_long() -> None:
    pairs = [charts.PairedBar(f"Zone-{n}", float(n % 100), 50.0, f"{n}.0c", f"{n}.5f") for n in range(300)]
    document = build_story(charts.paired_bars(pairs, caption="Every zone", names=("Now", "Later")))
    assert len(set(re.findall(r"Zone-\d+", document.text))) == 300
    assert all(f"{n}.0c" in document.text and f"{n}.5f" in document.text for n in range(300))
    assert document.text.count("Every zone") == 1
    assert document.text.count("Later") == document.text.count("Now") > 10


def test_a_missing_score_is_printed_as_not_computed_and_an_unknown_glyph_in_a_chart_is_counted() -> None:
    bars = charts.paired_bars([charts.PairedBar("Zone 🦘", None, 3.0, "", "3.0")], caption="One")
    document = build_story(bars)
    assert document.text.count(charts.NOT_COMPUTED) == 1
    assert document.built.unknown_glyphs == {"U+1F998": 1}


def test_a_chart_of_nothing_is_left_out_with_its_caption() -> None:
    assert charts.score_bars([], caption="Empty") == []
    assert charts.paired_bars([], caption="Empty") == []
