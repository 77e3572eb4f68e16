"""A QR code with words beside it: where the document can be checked."""

from collections.abc import Sequence

from reportlab.graphics import renderPDF
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from registry.documents import styles
from registry.documents.lines import Line, break_lines, draw_line
from registry.documents.text import Value

CODE_SIDE = 34 * mm
PADDING = 9.0
GAP = 12.0
BETWEEN = 3.0


class CodePanel(Flowable):
    """A tinted box that is never broken over two pages: the code on white paper, a heading and lines beside it. The
    code opens its address when it is clicked, too."""

    def __init__(self, address: str, *, heading: Value, lines: Sequence[Value], width: float) -> None:
        super().__init__()
        self.address, self.width = address, width
        room = width - CODE_SIDE - GAP - 2 * PADDING
        self._lines: list[tuple[styles.Style, Line, float]] = []
        drop = 0.0
        for style, value in (
            (styles.SCALE["h2"], heading),
            *((styles.SCALE["small_ink"], line) for line in lines),
        ):
            for line in break_lines(value, style, room):
                self._lines.append((style, line, drop + style.size))
                drop += style.leading
            drop += BETWEEN
        self.height = max(CODE_SIDE, drop) + 2 * PADDING
        self.spaceBefore = self.spaceAfter = 10

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        return self.width, self.height

    def draw(self) -> None:
        canvas = self.canv
        canvas.saveState()
        canvas.setFillColor(styles.TINT)
        canvas.setStrokeColor(styles.ACCENT)
        canvas.setLineWidth(0.8)
        canvas.roundRect(0, 0, self.width, self.height, 3, stroke=1, fill=1)
        left, bottom = PADDING, self.height - PADDING - CODE_SIDE
        canvas.setFillColor(styles.PAPER)
        canvas.rect(left, bottom, CODE_SIDE, CODE_SIDE, stroke=0, fill=1)
        renderPDF.draw(code(self.address, CODE_SIDE), canvas, left, bottom)
        canvas.linkURL(self.address, (left, bottom, left + CODE_SIDE, bottom + CODE_SIDE), relative=1)
        x = PADDING + CODE_SIDE + GAP
        for style, line, drop in self._lines:
            draw_line(canvas, line, x=x, y=self.height - PADDING - drop, size=style.size)
        canvas.restoreState()


def code(address: str, side: float) -> Drawing:
    """The QR code of an address as a square drawing, its quiet border included. One module in seven may be lost."""
    widget = QrCodeWidget(address, barLevel="M", barWidth=side, barHeight=side)
    drawing = Drawing(side, side)
    drawing.add(widget)
    return drawing
