"""Samples of every official format go through staging into releases, one after the other."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry import actor as actors
from registry.reference.loads.records import StagedLoad
from registry.reference.loads.services import publishing, reading, staging
from registry.reference.models import (
    Benchmark,
    CommunityAssociation,
    EcologicalCommunity,
    OffsetTradingGroup,
    Plant,
    PlantCommunityType,
    Release,
    Species,
    SubregionOutline,
)
from registry.reference.official.context import read_context
from registry.reference.official.formats import FORMATS
from registry.reference.verification import differences
from tests.domain.test_official_names_and_places import BENCHMARK_COLUMNS
from tests.official import SAMPLES, csv_file

SYSTEM = actors.system("tests")
TODAY = date(2026, 11, 21)
SAMPLES_BY_FORMAT: dict[str, tuple[tuple[str, ...], dict[str, str]]] = {
    "bionet_pcts": (("pcts_page_1.json", "pcts_page_2.json"), {}),
    "bionet_tecs": (("tecs.json",), {}),
    "bionet_tec_pct_workbook": (("tec_pct.csv",), {}),
    "bionet_species": (("species.csv",), {}),
    "species_names": (("species_names.csv",), {}),
    "high_threat_weeds": (("weeds.csv",), {"Plant on the list": "scientific_name"}),
    "benchmarks": (("benchmarks.csv",), BENCHMARK_COLUMNS),
    "ibra_outlines": (("subregions.geojson",), {}),
}


def staged(code: str, *files: tuple[str, bytes], **others: Any) -> StagedLoad:
    """Files of a format, staged and read."""
    entered: dict[str, Any] = {
        "complete": False,
        "release_code": f"next-{code.replace('_', '-')}",
        "release_title": "A sample",
        "effective_from": TODAY,
        "data_version": "sample",
        "data_date": "2026-11-21",
        "source": "Official sample",
        "licence": "CC BY 4.0",
        **others,
    }
    made = staging.stage(actor=SYSTEM, format=code, files=list(files), in_job=False, **entered)
    return reading.read_load(StagedLoad.objects.get(public_id=made["id"]).pk)


def publish(load: StagedLoad) -> Release:
    """The release that the load makes, with everything acknowledged."""
    done = publishing.publish(
        actor=SYSTEM,
        load_id=str(load.public_id),
        acknowledged=publishing.to_acknowledge(load),
        today=TODAY,
    )
    return Release.objects.get(code=done["release"])


def test_every_format_has_a_sample():
    assert set(SAMPLES_BY_FORMAT) == set(FORMATS)


def test_the_samples_of_all_formats_become_releases_one_after_the_other(release):
    newest = release
    for code, (names, mapping) in SAMPLES_BY_FORMAT.items():
        files = [(name, (SAMPLES / name).read_bytes()) for name in names]
        load = staged(code, *files, mapping=mapping)
        assert load.state == StagedLoad.STAGED, (code, load.findings)
        newest = publish(load)

    assert differences(newest) == []
    assert PlantCommunityType.objects.get(release=newest, pct_id=9004).cleared_tier == ">=90%"
    assert OffsetTradingGroup.objects.filter(release=newest, name="Sample Class of Mallees >=90%").exists()
    assert EcologicalCommunity.objects.get(release=newest, bionet_profile_id=40001).bc_listing == "CEEC"
    woodland = "Sample Woodland in the Sample Bioregion"
    association = CommunityAssociation.objects.get(release=newest, pct_id=2, community_name=woodland)
    assert (association.bc_profile_id, association.mark) == ("40001", "confirmed")
    assert Species.objects.get(release=newest, scientific_name="Samplea rara").ts_profile_id == 50001
    assert Plant.objects.get(release=newest, scientific_name="Samplevine maxima").high_threat_weed is True
    benchmark = Benchmark.objects.get(
        release=newest, vegetation_class="Coastal Swamp Forests", ibra_region="Sydney Basin"
    )
    assert (benchmark.composition_tree, benchmark.mark) == (Decimal("5.00"), "confirmed")
    assert SubregionOutline.objects.get(release=newest, code="SYB08").simplified is True
    for part in ("pct", "tec", "species", "benchmarks"):
        assert newest.bam_data_versions[part] == {"version": "sample", "date": "2026-11-21"}


def test_a_weed_list_changes_the_flag_of_a_plant_and_nothing_else(release):
    plant = Plant.objects.filter(release=release).exclude(growth_form="").first()

    new = publish(staged("high_threat_weeds", ("w.csv", f"Name\n{plant.scientific_name}\n".encode())))

    found = Plant.objects.get(release=new, scientific_name=plant.scientific_name)
    assert (found.high_threat_weed, found.growth_form, found.native) == (
        True,
        plant.growth_form,
        plant.native,
    )
    assert Plant.objects.filter(release=new).count() == Plant.objects.filter(release=release).count()


def test_the_complete_association_table_ends_what_the_draft_tool_said_but_not_what_credit_lines_show(release):
    before = CommunityAssociation.objects.filter(release=release)
    shown = before.filter(register_lines_with_community__isnull=False).count()
    file = csv_file("PCTID,stateTECProfileID,TECName", "2,40001,", "5,40001,")

    new = publish(staged("bionet_tec_pct_workbook", (file.name, file.content), complete=True))

    after = CommunityAssociation.objects.filter(release=new)
    assert before.filter(mark="demo").exists()
    assert not after.filter(mark="demo").exists()
    assert after.filter(register_lines_with_community__isnull=False).count() == shown > 0


def test_an_unreadable_file_leaves_a_refused_load_with_the_place_of_its_fault(release):
    content = (SAMPLES / "dirt" / "per_cent.csv").read_bytes()

    load = staged("bionet_pcts", ("per_cent.csv", content))

    assert load.state == StagedLoad.REFUSED
    assert (load.findings[0]["row"], load.findings[0]["column"]) == (2, "PCTPercentCleared")


def test_the_context_takes_the_same_queries_for_few_and_for_many_facts(release):
    empty = Release.objects.create(
        code="empty", title="Empty", effective_from=TODAY, checksum="0", bam_data_versions={}
    )

    counts = []
    for one in (empty, release):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            context = read_context(one, source="x")
        counts.append(len(captured))

    assert counts[0] == counts[1] <= 10
    assert len(context.pcts) == PlantCommunityType.objects.filter(release=release).count()
    assert len(context.tiers) == 4
    assert context.class_formations["Coastal Swamp Forests"] == "Forested Wetlands"
