"""Break text into lines of a given width, and draw those lines.

Tables, charts and running headers use this instead of paragraphs: a cell that fits on one line costs one
measurement, and a cell that does not is broken at spaces, then after `_ / - . , @`, then anywhere. Lengths
are points.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from reportlab.lib.colors import Color
from reportlab.pdfgen.canvas import Canvas

from registry.documents import fonts, styles
from registry.documents.text import Run, Value, clean, note_unknown, runs, unknown_glyphs

_WORDS = re.compile(r" +|[^ ]+")
_SOFT_BREAKS = frozenset("_/-.,@")
_EPSILON = 1e-6
REPEATED_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Line:
    """One drawn line: runs placed one after the other, and their width together."""

    runs: tuple[Run, ...]
    width: float


@dataclass(slots=True)
class _Word:
    """Pieces without a break opportunity between them, and the space that follows."""

    pieces: list[Run]
    width: float
    space: Run | None = None


@lru_cache(maxsize=65_536)
def width_of(value: str, font: str, size: float) -> float:
    return fonts.register().width(value, font, size)


def _width_of_runs(pieces: Iterable[Run], size: float) -> float:
    return sum(width_of(piece.text, piece.font, size) for piece in pieces)


@lru_cache(maxsize=65_536)
def _short_line(value: str, style_name: str, bold: bool) -> Line:
    drawn = [_spaced(run) for run in runs(value, styles.SCALE[style_name], bold=bold)]
    return Line(tuple(drawn), _width_of_runs(drawn, styles.SCALE[style_name].size))


def single_line(value: Value, style: styles.Style, *, bold: bool = False) -> Line:
    """The value on one line, whatever its width; line breaks in it become spaces. The cells of a table repeat
    themselves, so short text is laid out once."""
    if isinstance(value, str) and len(value) <= REPEATED_LENGTH:
        return _short_line(value, style.name, bold)
    drawn = [_spaced(run) for run in runs(value, style, bold=bold)]
    return Line(tuple(drawn), _width_of_runs(drawn, style.size))


def _spaced(run: Run) -> Run:
    return Run(" ", run.font, run.colour) if run.text == "\n" else run


def break_lines(value: Value, style: styles.Style, width: float, *, bold: bool = False) -> list[Line]:
    """Lines no wider than `width`; at least one line, even for empty text. Nothing is lost but the spaces
    at the breaks."""
    if isinstance(value, str) and len(value) <= REPEATED_LENGTH and "\n" not in clean(value):
        line = _short_line(value, style.name, bold)
        if line.width <= width + _EPSILON:
            return [line]
    drawn = runs(value, style, bold=bold)
    if not any(run.text == "\n" for run in drawn):
        total = _width_of_runs(drawn, style.size)
        if total <= width + _EPSILON:
            return [Line(tuple(drawn), total)]
    result: list[Line] = []
    for forced in _split_at_breaks(drawn):
        result.extend(_fill(_words(forced, style.size), style.size, width))
    return result


def shortened(value: Value, style: styles.Style, width: float) -> Line:
    """One line of at most `width`, ended by an ellipsis where it does not fit. For running headers only:
    the full text stands in the document."""
    whole = single_line(value, style)
    if whole.width <= width + _EPSILON:
        return whole
    ellipsis = Run("…", style.face(), style.colour)
    room = width - width_of(ellipsis.text, ellipsis.font, style.size)
    kept: list[Run] = []
    for run in whole.runs:
        fitting = _fitting_length(run, style.size, room)
        kept.append(Run(run.text[:fitting].rstrip(), run.font, run.colour, run.unknown if fitting else ()))
        if fitting < len(run.text):
            break
        room -= width_of(run.text, run.font, style.size)
    drawn = (*kept, ellipsis)
    return Line(drawn, _width_of_runs(drawn, style.size))


def longest_word(value: Value, style: styles.Style, *, bold: bool = False) -> float:
    """Width of the widest word: the least width at which nothing is broken inside a word."""
    drawn = runs(value, style, bold=bold)
    return max(
        (word.width for part in _split_at_breaks(drawn) for word in _words(part, style.size)), default=0.0
    )


def _split_at_breaks(drawn: Sequence[Run]) -> list[list[Run]]:
    result: list[list[Run]] = [[]]
    for run in drawn:
        if run.text == "\n":
            result.append([])
        else:
            result[-1].append(run)
    return result


def _words(drawn: Sequence[Run], size: float) -> list[_Word]:
    words: list[_Word] = []
    for run in drawn:
        for piece in _WORDS.findall(run.text):
            part = Run(piece, run.font, run.colour, run.unknown)
            if piece[0] == " ":
                if words and words[-1].space is None:
                    words[-1].space = part
                else:
                    words.append(_Word([], 0.0, part))
            elif run.font == fonts.CHINESE:  # Chinese breaks between any two characters
                words.extend(
                    _Word([Run(c, run.font, run.colour, run.unknown)], width_of(c, run.font, size))
                    for c in piece
                )
            elif words and words[-1].space is None and words[-1].pieces[-1].font != fonts.CHINESE:
                words[-1].pieces.append(part)
                words[-1].width += width_of(piece, run.font, size)
            else:
                words.append(_Word([part], width_of(piece, run.font, size)))
    return words


def _fill(words: Iterable[_Word], size: float, width: float) -> list[Line]:
    result: list[Line] = []
    current: list[Run] = []
    used = 0.0
    gap: Run | None = None
    for word in words:
        gap_width = width_of(gap.text, gap.font, size) if gap and current else 0.0
        if current and used + gap_width + word.width > width + _EPSILON:
            result.append(Line(tuple(current), used))
            current, used, gap_width = [], 0.0, 0.0
        if word.width > width + _EPSILON:
            *full, last = _break_word(word, size, width)
            result.extend(full)
            current, used = list(last.runs), last.width
        else:
            if gap and gap_width:
                current.append(gap)
            current.extend(word.pieces)
            used += gap_width + word.width
        gap = word.space
    result.append(Line(tuple(current), used))
    return result


def _break_word(word: _Word, size: float, width: float) -> list[Line]:
    """Lines of a word wider than a line: after a soft break where one fits, else between two characters."""
    result: list[Line] = []
    current: list[Run] = []
    used = 0.0
    rest = list(word.pieces)
    while rest:
        piece = rest.pop(0)
        fitting = _fitting_length(piece, size, width - used)
        if fitting == len(piece.text):
            current.append(piece)
            used += width_of(piece.text, piece.font, size)
            continue
        if fitting == 0 and not current:
            fitting = 1  # a column narrower than a character still makes progress
        head = _soft_length(piece.text, fitting) if fitting else 0
        if head:
            current.append(Run(piece.text[:head], piece.font, piece.colour, piece.unknown))
            piece = Run(piece.text[head:], piece.font, piece.colour)
        result.append(Line(tuple(current), _width_of_runs(current, size)))
        current, used = [], 0.0
        if piece.text:
            rest.insert(0, piece)
    result.append(Line(tuple(current), used))
    return result


def _fitting_length(piece: Run, size: float, room: float) -> int:
    """How many characters of the piece fit in `room`, by bisection (widths grow with length)."""
    low, high = 0, len(piece.text)
    font_set = fonts.register()
    while low < high:
        middle = (low + high + 1) // 2
        if font_set.width(piece.text[:middle], piece.font, size) <= room + _EPSILON:
            low = middle
        else:
            high = middle - 1
    return low


def _soft_length(value: str, fitting: int) -> int:
    """The last soft break within the first `fitting` characters, if it leaves the line at least a third full."""
    for position in range(fitting, fitting // 3, -1):
        if value[position - 1] in _SOFT_BREAKS:
            return position
    return fitting


def draw_line(canvas: Canvas, line: Line, *, x: float, y: float, size: float) -> None:
    """Draw one line with its baseline at `y`, starting at `x`."""
    drawing = LineWriter(canvas)
    drawing.write(line, x=x, y=y, size=size)
    drawing.finish()


class LineWriter:
    """Writes many lines in one text object, changing font and colour only where they change."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self._text = canvas.beginText()
        self._font: tuple[str, float] | None = None
        self._colour: Color | None = None

    def write(self, line: Line, *, x: float, y: float, size: float) -> None:
        self._text.setTextOrigin(x, y)
        for run in line.runs:
            if (run.font, size) != self._font:
                self._font = (run.font, size)
                self._text.setFont(run.font, size)
            if run.colour is not self._colour:
                self._colour = run.colour
                self._text.setFillColor(run.colour)
            self._text.textOut(run.text)
            if run.unknown:
                note_unknown(self._canvas, unknown_glyphs([run]))

    def finish(self) -> None:
        self._canvas.drawText(self._text)
