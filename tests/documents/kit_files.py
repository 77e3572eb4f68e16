"""Small documents built with the kit, and what a reader finds in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from io import BytesIO
from typing import Any

import pypdf
from reportlab.platypus import Flowable

from registry.documents.document import BuiltDocument, DocumentSpec, Section, build

CREATED_AT = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)


@dataclass(frozen=True)
class ReadBack:
    built: BuiltDocument
    content: bytes
    reader: pypdf.PdfReader

    @cached_property
    def pages(self) -> list[str]:
        return [page.extract_text() for page in self.reader.pages]

    @property
    def text(self) -> str:
        return "\n".join(self.pages)

    @property
    def squeezed(self) -> str:
        """The text without white space: lines may break anywhere inside a long word."""
        return "".join(self.text.split())


def spec(**changes: Any) -> DocumentSpec:
    return DocumentSpec(**{"title": "A report", "created_at": CREATED_AT, **changes})


def build_sections(sections: Sequence[Section], **changes: Any) -> ReadBack:
    out = BytesIO()
    built = build(spec=spec(**changes), sections=sections, out=out)
    return ReadBack(built, out.getvalue(), pypdf.PdfReader(BytesIO(out.getvalue())))


def build_story(*story: Flowable | Sequence[Flowable], **changes: Any) -> ReadBack:
    return build_sections([Section("", story)], **changes)
