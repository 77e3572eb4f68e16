"""Chapters, appendices, tables and figures are numbered once, and every drawing of the report says the same numbers."""

import re

import pytest

from assessments.reports import content as c
from assessments.reports.numbering import numbered
from assessments.reports.pdf import write_pdf
from assessments.web.documents.drawing import contents_of, drawn
from registry.documents.lettering import letters
from tests.documents import drawing_reports as made
from tests.documents.report_sources import ReadBack, read_report

TITLES = [
    "1 Summary",
    "2 Site",
    "2.1 Maps",
    "2.2 Charts",
    "3 Vegetation",
    "Appendix A. Plots",
    "A.1 Photos",
    "Appendix B. References",
]
CAPTIONS = [
    "Table 1. Zones",
    "Figure 1. The site and its zones",
    "Figure 2. Attributes",
    "Figure 3. Integrity",
    "Table 2. Zones",
    "Figure 4. Plot 1",
]


def captions(report: c.ReportContent) -> list[str]:
    return [block.caption for part in report.parts for block in part.blocks if hasattr(block, "caption")]


def test_chapters_sections_and_appendices_are_counted_in_order() -> None:
    assert [part.title for part in numbered(made.everything()).parts] == TITLES


def test_tables_and_figures_are_counted_apart_through_the_whole_report() -> None:
    assert captions(numbered(made.everything())) == CAPTIONS


def test_nothing_but_titles_and_captions_changes() -> None:
    before, after = made.everything(), numbered(made.everything())
    assert [part.anchor for part in after.parts] == [part.anchor for part in before.parts]
    assert after.parts[0].blocks[1].rows == made.TABLE.rows
    assert after.title == before.title


def test_a_section_before_any_chapter_is_a_chapter() -> None:
    report = made.report(made.part("First", level=2), made.part("Second"), made.part("Third", level=2))
    assert [part.title for part in numbered(report).parts] == ["1 First", "2 Second", "2.1 Third"]


@pytest.mark.parametrize(
    "block", [c.Table("", [c.Column("a", "A")]), c.Bars("Empty", []), c.Pairs("Empty", ("a", "b"), [])]
)
def test_what_is_not_drawn_takes_no_number(block: c.Block) -> None:
    report = numbered(made.report(made.part("One", block, made.TABLE, made.BARS)))
    assert captions(report)[1:] == ["Table 1. Zones", "Figure 1. Attributes"]


@pytest.mark.parametrize(
    ("number", "letter"), [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (703, "AAA"), (0, "")]
)
def test_letters_go_on_after_z(number: int, letter: str) -> None:
    assert letters(number) == letter


def test_the_pdf_the_page_and_the_workbook_say_the_same_numbers() -> None:
    report = numbered(made.everything())
    document = read_report(report)
    page = drawn(report)
    for words in (*TITLES, *CAPTIONS):
        assert document.says(words), words
    assert [part.title for part in page] == TITLES
    assert [line.part.title for line in contents_of(page)] == [
        one for one in TITLES if not re.match(r"\w+\.\d", one)
    ]
    assert [one.title for line in contents_of(page) for one in line.below] == [
        "2.1 Maps",
        "2.2 Charts",
        "A.1 Photos",
    ]


def test_bookmarks_nest_as_the_chapters_do() -> None:
    outline = read_report(numbered(made.everything())).reader.outline
    found = [[item.title for item in one] if isinstance(one, list) else one.title for one in outline]
    assert found == [
        "1 Summary",
        "2 Site",
        ["Where it lies", "2.1 Maps", "2.2 Charts"],
        "3 Vegetation",
        "Appendix A. Plots",
        ["A.1 Photos"],
        "Appendix B. References",
    ]


def test_the_contents_of_a_report_with_a_cover_list_its_parts_and_not_the_headings_inside_them() -> None:
    contents_page = read_report(numbered(made.everything())).pages[1]
    assert all(title in contents_page for title in TITLES)
    assert "Where it lies" not in contents_page


def test_the_cover_is_a_page_of_its_own_with_title_proposal_details_and_disclaimer() -> None:
    cover, contents, *_ = read_report(numbered(made.everything())).pages
    for words in (
        "Part 4 development",
        "Development assessment report",
        "Quarry at Ironbark Road",
        "Alex Assessor",
    ):
        assert words in cover
    assert cover.count(c.DISCLAIMER) == 2
    assert "Contents" not in cover and contents.split("\n", 3)[-1]


def test_the_contents_of_three_hundred_sections_fill_few_pages() -> None:
    zones = [made.part(f"Zone {n} of the vegetation", c.Words("x"), level=2) for n in range(300)]
    document = read_report(numbered(made.report(made.part("Zones"), *zones)))
    pages = [number for number, page in enumerate(document.pages) if re.search(r"1\.\d+ Zone", page)]
    first_section = next(number for number in pages if "\nx\n" in document.pages[number])
    assert 2 <= first_section - 1 <= 6


def test_a_report_with_every_block_is_the_same_every_time() -> None:
    pictures = {made.PICTURE.sha256: made.jpeg()}
    files = {write_pdf(numbered(made.everything()), pictures=pictures.__getitem__)[0] for _ in range(2)}
    assert len(files) == 1


def test_a_picture_is_asked_for_by_its_hash_and_its_absence_is_said() -> None:
    asked: list[str] = []

    def give(sha256: str) -> bytes:
        asked.append(sha256)
        raise FileNotFoundError(sha256)

    content, built = write_pdf(made.everything(), pictures=give)
    assert asked == [made.PICTURE.sha256]
    assert ReadBack(built, content).says("The file of this picture is missing.")
    assert read_report(made.everything()).says("The file of this picture is missing.")
    whole, _ = write_pdf(made.everything(), pictures=lambda _: made.jpeg())
    assert made.jpeg() in whole
