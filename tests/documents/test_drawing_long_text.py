"""Text that fits no box: every word is still there, wherever it was put."""

from dataclasses import replace

import pytest

from assessments.reports import content as c
from assessments.reports.numbering import numbered
from assessments.reports.workbook import write_workbook
from assessments.web.documents.drawing import drawn
from tests.documents import drawing_reports as made
from tests.documents.report_sources import ReadBack, read_report

WORD = "Llanfairpwll"
UNBROKEN = WORD * 420
LONG = "wattle " * 715
ARABIC = "محمية الغابة " * 30
EMOJI = "🦘🌿" * 120
TEXTS = {
    "unbroken": UNBROKEN,
    "long": LONG,
    "arabic": ARABIC,
    "emoji": EMOJI,
    "markup": "<b>&amp;</b> " * 200,
}


def count(document: ReadBack, text: str) -> int:
    """How often a text's rarest letter stands in the file: lines and columns may break it anywhere."""
    rarest = {UNBROKEN: "w", LONG: "w", ARABIC: "ح", EMOJI: "□", TEXTS["markup"]: "&"}[text]
    return document.text.count(rarest)


def one_in(text: str) -> int:
    return {UNBROKEN: 420, LONG: 715, ARABIC: 30, EMOJI: 240, TEXTS["markup"]: 200}[text]


def places(text: str) -> dict[str, c.ReportContent]:
    """A report for each place that a text of a person can come to."""
    plain = made.report(made.part("Part", c.Details([("Date", "1 March")])), notice="", details=[])
    table = c.Table("T", [c.Column("a", "A"), c.Column("b", "B", number=True)], [{"a": text, "b": "1"}])
    area = c.MapArea(text, made.square(0, 0, 0.01), "zone")
    return {
        "subtitle on the cover": replace(plain, subtitle=text),
        "subtitle without a cover": replace(plain, subtitle=text, cover=False),
        "details on the cover": replace(plain, details=[("Proposal name", text), ("Other", "x")]),
        "label of details": replace(plain, details=[(text, "x")]),
        "notice": replace(plain, notice=text),
        "title of a part": replace(
            plain, parts=[made.part(text, c.Details([("Date", "1 March")]), anchor="p")]
        ),
        "cell": replace(plain, parts=[made.part("P", table)]),
        "details in a part": replace(plain, parts=[made.part("P", c.Details([("Date", text)]))]),
        "heading": replace(plain, parts=[made.part("P", c.Heading(text))]),
        "warning": replace(plain, parts=[made.part("P", c.Words(text, "warning"))]),
        "label of an area": replace(plain, parts=[made.part("P", c.Map("M", [area]))]),
        "note of a map": replace(plain, parts=[made.part("P", c.Map("M", made.MAP.areas[:1], note=text))]),
        "caption of a map": replace(plain, parts=[made.part("P", c.Map(text, made.MAP.areas[:1]))]),
        "caption of a picture": replace(plain, parts=[made.part("P", replace(made.PICTURE, caption=text))]),
        "caption of bars": replace(plain, parts=[made.part("P", replace(made.BARS, caption=text))]),
    }


@pytest.mark.parametrize("place", places("x"))
@pytest.mark.parametrize("kind", TEXTS)
def test_a_text_of_any_kind_and_length_stands_whole_in_the_file(kind: str, place: str) -> None:
    text = TEXTS[kind]
    empty = read_report(numbered(places("")[place] if place != "label of an area" else places("-")[place]))
    document = read_report(numbered(places(text)[place]))
    least = one_in(text) + empty.text.count({"emoji": "□"}.get(kind, "\0"))
    assert count(document, text) - count(empty, text) >= least


@pytest.mark.parametrize("place", places("x"))
@pytest.mark.parametrize("kind", TEXTS)
def test_a_text_of_any_kind_and_length_stops_neither_page_nor_workbook(kind: str, place: str) -> None:
    report = numbered(places(TEXTS[kind])[place])
    assert drawn(report)
    assert write_workbook(report)[1] >= 1
