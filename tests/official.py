"""Reading official files in tests: a small context, and a read that gives codes to compare."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from registry.findings import Finding
from registry.reference.official.formats import FORMATS
from registry.reference.official.reading import (
    KnownCommunity,
    KnownSpecies,
    KnownTier,
    KnownType,
    OfficialRead,
    ReadContext,
    SourceFile,
)

SAMPLES = Path(__file__).parent / "samples" / "official"
CONTEXT = ReadContext(
    source="Official sample, November 2026",
    data_version="sample 1",
    pcts={
        2: KnownType("Sample sedge forest", "Inland Riverine Forests", "Forested Wetlands"),
        5: KnownType("Sample grass forest", "Inland Riverine Forests", "Forested Wetlands"),
        7: KnownType("Sample swamp", "Coastal Swamp Forests", "Forested Wetlands"),
    },
    communities=(
        KnownCommunity("box-gum-woodland", "Sample Box-Gum Woodland", 10837),
        KnownCommunity("sample-woodland", "Sample Woodland in the Sample bioregion", 40001),
        KnownCommunity("sample-moor", "Sample Moor", None),
    ),
    species=(KnownSpecies("samplea-rara", "Samplea rara", 50001),),
    class_formations={
        "Inland Riverine Forests": "Forested Wetlands",
        "Coastal Swamp Forests": "Forested Wetlands",
    },
    region_names={"Sydney Basin": "SYB", "NSW North Coast": "NNC", "Riverina": "RIV"},
    subregion_names={
        "RIV01": "Lachlan",
        "RIV02": "Murrumbidgee",
        "SYB07": "Pittwater",
        "SYB08": "Cumberland",
    },
    tiers=(
        KnownTier("<50%", Decimal(0), Decimal(50)),
        KnownTier(">=50% and <70%", Decimal(50), Decimal(70)),
        KnownTier(">=70% and <90%", Decimal(70), Decimal(90)),
        KnownTier(">=90%", Decimal(90), None),
    ),
    trading_groups=frozenset({"Inland Riverine Forests >=50% and <70%"}),
    plants={"Samplea alta": 60001, "Sampleweed horrida": 60003},
)


def sample(name: str) -> SourceFile:
    """A file of the samples' folder."""
    return SourceFile(Path(name).name, (SAMPLES / name).read_bytes())


def csv_file(*lines: str, name: str = "rows.csv") -> SourceFile:
    """A CSV file of these lines."""
    return SourceFile(name, "\n".join(lines).encode())


def read(
    code: str, *files: SourceFile, mapping: Mapping[str, str] | None = None, **context: Any
) -> OfficialRead:
    """Read files with the small context, changed by `context`."""
    return FORMATS[code].read(
        files,
        context=replace(CONTEXT, **context),
        mapping=mapping or {},
        report=lambda done, total, message: None,
    )


def codes(findings: list[Finding], severity: str = "error") -> list[str]:
    """The codes of one severity, without the part that is the same for all."""
    return [found.code.removeprefix("reference.") for found in findings if found.severity == severity]


def only(findings: list[Finding], code: str) -> Finding:
    """The one finding of a code."""
    (found,) = [found for found in findings if found.code == f"reference.{code}"]
    return found


def by(result: OfficialRead, table: str, field: str) -> dict[Any, Any]:
    """The rows of a table by one field."""
    return {getattr(fact, field): fact for fact in result.rows[table]}
