"""Trying changes over the API, saving them, what moves a score, and copying a case."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from assessments.models import AssessmentCase, Plot, Revision, VegetationZone
from assessments.sections import section_of
from assessments.services import calculating
from assessments.services.editing import section_version
from assessments.what_if.edits import MAXIMUM_EDITS
from registry.audit.models import AuditEvent
from registry.parties.models import User

pytestmark = pytest.mark.usefixtures("staged_development")

Api = Callable[[User | None], APIClient]


@pytest.fixture
def development(staged_development: Revision) -> Revision:
    return staged_development


def zone_of(revision: Revision) -> VegetationZone:
    return VegetationZone.objects.get(revision=revision)


def litter(revision: Revision, value: float | None) -> dict[str, Any]:
    return {
        "kind": "plot_value",
        "zone": zone_of(revision).key,
        "plot": "P1",
        "attribute": "function.litter",
        "value": value,
    }


def tried(api: APIClient, revision: Revision, *edits: Any) -> Any:
    return api.post(reverse("api-what-if", args=[revision.public_id]), {"edits": list(edits)})


def saved(api: APIClient, revision: Revision, versions: dict[str, int], *edits: Any) -> Any:
    return api.post(
        reverse("api-what-if-save", args=[revision.public_id]), {"edits": list(edits), "versions": versions}
    )


def test_before_after_and_difference_are_those_of_the_calculation(
    development: Revision, api_for: Api, assessor: User
) -> None:
    events = AuditEvent.objects.count()
    answer = tried(api_for(assessor), development, litter(development, 5.0))
    assert answer.status_code == 200
    body = answer.json()
    _, now = calculating.compute(development)
    assert now.zones[0].current is not None
    integrity = body["difference"]["zones"][0]["vegetation_integrity"]
    assert integrity["before"] == now.zones[0].current.score
    assert integrity["by"] == integrity["after"] - integrity["before"] < 0
    assert body["after"]["zones"][0]["current"]["score"] == integrity["after"]
    assert body["notice"] == "Not the official calculator or register."
    assert (AuditEvent.objects.count(), calculating.compute(development)[1]) == (events, now)


def test_what_becomes_not_computed_is_said(development: Revision, api_for: Api, assessor: User) -> None:
    body = tried(api_for(assessor), development, litter(development, None)).json()
    assert body["difference"]["complete"] == [True, False]
    assert "litter cover" in " ".join(body["difference"]["zones"][0]["gaps_added"])


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "edits"),
        ({"edits": "all"}, "edits"),
        ({"edits": [], "more": 1}, "more"),
        ({"edits": [{"kind": "zone_area", "zone": "9_x", "area_m2": 400}]}, "edits[0].zone"),
        ({"edits": [{"kind": "zone_area", "zone": "9_x", "area_m2": "many"}]}, "edits[0].area_m2"),
        ({"edits": [None] * (MAXIMUM_EDITS + 1)}, "edits"),
    ],
)
def test_what_is_no_change_is_refused_by_its_place(
    development: Revision, api_for: Api, assessor: User, body: Any, field: str
) -> None:
    answer = api_for(assessor).post(reverse("api-what-if", args=[development.public_id]), body)
    assert answer.status_code == 400
    assert field in [finding["field"] for finding in answer.json()["findings"]]


def test_a_body_larger_than_the_limit_is_refused(development: Revision, api_for: Api, assessor: User) -> None:
    edits = [{"kind": "zone_area", "zone": "x" * 1_000, "area_m2": 400}] * 1_500
    assert tried(api_for(assessor), development, *edits).status_code == 413


def test_trying_is_slowed_down_like_the_calculators(
    development: Revision, api_for: Api, assessor: User
) -> None:
    api = api_for(assessor)
    answers = [tried(api, development).status_code for _ in range(61)]
    assert (answers[0], answers[-1]) == (200, 429)


def test_who_may_not_see_the_revision_cannot_try_it(
    development: Revision, api_for: Api, other_assessor: User
) -> None:
    assert tried(api_for(other_assessor), development).status_code == 404


def test_what_was_tried_is_saved_whole_or_not_at_all(
    development: Revision, api_for: Api, assessor: User
) -> None:
    api = api_for(assessor)
    versions = {"plots": section_version(development, section_of("plots"))}
    wrong = litter(development, 5.0) | {"plot": "P2", "value": 5.55}
    refused = saved(api, development, versions, litter(development, 5.0), wrong)
    assert (refused.status_code, refused.json()["findings"][0]["field"]) == (400, "edits[1].value")
    assert str(Plot.objects.get(revision=development, label="P1").litter_cover_percent) == "35.0"
    made = saved(api, development, versions, litter(development, 5.0))
    assert made.json() == {"changed": 1, "versions": {"plots": versions["plots"] + 1}}
    assert str(Plot.objects.get(revision=development, label="P1").litter_cover_percent) == "5.0"
    late = saved(api, development, versions, litter(development, 9.0))
    assert (late.status_code, late.json()["code"]) == (409, "section.changed_meanwhile")


def test_what_moves_the_score_comes_ranked(development: Revision, api_for: Api, assessor: User) -> None:
    place = reverse("api-zone-sensitivity", args=[development.public_id, zone_of(development).public_id])
    body = api_for(assessor).get(place).json()
    reach = [
        max(abs(moved["vi_by"]) for moved in (one["up"], one["down"]) if moved)
        for one in body["zone"]["attributes"]
    ]
    assert len(reach) == 17
    assert reach == sorted(reach, reverse=True)
    assert body["zone"]["provisional"]


def test_a_case_is_copied_with_everything_unless_sections_are_named(
    development: Revision, api_for: Api, assessor: User
) -> None:
    api, place = api_for(assessor), reverse("api-case-copy", args=[development.public_id])
    made = api.post(place, {"title": "All of it"})
    assert made.status_code == 201
    fresh = Revision.objects.get(public_id=made.json()["revision_id"])
    assert Plot.objects.filter(revision=fresh).count() == 2
    bare = api.post(place, {"title": "Nothing", "sections": []}).json()
    assert (bare["sections"], bare["rows"]) == ([], 0)
    cases = AssessmentCase.objects.count()
    assert api.post(place, {"title": "X", "sections": ["magic"]}).status_code == 400
    assert AssessmentCase.objects.count() == cases
