"""How the things on an assessment's map are drawn and named, on paper and page alike."""

from assessments.reports.content import Map
from registry.documents.map_labels import Tone

MAP_TONES: dict[str, Tone] = {"site": "border", "zone": "fill", "habitat": "overlay", "context": "background"}
TONE_NAMES = {
    "site": "Site boundary",
    "zone": "Vegetation zone",
    "habitat": "Species habitat",
    "context": "Surroundings",
}
POINT_NAME = "Plot"


def point_name(block: Map) -> str:
    """What a point means; the line of a plot gives the direction of its midline, not its length."""
    if not block.points:
        return ""
    if any(point.bearing_degrees is not None for point in block.points):
        return f"{POINT_NAME}; its line shows the bearing of the midline, not its length"
    return POINT_NAME
