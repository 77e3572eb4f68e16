"""Stored calculations and documents over the API: complete, verifiable, and seen by whom they may be."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from rest_framework.test import APIClient

from assessments.bam.serial import canonical
from assessments.models import Calculation, ReportDocument, Revision
from assessments.services import calculating, documents
from registry.jobs.models import Job
from registry.parties.models import Organisation, User
from tests import builders

pytestmark = pytest.mark.usefixtures("staged_development")

Api = Callable[[User | None], APIClient]


@pytest.fixture
def development(staged_development: Revision) -> Revision:
    return staged_development


def calculate(api: APIClient, revision: Revision, **headers: str) -> Any:
    return api.post(reverse("api-calculations", args=[revision.public_id]), {}, headers=headers)


def test_an_open_revision_is_calculated_and_stored(
    development: Revision, api_for: Api, assessor: User
) -> None:
    api = api_for(assessor)
    made = calculate(api, development)
    assert (made.status_code, made.json()["version"]) == (201, 1)
    seen = api.get(reverse("api-calculation", args=[made.json()["id"]])).json()
    assert seen["revision"] == str(development.public_id)
    assert seen["notice"] == "Not the official calculator or register."
    assert (seen["method_edition"], seen["provisional"]) == ("BAM 2020", True)
    attribute = seen["outcome"]["zones"][0]["current"]["composition"]["attributes"][0]
    assert set(attribute) == {"code", "observed", "benchmark", "unweighted", "weight", "weighted"}
    assert attribute["observed"] == 4.0  # plots of 3 and 5 tree species
    assert seen["inputs"]["zones"][0]["benchmark"]["values"]["composition.tree"]["mark"] == "demo"


def test_anybody_can_check_the_hash_of_a_calculation(
    development: Revision, api_for: Api, assessor: User
) -> None:
    api = api_for(assessor)
    made = calculate(api, development).json()
    seen = json.loads(api.get(reverse("api-calculation", args=[made["id"]])).content)
    text = "\n".join(canonical(seen[part]) for part in ("inputs", "outcome", "context"))
    assert hashlib.sha256(text.encode()).hexdigest() == seen["sha256"]


def test_a_stored_calculation_is_repeated_by_the_stateless_calculator(
    development: Revision, api_for: Api, assessor: User
) -> None:
    api = api_for(assessor)
    made = calculate(api, development).json()
    seen = api.get(reverse("api-calculation", args=[made["id"]])).json()
    again = api_for(None).post(
        f"{reverse('api-calculate-assessment')}?release={seen['release']}", seen["inputs"]
    )
    assert again.json()["outcome"] == seen["outcome"]


def test_one_key_stores_one_calculation(development: Revision, api_for: Api, assessor: User) -> None:
    api = api_for(assessor)
    first, again = (calculate(api, development, **{"Idempotency-Key": "k"}) for _ in range(2))
    assert first.json() == again.json()
    assert Calculation.objects.count() == 1


def test_a_revision_says_whether_its_calculation_is_still_current(
    development: Revision, api_for: Api, assessor: User
) -> None:
    api, address = api_for(assessor), reverse("api-revision", args=[development.public_id])
    calculate(api, development)
    assert api.get(address).json()["calculation"]["current"] is True
    builders.add_zone(development, number=9, condition="poor")
    assert api.get(address).json()["calculation"]["current"] is False


def test_what_a_later_calculation_replaced_is_for_the_lead_assessor_alone(
    development: Revision, api_for: Api, assessor: User, reviewer: User
) -> None:
    draft = calculate(api_for(assessor), development).json()["id"]
    builders.submit(builders.finalise(development))
    address = reverse("api-calculations", args=[development.public_id])
    own = api_for(assessor).get(address).json()["results"]
    theirs = api_for(reviewer).get(address).json()["results"]
    assert [row["version"] for row in own] == [2, 1]
    assert [row["version"] for row in theirs] == [2]
    for name in ("api-calculation", "api-credit-lines"):
        assert api_for(assessor).get(reverse(name, args=[draft])).status_code == 200
        assert api_for(reviewer).get(reverse(name, args=[draft])).status_code == 404


def test_a_final_revision_is_not_calculated_again(
    development: Revision, api_for: Api, assessor: User
) -> None:
    builders.finalise(development)
    answer = calculate(api_for(assessor), development)
    assert (answer.status_code, answer.json()["code"]) == (409, "revision.not_open")


def test_credit_lines_are_rows_with_whole_credits(
    development: Revision, api_for: Api, assessor: User
) -> None:
    api = api_for(assessor)
    made = calculate(api, development).json()
    (line,) = api.get(reverse("api-credit-lines", args=[made["id"]])).json()["results"]
    stored = Calculation.objects.get().credit_lines.get()
    assert line["credits"] == stored.credits == Calculation.objects.get().ecosystem_credits > 0
    assert (line["credit_class"], line["pct_id"], line["area_m2"], line["zone_key"]) == (
        "ecosystem",
        1592,
        19_000,
        "1592_good1",
    )


def test_lists_of_calculations_and_lines_take_a_fixed_number_of_queries(
    assessor: User, authority: Organisation, release: Any, api_for: Api
) -> None:
    api = api_for(assessor)
    counts: dict[str, list[int]] = {"calculations": [], "lines": []}
    for zones, times in ((1, 1), (5, 5)):
        revision = builders.complete_development(assessor=assessor, reviewing=authority, zones=zones)
        for _ in range(times):
            calculating.calculate(actor=builders.acting(assessor), revision_id=revision.pk)
        newest = revision.calculations.first()
        assert newest is not None
        addresses = {
            "calculations": reverse("api-calculations", args=[revision.public_id]),
            "lines": reverse("api-credit-lines", args=[newest.public_id]),
        }
        for name, address in addresses.items():
            with CaptureQueriesContext(connection) as seen:
                assert api.get(address).json()["count"] == times
            counts[name].append(len(seen))
    assert {name: len(set(found)) for name, found in counts.items()} == {"calculations": 1, "lines": 1}


# --- documents -----------------------------------------------------------------------------------------------------
@pytest.fixture
def media(tmp_path: Any) -> Any:
    with override_settings(MEDIA_ROOT=tmp_path):
        yield tmp_path


def build(revision: Revision) -> list[ReportDocument]:
    calculation = revision.calculations.first()
    assert calculation is not None
    return documents.build_all(calculation_id=calculation.pk, report=lambda done, total, message: None)


def test_documents_are_asked_for_and_a_job_makes_them(
    development: Revision, api_for: Api, assessor: User, media: Any
) -> None:
    api = api_for(assessor)
    address = reverse("api-documents", args=[development.public_id])
    early = api.post(address, {})
    assert (early.status_code, early.json()["code"]) == (409, "document.not_calculated")
    calculation = calculate(api, development).json()
    asked = api.post(address, {})
    assert (asked.status_code, asked.json()["calculation_id"]) == (202, calculation["id"])
    job = Job.objects.get(public_id=asked.json()["job_id"])
    assert (job.kind, job.requested_by) == ("assessment.documents", assessor)


def test_a_document_comes_as_the_file_that_its_hash_names(
    development: Revision, api_for: Api, assessor: User, media: Any
) -> None:
    builders.finalise(development)
    build(development)
    api = api_for(assessor)
    rows = api.get(reverse("api-documents", args=[development.public_id])).json()["results"]
    assert {"assessment_report", "credit_summary", "report_set"} <= {row["kind"] for row in rows}
    types = {
        "pdf": "application/pdf",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "zip": "application/zip",
    }
    for row in rows:
        file = api.get(row["url"], headers={"Accept": types[row["format"]]})
        content = b"".join(file.streaming_content)
        assert (file.status_code, file["Content-Type"]) == (200, types[row["format"]])
        assert file["Content-Disposition"].startswith("attachment")
        assert f".{row['format']}" in file["Content-Disposition"]
        assert content.startswith(b"%PDF" if row["format"] == "pdf" else b"PK")
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (row["sha256"], row["size_bytes"])


def test_drafts_are_for_the_lead_assessor_alone(
    development: Revision, api_for: Api, assessor: User, reviewer: User, media: Any
) -> None:
    calculating.calculate(actor=builders.acting(assessor), revision_id=development.pk)
    drafts = build(development)
    builders.submit(builders.finalise(development))
    assert all(draft.draft for draft in drafts)
    address = reverse("api-documents", args=[development.public_id])
    assert api_for(assessor).get(address).json()["count"] == len(drafts)
    assert api_for(reviewer).get(address).json()["count"] == 0
    file = reverse("api-document-file", args=[drafts[0].public_id])
    assert api_for(assessor).get(file).status_code == 200
    refused = api_for(reviewer).get(file, headers={"Accept": "application/pdf"})
    assert (refused.status_code, refused.json()["code"]) == (404, "not_found")
