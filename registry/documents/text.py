"""Text for a page, and the only maker of a ReportLab paragraph in the project.

ReportLab reads the text of a paragraph as markup: a name such as `Smith & Sons <Pty>` loses a word, `a<b and
c>d` stops the report, and an image tag opens a file. Here text is never parsed: it is cleaned, cut into runs
of one font each, and handed over as ready fragments. There is no way to pass markup in. Emphasis is given
with `Span` objects.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reportlab.lib.colors import Color
from reportlab.platypus import Flowable, Paragraph
from reportlab.platypus.paraparser import ParaFrag

from registry.documents import fonts, styles
from registry.documents.bidi import visual_order

CUT_AT_CHARACTERS = 20_000
CHINESE_SHARE = 0.5

_LINE_BREAKS = str.maketrans(
    {"\r": "\n", "\v": "\n", "\f": "\n", "\x1c": "\n", "\x1d": "\n", "\x1e": "\n", "\x85": "\n"}
    | {"\u2028": "\n", "\u2029": "\n", "\t": " "}
)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text with its own emphasis; scientific names, for one, are `Span(name, italic=True)`."""

    text: str
    bold: bool = False
    italic: bool = False
    colour: Color | None = None


Part = str | int | Span
Value = Part | Sequence[Part]


@dataclass(frozen=True, slots=True)
class Run:
    """Characters drawn with one font. `unknown` counts those for which a box is drawn, by code point."""

    text: str
    font: str
    colour: Color
    unknown: tuple[str, ...] = ()


def clean(value: str, *, max_chars: int = CUT_AT_CHARACTERS) -> str:
    """Text that can be drawn: composed (NFC), without control and invisible formatting characters.

    Line ends of every kind become `\\n`, tabs a space. Directional overrides are dropped: they can make a
    name read as another. Beyond `max_chars` the text is cut, visibly, with its full length named.
    """
    if not (value.isascii() and value.isprintable()):
        composed = unicodedata.normalize("NFC", value.replace("\r\n", "\n").translate(_LINE_BREAKS))
        value = "".join(character for character in composed if _is_visible(character))
    if len(value) > max_chars:
        return f"{value[:max_chars].rstrip()} … (cut, {len(value):,} characters)"
    return value


def _is_visible(character: str) -> bool:
    if character == "\n":
        return True
    category = unicodedata.category(character)
    if category == "Cc":
        return False
    if category == "Cf":  # a few format characters of Arabic are drawn; the others are not
        return unicodedata.bidirectional(character) in {"AN", "AL"}
    return not ("\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef")


def parts(value: Value) -> list[Span]:
    """The spans of a value. `TypeError` for anything but text: numbers arrive rounded and formatted."""
    if isinstance(value, Span):
        return [value]
    if isinstance(value, str):
        return [Span(value)]
    if isinstance(value, int) and not isinstance(value, bool):
        return [Span(str(value))]
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        return [span for item in value for span in parts(item)]
    raise TypeError(f"Text for a page is a string, a whole number or spans, not {type(value).__name__}.")


def runs(
    value: Value,
    style: styles.Style,
    *,
    bold: bool = False,
    italic: bool = False,
    max_chars: int = CUT_AT_CHARACTERS,
) -> list[Run]:
    """Cut a value into runs of one font, in drawing order; a line break is a run of `"\\n"` alone."""
    result: list[Run] = []
    for span in parts(value):
        face = style.face(bold=bold or span.bold, italic=italic or span.italic)
        colour = span.colour or style.colour
        shown = clean(span.text, max_chars=max_chars)
        if not shown:
            continue
        if shown.isascii() and "\n" not in shown:
            result.append(Run(shown, face, colour))
        else:
            result.extend(_cut_by_font(visual_order(shown), face, colour))
    return result


def _cut_by_font(value: str, face: str, colour: Color) -> Iterator[Run]:
    font_set = fonts.register()
    box_font = font_set.choose(fonts.UNKNOWN_GLYPH, face) or fonts.SYMBOLS
    pending, font = "", face
    for character in value:
        chosen = _font_of(font_set, character, face, previous=font if pending else "")
        if chosen == font and character != "\n":
            pending += character
            continue
        if pending:
            yield Run(pending, font, colour)
        pending, font = "", face
        if character == "\n":
            yield Run("\n", face, colour)
        elif chosen is None:
            yield Run(fonts.UNKNOWN_GLYPH, box_font, colour, (f"U+{ord(character):04X}",))
        else:
            pending, font = character, chosen
    if pending:
        yield Run(pending, font, colour)


def _font_of(font_set: fonts.FontSet, character: str, face: str, *, previous: str) -> str | None:
    if character == "\n":
        return face
    # A mark sits right only on a letter of its own font; a space gains nothing by a change of font.
    stays = character == " " or unicodedata.combining(character)
    if previous and stays and font_set.draws(previous, character):
        return previous
    return font_set.choose(character, face)


def unknown_glyphs(drawn: Sequence[Run]) -> Counter[str]:
    return Counter(code for run in drawn for code in run.unknown)


class KitParagraph(Paragraph):
    """A paragraph made of ready fragments, which tells its canvas what it could not draw."""

    unknown: Counter[str] | None = None

    def draw(self) -> None:
        note_unknown(self.canv, self.unknown)
        super().draw()

    def split(self, available_width: float, available_height: float) -> list[Flowable]:
        pieces = super().split(available_width, available_height)
        if pieces and isinstance(pieces[0], KitParagraph):
            pieces[0].unknown = self.unknown
        return pieces


def note_unknown(canvas: object, unknown: Counter[str] | None) -> None:
    """Add to the canvas's count of characters drawn as a box; a plain ReportLab canvas keeps none."""
    count = getattr(canvas, "unknown_glyphs", None)
    if unknown and count is not None:
        count.update(unknown)


def text(
    value: Value,
    style: str = "body",
    *,
    bold: bool = False,
    italic: bool = False,
    max_chars: int = CUT_AT_CHARACTERS,
) -> KitParagraph:
    """A paragraph that shows `value` exactly, in one of the styles of `styles.SCALE`.

    Nothing in `value` is markup. Long words are broken, characters no font has are drawn as a box, and only
    text beyond `max_chars` is cut, visibly.
    """
    fonts.register()
    step = styles.SCALE[style]
    drawn = runs(value, step, bold=bold, italic=italic, max_chars=max_chars)
    paragraph_style = styles.paragraph_style(style)
    chinese = sum(len(run.text) for run in drawn if run.font == fonts.CHINESE)
    if chinese > CHINESE_SHARE * sum(len(run.text) for run in drawn):
        paragraph_style = paragraph_style.clone(f"{style}-chinese", wordWrap="CJK")
    # With ready fragments ReportLab reads no text: the empty string is never parsed.
    paragraph = KitParagraph("", paragraph_style, frags=[_fragment(run, step.size) for run in drawn])
    paragraph.unknown = unknown_glyphs(drawn)
    return paragraph


def _fragment(run: Run, size: float) -> ParaFrag:
    fragment = ParaFrag(
        rise=0,
        greek=0,
        link=[],
        us_lines=[],
        bold=0,
        italic=0,
        fontName=run.font,
        fontSize=size,
        textColor=run.colour,
        text=run.text,
    )
    if run.text == "\n":
        fragment.text, fragment.lineBreak = "", True
    return fragment
