"""Reports made by hand that use every block, for the tests of drawing."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from PIL import Image

from assessments.reports import content as c

CREATED_AT = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)


def square(east: float, north: float, side: float) -> list[list[list[tuple[float, float]]]]:
    corners = [(0, 0), (side, 0), (side, side), (0, side), (0, 0)]
    return [[[(150 + east + x, -33 + north + y) for x, y in corners]]]


def jpeg(width: int = 320, height: int = 200) -> bytes:
    out = BytesIO()
    Image.new("RGB", (width, height), (90, 140, 90)).save(out, "JPEG")
    return out.getvalue()


MAP = c.Map(
    "The site and its zones",
    [
        c.MapArea("Subject land", square(0, 0, 0.02), "site"),
        c.MapArea("1_Moderate", square(0.001, 0.001, 0.008), "zone"),
        c.MapArea("Litoria aurea", square(0.005, 0.005, 0.01), "habitat"),
        c.MapArea("Buffer", square(-0.005, -0.005, 0.03), "context"),
    ],
    [c.MapPoint("P1", 150.004, -32.996, 45.0), c.MapPoint("P2", 150.012, -32.99)],
    note="Zone 9 has no outline.",
    datum="GDA2020.",
)
TABLE = c.Table(
    "Zones",
    [
        c.Column("zone", "Zone", head=True),
        c.Column("name", "Species"),
        c.Column("area", "Area (ha)", number=True),
        c.Column("credits", "Credits", number=True),
    ],
    rows=[
        {"zone": "1", "name": c.Italic("Litoria aurea"), "area": "1,234.50", "credits": c.Provisional("7")}
    ],
    groups=[
        c.Group("Woodland", [{"zone": "2", "name": "x", "area": "0.10", "credits": None}], {"credits": "3"})
    ],
    total={"area": "1,234.60", "credits": "10†"},
)
BARS = c.Bars("Attributes", [c.Bar("Trees", 50.0, "4 of 8")])
PAIRS = c.Pairs("Integrity", ("Now", "Later"), [c.Pair("Zone 1", 40.0, None, "40.0", "")])
PICTURE = c.Picture("Plot 1", "a" * 64, 320, 200)


def part(title: str, *blocks: c.Block, **changes: Any) -> c.Part:
    return c.Part(title, blocks, changes.pop("anchor", title.lower().replace(" ", "-")), **changes)


def report(*parts: c.Part, **changes: Any) -> c.ReportContent:
    values: dict[str, Any] = {
        "kind": c.ASSESSMENT_REPORT,
        "kicker": "Part 4 development",
        "subtitle": "Quarry at Ironbark Road",
        "details": [("Assessment Id", "00000012/BAAS17001"), ("Assessor", "Alex Assessor")],
        "details_footnote": "A footnote.",
        "notice": "Take care.",
        "reference": "00000012 · revision 3",
        "created_at": CREATED_AT,
        "parts": parts,
        "contents": True,
        "cover": True,
        "heading": "Development assessment report",
    }
    return c.ReportContent(**{**values, **changes})


def everything(**changes: Any) -> c.ReportContent:
    """Two chapters with sections, an appendix with sections, and every block."""
    return report(
        part("Summary", c.Words("In short."), TABLE),
        part("Site", c.Heading("Where it lies"), c.Words("Somewhere.")),
        part("Maps", MAP, level=2),
        part("Charts", BARS, PAIRS, level=2),
        part("Vegetation", TABLE, wide=True),
        part("Plots", c.Details([("Date", "1 March 2026")]), anchor="appendix-plots", new_page=True),
        part("Photos", PICTURE, level=2),
        part("References", c.Words("None."), anchor="appendix-references"),
        **changes,
    )
