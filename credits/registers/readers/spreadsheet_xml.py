"""A register as SpreadsheetML 2003, the XML that the supply register is served as under the name `.xls`.

The first worksheet that holds anything is read. Cells and rows that are left out are counted by `ss:Index`, and a bare
`&`, which the published files hold and XML forbids, is read as the character. Pure but for the stream handed in.
"""

import io
import re
from collections.abc import Iterator
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from credits.registers.readers.lines import COLUMNS_AT_MOST, Line, Unreadable, checked

_NAMESPACE = "{urn:schemas-microsoft-com:office:spreadsheet}"
_BARE = re.compile(rb"&(?!(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|amp|lt|gt|quot|apos);)")
_LONGEST_ENTITY = 12
_ELEMENTS_A_ROW = 50_000
"""More elements than this without the end of a row are no table, and would fill the memory."""


class _Mended(io.RawIOBase):
    """The stream with every bare ampersand written as XML wants it; `found` counts them."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self._rest, self.found = stream, b"", 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        read = self._stream.read(size if size and size > 0 else 65_536)
        block, self._rest = self._rest + read, b""
        # An entity may be cut by the end of the block: what may belong to one waits for the next.
        last = block.rfind(b"&", max(0, len(block) - _LONGEST_ENTITY))
        if read and last >= 0:
            block, self._rest = block[:last], block[last:]
            if not block:
                return self.read(size)
        mended, found = _BARE.subn(b"&amp;", block)
        self.found += found
        return mended


def read(stream: BinaryIO, mended: list[str]) -> Iterator[Line]:
    """The rows of the first worksheet that has any. Raises Unreadable."""
    source = _Mended(stream)
    number = 0
    try:
        for number, row in _rows(source):
            yield checked(_cells(row, number), number)
    except ParseError as error:
        raise Unreadable("file.xml", f"This is not well-formed XML ({error}).", number + 1) from error
    except DefusedXmlException as error:
        raise Unreadable(
            "file.xml", "The XML declares entities or a document type, which is not read."
        ) from error
    except (LookupError, ValueError) as error:
        raise Unreadable(
            "file.xml", "The XML names a character set that is not known.", number + 1
        ) from error
    if source.found:
        mended.append(
            f"{source.found:,} ampersands stand bare, which XML forbids; they were read as the character."
        )


def _rows(source: Any) -> Iterator[tuple[int, Any]]:
    """Number and element of each row; elements are let go once they were read."""
    number = opened = 0
    table: Any = None
    for event, element in iterparse(source, events=("start", "end")):
        opened += event == "start"
        if opened > _ELEMENTS_A_ROW:
            raise Unreadable("file.xml", "The XML goes on without the end of a row.", number + 1)
        if event == "start" and element.tag == f"{_NAMESPACE}Table":
            table = element
        elif event == "end" and element.tag == f"{_NAMESPACE}Row":
            number, opened = max(number + 1, _index(element)), 0
            yield number, element
            element.clear()
            if table is not None:
                table.clear()
        elif event == "end" and element.tag == f"{_NAMESPACE}Worksheet" and number:
            return


def _cells(row: Any, number: int) -> list[str]:
    cells: list[str] = []
    for cell in row.iter(f"{_NAMESPACE}Cell"):
        place = _index(cell) - 1
        if place >= COLUMNS_AT_MOST:
            raise Unreadable("file.columns", f"The row has more than {COLUMNS_AT_MOST} cells.", number)
        cells += [""] * max(0, place - len(cells))
        data = cell.find(f"{_NAMESPACE}Data")
        cells.append("" if data is None else "".join(data.itertext()))
        merged = cell.get(f"{_NAMESPACE}MergeAcross", "0")
        cells += [""] * min(COLUMNS_AT_MOST, int(merged) if merged.isascii() and merged.isdigit() else 0)
    return cells


def _index(element: Any) -> int:
    """The place an element names for itself, counted from 1; 0 where it follows the one before."""
    said = str(element.get(f"{_NAMESPACE}Index", ""))
    return int(said) if said.isascii() and said.isdigit() and len(said) < 9 else 0
