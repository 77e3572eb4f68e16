"""What a report says, apart from how it looks: the PDF and the page are both drawn from this, so they cannot disagree.

Every value is finished text: rounded, with its unit in the column's label. Nothing is markup.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

CREDIT_SUMMARY = "credit_summary"
VEGETATION_ZONES = "vegetation_zones"

TITLES = {CREDIT_SUMMARY: "Credit summary report", VEGETATION_ZONES: "Vegetation zones report"}

DISCLAIMER = "Not the official calculator or register"


@dataclass(frozen=True, slots=True)
class Italic:
    """A scientific name."""

    text: str


@dataclass(frozen=True, slots=True)
class Provisional:
    """A value that rests on a fact not confirmed in an official source: it carries the mark wherever it is shown."""

    text: str


Inline = str | Italic
Text = Inline | tuple[Inline, ...]
Cell = Text | Provisional | None
Record = Mapping[str, Cell]


def plain(value: Cell) -> str:
    """The characters of a text or cell."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return "".join(plain(part) for part in value)
    return value if isinstance(value, str) else value.text


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. `number`: right-aligned, never broken. `head`: names its row."""

    key: str
    label: str
    number: bool = False
    head: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under a label of their own."""

    label: Text
    rows: Sequence[Record]
    subtotal: Record | None = None
    subtotal_label: str = "Subtotal"


@dataclass(frozen=True, slots=True)
class Table:
    """A table: plain rows, then groups, then the total."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Record] = ()
    groups: Sequence[Group] = ()
    total: Record | None = None
    total_label: str = "Total"
    empty: str = "None recorded."


@dataclass(frozen=True, slots=True)
class Words:
    """A passage. `warning`: in a box of its own."""

    text: Text
    tone: Literal["body", "small", "warning"] = "body"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a part."""

    text: Text


@dataclass(frozen=True, slots=True)
class Details:
    """Labelled values."""

    pairs: Sequence[tuple[str, Cell]]


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: `percent` of the full mark (None: nothing to compare with) and its figures."""

    label: str
    percent: float | None
    figures: str


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars as a percentage of the benchmark state."""

    caption: str
    bars: Sequence[Bar]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two scores of one zone; None: not computed."""

    label: str
    first: float | None
    second: float | None
    first_figures: str
    second_figures: str


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of bars on a scale from 0 to 100, with the names of the two."""

    caption: str
    names: tuple[str, str]
    pairs: Sequence[Pair]


Block = Table | Words | Heading | Details | Bars | Pairs


@dataclass(frozen=True, slots=True)
class Part:
    """A titled part. `wide`: its tables need a landscape page. `anchor` names it on a page."""

    title: str
    blocks: Sequence[Block]
    anchor: str
    wide: bool = False
    new_page: bool = False


@dataclass(frozen=True, slots=True)
class ReportContent:
    """A whole report. `reference` identifies the calculation on every page; `watermark` is empty for a final report."""

    kind: str
    kicker: str
    subtitle: str
    details: Sequence[tuple[str, Cell]]
    details_footnote: str
    notice: str
    reference: str
    created_at: datetime
    parts: Sequence[Part] = field(default_factory=tuple)
    watermark: str = ""
    contents: bool = False

    @property
    def title(self) -> str:
        """The report's title."""
        return TITLES[self.kind]
