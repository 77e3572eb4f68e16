"""Loads of official data over the API: the same commands as the pages."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from rest_framework.test import APIClient

from registry.jobs import work
from registry.jobs.models import Job
from registry.parties.models import User
from registry.reference.api.loads import Loads
from registry.reference.loads.records import StagedLoad
from registry.reference.models import Plant, Release
from registry.reference.official.formats import FORMATS
from tests.domain.test_reference_loads import as_said, base_plant
from tests.official_formats import FOR_TESTS, details, file_of, plant, weeds

Api = Callable[[User | None], APIClient]


@pytest.fixture(autouse=True)
def _formats(monkeypatch: pytest.MonkeyPatch) -> None:
    for one in FOR_TESTS:
        monkeypatch.setitem(FORMATS, one.code, one)


@pytest.fixture
def api(api_for: Api, registrar: User, release: Release) -> APIClient:
    return api_for(registrar)


def at(name: str, load_id: str = "") -> str:
    return reverse(f"reference-api-{name}", args=[load_id] if load_id else [])


def stage(api: APIClient, content: bytes, name: str = "a.json", **others: Any) -> Any:
    form = {**details(**others), "files": [SimpleUploadedFile(name, content)]}
    return api.post(at("loads"), form, format="multipart", headers=others.pop("headers", None))


def read(api: APIClient, content: bytes, **others: Any) -> str:
    """The id of a load that was staged and read."""
    made = stage(api, content, **others)
    assert made.status_code == 201, made.json()
    work.run(Job.objects.get(public_id=made.json()["job_id"]).pk)
    return str(made.json()["id"])


def test_a_load_goes_from_upload_to_release(api: APIClient, release: Release) -> None:
    content = file_of(plant("Eucalyptus nova"), as_said(base_plant(release), growth_form="shrub"))
    load_id = read(api, content)
    load = api.get(at("load", load_id)).json()
    assert (load["state"], load["counts"]["plants"]["added"], load["to_acknowledge"]) == ("staged", 1, [])
    assert load["files"][0]["name"] == "a.json"
    rows = api.get(at("load-differences", load_id), {"kind": "changed"}).json()
    assert rows["count"] == 1
    assert rows["results"][0]["before"]["growth_form"] == "tree"
    assert api.get(at("load-differences", load_id), {"search": "nova"}).json()["count"] == 1
    done = api.post(at("load-publish", load_id), {"acknowledged": []}, format="json")
    assert (done.status_code, done.json()["release"]) == (200, "nsw-next")
    assert Plant.objects.filter(release__code="nsw-next", scientific_name="Eucalyptus nova").exists()
    again = api.post(at("load-publish", load_id), {}, format="json")
    assert (again.status_code, again.json()["code"]) == (409, "reference.load.not_staged")


def test_the_same_key_stages_once(api: APIClient) -> None:
    answers = []
    for _ in range(2):
        form = {**details(), "files": [SimpleUploadedFile("a.json", file_of(plant("Eucalyptus nova")))]}
        answers.append(api.post(at("loads"), form, format="multipart", headers={"Idempotency-Key": "once"}))
    assert answers[0].json() == answers[1].json()
    assert StagedLoad.objects.count() == 1


def test_every_fault_of_what_was_sent_is_named(api: APIClient) -> None:
    answer = stage(api, file_of(plant("Eucalyptus nova")), format="none", data_date="soon", release_code="NO")
    assert answer.status_code == 400
    assert {one["field"] for one in answer.json()["findings"]} == {"format", "data_date", "release_code"}
    assert api.post(at("loads"), {}, format="multipart").status_code == 400


def test_a_request_over_the_limit_is_not_read(api: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Loads, "largest_body_bytes", 100)
    assert stage(api, b"x" * 200).status_code == 413


def test_columns_are_read_and_chosen(api: APIClient) -> None:
    made = stage(api, weeds(1), "weeds.csv", format="test_columns").json()
    assert made["job_id"] is None
    assert api.get(at("load", made["id"])).json()["waits_for_columns"] is True
    found = api.get(at("load-columns", made["id"])).json()
    assert found == {"columns": ["Scientific name", "High threat weed"], "last_mapping": {}}
    wrong = api.post(at("load-columns", made["id"]), {"mapping": {"High threat weed": "x"}}, format="json")
    assert wrong.status_code == 400
    chosen = {"mapping": {"Scientific name": "scientific_name"}}
    right = api.post(at("load-columns", made["id"]), chosen, format="json")
    assert right.status_code == 200
    assert right.json()["job_id"]


def test_a_load_is_discarded(api: APIClient) -> None:
    load_id = read(api, file_of(plant("Eucalyptus nova")))
    assert api.post(at("load-discard", load_id), {}, format="json").status_code == 200
    assert api.get(at("load", load_id)).json()["state"] == "discarded"


def test_an_impossible_filter_is_refused(api: APIClient) -> None:
    load_id = read(api, file_of(plant("Eucalyptus nova")))
    for query in ({"kind": "x"}, {"table": "x"}):
        assert api.get(at("load-differences", load_id), query).status_code == 400


def test_the_formats_name_the_columns_that_can_be_chosen(api: APIClient) -> None:
    formats = {one["code"]: one for one in api.get(at("formats")).json()["results"]}
    assert formats["test_columns"]["columns"][0] == {
        "name": "scientific_name",
        "label": "Name of the plant",
        "needed": True,
    }


def test_lists_take_the_same_queries_for_few_and_many(api: APIClient, django_assert_num_queries: Any) -> None:
    few = read(api, file_of(plant("Acacia single")))
    many = read(api, file_of(*(plant(f"Acacia n{n}") for n in range(60))), release_code="nsw-many")
    for load_id in (few, many):
        with django_assert_num_queries(5):
            api.get(at("load-differences", load_id))
    for size in (1, 50):
        with django_assert_num_queries(4):
            assert api.get(at("loads"), {"page_size": size}).status_code == 200
