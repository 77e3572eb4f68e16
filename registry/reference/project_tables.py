"""How the rows of the project's own files become facts, and how each is marked.

A row from the draft 2016 tool is marked demo, whatever the table's own mark: it serves demonstration and tests.
"""

import json
from hashlib import sha256
from typing import Any

from django.utils.text import slugify

from registry.reference import cells
from registry.reference.facts.release import Mark
from registry.reference.tables import Values

DRAFT_TOOL = "Draft 2016 assessment tool"
SOURCES = {
    "bos-supply-2026-03": "BOS credit supply register, March 2026",
    "bos-transactions-2026-03": "BOS credit transactions register, March 2026",
    "bos-registers-2026-03": "BOS credit registers, March 2026",
    "bionet-2019": "BioNet Vegetation Classification, February 2019",
    "plot-to-pct-c2.0": "Eastern NSW classification C2.0, November 2023",
    "oeh-bam-2016": DRAFT_TOOL,
    "bionet-speciesnames-2023-08": "BioNet SpeciesNames, August 2023",
    "master-otg-notebook": "Departmental notebook on trading groups",
    "svtm-fire-model": "Class names in a fire model",
    "fuel-reclass": "Class names in a fuel model",
    "buyer-list": "List of councils in a procurement tool",
}
"""The short source keys of the files, for a person."""


def sources(cell: str) -> str:
    """One or several sources in words; what is no key stays as it is written."""
    return "; ".join(SOURCES.get(part.strip(), part.strip()) for part in cell.split(";") if part.strip())


def address_code(name: str) -> str:
    """A name as part of an address; a long one is cut and told apart by a short hash."""
    slug = slugify(name)
    if len(slug) <= 80:
        return slug
    return f"{slug[:73].rstrip('-')}-{sha256(name.encode()).hexdigest()[:6]}"


def profile_id(cell: str) -> str:
    """The id of a profile in BioNet, as text; blank where the source gives none."""
    number = cells.whole_number(cell)
    return "" if number is None else str(number)


def marked_by_source(values: Values) -> list[Values]:
    """Demo where the draft tool alone says so."""
    if values["source"] == DRAFT_TOOL:
        values["mark"] = Mark.DEMO.value
    return [values]


def vegetation_class(values: Values) -> list[Values]:
    """Confirmed where an official export shows class and formation together."""
    if not values.pop("status").startswith("observed in official"):
        values["mark"] = Mark.MEMORY.value
    return [values]


def plant_community_type(values: Values) -> list[Values]:
    """Per cent cleared with its own mark and source; set aside where the register's newer tier contradicts it."""
    year, conflict = values.pop("percent_cleared_year"), values.pop("conflict")
    cleared = values["percent_cleared"]
    if cleared is not None:
        official = year == 2019
        source = SOURCES["bionet-2019"] if official else DRAFT_TOOL
        values["percent_cleared_mark"] = (Mark.CONFIRMED if official else Mark.DEMO).value
        if conflict:
            source = f"{source}: {cleared:f} % set aside, the register's tier is {values['cleared_tier']}"
            values["percent_cleared"], values["percent_cleared_mark"] = None, ""
        values["percent_cleared_source"] = source
    if values["cleared_tier"]:
        values["cleared_tier_source"] = SOURCES["bos-supply-2026-03"]
    return marked_by_source(values)


def community(values: Values) -> list[Values]:
    """A threatened community, with the code of its address."""
    values["code"] = address_code(values["name"])
    return marked_by_source(values)


def benchmark(values: Values) -> list[Values]:
    """The tool's latest values; its older ones are not facts of this release."""
    if values["version"] != "latest":
        return []
    values["version"] = "draft tool, 30 March 2016"
    return [values]


def species(values: Values) -> list[Values]:
    """A species with the code of its address; its attributes come from the draft tool and are marked so."""
    values["code"] = address_code(values["scientific_name"])
    for field in ("credit_class", "unit_of_measure", "potential_saii"):
        if values[field] not in ("", None):
            values[f"{field}_mark"] = Mark.DEMO.value
            values["attribute_source"] = DRAFT_TOOL
    return [values]


def species_places(values: Values) -> list[Values]:
    """One row for each plant community type and each subregion a species is tied to."""
    places = [("pct", str(pct_id)) for pct_id in values.pop("pct_ids")]
    places += [("subregion", code) for code in values.pop("subregion_codes")]
    return [{**values, "place_kind": kind, "place_code": code} for kind, code in places]


def neighbours(values: Values) -> list[Values]:
    """Open where the simplified borders may decide wrongly whether the two touch."""
    if values["uncertain"]:
        values["mark"] = Mark.OPEN.value
    return [values]


def outline(cell: str) -> dict[str, Any]:
    """The outline of a subregion: a GeoJSON polygon or multipolygon in one cell."""
    try:
        found = json.loads(cell)
        polygons = {"Polygon": [found["coordinates"]], "MultiPolygon": found["coordinates"]}[found["type"]]
        points = [point for polygon in polygons for ring in polygon for point in ring]
        if not points or not all(isinstance(number, int | float) for point in points for number in point[:2]):
            raise ValueError
    except (ValueError, KeyError, TypeError) as error:
        raise cells.BadCell("this is not a GeoJSON polygon or multipolygon") from error
    return {"type": found["type"], "coordinates": found["coordinates"]}


def subregion_outline(values: Values) -> list[Values]:
    """An outline with the box around it, so that most subregions are passed over without looking at their border."""
    found = values["geojson"]
    polygons = [found["coordinates"]] if found["type"] == "Polygon" else found["coordinates"]
    points = [point for polygon in polygons for ring in polygon for point in ring]
    values |= {
        "vertices": len(points),
        "west": min(point[0] for point in points),
        "south": min(point[1] for point in points),
        "east": max(point[0] for point in points),
        "north": max(point[1] for point in points),
    }
    return [values]


def management_action(values: Values) -> list[Values]:
    """Confirmed where a numbered statement of the scheme names it; otherwise our choice."""
    if not values["statement"]:
        values["mark"] = Mark.MEMORY.value
    return [values]


LISTING = cells.one_of(
    {
        word: word
        for word in ("", "Not Listed", "Vulnerable", "Endangered", "Critically Endangered", "Extinct")
    }
)
COMMUNITY_LISTING = cells.one_of({"": "", "CEEC": "CEEC", "EEC": "EEC", "VEC": "VEC"})
SENSITIVITY = cells.one_of(
    {
        "": "",
        "Low": "Low",
        "Moderate": "Moderate",
        "High": "High",
        "Very high": "Very high",
        "High|Very high": "High or very high",
    }
)
# Where the draft tool gives two values for one species, neither is kept.
CREDIT_CLASS = cells.one_of({"": "", "EC": "ecosystem", "SC": "species"})
UNIT_OF_MEASURE = cells.one_of({"": "", "Area": "area", "Individual": "count", "Area|Individual": ""})
POTENTIAL_SAII = cells.one_of({"": None, "Yes": True, "No": False, "No|Yes": None})
MARK = cells.one_of({mark.value: mark.value for mark in Mark})
IS_DERIVED = cells.one_of({"": None, "Yes": True, "No": False, "Partial": True})
AMOUNT = cells.decimal(places=2, highest="9999")
REGENERATION = cells.one_of({"": None, "present": 1, "absent": 0})
TRADING_GROUP_KIND = cells.one_of({"TEC": "community", "percent-cleared tier": "tier"})
ACTION_GROUP = cells.one_of({word: word for word in ("required", "active_restoration", "further")})
GROWTH_FORM = cells.one_of({word: word for word in ("", "tree", "shrub", "grass", "forb", "fern", "other")})
