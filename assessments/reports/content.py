"""What a report says, apart from how it looks: the PDF and the page are both drawn from this, so they cannot disagree.

Every value is finished text: rounded, with its unit in the column's label. Nothing is markup.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

ASSESSMENT_REPORT = "assessment_report"
CREDIT_SUMMARY = "credit_summary"
LIKE_FOR_LIKE = "like_for_like"
VARIATIONS = "variations"
STEWARDSHIP_CREDITS = "stewardship_credits"
VEGETATION_ZONES = "vegetation_zones"
PREDICTED_SPECIES = "predicted_species"
CANDIDATE_SPECIES = "candidate_species"
SCATTERED_TREES = "scattered_trees"

TITLES = {
    ASSESSMENT_REPORT: "Assessment report",
    CREDIT_SUMMARY: "Credit summary report",
    LIKE_FOR_LIKE: "Biodiversity credit report (like-for-like)",
    VARIATIONS: "Biodiversity credit report (variations)",
    STEWARDSHIP_CREDITS: "Biodiversity credit report",
    VEGETATION_ZONES: "Vegetation zones report",
    PREDICTED_SPECIES: "Predicted species report",
    CANDIDATE_SPECIES: "Candidate threatened species report",
    SCATTERED_TREES: "Scattered tree report",
}
"""The reports of method section 6, in the order a reader wants them."""

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


@dataclass(frozen=True, slots=True)
class MapArea:
    """One thing with an outline: rings of longitude and latitude, the first of each polygon its outer one."""

    label: str
    polygons: Sequence[Sequence[Sequence[tuple[float, float]]]]
    tone: Literal["site", "zone", "habitat", "context"]


@dataclass(frozen=True, slots=True)
class MapPoint:
    """A plot: where it starts, and where its midline runs (degrees from north)."""

    label: str
    longitude: float
    latitude: float
    bearing_degrees: float | None = None


@dataclass(frozen=True, slots=True)
class Map:
    """A vector map with scale, north and legend. `note`: what the reader must know, such as an outline that is
    missing. `datum` is printed under it."""

    caption: str
    areas: Sequence[MapArea]
    points: Sequence[MapPoint] = ()
    note: str = ""
    datum: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A stored photo, named by the hash of its bytes; whoever draws it is given the bytes."""

    caption: str
    sha256: str
    width_px: int
    height_px: int


Block = Table | Words | Heading | Details | Bars | Pairs | Map | Picture


@dataclass(frozen=True, slots=True)
class Part:
    """A titled part. `wide`: its tables need a landscape page. `anchor` names it on a page. `level` 2 stands under the
    part of level 1 before it."""

    title: str
    blocks: Sequence[Block]
    anchor: str
    wide: bool = False
    new_page: bool = False
    level: Literal[1, 2] = 1


@dataclass(frozen=True, slots=True)
class ReportContent:
    """A whole report. `reference` identifies the calculation on every page; `watermark` is empty for a final report.
    `heading` replaces the kind's own title; `cover`: title and details stand on a page of their own."""

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
    cover: bool = False
    heading: str = ""

    @property
    def title(self) -> str:
        """The report's title."""
        return self.heading or TITLES[self.kind]
