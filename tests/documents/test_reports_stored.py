"""Building documents of stored calculations: once, with progress, as files that match their rows."""

import hashlib
import os

import pytest
from django.core.files.storage import default_storage
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from assessments import selectors
from assessments.models import AvoidanceMeasure, Calculation, ReportDocument, Revision
from assessments.services import calculating, documents
from registry.findings import DomainError, NotAllowed, NotVisible
from registry.jobs.models import Job
from tests import builders

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("staged_development", "built_one", "own_media")]


@pytest.fixture
def open_one(staged_development: Revision) -> Revision:
    return staged_development


@pytest.fixture
def final(open_one) -> Revision:
    return builders.finalise(open_one)


@pytest.fixture(scope="module")
def _built_key(module_stage, kept_media) -> int:
    return module_stage.make(build_final)


@pytest.fixture
def built_one(_built_key, db) -> Revision:
    """A final one whose reports are built; made once for the module."""
    return builders.fresh(_built_key)


def build_final(cast) -> Revision:
    final = builders.finalise(
        builders.complete_development(
            assessor=cast.person("assessor"), reviewing=cast.organisation("authority")
        )
    )
    build(selectors.latest_calculation(final))
    # What was asked for is done: the tests look for the jobs that they cause.
    Job.objects.all().delete()
    return final


def silent(done: int, total: int, message: str) -> None:
    """Nobody watches."""


def calculated(revision: Revision) -> Calculation:
    calculating.calculate(actor=builders.acting(revision.assessment.assessor), revision_id=revision.pk)
    return selectors.latest_calculation(revision)


def build(calculation: Calculation) -> list[ReportDocument]:
    return documents.build_all(calculation_id=calculation.pk, report=silent)


def contents(built: list[ReportDocument]) -> list[bytes]:
    found = []
    for document in built:
        with document.file.open("rb") as file:
            found.append(file.read())
    return found


STARTS = {"pdf": b"%PDF-", "xlsx": b"PK", "zip": b"PK"}


def test_a_final_revision_gets_every_report_as_described_by_its_row(built_one):
    built = build(selectors.latest_calculation(built_one))
    assert built[0].kind == "assessment_report"
    assert (built[-1].kind, built[-1].format) == ("report_set", "zip")
    for document, content in zip(built, contents(built), strict=True):
        assert content.startswith(STARTS[document.format])
        assert document.sha256 == hashlib.sha256(content).hexdigest()
        assert document.size_bytes == len(content)
        assert document.pages >= 2
        assert not document.draft


def test_a_development_has_the_reports_of_its_kind_and_tables_as_workbooks_too(built_one):
    made = [(document.kind, document.format) for document in build(selectors.latest_calculation(built_one))]
    assert made == [
        ("assessment_report", "pdf"),
        *(
            (kind, form)
            for kind in (
                "credit_summary",
                "like_for_like",
                "variations",
                "vegetation_zones",
                "predicted_species",
                "candidate_species",
            )
            for form in ("pdf", "xlsx")
        ),
        ("report_set", "zip"),
    ]


def test_the_job_of_finalising_asks_for_the_documents(final):
    job = Job.objects.get(kind="assessment.documents")
    assert job.arguments == {"calculation_id": selectors.latest_calculation(final).pk}


def test_a_second_run_finds_what_is_there(built_one):
    calculation = selectors.latest_calculation(built_one)
    first = build(calculation)
    second = build(calculation)
    assert [one.pk for one in first] == [one.pk for one in second]
    assert ReportDocument.objects.count() == len(first)


def test_one_that_is_missing_is_made_again_with_the_same_bytes(built_one):
    calculation = selectors.latest_calculation(built_one)
    first = build(calculation)
    before = contents(first)
    ReportDocument.objects.filter(pk=first[1].pk).delete()
    second = build(calculation)
    assert second[0].pk == first[0].pk and second[1].pk != first[1].pk
    assert contents(second) == before


def test_of_two_workers_at_once_the_slower_finds_the_row_and_leaves_no_file(built_one, monkeypatch):
    calculation = selectors.latest_calculation(built_one)
    first = build(calculation)
    files = len(stored_files())
    found, asked = documents._find, []

    def blind_at_first(*which):
        asked.append(which)
        return found(*which) if len(asked) > len(first) else None

    monkeypatch.setattr(documents, "_find", blind_at_first)
    second = build(calculation)
    assert len(asked) >= 2
    assert [one.pk for one in first] == [one.pk for one in second]
    assert len(stored_files()) == files


def stored_files() -> list[str]:
    return sorted(name for _, _, names in os.walk(default_storage.location) for name in names)


def test_changing_the_content_afterwards_does_not_change_a_stored_calculations_documents(open_one):
    calculation = calculated(open_one)
    before = [content.parts for content in documents.contents_of(calculation)]
    AvoidanceMeasure.objects.filter(revision=open_one).update(description="Something else.")
    type(open_one.proposal).objects.filter(revision=open_one).update(name="Another name")
    again = Calculation.objects.get(pk=calculation.pk)
    assert [content.parts for content in documents.contents_of(again)] == before


def test_building_reports_progress_to_the_person_who_waits(final):
    said = []
    documents.build_all(
        calculation_id=selectors.latest_calculation(final).pk, report=lambda *progress: said.append(progress)
    )
    files = len(said) - 1
    assert said[:3] == [
        (0, files, "Making the assessment report (PDF)"),
        (1, files, "Making the credit summary report (PDF)"),
        (2, files, "Making the credit summary report (Excel workbook)"),
    ]
    assert said[-2:] == [
        (files - 1, files, "Putting all reports together"),
        (files, files, "The documents are ready."),
    ]


def test_an_open_revision_gives_drafts(open_one):
    assert all(document.draft for document in build(calculated(open_one)))


def test_a_draft_stays_a_draft_after_the_revision_is_final(open_one):
    calculation = calculated(open_one)
    final = builders.finalise(open_one)
    assert selectors.latest_calculation(final).pk != calculation.pk
    assert all(document.draft for document in build(calculation))


def test_a_reopened_revision_keeps_its_final_documents(built_one, today):
    from assessments.services import lifecycle

    calculation = selectors.latest_calculation(built_one)
    before = contents(build(calculation))
    lifecycle.reopen(
        actor=builders.acting(built_one.assessment.assessor), revision_id=built_one.pk, today=today
    )
    ReportDocument.objects.all().delete()
    assert contents(build(calculation)) == before


@pytest.mark.statement("N40")
@pytest.mark.statement("N41")
def test_a_stewardship_site_gets_credits_and_plan_in_one_file(assessor, trust, landholder, release):
    final = builders.finalise(
        builders.complete_stewardship(assessor=assessor, trust=trust, landholder=landholder)
    )
    contents = documents.contents_of(selectors.latest_calculation(final))
    summary = next(content for content in contents if content.kind == "credit_summary")
    titles = [part.title for part in summary.parts]
    assert titles.index("Credits generated") < titles.index("Proposed management plan")
    assert build(selectors.latest_calculation(final))


def test_scattered_trees_have_no_vegetation_zones_to_report(assessor, authority, release):
    revision = builders.open_revision(assessor=assessor, reviewing=authority, module="scattered_trees")
    builders.describe(revision)
    builders.enter_fact(revision, "pct", builders.PCT_WITH_BENCHMARK, "large_tree_threshold_cm", 50)
    builders.add(
        revision,
        "trees",
        pct_id=builders.PCT_WITH_BENCHMARK,
        tree_species="Corymbia maculata",
        trees=13,
        dbh_cm=62,
    )
    builders.add(revision, "avoidance", kind="avoid", phase="planning", description="Road moved.")
    final = builders.finalise(revision)
    kinds = {document.kind for document in build(selectors.latest_calculation(final))}
    assert kinds == {
        "assessment_report",
        "credit_summary",
        "like_for_like",
        "variations",
        "predicted_species",
        "scattered_trees",
        "report_set",
    }


def test_an_unknown_calculation_is_refused(db):
    with pytest.raises(NotVisible):
        documents.build_all(calculation_id=0, report=silent)


def test_a_final_report_that_lacks_a_part_leaves_nothing_behind(final, monkeypatch):
    calculation, before = selectors.latest_calculation(final), stored_files()
    source = documents.source_of(calculation)
    source.context["measures"] = []
    monkeypatch.setattr(documents, "source_of", lambda _: source)
    with pytest.raises(DomainError, match="lacks a part"):
        build(calculation)
    assert not ReportDocument.objects.filter(calculation=calculation).exists()
    assert stored_files() == before


def test_a_request_before_the_first_calculation_says_to_calculate(open_one, act, assessor):
    with pytest.raises(DomainError) as refused:
        documents.request(actor=act(assessor), revision_id=open_one.pk)
    assert refused.value.code == "document.not_calculated"
    assert not Job.objects.exists()


def test_a_document_that_cannot_be_stored_leaves_no_file_behind(final, monkeypatch):
    before = stored_files()

    def fail(*arguments, **options):
        raise OperationalError("the database went away")

    monkeypatch.setattr(ReportDocument, "save", fail)
    with pytest.raises(OperationalError):
        build(selectors.latest_calculation(final))
    assert stored_files() == before


def test_only_the_lead_assessor_asks_for_documents(open_one, act, other_assessor):
    calculated(open_one)
    with pytest.raises(NotAllowed):
        documents.request(actor=act(other_assessor), revision_id=open_one.pk)


def test_asking_twice_with_one_key_makes_one_job(open_one, act, assessor):
    calculated(open_one)
    first = documents.request(actor=act(assessor), key="k", revision_id=open_one.pk)
    second = documents.request(actor=act(assessor), key="k", revision_id=open_one.pk)
    assert first == second
    assert Job.objects.filter(kind="assessment.documents").count() == 1


def test_building_asks_the_database_as_often_for_many_zones_as_for_one(assessor, authority, release):
    counts = []
    for zones in (1, 6):
        revision = builders.complete_development(assessor=assessor, reviewing=authority, zones=zones)
        calculation = calculated(revision)
        with CaptureQueriesContext(connection) as captured:
            build(calculation)
        counts.append(len(captured))
    assert counts[0] == counts[1]
