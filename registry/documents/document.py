"""Build a PDF from sections: the same input gives the same bytes.

What is not here, said plainly: ReportLab's open edition cannot tag a PDF, so the accessible form of every
document is the page with the same content; this file carries its language, title, outline and copyable text.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from reportlab.platypus import BaseDocTemplate, Flowable, HRFlowable, NextPageTemplate, PageBreak

from registry.documents import fonts, styles
from registry.documents.attachments import Attachment
from registry.documents.cover import cover
from registry.documents.details import details as details_block
from registry.documents.headings import Heading, contents, heading, keep_with_next, number_headings
from registry.documents.pages import COVER, Furniture, PageCanvas, templates
from registry.documents.text import Value, clean, text

DISCLAIMER = "Not the official calculator or register"
CREATOR = "Open biodiversity credit registry"

Story = Sequence[Flowable | Sequence[Flowable]]


@dataclass(frozen=True, slots=True)
class DocumentSpec:
    """What a document is. `created_at` (with its time zone) is the only date in the file.

    `revision` stands in the running header: a reference that identifies the calculation or version. `details` is the
    labelled block under the title; with `cover`, title and details have a page of their own. Metadata carry no name of
    a person: `organisation` is the author, and may be left empty.
    """

    title: str
    created_at: datetime
    revision: str = ""
    kicker: str = ""
    subtitle: str = ""
    subject: str = ""
    organisation: str = ""
    language: str = "en-AU"
    disclaimer: str = DISCLAIMER
    notice: Value = ""
    watermark: str = ""
    details: Sequence[tuple[str, Value | None]] = ()
    details_footnote: Value = ""
    contents: bool = False
    cover: bool = False
    attachments: Sequence[Attachment] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A titled part. A section of another orientation than the one before it begins a new page.

    An item of `story` is a flowable or a list of them, as `data_table` and `heading` return. A section of `level` 2
    stands under the one of level 1 before it.
    """

    title: Value
    story: Story
    orientation: styles.Orientation = "portrait"
    new_page: bool = False
    level: int = 1


@dataclass(frozen=True, slots=True)
class BuiltDocument:
    """The facts of a finished file. `unknown_glyphs` counts the characters shown as a box ("U+1F998": 1)."""

    pages: int
    sha256: str
    size: int
    unknown_glyphs: dict[str, int] = field(default_factory=dict)


def build(*, spec: DocumentSpec, sections: Sequence[Section], out: BinaryIO | Path) -> BuiltDocument:
    """Write the document to `out` (a binary file or a path) and return its page count, hash and size.

    `ValueError` for a `created_at` without time zone or a document without sections. Flowables are used up by
    a build: make them afresh for another.
    """
    if spec.created_at.utcoffset() is None:
        raise ValueError(
            "created_at needs a time zone, so that the file's dates do not depend on the machine."
        )
    if not sections:
        raise ValueError("A document needs at least one section.")
    fonts.register()
    buffer = BytesIO()
    canvases: list[PageCanvas] = []
    template = _template(spec, sections[0].orientation, buffer)
    template.build(_story(spec, sections), canvasmaker=_canvas_maker(spec, canvases))
    content = buffer.getvalue()
    if isinstance(out, Path):
        out.write_bytes(content)
    else:
        out.write(content)
    canvas = canvases[0]
    return BuiltDocument(
        pages=canvas.pages,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        unknown_glyphs=dict(sorted(canvas.unknown_glyphs.items())),
    )


def _template(spec: DocumentSpec, first: styles.Orientation, buffer: BytesIO) -> BaseDocTemplate:
    template = BaseDocTemplate(
        buffer,
        pagesize=styles.PAGE_SIZES[first],
        initialFontName=fonts.REGULAR,
        invariant=1,
        pageCompression=1,
        lang=spec.language,
        title=_one_line(spec.title),
        subject=_one_line(spec.subject or spec.subtitle or spec.title),
        author=_one_line(spec.organisation),
        creator=CREATOR,
        displayDocTitle=True,
    )
    furniture = Furniture(
        title=_one_line(spec.title),
        revision=_one_line(spec.revision),
        disclaimer=_one_line(spec.disclaimer),
        watermark=_one_line(spec.watermark),
    )
    pages = templates(furniture)
    opening = COVER if spec.cover else first
    template.addPageTemplates(sorted(pages, key=lambda page: page.id != opening))
    return template


def _one_line(value: str) -> str:
    return clean(value).replace("\n", " ")


def _canvas_maker(spec: DocumentSpec, made: list[PageCanvas]):  # type: ignore[no-untyped-def]
    def make(*args: object, **kwargs: object) -> PageCanvas:
        canvas = PageCanvas(*args, **kwargs)
        canvas.created_at = spec.created_at
        canvas.language, canvas.title = spec.language, _one_line(spec.title)
        canvas.attachments = spec.attachments
        made.append(canvas)
        return canvas

    return make


def _story(spec: DocumentSpec, sections: Sequence[Section]) -> list[Flowable]:
    body: list[Flowable] = []
    orientation = sections[0].orientation
    for number, section in enumerate(sections):
        if section.orientation != orientation:
            orientation = section.orientation
            body += [NextPageTemplate(orientation), PageBreak()]
        elif section.new_page and (number or (spec.contents and not spec.cover)):
            body.append(PageBreak())
        if section.title:
            body += heading(section.title, section.level)
        body += _flat(section.story)
    keep_with_next(body)
    headings = number_headings(body)
    return [*_opening(spec, headings, sections[0].orientation), *body]


def _flat(story: Iterable[Flowable | Sequence[Flowable]]) -> list[Flowable]:
    result: list[Flowable] = []
    for item in story:
        if isinstance(item, Flowable):
            result.append(item)
        else:
            result.extend(_flat(item))
    return result


def _opening(
    spec: DocumentSpec, headings: Sequence[Heading], orientation: styles.Orientation
) -> list[Flowable]:
    """The title block, or a cover page of the same parts; then the list of contents if asked for."""
    width = styles.TEXT_WIDTH[orientation]
    opening = _cover(spec, orientation) if spec.cover else _title_block(spec, width)
    if spec.contents and headings:
        opening += [text("Contents", "h1" if spec.cover else "h2"), contents(headings, width=width)]
        if spec.cover:
            opening.append(PageBreak())
    return opening


def _cover(spec: DocumentSpec, orientation: styles.Orientation) -> list[Flowable]:
    written = cover(
        kicker=spec.kicker,
        title=spec.title,
        subtitle=spec.subtitle,
        details=spec.details,
        details_footnote=spec.details_footnote,
        notice=spec.notice,
        disclaimer=spec.disclaimer,
        width=styles.TEXT_WIDTH["portrait"],
    )
    # A cover that needs a second page goes on without the band.
    return [NextPageTemplate("portrait"), *written, NextPageTemplate(orientation), PageBreak()]


def _title_block(spec: DocumentSpec, width: float) -> list[Flowable]:
    opening: list[Flowable] = [text(spec.kicker, "kicker")] if spec.kicker else []
    opening.append(text(spec.title, "title"))
    if spec.subtitle:
        opening.append(text(spec.subtitle, "subtitle"))
    opening.append(HRFlowable(width="100%", thickness=1.4, color=styles.ACCENT, spaceBefore=4, spaceAfter=4))
    if spec.details:
        opening += details_block(spec.details, width=width, footnote=spec.details_footnote)
    if spec.notice:
        opening.append(text(spec.notice, "warning"))
    return opening
