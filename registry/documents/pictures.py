"""A stored photo on a page: whole, in proportion, never larger than its frame, never parted from its caption.

A picture that is missing or cannot be read never stops a document: a framed sentence stands in its place. Photos are
turned as their camera says and brought down to what print can show, so that many photos make a file one can send.
"""

from functools import cached_property
from io import BytesIO

from PIL import Image, ImageOps
from reportlab.lib.utils import ImageReader
from reportlab.platypus import CondPageBreak, Flowable, Spacer

from registry.documents import styles
from registry.documents.lines import break_lines, draw_line
from registry.documents.text import Value, text

MISSING = "The file of this picture is missing."
UNREADABLE = "The file of this picture cannot be read."

FORMATS = ("JPEG", "PNG")
TALLEST = 300.0
LONGEST_SIDE_PX = 1_600
"""About 290 pixels an inch for a photo as tall as its frame, 240 for a panorama as wide as the page."""

JPEG_QUALITY = 85
ORIENTATION = 0x0112
POINTS_PER_PIXEL = 0.75
"""A small picture is drawn at 96 pixels an inch rather than blown up to the frame."""


class UnreadablePicture(Exception):
    """The bytes are no JPEG or PNG, or they break off."""


class PictureFrame(Flowable):
    """The picture at the left of its frame, or a sentence in a frame."""

    def __init__(self, data: bytes | None, *, width: float, tallest: float = TALLEST) -> None:
        super().__init__()
        self._image: ImageReader | None = None
        self.sentence = "" if data is not None else MISSING
        self.width, self.height = width, 64.0
        if data is not None:
            try:
                printable = for_print(data)
                self._image = ImageReader(BytesIO(printable))
                across, down = self._image.getSize()
            except UnreadablePicture:
                self.sentence = UNREADABLE
            else:
                scale = min(width / across, tallest / down, POINTS_PER_PIXEL)
                self.width, self.height = across * scale, down * scale

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        return self.width, self.height

    def draw(self) -> None:
        canvas = self.canv
        if self._image is not None:
            canvas.drawImage(self._image, 0, 0, self.width, self.height)
            return
        canvas.setStrokeColor(styles.RULE_STRONG)
        canvas.setLineWidth(0.6)
        canvas.setDash(3, 2)
        canvas.rect(0, 0, self.width, self.height)
        canvas.setDash()
        style = styles.SCALE["small"]
        (line,) = self._lines
        draw_line(canvas, line, x=(self.width - line.width) / 2, y=self.height / 2 - 3, size=style.size)

    @cached_property
    def _lines(self):  # type: ignore[no-untyped-def]
        return break_lines(self.sentence, styles.SCALE["small"], self.width)


def picture(
    data: bytes | None,
    *,
    caption: Value = "",
    width: float = styles.TEXT_WIDTH["portrait"],
    tallest: float = TALLEST,
) -> list[Flowable]:
    """The picture (None: its file is missing) no wider than `width` and no taller than `tallest` points, its caption
    above it as everywhere in the kit."""
    frame = PictureFrame(data, width=width, tallest=tallest)
    result: list[Flowable] = [frame, Spacer(1, 10)]
    if caption:
        title = text(caption, "caption")
        _, height = title.wrap(width, 1e6)
        result = [CondPageBreak(height + frame.height + 12), title, *result]
    return result


def for_print(data: bytes) -> bytes:
    """The picture upright, in colours a PDF knows and at most `LONGEST_SIDE_PX` long; unchanged where it is so already.
    Raises UnreadablePicture."""
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as image:
            image.load()  # a file that breaks off fails here, not on the page
            upright = image.getexif().get(ORIENTATION, 1) == 1
            if upright and image.format == "JPEG" and image.mode in {"L", "RGB"} and _fits(image):
                return data
            return _redrawn(image)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as problem:
        raise UnreadablePicture from problem


def _fits(image: Image.Image) -> bool:
    return max(image.size) <= LONGEST_SIDE_PX


def _redrawn(image: Image.Image) -> bytes:
    kind = image.format or "PNG"
    turned: Image.Image = ImageOps.exif_transpose(image)
    if turned.mode != "RGB":
        layered = turned.convert("RGBA")
        paper = Image.new("RGBA", layered.size, "white")
        turned = Image.alpha_composite(paper, layered).convert("RGB")
    turned.thumbnail((LONGEST_SIDE_PX, LONGEST_SIDE_PX), Image.Resampling.LANCZOS)
    out = BytesIO()
    if kind == "JPEG" or not _fits(image):
        turned.save(out, "JPEG", quality=JPEG_QUALITY)
    else:
        turned.save(out, "PNG")
    return out.getvalue()
