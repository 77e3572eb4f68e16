"""Photos, documents and outlines over the API."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.models import Attachment, ZoneOutline
from tests import builders
from tests.evidence_files import attach, features, jpeg, outline, pdf, square

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def revision(assessor, authority, release):
    return builders.open_revision(assessor=assessor, reviewing=authority)


@pytest.fixture
def api(api_for, assessor):
    return api_for(assessor)


def listed(revision):
    return reverse("api-attachments", args=[revision.public_id])


def one(row, name="api-attachment"):
    return reverse(name, args=[row.revision.public_id, row.public_id])


def sent(api, revision, content, name="a.jpg", **values):
    body = {"file": SimpleUploadedFile(name, content), "caption": "Gully"} | values
    return api.post(listed(revision), body, format="multipart")


def test_a_photo_is_attached_listed_fetched_changed_and_removed(api, revision):
    zone = builders.add_zone(revision)
    made = sent(api, revision, jpeg(), zone=str(zone.public_id), bearing=90)
    assert made.status_code == 201, made.json()
    page = api.get(listed(revision)).json()
    (row,) = page["results"]
    assert (row["kind"], row["zone"], row["bearing"], row["plot"]) == ("photo", str(zone.public_id), 90, None)
    stored = Attachment.objects.get()
    file = api.get(row["url"])
    assert file["Content-Type"] == "image/jpeg" and file["Content-Disposition"].startswith("attachment")
    changed = api.patch(one(stored), {"caption": "Creek", "version": page["version"]}, format="json")
    assert changed.status_code == 200, changed.json()
    assert api.get(one(stored)).json()["caption"] == "Creek"
    assert api.get(one(stored)).json()["bearing"] == 90
    removed = api.delete(f"{one(stored)}?version={changed.json()['version']}")
    assert removed.status_code == 200
    assert api.get(listed(revision)).json()["results"] == []


def test_a_document_answers_with_the_properties_it_keeps(api, revision):
    made = sent(api, revision, pdf(Author="Sam"), name="a.pdf").json()
    assert (made["kind"], made["properties"]["author"]) == ("document", "Sam")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "attachment.file.empty"),
        (b"<html>", "attachment.file.kind"),
        (b"\xff\xd8\xff<html>", "attachment.photo.unreadable"),
        (pdf()[:100], "attachment.document.cut_off"),
    ],
)
def test_a_refused_file_is_told_by_code(api, revision, content, code):
    answer = sent(api, revision, content)
    assert answer.status_code == 400
    assert [(f["code"], f["field"]) for f in answer.json()["findings"]] == [(code, "file")]


def test_a_body_over_the_limit_is_413(api, revision):
    assert sent(api, revision, b"0" * 21_100_000).status_code == 413


def test_a_change_without_version_or_with_a_foreign_field_is_refused(api, revision):
    row = attach(revision)
    assert api.patch(one(row), {"caption": "x"}, format="json").status_code == 400
    answer = api.patch(one(row), {"sha256": "0", "version": 1}, format="json")
    assert answer.status_code == 400
    assert api.patch(one(row), {"caption": "x", "version": 0}, format="json").status_code == 409


def test_a_list_of_attachments_costs_the_same_however_long(api, assessor, authority, release):
    def queries(count):
        revision = builders.open_revision(assessor=assessor, reviewing=authority, title=f"Site {count}")
        zone = builders.add_zone(revision)
        for number in range(count):
            attach(revision, jpeg((40 + number, 40)), zone=str(zone.public_id))
        api.get(listed(revision))
        with CaptureQueriesContext(connection) as captured:
            assert api.get(listed(revision)).json()["count"] == count
        return len(captured)

    assert queries(1) == queries(9)


# --- outlines ------------------------------------------------------------------------------------------------------
def outlines_of(revision):
    return reverse("api-zone_outlines", args=[revision.public_id])


def test_outlines_are_stored_for_many_zones_or_for_one(api, revision):
    zone = builders.add_zone(revision, area_m2=21_900)
    made = api.put(
        outlines_of(revision),
        {"geojson": json.loads(features(square(zone=zone.key))), "version": 1},
        format="json",
    )
    assert made.status_code == 200, made.json()
    assert made.json()["zones"] == [zone.key]
    page = api.get(outlines_of(revision)).json()
    assert page["results"][0]["zone"] == str(zone.public_id)
    assert page["results"][0]["warnings"] == []
    address = reverse("api-zone-outline", args=[revision.public_id, zone.public_id])
    file = SimpleUploadedFile("one.geojson", features(square(side_degrees=0.001)))
    again = api.put(address, {"file": file, "version": page["version"]}, format="multipart")
    assert again.status_code == 200, again.json()
    assert ZoneOutline.objects.get().source_name == "one.geojson"
    assert api.delete(f"{address}?version={again.json()['version']}").status_code == 200
    assert api.get(outlines_of(revision)).json()["results"] == []


def test_a_bad_feature_is_told_with_its_number_as_the_row(api, revision):
    zone = builders.add_zone(revision)
    body = {"geojson": json.loads(features(square(zone=zone.key), square(zone="x"))), "version": 1}
    answer = api.put(outlines_of(revision), body, format="json")
    assert answer.status_code == 400
    assert [(f["code"], f["row"]) for f in answer.json()["findings"]] == [("outline.unknown_zone", 2)]
    assert not ZoneOutline.objects.exists()


def test_a_list_of_outlines_costs_the_same_however_long(api, assessor, authority, release):
    def queries(count):
        revision = builders.open_revision(assessor=assessor, reviewing=authority, title=f"Site {count}")
        for number in range(1, count + 1):
            zone = builders.add_zone(revision, number=number, condition=f"c{number}")
            outline(revision, zone, features(square(west=151.1 + number / 100)))
        api.get(outlines_of(revision))
        with CaptureQueriesContext(connection) as captured:
            assert api.get(outlines_of(revision)).json()["count"] == count
        return len(captured)

    assert queries(1) == queries(6)
