"""The list of documents, downloading one, and the report as a page."""

import io
import re
from html import unescape
from itertools import pairwise
from typing import Any
from uuid import uuid4

import pypdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from assessments import selectors
from assessments.models import Calculation, ReportDocument, Revision
from assessments.services import attachments, calculating, cases, documents
from registry.jobs.models import Job
from tests import builders

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("staged_development", "final", "own_media")]


@pytest.fixture
def client(client_for, assessor):
    return client_for(assessor)


@pytest.fixture
def open_one(staged_development) -> Revision:
    return staged_development


@pytest.fixture(scope="module")
def _final_key(module_stage, kept_media) -> int:
    return module_stage.make(build_final)


@pytest.fixture
def final(_final_key, db) -> Revision:
    """A submitted one whose reports are built; made once for the module."""
    return builders.fresh(_final_key)


def build_final(cast) -> Revision:
    final = builders.submit(
        builders.finalise(
            builders.complete_development(
                assessor=cast.person("assessor"), reviewing=cast.organisation("authority")
            )
        )
    )
    built(final)
    # What was asked for is done: the tests look for the jobs that they cause.
    Job.objects.all().delete()
    return final


def calculated(revision: Revision) -> Calculation:
    calculating.calculate(actor=builders.acting(revision.assessment.assessor), revision_id=revision.pk)
    return selectors.latest_calculation(revision)


def built(revision: Revision) -> list[ReportDocument]:
    calculation = selectors.latest_calculation(revision)
    return documents.build_all(calculation_id=calculation.pk, report=lambda done, total, message: None)


def listed_again(calculation: Calculation, made: list[ReportDocument]) -> None:
    """The same documents as those of another calculation."""
    for document in made:
        document.pk, document.public_id, document.calculation = None, uuid4(), calculation
        document._state.adding = True
        document.save()


def list_of(revision: Revision) -> str:
    return reverse("document-list", args=[revision.public_id])


def report_of(revision: Revision, kind: str = "") -> str:
    address = reverse("report-page", args=[revision.public_id])
    return f"{address}?report={kind}" if kind else address


def download_of(document: ReportDocument) -> str:
    return reverse("document-download", args=[document.public_id])


def markup_of(answer: Any) -> str:
    assert answer.status_code == 200
    return answer.content.decode().partition("<main")[2].partition("</main>")[0]


def words_of(answer: Any) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", markup_of(answer))).split())


def queries_of(client: Any, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


# --- the list ----------------------------------------------------------------------------------------------------
def test_before_the_first_calculation_the_list_points_to_the_credits_page(client, open_one):
    answer = client.get(list_of(open_one))
    assert "nothing has been calculated" in words_of(answer)
    assert reverse("credits-page", args=[open_one.public_id]) in markup_of(answer)


def test_asking_before_the_first_calculation_says_so_and_makes_no_job(client, open_one):
    answer = client.post(list_of(open_one), {"key": "k"})
    assert answer.status_code == 409
    assert "There is no stored calculation yet" in answer.content.decode()
    assert not Job.objects.exists()


def test_the_lead_assessor_asks_for_drafts_and_is_led_to_the_job(client, open_one):
    calculated(open_one)
    page = markup_of(client.get(list_of(open_one)))
    assert "Make the documents" in page and "Not made yet" in page
    answer = client.post(list_of(open_one), {"key": "k"})
    job = Job.objects.get()
    assert answer.status_code == 303
    assert answer.url == reverse("job", args=[job.public_id])
    assert job.subject_path == list_of(open_one)
    client.post(list_of(open_one), {"key": "k"})
    assert Job.objects.count() == 1


def test_while_the_job_runs_its_progress_is_shown_and_no_second_is_offered(client, open_one):
    calculated(open_one)
    client.post(list_of(open_one), {"key": "k"})
    Job.objects.update(state="running", progress_done=1, progress_total=2)
    answer = client.get(list_of(open_one))
    assert "Being made, 50 %" in words_of(answer)
    assert "Make the documents" not in words_of(answer)


def test_a_failed_job_tells_why_and_may_be_asked_for_again(client, open_one):
    calculated(open_one)
    client.post(list_of(open_one), {"key": "k"})
    Job.objects.update(state="failed", error_message="The report lacks a part.")
    words = words_of(client.get(list_of(open_one)))
    assert "The report lacks a part." in words and "Make the documents" in words


def test_reports_are_listed_with_their_files_sizes_fingerprints_and_state(client, final):
    made = built(final)
    answer = client.get(list_of(final))
    words = words_of(answer).replace("\xa0", " ")
    for document in made:
        assert document.sha256 in words
        assert download_of(document) in markup_of(answer)
    title = "Credit summary report"
    pdf, xlsx = [document for document in made if document.kind == "credit_summary"]
    files = (
        rf"PDF of the {title.lower()} {pdf.pages} pages, [\d.]+ KB "
        rf"Excel of the {title.lower()} {xlsx.pages} sheets, [\d.]+ KB"
    )
    row = words.partition("Reports of this calculation")[2].partition(title)[2]
    assert re.match(rf" {files} Web page : {title.lower()} Ready", row)


def test_the_set_of_all_reports_comes_first(client, final):
    whole = built(final)[-1]
    markup = markup_of(client.get(list_of(final)))
    assert whole.kind == "report_set"
    first = re.findall(r'href="(/documents/[^"]+)"', markup)[0]
    assert first == download_of(whole)
    assert "All reports in one download" in markup


def test_the_assembled_report_is_listed_under_its_own_name(client, final):
    assert "Biodiversity development assessment report" in words_of(client.get(list_of(final)))


def test_content_changed_since_the_calculation_is_told(client, open_one):
    calculated(open_one)
    assert "has changed since" not in words_of(client.get(list_of(open_one)))
    builders.add_plot(open_one, open_one.vegetationzone_set.get(), "P9", composition_tree=1)
    assert "The content has changed since" in words_of(client.get(list_of(open_one)))


def test_documents_of_earlier_calculations_stay_listed(client, open_one):
    calculated(open_one)
    earlier = built(open_one)
    calculated(open_one)
    answer = client.get(list_of(open_one))
    assert "Earlier calculations" in words_of(answer)
    assert all(download_of(document) in markup_of(answer) for document in earlier)


def test_the_list_needs_as_many_queries_for_many_documents_as_for_few(client, open_one):
    calculated(open_one)
    made = built(open_one)
    listed_again(calculated(open_one), made)
    few = queries_of(client, list_of(open_one))
    for _ in range(3):
        listed_again(calculated(open_one), made)
    assert queries_of(client, list_of(open_one)) == few


def test_readers_see_final_documents_but_no_button_and_no_drafts(client_for, open_one, reviewer):
    calculated(open_one)
    drafts = built(open_one)
    revision = builders.submit(builders.finalise(open_one))
    final = built(revision)
    page = client_for(reviewer).get(list_of(revision))
    assert all(download_of(document) in markup_of(page) for document in final)
    assert not any(download_of(document) in markup_of(page) for document in drafts)
    assert "Make the documents" not in words_of(page)


# --- the file ----------------------------------------------------------------------------------------------------
def test_a_download_is_the_stored_file_as_an_attachment_nobody_may_sniff(client, final):
    document = built(final)[0]
    answer = client.get(download_of(document))
    content = b"".join(answer.streaming_content)
    with document.file.open("rb") as stored:
        assert content == stored.read()
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"
    number = f"{final.assessment_id:08d}"
    assert answer["Content-Disposition"] == (
        f'attachment; filename="assessment-report-{number}-revision-1-calculation-1.pdf"'
    )


def test_every_format_downloads_under_its_own_type_and_name(client, final):
    types = {
        "pdf": "application/pdf",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "zip": "application/zip",
    }
    made = built(final)
    assert {document.format for document in made} == set(types)
    for document in made:
        answer = client.get(download_of(document))
        assert answer["Content-Type"] == types[document.format]
        assert answer["Content-Disposition"].endswith(f'.{document.format}"')


def test_a_draft_is_named_so_and_is_for_the_lead_assessor_alone(
    client, client_for, open_one, reviewer, registrar
):
    calculated(open_one)
    draft = built(open_one)[0]
    builders.submit(builders.finalise(open_one))
    answer = client.get(download_of(draft))
    assert "-draft.pdf" in answer["Content-Disposition"]
    for other in (reviewer, registrar):
        assert client_for(other).get(download_of(draft)).status_code == 404


def test_a_file_name_never_carries_what_a_person_typed(client, assessor, authority, release):
    revision = builders.complete_development(assessor=assessor, reviewing=authority)
    builders.change_single(revision, "proposal", name='../"evil"\n.exe')
    calculated(revision)
    answer = client.get(download_of(built(revision)[0]))
    assert "evil" not in answer["Content-Disposition"]


# --- the report as a page ----------------------------------------------------------------------------------------
def test_without_a_calculation_the_report_page_says_what_to_do(client, open_one):
    assert "nothing has been calculated" in words_of(client.get(report_of(open_one)))


@pytest.mark.parametrize("kind", ["assessment_report", "credit_summary", "vegetation_zones"])
def test_the_page_has_a_language_one_title_ordered_headings_and_table_scopes(client, final, kind):
    answer = client.get(report_of(final, kind))
    assert '<html lang="en-AU">' in answer.content.decode()
    markup = markup_of(answer)
    levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", markup)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))
    tables = re.findall(r"<table.*?</table>", markup, re.DOTALL)
    assert len(tables) > 3
    for table in tables:
        assert "<caption>" in table
        assert re.findall(r"<th(?=[ >])(?! scope=)", table) == []
    identifiers = re.findall(r'\bid="([^"]+)"', markup)
    assert len(identifiers) == len(set(identifiers))
    for target in re.findall(r'href="#([^"]+)"', markup):
        assert target in identifiers


@pytest.mark.parametrize("kind", ["credit_summary", "vegetation_zones"])
def test_the_page_has_the_words_and_numbers_of_the_file(client, final, kind):
    document = next(one for one in built(final) if (one.kind, one.format) == (kind, "pdf"))
    with document.file.open("rb") as file:
        pages = [page.extract_text() for page in pypdf.PdfReader(file).pages]
    # The axis of a chart is drawn differently on a page; its figures stand in the tables.
    axis = r"(\d+( %)?|Benchmark|Current|Future)"
    lines = [line for page in pages for line in page.splitlines() if not re.fullmatch(axis, line.strip())]
    page = "".join(words_of(client.get(report_of(final, kind))).replace(" provisional", "").split())
    furniture = ("Page ", "Credit summary report", "Vegetation zones report")
    rows = [line for line in lines if not line.startswith(furniture) and "continued)" not in line]
    assert len(rows) > 80
    missing = [row for row in rows if "".join(row.replace("–", "").split()) not in page.replace("–", "")]
    assert missing == []


def test_a_provisional_value_is_marked_for_the_eye_and_for_the_ear(client, final):
    markup = markup_of(client.get(report_of(final)))
    assert '<span class="report-mark">†<span class="reg-visually-hidden"> provisional</span></span>' in markup
    assert "Provisional results" in markup


def test_a_draft_says_so_on_the_page(client, open_one):
    calculated(open_one)
    words = words_of(client.get(report_of(open_one)))
    assert "DRAFT" in words and "Not certified." in words
    assert "Not the official calculator or register" in words


def test_what_is_missing_links_to_where_it_is_entered_for_who_may_enter_it(
    client, client_for, open_one, reviewer
):
    calculated(open_one)
    facts = reverse("section-page", args=[open_one.public_id, "facts"])
    assert facts not in markup_of(client.get(report_of(open_one)))
    zone = builders.add_zone(open_one, number=2, condition="bare", pct_id=42)
    builders.add_plot(open_one, zone)
    calculated(open_one)
    assert facts in markup_of(client.get(report_of(open_one)))
    revision = builders.submit(builders.finalise(open_one))
    page = client_for(reviewer).get(report_of(revision))
    assert "Not computed" in words_of(page)
    assert facts not in markup_of(page)


def test_typed_markup_stays_text(client, open_one):
    builders.change_single(open_one, "proposal", name="<script>alert(1)</script> & <Pty>")
    calculated(open_one)
    markup = markup_of(client.get(report_of(open_one)))
    assert "<script>" not in markup
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;Pty&gt;" in markup


def test_every_report_of_the_list_is_a_page_too(client, final):
    made = {document.kind for document in built(final)} - {"report_set"}
    assert len(made) == 7
    for kind in made:
        words = words_of(client.get(report_of(final, kind)))
        assert "Not the official calculator or register" in words


def test_a_photo_is_shown_in_the_report_from_where_attachments_are_read(client, open_one, assessor):
    picture = io.BytesIO()
    Image.new("RGB", (60, 40), (90, 120, 80)).save(picture, "JPEG")
    attachments.add(
        actor=builders.acting(assessor),
        revision_id=open_one.pk,
        filename="view.jpg",
        content=picture.getvalue(),
        caption="The site from the east",
    )
    calculated(open_one)
    row = open_one.attachment_set.get()
    address = reverse("attachment-file", args=[open_one.public_id, row.public_id])
    assert f'src="{address}"' in markup_of(client.get(report_of(open_one, "assessment_report")))
    row.delete()
    page = client.get(report_of(open_one, "assessment_report"))
    assert address not in markup_of(page)
    assert "The file of this picture is missing." in words_of(page)


def test_a_kind_of_report_that_does_not_exist_is_not_found(client, final):
    assert client.get(report_of(final, "biobanking")).status_code == 404


def test_the_report_of_a_final_revision_is_read_by_its_parties(
    client_for, open_one, assessor, landholder, landholder_member
):
    cases.name_party(
        actor=builders.acting(assessor),
        case_id=str(open_one.assessment.case.public_id),
        organisation_id=str(landholder.public_id),
        role="landholder",
    )
    calculated(open_one)
    client = client_for(landholder_member)
    assert client.get(report_of(open_one)).status_code == 404
    builders.finalise(open_one)
    assert client.get(report_of(open_one)).status_code == 200


def test_the_page_needs_as_many_queries_for_many_zones_as_for_one(client, assessor, authority, release):
    counts = []
    for zones in (1, 5):
        revision = builders.complete_development(assessor=assessor, reviewing=authority, zones=zones)
        calculated(revision)
        counts.append(queries_of(client, report_of(revision, "vegetation_zones")))
    assert counts[0] == counts[1]
