"""What a browser or a program may send as a load: many pages, much at once, and names that no column has."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from registry.parties.models import User
from registry.reference.loads.records import LoadFile, StagedLoad
from registry.reference.loads.services import staging
from registry.reference.models import Release
from registry.reference.official.formats import FORMATS
from registry.reference.web import load_forms
from tests.official_formats import FOR_TESTS, details, file_of, plant, weeds


@pytest.fixture(autouse=True)
def _formats(monkeypatch: pytest.MonkeyPatch) -> None:
    for one in FOR_TESTS:
        monkeypatch.setitem(FORMATS, one.code, one)


def pages(number: int) -> list[SimpleUploadedFile]:
    return [SimpleUploadedFile(f"p{n}.json", file_of(plant(f"Acacia n{n}"))) for n in range(number)]


def test_as_many_pages_as_the_form_promises_are_taken(
    client_for: Callable[[User], Client], registrar: User, release: Release
) -> None:
    given = {**details(complete="part"), "files": pages(150)}
    assert client_for(registrar).post(reverse("reference-load-new"), given).status_code == 303
    assert LoadFile.objects.count() == 150


def test_files_that_are_too_large_together_are_refused_unread(
    client_for: Callable[[User], Client], registrar: User, release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load_forms, "LARGEST_LOAD_BYTES", 100)

    def stage(**given: Any) -> None:
        raise AssertionError("the files were read into memory")

    monkeypatch.setattr(staging, "stage", stage)
    given = {**details(complete="part"), "files": pages(3)}
    answer = client_for(registrar).post(reverse("reference-load-new"), given)
    assert answer.status_code == 400
    assert "MB together" in answer.content.decode()


@pytest.mark.parametrize("column", ["Scientific\x00name", "x" * 300])
def test_a_name_no_column_has_is_a_finding_over_the_api(
    api_for: Callable[[User | None], APIClient], registrar: User, release: Release, column: str
) -> None:
    api = api_for(registrar)
    form = {**details(format="test_columns"), "files": [SimpleUploadedFile("weeds.csv", weeds(1))]}
    made = api.post(reverse("reference-api-loads"), form, format="multipart").json()
    address = reverse("reference-api-load-columns", args=[made["id"]])
    answer = api.post(address, {"mapping": {column: "scientific_name"}}, format="json")
    assert (answer.status_code, answer.json()["findings"][0]["field"]) == (400, "mapping")
    assert StagedLoad.objects.get().mapping == {}
