"""What a report must contain, refuses to lack, and says about itself."""

import hashlib
import json
import subprocess
import sys
from dataclasses import replace

import pytest
from django.conf import settings

from assessments.reports.credit_summary import credit_summary
from assessments.reports.requirements import require_complete
from assessments.reports.source import ReportSource
from assessments.reports.vegetation_zones import vegetation_zones
from registry.findings import DomainError
from tests.documents import report_sources as reports
from tests.documents.report_sources import DRAFT, PLAN, plan_line
from tests.pure import bam_builders as bam

HEADER = {
    "Assessment Id": "00000012/BAAS17001/26/00000034",
    "Proposal name": "Quarry at Ironbark Road",
    "BAM data last updated *": "8 January 2026",
    "Assessor name": "Alex Assessor",
    "Report created": "1 March 2026",
    "BAM data version *": "test-2026-02",
    "Assessor number": "BAAS17001",
    "BAM case status": "Finalised",
    "Date finalised": "1 March 2026",
    "Assessment revision": "3",
    "Assessment type": "Part 4 development",
    "BOS entry trigger": "Clearing above the area threshold",
}


def development(**changes) -> ReportSource:
    return reports.source_of(reports.development(1), **changes)


def stewardship(**changes) -> ReportSource:
    return reports.source_of(reports.stewardship(1), **changes)


def summary_of(source: ReportSource) -> reports.ReadBack:
    return reports.read_report(credit_summary(source))


# --- what must be there ------------------------------------------------------------------------------------------
@pytest.mark.statement("N3")
def test_a_development_report_tells_avoided_minimised_and_residual_apart():
    minimised = reports.MEASURE | {"kind": "Minimises the impact", "description": "Clearing in two stages."}
    found = summary_of(development(measures=[minimised, reports.MEASURE]))
    avoids, minimises = found.squeezed.index("Avoidstheimpact"), found.squeezed.index("Minimisestheimpact")
    assert avoids < found.squeezed.index("Thehaulroadwasmoved") < minimises
    assert minimises < found.squeezed.index("Clearingintwostages") < found.squeezed.index("Residualimpact")
    assert found.says(
        "After the measures above, what remains is the impact on native vegetation in 1 vegetation zone"
    )


@pytest.mark.statement("N3")
def test_the_residual_impact_alone_is_offset_by_the_credits_of_the_calculation():
    source = development()
    ecosystem, species = source.outcome.ecosystem_credits, source.outcome.species_credits
    assert (ecosystem, species) == (61, 64)
    assert summary_of(source).says("Only it is to be offset: by 61 ecosystem credits and 64 species credits")


def test_a_report_names_method_data_assessor_and_certification():
    for built in reports.both(development()):
        assert built.says("Method edition BAM 2020")
        assert built.says("Calculation engine 1.0.0")
        assert built.says("Alex Assessor, accredited assessor BAAS17001, certified on 27 February 2026")


@pytest.mark.statement("N21")
def test_number_and_type_of_credits_are_on_the_first_page():
    first = summary_of(development()).pages[0]
    rows = [" ".join(line.split()) for line in first.splitlines()]
    assert "PCT 1387 Test woodland Test community 1.17 ha 61†" in rows
    assert "Testus secundus (Second test) – 0.73 ha 30†" in rows
    assert "Testus tertius (Third test) – 17 individuals 34†" in rows


@pytest.mark.statement("N21")
def test_a_final_report_without_measures_is_refused():
    with pytest.raises(DomainError) as refused:
        require_complete(development(measures=[]))
    assert [(finding.code, finding.clause) for finding in refused.value.findings] == [
        ("document.measures_missing", "N3, N21")
    ]


@pytest.mark.statement("N21")
def test_a_final_report_without_a_credit_line_is_refused():
    source = development()
    bare = replace(source, outcome=replace(source.outcome, credit_lines=()))
    with pytest.raises(DomainError) as refused:
        require_complete(bare)
    assert [finding.code for finding in refused.value.findings] == ["document.credits_missing"]


@pytest.mark.statement("N40")
def test_a_stewardship_report_gives_type_and_number_of_credits():
    source = stewardship()
    rows = [" ".join(line.split()) for line in summary_of(source).pages[0].splitlines()]
    (ecosystem,) = source.lines("ecosystem")
    assert "Credits generated" in rows
    assert f"PCT 1387 Test woodland Test community 1.17 ha {ecosystem.credits}†" in rows


@pytest.mark.statement("N40")
def test_a_stewardship_report_without_a_credit_line_is_refused():
    source = stewardship()
    bare = replace(source, outcome=replace(source.outcome, credit_lines=()))
    with pytest.raises(DomainError) as refused:
        require_complete(bare)
    assert [finding.clause for finding in refused.value.findings] == ["N40"]


@pytest.mark.statement("N41")
def test_the_management_plan_prints_the_required_actions():
    found = summary_of(stewardship())
    for title in (
        "Grazing management",
        "Native vegetation management",
        "Threatened species habitat management",
        "Integrated pest animal control",
    ):
        assert found.says(f"{title} over the whole site.")
    assert found.says("Whole site years 1 to 20")


@pytest.mark.statement("N41")
def test_a_stewardship_report_without_a_plan_is_refused():
    with pytest.raises(DomainError) as refused:
        require_complete(stewardship(management_plan=[]))
    assert [finding.clause for finding in refused.value.findings] == ["N41", "N42"]


@pytest.mark.statement("N42")
def test_a_stewardship_report_without_active_restoration_is_refused():
    plan = [line for line in PLAN if line["group"] != "active_restoration"]
    with pytest.raises(DomainError) as refused:
        require_complete(stewardship(management_plan=plan))
    assert [finding.clause for finding in refused.value.findings] == ["N42"]


@pytest.mark.statement("N42")
def test_active_restoration_stands_apart_with_what_was_ruled_out_and_why():
    squeezed = summary_of(stewardship()).squeezed
    start, ruled_out = squeezed.index("Activerestoration"), squeezed.index("Actionsnotneeded")
    assert start < squeezed.index("Habitatenhancementoverthewholesite.") < ruled_out
    assert start < squeezed.index("Highthreatweedcontroloverthewholesite.") < ruled_out
    assert "Theshrublayerisdense." in squeezed[ruled_out:]


def test_a_plan_that_rules_everything_out_is_still_printed_with_its_reasons():
    lines = [plan_line("required", "Grazing management", planned=False, reason_not_needed="Never grazed.")]
    found = summary_of(stewardship(management_plan=lines, header=DRAFT))
    assert found.says("None planned.") and found.says("Never grazed.")


def test_complete_reports_and_drafts_that_lack_everything_are_not_refused():
    require_complete(development())
    require_complete(stewardship())
    require_complete(development(measures=[], header=DRAFT))
    require_complete(stewardship(management_plan=[], header=DRAFT))


# --- header, footer, marks ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(("label", "value"), HEADER.items())
def test_every_field_of_the_common_header_is_on_the_first_page_of_both_reports(label, value):
    for built in reports.both(development()):
        lines = built.pages[0].splitlines()
        assert any(
            lines[at] == label and value in " ".join(lines[at + 1 : at + 3]) for at in range(len(lines))
        )


def test_all_five_data_versions_checksum_and_hash_are_named():
    source = development()
    for built in reports.both(source):
        for row in (
            "Plant community types pct-7 5 January 2026",
            "Threatened ecological communities tec-4 6 January 2026",
            "Species species-9 7 January 2026",
            "Benchmarks benchmarks-2 8 January 2026",
            "Method parameters parameters-1 4 January 2026",
        ):
            assert row in [" ".join(line.split()) for line in built.text.splitlines()]
        assert built.says("c" * 64)
        assert built.says(source.sha256)


def test_every_page_is_numbered_and_says_that_it_is_not_the_official_calculator():
    for built in reports.both(reports.source_of(reports.development(30))):
        assert len(built.pages) == built.built.pages > 5
        for number, page in enumerate(built.pages, start=1):
            assert f"Page {number} of {len(built.pages)}" in page
            assert "Not the official calculator or register" in page


def test_every_page_after_the_first_carries_what_identifies_the_calculation():
    source = development()
    for built in reports.both(source):
        for page in built.pages[1:]:
            assert f"00000012/BAAS17001/26/00000034 · revision 3 · calculation {source.sha256[:12]}" in page


def test_a_draft_is_watermarked_and_says_that_nobody_certified_it():
    for built in reports.both(development(header=DRAFT)):
        assert all("DRAFT" in page for page in built.pages)
        assert built.says("Date finalised To be finalised")
        assert built.says("Not certified. The revision is open")
        assert not built.says("certified on")


def test_a_final_report_has_no_watermark():
    for built in reports.both(development()):
        assert "DRAFT" not in built.text


def test_provisional_results_are_marked_and_each_reason_is_listed_with_what_rests_on_it():
    source = development()
    reasons = source.outcome.provisional
    summary = summary_of(source)
    assert reasons and all(summary.says(reason) for reason in reasons)
    assert summary.says(
        "Testus tertius measured by count (entered by the assessor: test source) Testus tertius"
    )
    assert "61†" in summary.text


def test_a_firm_result_carries_no_mark():
    case = reports.scattered_trees()
    firm = replace(
        case, trees=tuple(replace(group, large_tree_threshold_cm=bam.firm(50)) for group in case.trees[2:])
    )
    source = reports.source_of(firm)
    assert source.outcome.provisional == ()
    assert "†" not in summary_of(source).text


def test_what_is_not_computed_is_named_with_what_to_enter():
    zone = bam.zone(benchmark=None)
    source = reports.source_of(bam.development(zone))
    summary, zones = reports.both(source)
    (outcome,) = source.outcome.zones
    assert outcome.not_computed
    for built in (summary, zones):
        assert built.says("not computed")
        assert all(built.says(sentence) for sentence in outcome.not_computed)
    assert summary.says("Incomplete: 1 credit line could not be computed.")
    assert summary.says("Ecosystem credits (1 line not computed, so not complete)")


def test_a_zone_below_the_threshold_needs_no_offset_and_says_why():
    zone = bam.zone(plots=(replace(bam.CURRENT_1387, structure=(0.5, 0.5, 0.5, 0.5, 0, 0)),))
    source = reports.source_of(bam.development(zone))
    (line,) = source.lines("ecosystem")
    assert line.offset_required is False
    found = summary_of(source)
    assert found.says(f"Z1: {line.notes[0]}")
    assert any(row.endswith("15† No") for row in found.text.splitlines())


def test_impacts_that_are_described_stand_under_their_kind():
    impacts = [
        {
            "kind": "Indirect impact",
            "title": "Weeds",
            "description": "Olive spreads along 900 m.",
            "response": "Control.",
        },
        {
            "kind": "Prescribed impact",
            "title": "Gliders",
            "description": "A gap of 22 m.",
            "response": "Glide poles.",
        },
    ]
    squeezed = summary_of(development(impacts=impacts)).squeezed
    prescribed, indirect = squeezed.index("Prescribedimpacts"), squeezed.rindex("Indirectimpacts")
    assert prescribed < squeezed.index("Agapof22m.Glidepoles.") < indirect < squeezed.index("Olivespreads")


def test_a_potential_serious_and_irreversible_impact_is_named_with_its_statement():
    case = reports.development(1)
    flagged = replace(case, zones=(replace(case.zones[0], potential_saii=True),))
    source = reports.source_of(flagged)
    source.context["zones"]["1387_class1"]["saii_statement"] = "Forty hectares remain in the region."
    found = summary_of(source)
    assert found.says("1387_class1: Test woodland Forty hectares remain in the region.")
    assert not found.says("No vegetation zone and no species is flagged")


def test_what_the_assessor_says_of_a_zone_stands_beside_its_numbers():
    source = stewardship()
    source.context["zones"]["1387_class1"] |= {
        "high_risk_reason": "Cleared land.",
        "justification": "Floristics.",
    }
    report = reports.read_report(vegetation_zones(source))
    assert report.says("Evidence for the community: Floristics.")
    assert report.says("High risk land: yes. Cleared land.")


# --- names that try to break it ----------------------------------------------------------------------------------
HOSTILE = [
    "Smith & Sons <Pty> Ltd",
    "a<b and c>d </para> &amp; <img src='file:///etc/passwd'/>",
    "Quarry {{ 7*7 }} {% now %} %s \\N{BULLET}",
    "生态信用 Bánh ṯhick ﬁ",
    "x" * 500,
    "A word " * 71,
]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_survives_in_every_place(name):
    zone = replace(reports.varied_zone(1), pct_name=name)
    case = bam.development(zone, species=(bam.species(zones=(), scientific_name=name, common_name=name),))
    source = reports.source_of(
        case,
        header={"proposal_name": name, "assessor_name": name},
        measures=[reports.MEASURE | {"description": name}],
        candidate_species=[
            {
                "name": name,
                "common_name": "",
                "retained": True,
                "presence": "Present: surveyed",
                "reason": "",
                "survey_months": "",
                "survey_method": "",
                "saii_statement": "",
            }
        ],
    )
    for built in reports.both(source):
        wanted = "".join(name.replace("ﬁ", "fi").split())
        found = built.squeezed.replace("ﬁ", "fi")
        assert found.count(wanted) >= 3, "title, header, and the zone or certification"


def test_a_right_to_left_name_is_drawn_and_its_latin_part_read_back():
    name = "مزرعة أشجار الكينا Gum Tree Farm חוות"
    for built in reports.both(development(header={"proposal_name": name})):
        assert built.built.unknown_glyphs == {}
        assert built.says("Gum Tree Farm")


# --- the same bytes ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("make", [reports.development, reports.stewardship])
def test_the_same_calculation_gives_the_same_bytes(make):
    first, second = (reports.both(reports.source_of(make(2))) for _ in range(2))
    for one, other in zip(first, second, strict=True):
        assert one.content == other.content
        assert one.built.sha256 == hashlib.sha256(one.content).hexdigest()


def test_another_calculation_gives_other_bytes():
    one, other = (summary_of(development(header={"revision": number})) for number in (3, 4))
    assert one.built.sha256 != other.built.sha256


def test_another_process_in_another_time_zone_gives_the_same_bytes():
    program = (
        "import django; django.setup()\n"
        "from tests.documents import report_sources as reports\n"
        "found = reports.both(reports.source_of(reports.stewardship(2)))\n"
        "print(*(one.built.sha256 for one in found))"
    )
    prints = [
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=settings.BASE_DIR,
            env={
                "PYTHONHASHSEED": seed,
                "TZ": zone,
                "DJANGO_SETTINGS_MODULE": "tests.settings",
                "PATH": "/usr/bin:/bin",
                "SECRET_KEY": "another-process-" + "x" * 50,
            },
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split()
        for seed, zone in (("1", "UTC"), ("2", "America/Lima"))
    ]
    here = [one.built.sha256 for one in reports.both(reports.source_of(reports.stewardship(2)))]
    assert prints == [here, here]


def test_the_only_date_of_the_file_is_that_of_the_calculation():
    meta = summary_of(development()).reader.metadata
    assert meta.creation_date.isoformat() == "2026-02-28T22:30:12+00:00"
    assert meta.modification_date == meta.creation_date


def test_the_file_carries_no_name_of_a_person_in_its_metadata():
    built = summary_of(development())
    assert "Alex" not in json.dumps({key: str(value) for key, value in built.reader.metadata.items()})


def test_many_zones_give_a_list_of_contents_and_few_do_not():
    assert vegetation_zones(reports.source_of(reports.development(4))).contents
    assert not vegetation_zones(reports.source_of(reports.development(3))).contents
