"""Report sources made from small cases of the method, without a database: the texts a stored calculation would hold."""

import hashlib
from dataclasses import dataclass, replace
from functools import cached_property
from io import BytesIO
from typing import Any

import pypdf

from assessments.bam.engine import ENGINE_VERSION, assess
from assessments.bam.inputs import CaseInput, SpeciesZoneInput, TreeGroupInput, ZoneInput
from assessments.bam.serial import canonical, case_as_dict
from assessments.reports.content import ReportContent
from assessments.reports.credit_summary import credit_summary
from assessments.reports.pdf import write_pdf
from assessments.reports.source import ReportSource, read_source
from assessments.reports.vegetation_zones import vegetation_zones
from registry.documents.document import BuiltDocument
from tests.pure import bam_builders as bam

WRITERS = {"credit_summary": credit_summary, "vegetation_zones": vegetation_zones}


@dataclass(frozen=True)
class ReadBack:
    """A built file and what a reader finds in it."""

    built: BuiltDocument
    content: bytes

    @cached_property
    def reader(self) -> pypdf.PdfReader:
        return pypdf.PdfReader(BytesIO(self.content))

    @cached_property
    def pages(self) -> list[str]:
        return [page.extract_text() for page in self.reader.pages]

    @cached_property
    def text(self) -> str:
        return "\n".join(self.pages)

    @cached_property
    def squeezed(self) -> str:
        """The text without white space: lines may break anywhere inside a long word."""
        return "".join(self.text.split())

    def says(self, sentence: str) -> bool:
        """Is the sentence there, wherever its lines break?"""
        return "".join(sentence.split()) in self.squeezed


def read_report(report: ReportContent) -> ReadBack:
    """The report as a PDF, read back."""
    content, built = write_pdf(report)
    return ReadBack(built, content)


def both(source: ReportSource) -> tuple[ReadBack, ReadBack]:
    """Credit summary and vegetation zones report of a source, read back."""
    return read_report(credit_summary(source)), read_report(vegetation_zones(source))


def header(kind: str, **changes: Any) -> dict[str, Any]:
    """The header of a certified assessment of that kind."""
    values = {
        "assessment_id": "00000012/BAAS17001/26/00000034",
        "proposal_name": "Quarry at Ironbark Road",
        "assessor_name": "Alex Assessor",
        "assessor_number": "BAAS17001",
        "case_status": "Finalised",
        "report_created": "2026-03-01",
        "calculated_at": "2026-03-01T09:30:12.345678+11:00",
        "date_finalised": "2026-03-01",
        "certified_on": "2026-02-27",
        "revision": 3,
        "assessment_type": "Biodiversity stewardship site" if kind == "stewardship" else "Part 4 development",
        "module": "Standard",
        "entry_trigger": "Clearing above the area threshold",
        "reviewed_by": "Planning Authority",
        "release": "test-2026-02",
        "release_checksum": "c" * 64,
        "release_effective_from": "2026-02-01",
        "data_versions": {
            "pct": {"version": "pct-7", "date": "2026-01-05"},
            "tec": {"version": "tec-4", "date": "2026-01-06"},
            "species": {"version": "species-9", "date": "2026-01-07"},
            "benchmarks": {"version": "benchmarks-2", "date": "2026-01-08"},
            "parameters": {"version": "parameters-1", "date": "2026-01-04"},
        },
    }
    return values | changes


DRAFT = {"case_status": "Open", "date_finalised": "", "certified_on": ""}

MEASURE = {
    "kind": "Avoids the impact",
    "phase": "Planning and design",
    "description": "The haul road was moved out of the gully forest.",
    "outcome": "Four hectares are kept.",
}


def plan_line(group: str, action: str, **changes: Any) -> dict[str, Any]:
    """One planned action."""
    return {
        "action": action,
        "group": group,
        "planned": True,
        "description": f"{action} over the whole site.",
        "location": "Whole site",
        "first_year": 1,
        "last_year": 20,
        "frequency": "each year",
        "reason_not_needed": "",
    } | changes


PLAN = [
    plan_line("required", "Grazing management"),
    plan_line("required", "Native vegetation management"),
    plan_line("required", "Threatened species habitat management"),
    plan_line("required", "Integrated pest animal control"),
    plan_line("active_restoration", "Habitat enhancement"),
    plan_line("active_restoration", "High threat weed control"),
    plan_line(
        "active_restoration",
        "Native vegetation and habitat augmentation",
        planned=False,
        reason_not_needed="The shrub layer is dense.",
    ),
]


def context(case: CaseInput, **changes: Any) -> dict[str, Any]:
    """Names, texts and data versions around a case. `header` holds changes of the header."""
    stewardship = case.kind == "stewardship"
    values: dict[str, Any] = {
        "header": header(case.kind, **changes.pop("header", {})),
        "proposal": {
            "name": "Quarry at Ironbark Road",
            "description": "Extension of an existing quarry.",
            "address": "Ironbark Road",
            "lots": "12/DP754321\n13/DP754321",
            "local_government_area": "Singleton",
            "parties": ["Quarry Holdings (proponent)"],
        },
        "site": {
            "region": "Sydney Basin",
            "subregion": "SYB02 Hunter",
            "landscape": "Central Hunter Foothills",
            "native_vegetation_cover_percent": "42.5",
            "connectivity": "Joined to the reserve in the east.",
            "features": "",
            "boundary": {
                "area_m2": 447_490,
                "claimed_area_m2": 447_000,
                "source_name": "site.geojson",
                "transform": "EPSG:7844 to EPSG:9473",
            },
        },
        "zones": {
            zone.key: {
                "patch_size_m2": 1_234_500,
                "vegetation_class": "Test class",
                "vegetation_formation": "Test formation",
                "community_answer": "Threatened ecological community",
                "community_name": zone.community.name if zone.community else "",
                "high_risk_land": True if stewardship else None,
                "high_risk_reason": "",
                "justification": "",
                "saii_statement": "",
            }
            for zone in case.zones
        },
        "predicted_species": [],
        "candidate_species": [],
        "measures": [] if stewardship else [MEASURE],
        "impacts": [],
        "planted": [],
        "management_plan": PLAN if stewardship else [],
    }
    return values | changes


def source_of(case: CaseInput, **changes: Any) -> ReportSource:
    """The source of a report on this case, by way of the texts that are stored."""
    outcome = assess(case, bam.parameters())
    assert outcome.engine_version == ENGINE_VERSION
    texts = {
        "inputs_text": canonical(case_as_dict(case)),
        "context_text": canonical(context(case, **changes)),
        "outcome_text": canonical(outcome.as_dict()),
    }
    digest = hashlib.sha256("\n".join(texts.values()).encode()).hexdigest()
    return read_source(**texts, sha256=digest, version=2)


def varied_zone(number: int, *, managed: bool = False) -> ZoneInput:
    """A zone with two plots whose numbers differ from those of its neighbours."""
    make = bam.managed if managed else bam.zone
    low = replace(
        bam.CURRENT_1387,
        label="P1",
        composition=(3.0, 4.0, 5.0, 6.0, float(number % 2), 2.0),
        structure=(20.0 + number, 9.5, 11.0 + number / 10, 4.0, 0.4, 1.0),
        litter=10.0 + number,
    )
    high = replace(bam.GOOD, label="P2", logs=5.0 + number, high_threat_weed_cover=4.0)
    return make(
        key=f"1387_class{number}",
        number=number,
        condition_class=f"class{number}",
        area_m2=10_000 + 1_700 * number,
        plots=(low, high),
    )


def development(zones: int = 1, **changes: Any) -> CaseInput:
    """Zones with numbers of their own, a species by area in the first and one by count in the last."""
    made = tuple(varied_zone(number) for number in range(1, zones + 1))
    by_area = bam.species(zones=(SpeciesZoneInput(made[0].key, area_m2=7_300),))
    by_count = bam.species(
        scientific_name="Testus tertius",
        common_name="Third test",
        unit=bam.entered("count"),
        zones=(SpeciesZoneInput(made[-1].key, individuals=17),),
    )
    return bam.development(*made, **({"species": (by_area, by_count)} | changes))


def stewardship(zones: int = 2, **changes: Any) -> CaseInput:
    """Managed zones with a species by area in the first."""
    made = tuple(varied_zone(number, managed=True) for number in range(1, zones + 1))
    species = bam.species(zones=(SpeciesZoneInput(made[0].key, area_m2=7_300),))
    return bam.stewardship(*made, **({"species": (species,)} | changes))


def scattered_trees(**changes: Any) -> CaseInput:
    """Three groups of trees of one community: class 1 (nothing), 2 and 3."""

    def group(key: str, trees: int, dbh_cm: int, hollows: bool) -> TreeGroupInput:
        return TreeGroupInput(
            key, 1387, "Test woodland", "Eucalyptus testa", trees, dbh_cm, hollows, bam.entered(50)
        )

    trees = (group("T1", 9, 12, False), group("T2", 13, 34, False), group("T3", 7, 62, True))
    return CaseInput(**({"kind": "part4", "module": "scattered_trees", "trees": trees} | changes))
