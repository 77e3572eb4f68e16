"""Text on a page: nothing in a name is markup, nothing is lost, and no name stops a document."""

import re
import unicodedata
from pathlib import Path

import pytest
from django.conf import settings

from registry.documents import fonts, styles
from registry.documents.bidi import visual_order
from registry.documents.columns import Column
from registry.documents.details import details
from registry.documents.lines import break_lines, longest_word, shortened
from registry.documents.tables import data_table
from registry.documents.text import Span, clean, text
from tests.documents.kit_files import build_story

HOSTILE = [
    "Smith & Sons <Pty> Ltd",
    "a<b and c>d",
    "<b>",
    "<br/>",
    "&",
    "&amp;",
    "&#65;",
    "<img src='/etc/passwd'/>",
    '<img src="/etc/passwd">',
    "<para><font color='[[]]'>x</font></para>",
    "]]>",
    "%(title)s {0} {title} \\n",
    "(unbalanced ) \\ paren(",
]
SCRIPTS = [
    "Ngāi Tahu",
    "Yolŋu",
    "ḏarug ḻ ṯ",
    "Ελληνικά άέ",
    "生态信用",
    "Đặng Việt",
    "Zażółć",
    "naïve",
    "5 ≥ 4 ✓",
    "😀",
]


def lines_of(value: str, width: float) -> list[str]:
    lines = break_lines(value, styles.SCALE["cell"], width)
    return ["".join(run.text for run in line.runs) for line in lines]


@pytest.mark.parametrize("name", HOSTILE + SCRIPTS)
def test_a_name_reads_back_exactly_from_every_place_it_can_stand_in(name: str) -> None:
    document = build_story(
        text(["first: ", name]),
        data_table([Column("name", "Name"), Column("other", "Other")], [{"name": name, "other": "x"}]),
        details([("Holder", name)]),
        title=f"Report {name}",
    )
    expected = "".join(name.split())
    assert document.squeezed.count(expected) == 4
    assert document.built.unknown_glyphs == {}
    assert document.reader.metadata is not None
    assert document.reader.metadata.title == f"Report {name}"


def test_a_word_of_five_hundred_characters_is_broken_and_kept() -> None:
    word = "Llanfairpwllgwyngyll" * 25
    document = build_story(
        text(word), data_table([Column("a", "A"), Column("b", "B")], [{"a": word, "b": "x"}])
    )
    assert document.squeezed.count(word) == 2


def test_twenty_thousand_characters_are_kept_and_more_is_cut_visibly() -> None:
    assert clean("x" * 20_000) == "x" * 20_000
    assert clean("x" * 20_001) == "x" * 20_000 + " … (cut, 20,001 characters)"
    document = build_story(text("word " * 4_000), data_table([Column("a", "A")], [{"a": "cell " * 4_000}]))
    assert document.text.count("word") == 4_000
    assert document.text.count("cell") == 4_000


@pytest.mark.parametrize("name", ["שלום עולם", "مرحبا", "Café שלום Ltd"])
def test_right_to_left_text_reads_back_in_reading_order(name: str) -> None:
    document = build_story(text(name))
    for word in name.split():
        assert word in document.text
    assert document.built.unknown_glyphs == {}


def test_a_right_to_left_stretch_is_drawn_from_right_to_left_with_its_number_upright() -> None:
    assert visual_order("אב 12 גד") == "דג 12 בא"
    assert visual_order("x (אב) y") == "x (בא) y"
    assert visual_order("א(ב)ג") == "ג(ב)א"
    assert visual_order("אבג, 3.50 דה end") == "הד 3.50 ,גבא end"
    assert visual_order("plain (text)") == "plain (text)"


def test_letters_and_marks_are_composed() -> None:
    assert clean("Nga\u0304i") == "Ngāi"
    assert unicodedata.is_normalized("NFC", clean("A\u0331nangu"))


def test_control_and_invisible_characters_are_dropped_and_line_ends_kept() -> None:
    assert clean("a\x00b\x07c\x1bd\u200be\u202ef\u2066g\ufeffh\ufe0f") == "abcdefgh"
    assert clean("one\r\ntwo\rthree\u2028four\tfive") == "one\ntwo\nthree\nfour five"
    document = build_story(text("NUL\x00 and\x0c\x1b bell\x07"))
    assert "NUL" in document.text
    assert "bell" in document.text


def test_a_character_no_font_has_becomes_a_box_and_is_counted() -> None:
    document = build_story(
        text("kangaroo 🦘, 🦘 and kiwi"), data_table([Column("a", "A")], [{"a": "🦘"}]), title="T \ue000"
    )
    assert document.text.count("□") == 4
    assert document.built.unknown_glyphs == {"U+1F998": 3, "U+E000": 1}


def test_a_lone_surrogate_does_not_stop_a_document() -> None:
    assert build_story(text("bad \ud800 half")).built.unknown_glyphs == {"U+D800": 1}


def test_emphasis_is_given_by_spans_and_uses_the_embedded_faces() -> None:
    document = build_story(text(["The ", Span("Anthochaera phrygia", italic=True), Span(" bold", bold=True)]))
    assert "The Anthochaera phrygia bold" in document.text
    assert re.search(rb"NotoSans-Italic", document.content)


@pytest.mark.parametrize("value", [1.5, None, b"bytes", True, object()])
def test_what_is_not_text_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="Text for a page"):
        text(value)  # type: ignore[arg-type]


def test_lines_break_at_spaces_then_at_soft_breaks_then_anywhere() -> None:
    assert lines_of("alpha beta", 1_000) == ["alpha beta"]
    assert lines_of("alpha beta", 30) == ["alpha", "beta"]
    assert lines_of("3320_Moderate_good", 50) == ["3320_", "Moderate_", "good"]
    assert "".join(lines_of("x" * 100, 20)) == "x" * 100
    assert lines_of("one\n\ntwo", 1_000) == ["one", "", "two"]
    assert lines_of("", 10) == [""]


@pytest.mark.parametrize(
    "value", ["a b " * 50, "生态信用" * 40, "x" * 300, "mixed 生态 and_soft-breaks/here " * 9]
)
@pytest.mark.parametrize("width", [3.0, 25.0, 61.0, 200.0])
def test_no_line_is_wider_than_its_room_and_no_character_is_lost(value: str, width: float) -> None:
    lines = break_lines(value, styles.SCALE["cell"], width)
    widest_character = max(longest_word(character, styles.SCALE["cell"]) for character in set(value))
    assert all(line.width <= max(width, widest_character) + 1e-6 for line in lines)
    assert "".join(run.text for line in lines for run in line.runs).replace(" ", "") == value.replace(" ", "")


def test_a_running_title_is_shortened_with_an_ellipsis_only_when_it_must_be() -> None:
    style = styles.SCALE["running"]
    assert "".join(run.text for run in shortened("Short", style, 100).runs) == "Short"
    line = shortened("A very long title indeed", style, 50)
    assert "".join(run.text for run in line.runs).endswith("…")
    assert line.width <= 50


def test_fonts_are_registered_once_and_a_folder_without_them_is_named(tmp_path: Path) -> None:
    assert fonts.register() is fonts.register(Path(settings.DOCUMENT_FONTS_DIR))
    with pytest.raises(fonts.FontsMissing, match=r"lacks NotoSans-Regular\.ttf"):
        fonts.register(tmp_path)
    assert fonts.register().folder == Path(settings.DOCUMENT_FONTS_DIR)


def python_files() -> list[Path]:
    root = Path(settings.BASE_DIR)
    return [path for app in ("registry", "assessments", "credits") for path in (root / app).rglob("*.py")]


def test_only_the_kits_text_module_makes_paragraphs() -> None:
    maker = Path(settings.BASE_DIR) / "registry/documents/text.py"
    pattern = re.compile(r"\bParagraph\(|\bKitParagraph\(|import .*\bParagraph\b")
    assert pattern.search(maker.read_text())
    guilty = [path for path in python_files() if path != maker and pattern.search(path.read_text())]
    assert guilty == []


def test_nothing_imports_the_parts_of_reportlab_that_evaluate_or_unpickle() -> None:
    pattern = re.compile(r"reportlab\.lib\.(extformat|fontfinder)|\brml2pdf\b|platypus import .*\bImage\b")
    assert [path for path in python_files() if pattern.search(path.read_text())] == []


def test_pictures_are_read_from_bytes_alone_never_from_a_path_or_an_address() -> None:
    reader = Path(settings.BASE_DIR) / "registry/documents/pictures.py"
    assert [path for path in python_files() if "ImageReader" in path.read_text()] == [reader]
    calls = re.findall(r"ImageReader\((.*)\)", reader.read_text())
    assert calls == ["BytesIO(printable)"]
