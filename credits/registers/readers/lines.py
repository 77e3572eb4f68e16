"""A file of the register as lines of text, whatever the format it really is in.

Read as a stream: a file's size does not decide how much memory is used. Pure: no Django, no clock; only the stream that
is handed in is read.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

START_BYTES = 4_096
LONGEST_CELL = 20_000
COLUMNS_AT_MOST = 200
ROWS_AT_MOST = 2_000_000


@dataclass(frozen=True, slots=True)
class Line:
    """One row as it stands: its number as a person counts, and the text of its cells in order."""

    number: int
    cells: Sequence[str]


class Unreadable(Exception):
    """The bytes are not what the format asks for. The message is a sentence; `row` is where it was found."""

    def __init__(self, code: str, message: str, row: int | None = None) -> None:
        super().__init__(message)
        self.code, self.message, self.row = code, message, row


@dataclass(slots=True)
class Source:
    """A file open for reading: its format, its lines, and what had to be mended before it could be read.

    `loose`: a row may be shorter than the header, because the format does not store blank cells at its end.
    """

    format: str
    lines: Iterator[Line]
    loose: bool = False
    mended: list[str] = field(default_factory=list)


Opener = Callable[[BinaryIO, list[str]], Iterator[Line]]


def checked(cells: list[str], number: int) -> Line:
    """The line, within the limits of what is read at all. Raises Unreadable."""
    if number > ROWS_AT_MOST:
        raise Unreadable("file.rows", f"The file has more than {ROWS_AT_MOST:,} rows.", number)
    if len(cells) > COLUMNS_AT_MOST:
        raise Unreadable("file.columns", f"The row has more than {COLUMNS_AT_MOST} cells.", number)
    return Line(number, cells)
