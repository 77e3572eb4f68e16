"""Requests that nobody means well with: numbers in headers, characters a database cannot hold, pages that are not
there. None of them is the server's fault, and none is remembered as it came."""

import pytest

from registry.audit.models import AuditEvent
from tests import builders

pytestmark = pytest.mark.django_db
NUL = "%00"


@pytest.mark.parametrize(
    "address",
    [
        f"/people/register/?search=a{NUL}b",
        f"/people/?search=a{NUL}b",
        f"/cases/?q={NUL}",
        f"/cases/?search={NUL}",
        f"/reference/communities/?q={NUL}&release={NUL}",
        f"/api/v1/accreditations/?search={NUL}",
        f"/api/v1/reference/communities/?search={NUL}&release={NUL}",
        f"/api/v1/organisations/?search={NUL}",
        f"/api/v1/jobs/?page={NUL}",
        "/api/v1/cases/?page=-1",
        f"/api/v1/cases/?page={10**30}&page_size=-5",
        f"/cases/?page={10**30}",
        f"/people/?page={'9' * 5000}",
        "/api/v1/assessments/?case=not-an-id",
    ],
)
def test_no_address_makes_the_server_fail(client_for, assessor, registrar, release, address):
    for user in (assessor, registrar):
        answer = client_for(user).get(address)
        assert answer.status_code < 500, address


def test_a_hidden_key_with_a_nul_character_does_not_make_the_server_fail(client_for, assessor, release):
    answer = client_for(assessor).post("/people/account/name/", {"name": "Alex", "key": "\x00abc"})
    assert answer.status_code < 500


@pytest.mark.parametrize("brought", ["x" * 1000, "a b", "<script>", ""])
def test_a_request_number_that_is_no_plain_word_is_replaced(api_for, assessor, release, brought):
    answer = api_for(assessor).post("/api/v1/cases/", {"title": "Quarry"}, headers={"X-Request-ID": brought})
    assert answer.status_code == 201
    event = AuditEvent.objects.get(action="case.open")
    assert event.request_id != brought
    assert len(event.request_id) == 36


def test_the_number_of_a_request_is_kept_with_what_it_did(api_for, assessor, release):
    headers = {"X-Request-ID": "proxy-7f3a.12"}
    api_for(assessor).post("/api/v1/cases/", {"title": "Quarry"}, headers=headers)
    assert AuditEvent.objects.get(action="case.open").request_id == "proxy-7f3a.12"


def test_a_large_plot_file_with_the_longest_name_is_staged(api_for, assessor, authority, release):
    from django.core.files.uploadedfile import SimpleUploadedFile

    revision = builders.open_revision(assessor=assessor, reviewing=authority)
    file = SimpleUploadedFile(f"{'p' * 240}.csv", b"plot\n" * 600)
    answer = api_for(assessor).post(
        f"/api/v1/revisions/{revision.public_id}/plot-imports/", {"file": file}, format="multipart"
    )
    assert answer.status_code == 201, answer.content


def test_cells_with_nul_characters_are_findings_and_not_failures(api_for, assessor, authority, release):
    from django.core.files.uploadedfile import SimpleUploadedFile

    from assessments.plots.template import COLUMNS

    revision = builders.open_revision(assessor=assessor, reviewing=authority)
    header = ",".join(column.name for column in COLUMNS)
    types = ",".join("text" for _ in COLUMNS)
    row = ",".join("a\x00b" for _ in COLUMNS)
    for content in (f"{header}\n{types}\n{row}\n", f"{header},\x00x\n{types},\n{row},1\n", "\x00" * 50):
        file = SimpleUploadedFile("plots.csv", content.encode())
        answer = api_for(assessor).post(
            f"/api/v1/revisions/{revision.public_id}/plot-imports/", {"file": file}, format="multipart"
        )
        assert answer.status_code in (201, 400), answer.content


def test_a_boundary_with_nul_characters_in_its_properties_is_read(api_for, assessor, authority, release):
    import json

    revision = builders.open_revision(assessor=assessor, reviewing=authority)
    polygon = json.loads(builders.square_geojson())
    feature = {"type": "Feature", "properties": {"a\x00": "\x00"}, "geometry": polygon, "id": "\x00"}
    body = {"geojson": feature, "version": 0, "claimed_area_m2": 90_000}
    answer = api_for(assessor).put(f"/api/v1/revisions/{revision.public_id}/boundary/", body)
    assert answer.status_code in (200, 400), answer.content
