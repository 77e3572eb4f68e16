"""A register as an HTML table, which the transactions register is served as under the name `.xls`.

Every row of every table counts. Pure but for the stream handed in.
"""

import codecs
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import BinaryIO

from credits.registers.readers.lines import COLUMNS_AT_MOST, LONGEST_CELL, Line, Unreadable, checked

_BLOCK_BYTES = 1_000_000
_LONGEST_TEXT = LONGEST_CELL * 2
_LONGEST_TAG = 100_000
_LONGEST_CUT = 10_000
"""What is left of a tag where the file ends. The parser's effort for it grows with the square of its length."""


class _Rows(HTMLParser):
    """Collects the cells of finished rows in `rows`. A cell or row that is not closed ends where the next begins."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str]] = []
        self._row: list[str] | None = None
        self._cell: list[str] | None = None
        self._length = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self._end_row()
            self._row = []
        elif tag in ("td", "th"):
            self._end_cell()
            if self._row is None:
                self._row = []
            self._cell, self._length = [], 0
        elif tag == "br" and self._cell is not None:
            self._cell.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._end_cell()
        elif tag in ("tr", "table"):
            self._end_row()

    def handle_data(self, data: str) -> None:
        if self._cell is not None and self._length <= _LONGEST_TEXT:
            # A cell beyond the limit is refused by its length; more of it need not be kept.
            self._cell.append(data[:_LONGEST_TEXT])
            self._length += len(data)

    @property
    def waiting(self) -> int:
        """Characters of a tag or comment whose end has not come yet."""
        return len(self.rawdata)

    def end(self) -> None:
        """Nothing more comes."""
        self.close()
        self._end_row()

    def _end_cell(self) -> None:
        # One cell too many is enough for the row to be refused by its width.
        if self._cell is not None and self._row is not None and len(self._row) <= COLUMNS_AT_MOST:
            self._row.append("".join(self._cell))
        self._cell = None

    def _end_row(self) -> None:
        self._end_cell()
        if self._row is not None:
            self.rows.append(self._row)
        self._row = None


def read(stream: BinaryIO, mended: list[str]) -> Iterator[Line]:
    """The rows in order. Raises Unreadable."""
    parser = _Rows()
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    number = 0
    while True:
        block = stream.read(_BLOCK_BYTES)
        try:
            parser.feed(decoder.decode(block, final=not block))
        except UnicodeDecodeError as error:
            raise Unreadable("file.encoding", "The file is not UTF-8 text.", number + 1) from error
        if parser.waiting > (_LONGEST_TAG if block else _LONGEST_CUT):
            raise Unreadable("file.html", "A tag or a comment in this HTML has no end.", number + 1)
        if not block:
            parser.end()
        for cells in parser.rows:
            number += 1
            yield checked(cells, number)
        parser.rows.clear()
        if not block:
            return
