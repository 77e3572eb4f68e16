"""The official formats that can be loaded, by code."""

import json
from collections.abc import Sequence
from typing import Any

from registry.findings import Finding
from registry.reference.official import benchmarks, communities, outlines, plants, species, vegetation
from registry.reference.official.reading import (
    ACKNOWLEDGEABLE,
    ID_CHANGES_MEANING,
    OfficialFormat,
    OfficialRead,
    ReadContext,
    SourceFile,
)
from registry.reference.official.sheets import tables_of
from registry.reference.official.texts import kind_of, text_of

__all__ = [
    "ACKNOWLEDGEABLE",
    "FORMATS",
    "ID_CHANGES_MEANING",
    "OfficialFormat",
    "OfficialRead",
    "ReadContext",
    "SourceFile",
    "columns_of",
]

_PAGES = (
    "Save each page of the web service as one JSON file and give all of them together, in any order. "
    "A missing, cut or repeated page is refused; ask the service for $count=true, so that none can be missed. "
    "A CSV or XLSX copy with the same column names is read as well."
)

FORMATS: dict[str, OfficialFormat] = {
    found.code: found
    for found in (
        OfficialFormat(
            code="bionet_pcts",
            title="BioNet: plant community types (PCTDefinition)",
            tables=("pcts", "pct_tec", "offset_trading_groups", "vegetation_formations_classes"),
            accepts=vegetation.ACCEPTS,
            data_part="pct",
            needs_mapping=False,
            help=f"{_PAGES} PCTPercentCleared is a fraction from 0 to 1. Only approved types are taken.",
            reader=vegetation.read,
        ),
        OfficialFormat(
            code="bionet_tecs",
            title="BioNet: threatened ecological communities",
            tables=("tecs",),
            accepts=communities.ACCEPTS,
            data_part="tec",
            needs_mapping=False,
            help=f"{_PAGES} “Not listed” leaves a listing empty, which means unknown.",
            reader=communities.read_communities,
        ),
        OfficialFormat(
            code="bionet_species",
            title="BioNet: threatened species",
            tables=("species",),
            accepts=species.ACCEPTS,
            data_part="species",
            needs_mapping=False,
            help=f"{_PAGES} Names, families and listings are read; credit attributes stay as they are.",
            reader=species.read,
        ),
        OfficialFormat(
            code="bionet_tec_pct_workbook",
            title="BioNet: communities of plant community types (workbook or CSV)",
            tables=("pct_tec",),
            accepts=communities.ACCEPTS,
            data_part="tec",
            needs_mapping=False,
            help="The workbook's sheet “All PCTs - State TECs Data PQ”, or a CSV with its columns. Load plant "
            "community types and communities first. Its columns on credit class, sensitivity and serious "
            "impacts have no place in this table and are passed over.",
            reader=communities.read_associations,
        ),
        OfficialFormat(
            code="species_names",
            title="BioNet: SpeciesNames, the plants",
            tables=("plants",),
            accepts=plants.ACCEPTS,
            data_part="",
            needs_mapping=False,
            help="The SpeciesNames export as CSV, or its JSON pages. Rows of other kingdoms are passed over. A "
            "growth form word that is not known is told and left empty.",
            reader=plants.read_names,
        ),
        OfficialFormat(
            code="high_threat_weeds",
            title="High threat weeds, a list of names",
            tables=("plants",),
            accepts=plants.WEED_ACCEPTS,
            data_part="",
            needs_mapping=True,
            help="A column of scientific names with a header. Plants that are not on the list keep their flag.",
            reader=plants.read_weeds,
            fields=(("scientific_name", "Scientific name"),),
            needed_fields=("scientific_name",),
        ),
        OfficialFormat(
            code="benchmarks",
            title="Benchmarks by vegetation class and IBRA region",
            tables=("benchmarks",),
            accepts=benchmarks.ACCEPTS,
            data_part="benchmarks",
            needs_mapping=True,
            help="Say which column is which. A release holds one set of values for each class and region. A "
            "table by plant community type is read through the class of each type, and refused where two "
            "types of one class differ.",
            reader=benchmarks.read,
            fields=benchmarks.FIELDS,
            needed_fields=("ibra_region",),
        ),
        OfficialFormat(
            code="ibra_outlines",
            title="IBRA subregion outlines (GeoJSON)",
            tables=("ibra_outlines",),
            accepts=outlines.ACCEPTS,
            data_part="",
            needs_mapping=False,
            help="A GeoJSON FeatureCollection in longitude and latitude, with SUB_CODE_7. Outlines whose median "
            "segment is 1 km or longer are marked as simplified.",
            reader=outlines.read,
            fields=(("code", "Subregion code"),),
        ),
    )
}


def columns_of(files: Sequence[SourceFile]) -> list[str]:
    """The column or property names in the files, each once, in their order; none of a file that cannot be read."""
    found: dict[str, None] = {}
    accepts = tuple({ending for known in FORMATS.values() for ending in known.accepts})
    for file in files:
        unread: list[Finding] = []
        properties = _properties(file, accepts)
        if properties is not None:
            found.update(dict.fromkeys(properties))
            continue
        for table in tables_of((file,), accepts=accepts, sheets=(), fits=_filled, findings=unread):
            found.update(dict.fromkeys(name for name in table.header if name))
    return [name for name in found if name.isprintable()]


def _filled(header: Sequence[str]) -> int:
    """With no column known, the header is the first row with most names."""
    return sum(1 for name in header if name.strip())


def _properties(file: SourceFile, accepts: tuple[str, ...]) -> list[str] | None:
    """The property names of a GeoJSON file's first feature; None when the file is something else."""
    unread: list[Finding] = []
    if kind_of(file, accepts, unread) != "json" or b"FeatureCollection" not in file.content[:4000]:
        return None
    try:
        data: Any = json.loads(text_of(file, unread) or "")
        return [str(name) for name in data["features"][0]["properties"]]
    except (ValueError, RecursionError, LookupError, TypeError, AttributeError):
        return []
