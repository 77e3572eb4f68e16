"""A revision over the API: what may be done, every step of its life, comparison and history."""

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from assessments.models import CaseParty, Plot, Revision
from registry.audit.models import AuditEvent
from registry.parties.models import Organisation, User
from tests import builders

pytestmark = pytest.mark.usefixtures("staged_development")

Api = Callable[[User | None], APIClient]


@pytest.fixture
def development(staged_development: Revision) -> Revision:
    return staged_development


def step(api: APIClient, revision: Revision, action: str, **body: Any) -> Any:
    return api.post(reverse(f"api-revision-{action}", args=[revision.public_id]), body)


def today() -> str:
    return timezone.localdate().isoformat()


def look(api: APIClient, revision: Revision) -> dict[str, Any]:
    found: dict[str, Any] = api.get(reverse("api-revision", args=[revision.public_id])).json()
    return found


def test_a_revision_says_what_may_be_done_and_what_is_missing(
    api_for: Api, assessor: User, authority: Organisation, release: Any
) -> None:
    revision = builders.open_revision(assessor=assessor, reviewing=authority)
    seen = look(api_for(assessor), revision)
    assert (seen["state"], seen["editable"], seen["calculation"]) == ("open", True, None)
    assert [(step["action"], step["allowed"]) for step in seen["actions"]] == [("finalise", True)]
    by_code = {section["code"]: section for section in seen["sections"]}
    assert by_code["avoidance"]["status"] == "not_started"
    assert by_code["avoidance"]["findings"][0]["code"] == "avoidance.measures.missing"
    assert "management_plan" not in by_code and "trees" not in by_code


def test_a_step_that_is_not_allowed_carries_the_reason(
    api_for: Api, lapsed_assessor: User, authority: Organisation, release: Any
) -> None:
    revision = builders.open_revision(assessor=lapsed_assessor, reviewing=authority)
    (finalise,) = look(api_for(lapsed_assessor), revision)["actions"]
    assert (finalise["allowed"], finalise["url"]) == (
        False,
        reverse("api-revision-finalise", args=[revision.public_id]),
    )
    assert "accreditation is not in force" in finalise["reason"]


def test_a_development_goes_from_open_to_accepted(
    development: Revision, api_for: Api, assessor: User, reviewer: User
) -> None:
    own, officer = api_for(assessor), api_for(reviewer)
    assert officer.get(reverse("api-revision", args=[development.public_id])).status_code == 404
    finalised = step(own, development, "finalise", certified_on=today())
    assert finalised.status_code == 200, finalised.json()
    assert set(finalised.json()) == {"revision_id", "calculation_id"}
    last_day = timezone.localdate() + timedelta(days=14)
    assert look(own, development)["last_day_to_submit"] == last_day.isoformat()
    assert step(own, development, "submit").status_code == 200
    assert [row["id"] for row in officer.get(reverse("api-reviews")).json()["results"]] == [
        str(development.public_id)
    ]
    steps = {one["action"]: one["allowed"] for one in look(officer, development)["actions"]}
    assert steps == {"accept": True, "return": True}
    assert step(officer, development, "accept", reason="Complete.").status_code == 200
    seen = look(own, development)
    assert (seen["state"], seen["decision_reason"], seen["editable"]) == ("accepted", "Complete.", False)
    assert officer.get(reverse("api-reviews")).json()["count"] == 0


def test_returning_needs_a_reason(development: Revision, api_for: Api, reviewer: User) -> None:
    builders.submit(builders.finalise(development))
    api = api_for(reviewer)
    for body in ({}, {"reason": "  "}):
        answer = step(api, development, "return", **body)
        assert (answer.status_code, answer.json()["findings"][0]["field"]) == (400, "reason")
    assert step(api, development, "return", reason="Plot P2 lacks logs.").status_code == 200
    assert look(api, development)["state"] == "returned"


def test_finalising_what_is_incomplete_names_every_missing_item(
    api_for: Api, assessor: User, authority: Organisation, release: Any
) -> None:
    revision = builders.open_revision(assessor=assessor, reviewing=authority)
    answer = step(api_for(assessor), revision, "finalise", certified_on=today())
    assert (answer.status_code, answer.json()["code"]) == (409, "revision.incomplete")
    codes = {finding["code"] for finding in answer.json()["findings"]}
    assert {"avoidance.measures.missing", "zones.zones.missing", "boundary.file.missing"} <= codes


@pytest.mark.statement("N19")
def test_a_lapsed_assessor_cannot_finalise_over_the_api(
    api_for: Api, lapsed_assessor: User, authority: Organisation, release: Any
) -> None:
    revision = builders.complete_development(assessor=lapsed_assessor, reviewing=authority)
    answer = step(api_for(lapsed_assessor), revision, "finalise", certified_on=today())
    assert (answer.status_code, answer.json()["code"]) == (403, "assessment.not_accredited")
    revision.refresh_from_db()
    assert revision.state == "open"


@pytest.mark.statement("N19")
def test_a_member_of_a_party_cannot_finalise_over_the_api(
    development: Revision, api_for: Api, assessor: User, proponent: Organisation
) -> None:
    CaseParty.objects.create(case=development.assessment.case, organisation=proponent, role="proponent")
    assessor.memberships.create(organisation=proponent)
    answer = step(api_for(assessor), development, "finalise", certified_on=today())
    assert (answer.status_code, answer.json()["code"]) == (403, "assessment.conflict_of_interest")


@pytest.mark.parametrize("certified_on", [None, "yesterday", "2026-13-01", 7])
def test_finalising_needs_a_certification_date(
    development: Revision, api_for: Api, assessor: User, certified_on: Any
) -> None:
    answer = step(api_for(assessor), development, "finalise", certified_on=certified_on)
    assert (answer.status_code, answer.json()["findings"][0]["field"]) == (400, "certified_on")


@pytest.mark.parametrize("field", ["state", "finalised_by", "accreditation_number", "submitted_at", "actor"])
def test_nothing_but_the_date_can_be_sent_when_finalising(
    development: Revision, api_for: Api, assessor: User, field: str
) -> None:
    answer = step(api_for(assessor), development, "finalise", certified_on=today(), **{field: "x"})
    assert (answer.status_code, answer.json()["findings"][0]["field"]) == (400, field)


def test_finalising_twice_with_one_key_answers_alike_and_acts_once(
    development: Revision, api_for: Api, assessor: User
) -> None:
    address = reverse("api-revision-finalise", args=[development.public_id])
    first, again = (
        api_for(assessor).post(address, {"certified_on": today()}, headers={"Idempotency-Key": "once"})
        for _ in range(2)
    )
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert AuditEvent.objects.filter(action="revision.finalise").count() == 1


def test_reopening_makes_a_new_open_revision_without_asking_anybody(
    development: Revision, api_for: Api, assessor: User
) -> None:
    builders.finalise(development)
    api = api_for(assessor)
    made = step(api, development, "reopen")
    assert (made.status_code, made.json()["number"]) == (201, 2)
    fresh = api.get(reverse("api-revision", args=[made.json()["revision_id"]])).json()
    assert (fresh["state"], fresh["copied_from"]) == ("open", str(development.public_id))
    assert look(api, development)["state"] == "superseded"


def test_reopen_and_amend_are_told_apart_by_the_state(
    development: Revision, api_for: Api, assessor: User, reviewer: User
) -> None:
    builders.submit(builders.finalise(development))
    api = api_for(assessor)
    early = step(api, development, "amend")
    assert (early.status_code, early.json()["code"]) == (409, "revision.wrong_state")
    assert step(api_for(reviewer), development, "accept").status_code == 200
    late = step(api, development, "reopen")
    assert (late.status_code, late.json()["code"]) == (409, "revision.wrong_state")
    assert Revision.objects.count() == 1
    assert step(api, development, "amend").status_code == 201
    assert look(api, development)["state"] == "accepted"


def test_the_comparison_names_what_changed_and_both_totals(
    development: Revision, api_for: Api, assessor: User
) -> None:
    builders.finalise(development)
    api = api_for(assessor)
    fresh = step(api, development, "reopen").json()["revision_id"]
    plot = Plot.objects.get(revision__public_id=fresh, label="P2")
    row = reverse("api-section-plots-row", args=[fresh, plot.public_id])
    assert api.patch(row, {"version": 0, "large_trees": 1}).status_code == 200
    found = api.get(reverse("api-revision-compare", args=[development.public_id, fresh])).json()
    assert [(change["what"], change["fields_changed"]) for change in found["changes"]] == [
        ("1592_good1, plot P2", [{"field": "large trees", "old": 4, "new": 1}])
    ]
    assert found["old"]["credits"]["ecosystem"] > 0
    assert found["new"]["credits"] == {"ecosystem": None, "species": None}


def test_revisions_of_different_assessments_are_not_compared(
    development: Revision, api_for: Api, assessor: User, authority: Organisation
) -> None:
    other = builders.open_revision(assessor=assessor, reviewing=authority)
    answer = api_for(assessor).get(
        reverse("api-revision-compare", args=[development.public_id, other.public_id])
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "revision.other_assessment")


def test_the_history_is_the_audit_chain_as_far_as_it_may_be_seen(
    development: Revision, api_for: Api, assessor: User, landholder_member: User, landholder: Organisation
) -> None:
    CaseParty.objects.create(case=development.assessment.case, organisation=landholder, role="landholder")
    builders.finalise(development)
    address = reverse("api-revision-history", args=[development.public_id])
    own = api_for(assessor).get(address, {"page_size": 200}).json()["results"]
    assert own[0]["action"] == "revision.finalise"
    assert own[-1]["action"] == "case.open"
    assert [event["sequence"] for event in own] == list(range(len(own), 0, -1))
    assert all(newer["previous_hash"] == older["hash"] for newer, older in pairwise(own))
    theirs = api_for(landholder_member).get(address, {"page_size": 200}).json()["results"]
    assert {event["subject"].partition("/")[0] for event in theirs} == {str(development.public_id)}
    assert len(theirs) == len(own) - 2


def test_another_assessment_of_the_case_stays_out_of_the_history(
    development: Revision, api_for: Api, assessor: User, trust: Organisation, landholder_member: User
) -> None:
    case = development.assessment.case
    api = api_for(assessor)
    made = api.post(
        reverse("api-assessments"),
        {
            "case": str(case.public_id),
            "kind": "stewardship",
            "reviewing_organisation": str(trust.public_id),
            "proposal_name": "The other half",
        },
    ).json()
    address = reverse("api-revision-history", args=[development.public_id])
    events = api.get(address, {"page_size": 200}).json()["results"]
    assert not [event for event in events if made["id"] in event["subject"]]
    assert [event for event in events if event["action"] == "case.open"]


def test_looking_at_a_revision_takes_as_many_queries_for_many_rows_as_for_few(
    development: Revision, api_for: Api, assessor: User
) -> None:
    api = api_for(assessor)
    look(api, development)
    with CaptureQueriesContext(connection) as few:
        look(api, development)
    zone = development.vegetationzone_set.get()
    Plot.objects.bulk_create(
        Plot(revision=development, zone=zone, **(builders.PLOT | {"label": f"Q{number}"}))
        for number in range(50)
    )
    with CaptureQueriesContext(connection) as many:
        look(api, development)
    assert len(many) == len(few)
