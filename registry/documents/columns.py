"""Widths of table columns: read from the content, shared out over the page, or split over several tables.

Nothing is cut: numbers keep their width, text columns share what is left and wrap, and a table that cannot
fit is divided into parts that each repeat the pinned columns. Lengths are points.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from registry.documents import styles
from registry.documents.lines import longest_word, single_line
from registry.documents.marks import MARK
from registry.documents.text import Value

Kind = Literal["text", "number"]
Record = Mapping[str, Value | None]

PAD_X = 4.0
ABSENT = "–"
NARROWEST_TEXT = 46.0
WIDEST_WORD = 130.0  # a longer word is broken rather than allowed to push the other columns off the page
LOOKED_AT_FOR_SHARES = 200
COMFORTABLE_TEXT = 120.0
LONG_TEXT = 600.0  # wider than a page: what is longer still asks for no more room


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    `key` names the value in each row; `width` fixes the width (points, padding included), else it is found
    from the content; `kind` "number" keeps values whole and right-aligned unless `align` says otherwise.
    A pinned column is repeated when a wide table is divided.
    """

    key: str
    label: str
    width: float | None = None
    align: styles.Align | None = None
    kind: Kind = "text"
    pinned: bool = False

    @property
    def alignment(self) -> styles.Align:
        return self.align or ("right" if self.kind == "number" else "left")


def shown(record: Record, key: str) -> Value:
    value = record.get(key)
    return ABSENT if value is None or value == "" else value


def is_marked(value: Value) -> bool:
    return isinstance(value, str) and value.endswith(MARK)


@dataclass(frozen=True, slots=True)
class _Need:
    least: float
    natural: float


def needs(columns: Sequence[Column], records: Sequence[Record]) -> list[_Need]:
    """Least and natural width of each column, padding included; every value is measured once."""
    return [_need_of(column, records) for column in columns]


def _need_of(column: Column, records: Sequence[Record]) -> _Need:
    head = longest_word(column.label, styles.SCALE["cell_head"]) + 2 * PAD_X
    if column.width is not None:
        return _Need(column.width, column.width)
    cell = styles.SCALE["cell"]
    if column.kind == "number":
        values = [shown(record, column.key) for record in records]
        widest = max((single_line(value, cell, bold=True).width for value in values), default=0.0)
        width = min(max(head, widest + 2 * PAD_X), WIDEST_WORD)
        return _Need(width, width)
    step = max(1, len(records) // LOOKED_AT_FOR_SHARES)
    sample = [shown(record, column.key) for record in records[::step]]
    widths = [single_line(value, cell).width for value in sample] or [0.0]
    word = max(longest_word(value, cell) for value in sample) if sample else 0.0
    least = max(head, NARROWEST_TEXT, min(word, WIDEST_WORD) + 2 * PAD_X)
    typical = (sum(widths) / len(widths) + max(widths)) / 2 + 2 * PAD_X
    return _Need(min(least, max(head, max(widths) + 2 * PAD_X)), max(least, typical))


def share(columns: Sequence[Column], wanted: Sequence[_Need], width: float) -> list[float]:
    """Widths that add up to `width`: least widths first, then what is left to text columns by need."""
    least = [need.least for need in wanted]
    spare = width - sum(least)
    growth = [need.natural - need.least for need in wanted]
    if spare <= 0:
        return least
    if sum(growth) >= spare:
        # A very long text counts no more than a long one, or it would starve its neighbours.
        asked = [min(more, LONG_TEXT) for more in growth]
        return [have + spare * more / sum(asked) for have, more in zip(least, asked, strict=True)]
    full = [have + more for have, more in zip(least, growth, strict=True)]
    weights = [_stretch(column) for column in columns]
    if not any(weights):
        return full
    left = (width - sum(full)) / sum(weights)
    return [size + left * weight for size, weight in zip(full, weights, strict=True)]


def _stretch(column: Column) -> int:
    """A text column takes three times the spare width a number does; a fixed column takes none."""
    if column.width is not None:
        return 0
    return 1 if column.kind == "number" else 3


def divide(columns: Sequence[Column], wanted: Sequence[_Need], width: float) -> list[list[int]]:
    """Column numbers of each part of a table: one part when the least widths fit, else as few as possible,
    of like width, each beginning with the pinned columns (the first column when none is pinned)."""
    everything = list(range(len(columns)))
    least = [need.least for need in wanted]
    if sum(least) <= width + 0.01:
        return [everything]
    pinned = [number for number in everything if columns[number].pinned] or everything[:1]
    others = [number for number in everything if number not in pinned]
    room = width - sum(least[number] for number in pinned)
    fewest = len(_fill_parts(others, least, room))
    low, high = 0.0, room
    for _ in range(12):  # the narrowest limit that needs no more parts
        middle = (low + high) / 2
        low, high = (low, middle) if len(_fill_parts(others, least, middle)) <= fewest else (middle, high)
    return [[*pinned, *part] for part in _fill_parts(others, least, high)]


def _fill_parts(numbers: Sequence[int], least: Sequence[float], room: float) -> list[list[int]]:
    result: list[list[int]] = [[]]
    used = 0.0
    for number in numbers:
        if result[-1] and used + least[number] > room:
            result.append([])
            used = 0.0
        result[-1].append(number)
        used += least[number]
    return result


def best_orientation(columns: Sequence[Column], records: Sequence[Record]) -> styles.Orientation:
    """Landscape when the table would be cramped, or divided, on a portrait page."""
    natural = sum(min(need.natural, COMFORTABLE_TEXT) for need in needs(columns, records))
    return "portrait" if natural <= styles.TEXT_WIDTH["portrait"] else "landscape"
