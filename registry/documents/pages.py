"""The canvas behind every document: running header and footer, page n of m, watermark, metadata, dates.

One pass is enough. The number of pages, and the page of each heading, are drawn as named forms that are
filled in when the last page is done. Nothing here reads a clock: both dates of the file are the `created_at` given.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from math import atan2, cos, degrees, hypot, sin
from types import SimpleNamespace
from typing import Any, cast
from xml.sax.saxutils import escape

from reportlab.lib.colors import Color
from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFName, PDFStream
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate

from registry.documents import styles
from registry.documents.attachments import Attachment, attach
from registry.documents.cover import TEXT_TOP, draw_band
from registry.documents.headings import number_form
from registry.documents.lines import Line, draw_line, shortened, single_line
from registry.documents.text import Value

WATERMARK_LARGEST = 120
WATERMARK_COLOUR = Color(0, 0, 0, alpha=0.055)
FORM_WIDTH = 120
COVER = "cover"
REFERENCE_SHARE = 0.65  # what identifies the document is cut last


class PageCanvas(Canvas):
    """A canvas that fills in page numbers at the end and counts the characters it could not draw."""

    created_at: datetime
    language: str
    title: str
    attachments: Sequence[Attachment] = ()
    _code: list[str]
    _doc: Any
    _pagesize: tuple[float, float]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unknown_glyphs: Counter[str] = Counter()
        self.page_of_heading: dict[str, int] = {}
        self.pages = 0

    def note_heading(self, key: str) -> None:
        self.page_of_heading.setdefault(key, self.getPageNumber())

    def draw_page_number(self, *, right: float, y: float) -> None:
        """Leave room for "Page n of m", right-aligned at `right`, and fill it in at the end."""
        self.pages = max(self.pages, self.getPageNumber())
        self.saveState()
        self.translate(right, y)
        self.doForm(f"number-of-page-{self.getPageNumber()}")
        self.restoreState()

    def save(self) -> None:
        if self._code:
            self.showPage()
        running, body = styles.SCALE["running"], styles.SCALE["body"]
        for number in range(1, self.pages + 1):
            self._define(f"number-of-page-{number}", f"Page {number} of {self.pages}", running)
        for key, number in self.page_of_heading.items():
            self._define(number_form(key), str(number), body)
        self._date()
        self._describe()
        if self.attachments:
            attach(self._doc, self.attachments, self.created_at)
        self._code = []  # closing the last form left an empty page behind it
        super().save()

    def _define(self, name: str, value: Value, style: styles.Style) -> None:
        line = single_line(value, style)
        self.beginForm(name, -FORM_WIDTH, -4, 1, style.leading)
        draw_line(self, line, x=-line.width, y=0, size=style.size)
        self.endForm()

    def _date(self) -> None:
        """Put `created_at` where ReportLab would put the time of the build."""
        moment = self.created_at.astimezone(UTC)
        stamp = SimpleNamespace(
            t=moment.timestamp(),
            lt=moment.timetuple(),
            YMDhms=moment.timetuple()[:6],
            dhh=0,
            dmm=0,
            tzname="UTC",
        )
        self._doc._timeStamp = stamp

    def _describe(self) -> None:
        """The XMP packet: title, language and dates again, where archives and screen readers look."""
        moment = self.created_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        packet = _XMP.format(title=escape(self.title), language=escape(self.language), moment=moment)
        stream = PDFStream(
            dictionary=PDFDictionary({"Type": PDFName("Metadata"), "Subtype": PDFName("XML")}),
            content=packet.encode("utf-8"),
            filters=[],
        )
        self._doc.Catalog.Metadata = stream


_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<xmp:CreateDate>{moment}</xmp:CreateDate><xmp:ModifyDate>{moment}</xmp:ModifyDate>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""


class Furniture:
    """What stands around the text of each page: header from the second page on, footer, watermark."""

    def __init__(self, *, title: str, revision: str, disclaimer: str, watermark: str) -> None:
        self._title, self._revision = title, revision
        self._disclaimer, self._watermark = disclaimer, watermark

    def draw(self, canvas: Canvas, template: BaseDocTemplate) -> None:
        canvas = cast(PageCanvas, canvas)
        width, height = canvas._pagesize
        left, right = styles.MARGIN_SIDE, width - styles.MARGIN_SIDE
        style = styles.SCALE["running"]
        canvas.saveState()
        canvas.setStrokeColor(styles.RULE)
        canvas.setLineWidth(0.5)
        if canvas.getPageNumber() > 1:
            y = height - styles.MARGIN_TOP + 20
            canvas.line(left, y - 6, right, y - 6)
            revision = shortened(self._revision, style, (right - left) * REFERENCE_SHARE)
            draw_line(canvas, revision, x=right - revision.width, y=y, size=style.size)
            title = shortened(self._title, style, right - left - revision.width - 16)
            draw_line(canvas, title, x=left, y=y, size=style.size)
        y = styles.MARGIN_BOTTOM - 20
        canvas.line(left, y + 12, right, y + 12)
        disclaimer = shortened(self._disclaimer, style, right - left - FORM_WIDTH)
        draw_line(canvas, disclaimer, x=left, y=y, size=style.size)
        canvas.draw_page_number(right=right, y=y)
        canvas.restoreState()
        if self._watermark:
            _draw_watermark(canvas, self._watermark, width=width, height=height)


def _draw_watermark(canvas: PageCanvas, value: str, *, width: float, height: float) -> None:
    """The text along the diagonal, pale enough to read through, small enough to stay inside the page."""
    style = styles.SCALE["title"]
    line = single_line(value, style)
    angle = atan2(height, width)
    size = min(WATERMARK_LARGEST, style.size * 0.72 * hypot(width, height) / max(line.width, 1))
    length = line.width * size / style.size
    canvas.saveState()
    canvas.translate(
        width / 2 - cos(angle) * length / 2 + sin(angle) * size * 0.35,
        height / 2 - sin(angle) * length / 2 - cos(angle) * size * 0.35,
    )
    canvas.rotate(degrees(angle))
    pale = Line(tuple(replace(run, colour=WATERMARK_COLOUR) for run in line.runs), line.width)
    draw_line(canvas, pale, x=0, y=0, size=size)
    canvas.restoreState()


def templates(furniture: Furniture) -> list[PageTemplate]:
    """A page template for each orientation, named by it, and one for a cover."""
    result = [
        _template(name, size, furniture, top=styles.MARGIN_TOP) for name, size in styles.PAGE_SIZES.items()
    ]
    cover = _template(COVER, styles.PAGE_SIZES["portrait"], furniture, top=TEXT_TOP)
    cover.onPage = _draw_cover
    return [*result, cover]


def _template(name: str, size: tuple[float, float], furniture: Furniture, *, top: float) -> PageTemplate:
    frame = Frame(
        styles.MARGIN_SIDE,
        styles.MARGIN_BOTTOM,
        size[0] - 2 * styles.MARGIN_SIDE,
        size[1] - top - styles.MARGIN_BOTTOM,
        leftPadding=0,
        rightPadding=0,
        topPadding=0,
        bottomPadding=0,
        id=name,
    )
    return PageTemplate(id=name, frames=[frame], pagesize=size, onPageEnd=furniture.draw)


def _draw_cover(canvas: Canvas, template: BaseDocTemplate) -> None:
    draw_band(canvas, *styles.PAGE_SIZES["portrait"])
