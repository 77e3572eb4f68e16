"""PDF documents as attachments: kept as they are, refused when they are not plain paper.

A document is only ever sent to be saved, never shown inside a page; what could still act by itself when a reader opens
it (scripts, programs to launch, files inside the file) is refused with the reason. Pure: bytes in, findings out.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdf
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from assessments.evidence.photos import Unusable

LARGEST_BYTES = 20_000_000
PAGES_AT_MOST = 300
OBJECTS_AT_MOST = 60_000
DEEPEST = 60
PDF_START, PDF_END = b"%PDF-", b"%%EOF"
PROPERTIES = {"/Author": "author", "/Creator": "program", "/Title": "title", "/Company": "company"}

ACTIVE_KEYS = {
    "/JS": "a script",
    "/JavaScript": "a script",
    "/EF": "another file",
    "/EmbeddedFiles": "another file",
    "/XFA": "a form that runs by itself",
    "/RichMedia": "sound or film",
}
ACTIVE_VALUES = {
    "/JavaScript": "a script",
    "/Launch": "a command that starts a program",
    "/EmbeddedFile": "another file",
    "/SubmitForm": "a form that sends data",
    "/ImportData": "a form that reads data",
    "/RichMedia": "sound or film",
    "/Movie": "sound or film",
}
"""What makes a document more than paper (PDF 32000-1: 7.11.4, 12.6.4, 12.7.8, 13): a key of any dictionary, or the
value of its type or of its action."""


@dataclass(frozen=True, slots=True)
class PdfDocument:
    """A document to store: its number of pages, and what its own properties tell about its makers."""

    pages: int
    properties: tuple[tuple[str, str], ...]


def is_pdf(content: bytes) -> bool:
    """Do the first bytes say PDF?"""
    return content.startswith(PDF_START)


def read_pdf(content: bytes) -> PdfDocument:
    """The document's pages and properties. Raises Unusable."""
    if len(content) > LARGEST_BYTES:
        raise Unusable("document.too_large", f"The document is larger than {LARGEST_BYTES // 1_000_000} MB.")
    _, end, rest = content.rpartition(PDF_END)
    if not end or rest.strip(b"\r\n\t \x00"):
        raise Unusable(
            "document.cut_off",
            "The document is cut off, or something that is not PDF follows its end. Save it as PDF again.",
        )
    try:
        reader = pypdf.PdfReader(io.BytesIO(content), strict=False)
        encrypted = reader.is_encrypted
        pages = 0 if encrypted else len(reader.pages)
        active = "" if encrypted else _active(reader)
        properties = () if encrypted else _properties(reader)
    except Unusable:
        raise
    except Exception:
        # A reader meets bytes from anywhere; whatever it stumbles over, the answer to the person is the same.
        raise Unusable(
            "document.unreadable", "The document cannot be opened as PDF. Save it as PDF again."
        ) from None
    if encrypted:
        raise Unusable("document.encrypted", "The document is locked with a password. Save it without one.")
    if active:
        raise Unusable(
            "document.active",
            f"The document holds {active}. Print it to a new PDF file, which leaves that out.",
        )
    if not 1 <= pages <= PAGES_AT_MOST:
        raise Unusable(
            "document.pages",
            f"The document has {pages:,} pages; from 1 to {PAGES_AT_MOST} can be attached.",
        )
    return PdfDocument(pages, properties)


def _properties(reader: pypdf.PdfReader) -> tuple[tuple[str, str], ...]:
    found: Any = reader.metadata or {}
    return tuple(
        (label, str(found[key])[:100])
        for key, label in PROPERTIES.items()
        if str(found.get(key) or "").strip()
    )


def _active(reader: pypdf.PdfReader) -> str:
    """What acts by itself in the document, in words; empty for plain paper. Every object is looked at, whether a page
    uses it or not."""
    numbers = {
        (number, generation)
        for generation, offsets in reader.xref.items()
        for number in offsets
        if number > 0
    } | {(number, 0) for number in reader.xref_objStm}
    if len(numbers) > OBJECTS_AT_MOST:
        raise Unusable(
            "document.too_many_parts", "The document is made of too many parts. Print it to a new PDF file."
        )
    free = reader.xref_free_entry
    found = _active_in(reader.trailer)
    for number, generation in sorted(numbers):
        if found:
            break
        if free.get(generation, {}).get(number) and number not in reader.xref_objStm:
            continue
        found = _active_in(reader.get_object(IndirectObject(number, generation, reader)))
    return found


def _active_in(value: Any) -> str:
    for mapping in _dictionaries(value, 0):
        for key in mapping:
            if key in ACTIVE_KEYS:
                return ACTIVE_KEYS[key]
        for key in ("/S", "/Type", "/Subtype"):
            item = mapping.raw_get(key) if key in mapping else None
            if isinstance(item, str) and item in ACTIVE_VALUES:
                return ACTIVE_VALUES[item]
    return ""


def _dictionaries(value: Any, depth: int) -> Iterator[DictionaryObject]:
    """The dictionaries written inside one object; those it only points to are objects of their own."""
    if depth > DEEPEST:
        raise Unusable("document.too_deep", "The document is nested too deeply. Print it to a new PDF file.")
    if isinstance(value, DictionaryObject):
        yield value
        for key in value:
            yield from _dictionaries(value.raw_get(key), depth + 1)
    elif isinstance(value, ArrayObject):
        for item in list.__iter__(value):
            yield from _dictionaries(item, depth + 1)
