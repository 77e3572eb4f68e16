"""A register as CSV. Pure but for the stream that is handed in."""

import csv
import io
from collections.abc import Iterator
from typing import BinaryIO

from credits.registers.readers.lines import Line, Unreadable, checked


def read(stream: BinaryIO, mended: list[str]) -> Iterator[Line]:
    """The records in order; the header is row 1 where nothing stands above it. Raises Unreadable."""
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
    number = 0
    try:
        for cells in csv.reader(text, strict=True):
            number += 1
            yield checked(cells, number)
    except csv.Error as error:
        raise Unreadable("file.csv", f"This is not well-formed CSV ({error}).", number + 1) from error
    except UnicodeDecodeError as error:
        raise Unreadable(
            "file.encoding", "The file is not UTF-8 text. Save it as CSV UTF-8.", number + 1
        ) from error
