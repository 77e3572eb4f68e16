"""The set of all reports: what is in it, that it is the same wherever it is built, and what a missing file does."""

import base64
import hashlib
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pypdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from PIL import Image

from assessments import selectors
from assessments.models import Attachment, Calculation, ReportDocument, Revision
from assessments.services import attachments, calculating, documents
from tests import builders
from tests.documents import set_builder

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("staged_development", "final", "own_media")]


@pytest.fixture
def open_one(staged_development) -> Revision:
    return with_documents(staged_development)


@pytest.fixture(scope="module")
def _final_key(module_stage, kept_media) -> int:
    return module_stage.make(build_final)


@pytest.fixture
def final(_final_key, db) -> Revision:
    """A final one whose reports are built; made once for the module."""
    return builders.fresh(_final_key)


def build_final(cast) -> Revision:
    revision = with_documents(
        builders.complete_development(
            assessor=cast.person("assessor"), reviewing=cast.organisation("authority")
        )
    )
    final = builders.finalise(revision)
    build(selectors.latest_calculation(final))
    return final


def with_documents(revision: Revision) -> Revision:
    attach(revision, "view.jpg", photo(), caption="The site from the east")
    attach(revision, "birds: 2026/report", paper(), caption="Survey of birds")
    return revision


def photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), (90, 120, 80)).save(out, "JPEG")
    return out.getvalue()


def paper() -> bytes:
    writer, out = pypdf.PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    writer.write(out)
    return out.getvalue()


def attach(revision: Revision, name: str, content: bytes, *, caption: str) -> None:
    attachments.add(
        actor=builders.acting(revision.assessment.assessor),
        revision_id=revision.pk,
        filename=name,
        content=content,
        caption=caption,
    )


def build(calculation: Calculation) -> list[ReportDocument]:
    return documents.build_all(calculation_id=calculation.pk, report=lambda done, total, message: None)


def bytes_of(document: ReportDocument) -> bytes:
    with document.file.open("rb") as file:
        return file.read()


def opened(built: list[ReportDocument]) -> ZipFile:
    assert (built[-1].kind, built[-1].format) == ("report_set", "zip")
    return ZipFile(io.BytesIO(bytes_of(built[-1])))


def calculated(revision: Revision) -> Calculation:
    calculating.calculate(actor=builders.acting(revision.assessment.assessor), revision_id=revision.pk)
    return selectors.latest_calculation(revision)


def test_the_set_holds_the_list_every_report_and_the_attached_documents(final):
    built = build(selectors.latest_calculation(final))
    archive = opened(built)
    assert archive.testzip() is None
    assert archive.namelist() == [
        "00-what-is-in-this-set.txt",
        "01-assessment-report.pdf",
        "02-credit-summary.pdf",
        "02-credit-summary.xlsx",
        "03-like-for-like.pdf",
        "03-like-for-like.xlsx",
        "04-variations.pdf",
        "04-variations.xlsx",
        "05-vegetation-zones.pdf",
        "05-vegetation-zones.xlsx",
        "06-predicted-species.pdf",
        "06-predicted-species.xlsx",
        "07-candidate-species.pdf",
        "07-candidate-species.xlsx",
        *[name for name in archive.namelist() if name.startswith("attachments/01-birds")],
    ]
    assert archive.namelist()[-1].endswith(".pdf")
    assert built[-1].pages == len(archive.namelist())
    inside = {archive.read(name) for name in archive.namelist()[1:]}
    stored = {bytes_of(document) for document in built[:-1]}
    assert inside == stored | {paper()}


def test_the_list_names_each_file_with_its_fingerprint_and_what_it_was_made_from(final):
    calculation = selectors.latest_calculation(final)
    archive = opened(build(calculation))
    listed = archive.read("00-what-is-in-this-set.txt").decode()
    for name in archive.namelist()[1:]:
        assert f"{name}\n" in listed
        assert hashlib.sha256(archive.read(name)).hexdigest() in listed
    assert calculation.sha256 in listed
    assert calculation.release.checksum in listed
    for version in calculation.release.bam_data_versions.values():
        assert version["version"] in listed
    assert "Not the official calculator or register" in listed
    assert "DRAFT" not in listed


def test_a_draft_says_so_in_every_name_in_the_list_and_in_the_first_sheet(open_one):
    archive = opened(build(calculated(open_one)))
    assert all(name.startswith(("DRAFT-", "attachments/")) for name in archive.namelist())
    assert "DRAFT" in archive.read("DRAFT-00-what-is-in-this-set.txt").decode()
    for name in archive.namelist():
        if name.endswith(".xlsx"):
            first = load_workbook(io.BytesIO(archive.read(name))).worksheets[0]
            assert "DRAFT" in {row[0].value for row in first.iter_rows()}
        elif name.startswith("DRAFT") and name.endswith(".pdf"):
            pages = pypdf.PdfReader(io.BytesIO(archive.read(name))).pages
            assert all("DRAFT" in page.extract_text() for page in pages), name


def test_every_file_is_the_same_in_another_process_time_zone_and_hash_seed(final, tmp_path):
    calculation = selectors.latest_calculation(final)
    built = {f"{one.kind}.{one.format}": one.sha256 for one in build(calculation)}
    texts = {name: getattr(calculation, name) for name in ("inputs_text", "context_text", "outcome_text")}
    stored = {"texts": texts | {"sha256": calculation.sha256, "version": calculation.version}}
    stored["attachments"] = {
        row.sha256: base64.b64encode(row.file.read()).decode()
        for row in Attachment.objects.filter(revision=final)
    }
    file = tmp_path / "calculation.json"
    file.write_text(json.dumps(stored))
    for zone, seed in (("Pacific/Kiritimati", "1"), ("America/Los_Angeles", "77")):
        elsewhere = os.environ | {
            "TZ": zone,
            "PYTHONHASHSEED": seed,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
        }
        ran = subprocess.run(
            [sys.executable, str(Path(set_builder.__file__)), str(file)],
            env=elsewhere,
            capture_output=True,
            check=True,
        )
        assert json.loads(ran.stdout.splitlines()[-1]) == built


def test_files_that_are_missing_from_the_disk_are_said_and_stop_nothing(open_one):
    calculation = calculated(open_one)
    for row in Attachment.objects.filter(revision=open_one):
        Path(row.file.path).unlink()
    archive = opened(build(calculation))
    assert not [name for name in archive.namelist() if name.startswith("attachments/")]
    assert "missing from the registry's storage" in archive.read("DRAFT-00-what-is-in-this-set.txt").decode()
    report = pypdf.PdfReader(io.BytesIO(archive.read("DRAFT-01-assessment-report.pdf")))
    assert "The file of this picture is missing." in " ".join(page.extract_text() for page in report.pages)


def test_a_file_that_was_changed_on_the_disk_counts_as_missing(open_one):
    calculation = calculated(open_one)
    row = Attachment.objects.get(revision=open_one, kind="document")
    Path(row.file.path).write_bytes(b"%PDF-1.7 something else")
    archive = opened(build(calculation))
    assert not [name for name in archive.namelist() if name.startswith("attachments/")]


def test_an_attachment_removed_later_is_said_to_be_missing_in_the_calculation_that_had_it(open_one):
    calculation = calculated(open_one)
    Attachment.objects.filter(revision=open_one).delete()
    listed = opened(build(calculation)).read("DRAFT-00-what-is-in-this-set.txt").decode()
    assert "Survey of birds" in listed and "missing" in listed


def test_the_set_is_made_again_from_what_is_there_after_it_was_lost(final):
    calculation = selectors.latest_calculation(final)
    first = build(calculation)
    whole = bytes_of(first[-1])
    first[-1].delete()
    again = build(calculation)
    assert [one.pk for one in again[:-1]] == [one.pk for one in first[:-1]]
    assert bytes_of(again[-1]) == whole


def test_building_asks_the_database_as_often_for_many_attachments_as_for_few(assessor, authority, release):
    counts = []
    for papers in (1, 4):
        revision = builders.complete_development(assessor=assessor, reviewing=authority)
        for number in range(papers):
            attach(revision, f"{number}.pdf", paper() + b"\n" * number, caption=f"Paper {number}")
        calculation = calculated(revision)
        with CaptureQueriesContext(connection) as captured:
            build(calculation)
        counts.append(len(captured))
    assert counts[0] == counts[1]
