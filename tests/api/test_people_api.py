"""People over the API: oneself, tokens shown once, the public register, jobs; every answer as documented."""

from datetime import timedelta

import pytest
from django.utils import timezone
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema
from rest_framework.test import APIClient

from registry.jobs.models import Job
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.mark.statement("N19")
def test_me_tells_roles_and_accreditation_as_of_today(api_for, assessor, firm):
    me = api_for(assessor).get("/api/v1/me/").json()
    assert (me["name"], me["accredited"]) == ("Alex Assessor", True)
    assert [(role["role"], role["organisation"]) for role in me["roles"]] == [("assessor", firm.name)]
    assert [(item["number"], item["status"]) for item in me["accreditations"]] == [("BAAS17001", "in force")]


def test_a_lapsed_assessor_is_told_so(api_for, lapsed_assessor):
    me = api_for(lapsed_assessor).get("/api/v1/me/").json()
    assert (me["accredited"], me["accreditations"][0]["status"]) == (False, "lapsed")


def test_a_token_is_shown_when_made_and_never_again(api_for, stranger):
    client = api_for(stranger)
    made = client.post("/api/v1/tokens/", {"days": 7})
    assert made.status_code == 201
    token = made.json()["token"]
    listed = client.get("/api/v1/tokens/")
    assert [row["token_key"] for row in listed.json()] == [token[:15]]
    assert token not in listed.content.decode()
    assert client.delete(f"/api/v1/tokens/{token[:15]}/").status_code == 204
    assert client.get("/api/v1/tokens/").json() == []


@pytest.fixture
def with_token(api_for, assessor):
    """A client that sends a token of the assessor, and the row behind it."""
    token = api_for(assessor).post("/api/v1/tokens/", {"days": 7}).json()["token"]
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {token}")
    assert client.get("/api/v1/me/").json()["name"] == "Alex Assessor"
    return client, assessor.auth_token_set.get()


def test_a_token_cannot_make_its_own_successor(with_token, assessor):
    client, _ = with_token
    answer = client.post("/api/v1/tokens/", {"days": 365})
    assert (answer.status_code, answer.json()["code"]) == (403, "token.by_token")
    assert assessor.auth_token_set.count() == 1


def test_a_token_past_its_day_opens_nothing(with_token):
    client, row = with_token
    row.expiry = timezone.now() - timedelta(seconds=1)
    row.save()
    assert client.get("/api/v1/me/").status_code == 401


def test_a_person_who_was_shut_out_gets_nowhere_by_token_or_session(with_token, client_for, assessor):
    client, _ = with_token
    browser = client_for(assessor)
    assessor.is_active = False
    assessor.save()
    assert client.get("/api/v1/me/").status_code == 401
    assert browser.get("/api/v1/me/").status_code == 401
    assert browser.get("/cases/").status_code == 302


def test_an_assessor_whose_role_ended_is_a_stranger_to_the_assessments_made_with_it(
    with_token, assessor, authority, release, today
):
    revision = builders.open_revision(assessor=assessor, reviewing=authority)
    client, _ = with_token
    address = f"/api/v1/revisions/{revision.public_id}/"
    assert client.get(address).status_code == 200
    assessor.role_assignments.update(valid_to=today - timedelta(days=1))
    assert client.get(address).status_code == 404
    assert client.post("/api/v1/cases/", {"title": "Another"}).status_code == 403


def test_a_wrong_number_of_days_names_the_field(api_for, stranger):
    answer = api_for(stranger).post("/api/v1/tokens/", {"days": "soon"})
    assert answer.status_code == 400
    (finding,) = answer.json()["findings"]
    assert (finding["field"], finding["code"]) == ("days", "input.invalid")


def test_what_a_client_sends_besides_is_not_taken(api_for, stranger, assessor):
    api_for(stranger).post("/api/v1/tokens/", {"days": 7, "user": assessor.pk})
    assert assessor.auth_token_set.count() == 0
    assert stranger.auth_token_set.count() == 1


def test_a_stranger_is_told_to_sign_in_with_a_stable_code(api_for):
    answer = api_for(None).get("/api/v1/me/")
    assert answer.status_code == 401
    assert answer.json()["code"] == "request.not_authenticated"


def test_the_register_is_public_and_in_pages(api_for, assessor, other_assessor):
    answer = api_for(None).get("/api/v1/accreditations/?page_size=1").json()
    assert (answer["count"], [row["number"] for row in answer["results"]]) == (2, ["BAAS17001"])
    assert set(answer["results"][0]) == {"number", "name", "valid_from", "valid_to", "status"}


def test_a_job_tells_progress_and_findings_to_the_one_who_asked(api_for, assessor):
    job = Job.objects.create(
        kind="test",
        requested_by=assessor,
        state="failed",
        error_code="input.invalid",
        error_message="Correct row 7.",
        result={"findings": [{"code": "plot.odd"}]},
    )
    answer = api_for(assessor).get(f"/api/v1/jobs/{job.public_id}/").json()
    assert (answer["state"], answer["finished"], answer["result"]["findings"]) == (
        "failed",
        True,
        [{"code": "plot.odd"}],
    )
    assert "arguments" not in answer


def test_another_persons_job_is_as_if_it_did_not_exist(api_for, assessor, other_assessor):
    job = Job.objects.create(kind="test", requested_by=assessor)
    there = api_for(other_assessor).get(f"/api/v1/jobs/{job.public_id}/")
    nowhere = api_for(other_assessor).get("/api/v1/jobs/00000000-0000-4000-8000-000000000000/")
    assert there.status_code == nowhere.status_code == 404
    assert there.json() == nowhere.json()
    assert api_for(other_assessor).get("/api/v1/jobs/").json()["count"] == 0


def test_the_description_of_the_api_is_valid_and_complete(capsys):
    schema = SchemaGenerator().get_schema(public=True)
    validate_schema(schema)
    assert capsys.readouterr().err == ""
    assert {"/api/v1/me/", "/api/v1/tokens/", "/api/v1/accreditations/", "/api/v1/jobs/"} <= set(
        schema["paths"]
    )
