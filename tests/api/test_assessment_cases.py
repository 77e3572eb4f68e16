"""Cases and assessments over the API: opened through the same commands as on the pages, listed in few queries."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from rest_framework.test import APIClient

from assessments.models import Assessment, AssessmentCase, CaseParty, Revision
from registry.parties.models import Organisation, User
from tests import builders

Api = Callable[[User | None], APIClient]


def queries(client: APIClient, address: str) -> int:
    """How many queries a GET takes."""
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def test_an_assessor_opens_a_case_and_an_assessment(
    api_for: Api, assessor: User, authority: Organisation, proponent: Organisation, release: Any
) -> None:
    api = api_for(assessor)
    made = api.post(reverse("api-cases"), {"title": "Quarry at Ironbark Road"})
    assert made.status_code == 201
    case_id = made.json()["id"]
    party = api.post(
        reverse("api-case-parties", args=[case_id]),
        {"organisation": str(proponent.public_id), "role": "proponent"},
    )
    assert (party.status_code, party.json()["organisation"]["name"]) == (201, "Quarry Holdings")
    opened = api.post(
        reverse("api-assessments"),
        {
            "case": case_id,
            "kind": "part4",
            "reviewing_organisation": str(authority.public_id),
            "proposal_name": "Stage two",
        },
    )
    assert opened.status_code == 201
    case = api.get(reverse("api-case", args=[case_id])).json()
    assert case["title"] == "Quarry at Ironbark Road"
    assert [party["role"] for party in case["parties"]] == ["proponent"]
    (assessment,) = case["assessments"]
    assert assessment["id"] == opened.json()["id"]
    assert (assessment["kind"], assessment["module"]) == ("part4", "standard")
    assert [revision["id"] for revision in assessment["revisions"]] == [opened.json()["revision_id"]]
    assert assessment["revisions"][0]["release"] == release.code


def test_the_same_key_opens_one_case(api_for: Api, assessor: User) -> None:
    api = api_for(assessor)
    answers = [
        api.post(reverse("api-cases"), {"title": "Twice"}, headers={"Idempotency-Key": "a-key"})
        for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert AssessmentCase.objects.count() == 1


def test_the_same_key_for_something_else_is_refused(api_for: Api, assessor: User) -> None:
    api = api_for(assessor)
    api.post(reverse("api-cases"), {"title": "First"}, headers={"Idempotency-Key": "a-key"})
    answer = api.post(reverse("api-cases"), {"title": "Second"}, headers={"Idempotency-Key": "a-key"})
    assert (answer.status_code, answer.json()["code"]) == (409, "idempotency.key_reused")


def test_a_key_that_is_too_long_is_refused_not_cut_off(api_for: Api, assessor: User) -> None:
    answer = api_for(assessor).post(
        reverse("api-cases"), {"title": "Quarry"}, headers={"Idempotency-Key": "k" * 81}
    )
    assert (answer.status_code, answer.json()["findings"][0]["field"]) == (400, "Idempotency-Key")
    assert AssessmentCase.objects.count() == 0


def test_a_case_without_a_title_names_the_field(api_for: Api, assessor: User) -> None:
    answer = api_for(assessor).post(reverse("api-cases"), {"title": " "})
    assert answer.status_code == 400
    assert [finding["field"] for finding in answer.json()["findings"]] == ["title"]


def test_the_creator_of_a_case_cannot_be_named_by_the_client(
    api_for: Api, assessor: User, other_assessor: User
) -> None:
    answer = api_for(assessor).post(
        reverse("api-cases"), {"title": "Quarry", "created_by": other_assessor.pk, "id": 7, "public_id": "x"}
    )
    assert answer.status_code == 400
    assert [finding["field"] for finding in answer.json()["findings"]] == ["created_by", "id", "public_id"]
    assert {finding["code"] for finding in answer.json()["findings"]} == {"input.unknown_field"}
    assert AssessmentCase.objects.count() == 0


@pytest.mark.parametrize("field", ["assessor", "state", "revision", "release", "number", "created_at"])
def test_what_the_registry_decides_cannot_be_sent_with_an_assessment(
    api_for: Api, assessor: User, authority: Organisation, release: Any, field: str
) -> None:
    api = api_for(assessor)
    case_id = api.post(reverse("api-cases"), {"title": "Quarry"}).json()["id"]
    sent = {
        "case": case_id,
        "kind": "part4",
        "reviewing_organisation": str(authority.public_id),
        "proposal_name": "Quarry",
        field: "1",
    }
    answer = api.post(reverse("api-assessments"), sent)
    assert (answer.status_code, answer.json()["findings"][0]["field"]) == (400, field)
    assert Assessment.objects.count() == 0


def test_an_assessment_goes_to_an_organisation_that_may_review_it(
    api_for: Api, assessor: User, trust: Organisation, release: Any
) -> None:
    api = api_for(assessor)
    case_id = api.post(reverse("api-cases"), {"title": "Quarry"}).json()["id"]
    answer = api.post(
        reverse("api-assessments"),
        {
            "case": case_id,
            "kind": "part4",
            "reviewing_organisation": str(trust.public_id),
            "proposal_name": "Quarry",
        },
    )
    assert (answer.status_code, answer.json()["findings"][0]["field"]) == (400, "reviewing_organisation")


def test_an_assessment_in_a_strangers_case_is_as_if_the_case_were_not_there(
    api_for: Api, assessor: User, other_assessor: User, authority: Organisation, release: Any
) -> None:
    case_id = api_for(assessor).post(reverse("api-cases"), {"title": "Quarry"}).json()["id"]
    sent = {
        "case": case_id,
        "kind": "part4",
        "reviewing_organisation": str(authority.public_id),
        "proposal_name": "Quarry",
    }
    assert api_for(other_assessor).post(reverse("api-assessments"), sent).status_code == 404


def test_assessments_are_filtered_by_case(
    api_for: Api, assessor: User, authority: Organisation, release: Any
) -> None:
    one = builders.open_revision(assessor=assessor, reviewing=authority)
    builders.open_revision(assessor=assessor, reviewing=authority)
    api = api_for(assessor)
    found = api.get(reverse("api-assessments"), {"case": str(one.assessment.case.public_id)}).json()
    assert [row["id"] for row in found["results"]] == [str(one.assessment.public_id)]
    answer = api.get(reverse("api-assessments"), {"case": "not-an-id"})
    assert (answer.status_code, answer.json()["findings"][0]["field"]) == (400, "case")


def test_organisations_are_found_by_part_of_their_name(
    api_for: Api, assessor: User, authority: Organisation, trust: Organisation
) -> None:
    found = api_for(assessor).get(reverse("api-organisations"), {"search": "planning"}).json()["results"]
    assert found == [{"id": str(authority.public_id), "name": "Planning Authority", "kind": "authority"}]


def fill(assessor: User, authority: Organisation, proponent: Organisation, cases: int) -> None:
    """Cases of one assessor, each with a party and an assessment."""
    for number in range(cases):
        revision = builders.open_revision(assessor=assessor, reviewing=authority, title=f"Case {number}")
        CaseParty.objects.create(case=revision.assessment.case, organisation=proponent, role="proponent")


@pytest.mark.parametrize("name", ["api-cases", "api-assessments"])
def test_lists_take_as_many_queries_for_fifty_rows_as_for_one(
    api_for: Api, assessor: User, authority: Organisation, proponent: Organisation, release: Any, name: str
) -> None:
    api, address = api_for(assessor), reverse(name)
    fill(assessor, authority, proponent, 1)
    queries(api, address)
    one = queries(api, address)
    fill(assessor, authority, proponent, 49)
    assert len(api.get(address).json()["results"]) == 50
    assert queries(api, address) == one


def test_the_review_queue_takes_as_many_queries_for_many_rows_as_for_one(
    api_for: Api, assessor: User, reviewer: User, authority: Organisation, release: Any
) -> None:
    api, address = api_for(reviewer), reverse("api-reviews")
    first = builders.submit(
        builders.finalise(builders.complete_development(assessor=assessor, reviewing=authority))
    )
    one = queries(api, address)
    for number in range(4):
        copy = builders.open_revision(assessor=assessor, reviewing=authority, title=f"Case {number}")
        Revision.objects.filter(pk=copy.pk).update(
            state="submitted", certified_on=first.certified_on, submitted_at=first.submitted_at
        )
    rows = api.get(address).json()["results"]
    assert len(rows) == 5
    assert rows[0]["id"] == str(first.public_id)
    assert queries(api, address) == one
