"""Files carried inside a PDF: small texts that say for a program what the pages say for a person.

Their bytes are kept as they are, not compressed, so that a program can find them without unpacking anything.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFStream, PDFString


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside the document. `name` and `media_type` are plain ASCII."""

    name: str
    content: bytes
    media_type: str = "application/json"
    description: str = ""


def attach(document: Any, attachments: Sequence[Attachment], created_at: datetime) -> None:
    """Write the files into ReportLab's document, in the order of their names."""
    names: list[Any] = []
    for one in sorted(attachments, key=lambda attachment: attachment.name):
        names += [PDFString(one.name), document.Reference(_file(document, one, created_at))]
    document.Catalog.Names = PDFDictionary({"EmbeddedFiles": PDFDictionary({"Names": PDFArray(names)})})


def _file(document: Any, one: Attachment, created_at: datetime) -> PDFDictionary:
    dated = PDFString(f"D:{created_at.astimezone(UTC):%Y%m%d%H%M%S}Z")
    stream = PDFStream(
        dictionary=PDFDictionary(
            {
                "Type": PDFName("EmbeddedFile"),
                "Subtype": PDFName(one.media_type.replace("/", "#2F")),
                "Params": PDFDictionary(
                    {
                        "Size": len(one.content),
                        "ModDate": dated,
                    }
                ),
            }
        ),
        content=one.content,
        filters=[],
    )
    return PDFDictionary(
        {
            "Type": PDFName("Filespec"),
            "F": PDFString(one.name),
            "UF": PDFString(one.name),
            "Desc": PDFString(one.description or one.name),
            "EF": PDFDictionary({"F": document.Reference(stream)}),
        }
    )
