"""Yearly reports over the API, from beginning to decision."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from registry.fund import states
from registry.fund.models import AnnualReport
from tests.fund_reports import builders as made

pytestmark = pytest.mark.django_db


@pytest.fixture
def year(cast, media):
    return made.made_year(cast)


@pytest.fixture
def api(cast, api_for):
    """`api(person, name, ...)`: a client of that person and the address."""
    return lambda person: api_for(cast.person(person))


def at(name, year, *more):
    return reverse(f"api-annual-report{name and '-'}{name}", args=[year.public_id, *more])


def shown(api, person, year):
    return api(person).get(reverse("api-management-year", args=[year.public_id])).json()


def test_a_report_goes_from_beginning_to_approval(cast, year, api):
    holder, officer = api(made.HOLDER), api(made.OFFICER)
    begun = holder.post(at("", year))
    assert (begun.status_code, begun.json()["version"]) == (201, 1)
    first = shown(api, made.HOLDER, year)
    assert [one["action"] for one in first["actions"]] == ["save", "submit"]
    assert [one["code"] for one in first["missing"]] == [
        *["report.actions.not_answered"] * 3,
        "report.spending.missing",
    ]
    saved = holder.put(
        at("", year),
        {
            "actions": [
                {"duty_id": one["duty_id"], "done": "no", "why_not": "Fire."}
                for one in first["actions_of_the_year"]
            ],
            "spending": [{"purpose": "fire", "spent_cents": 1_000, "local_cents": 700}],
            "summary": "Burnt.",
            "expected_version": 1,
        },
        format="json",
    )
    assert saved.json() == {"id": str(year.public_id), "state": "draft", "version": 2}
    signature = {"typed_name": "Sol Signatory", "capacity": "Owner", "expected_version": 2}
    assert holder.post(at("submit", year), signature, format="json").json()["state"] == "submitted"
    asked = officer.post(
        at("query", year), {"question": "Where?", "expected_version": 3}, format="json"
    ).json()
    answer = at("answer", year, asked["query_id"])
    assert holder.post(answer, {"text": "On the ridge."}, format="json").status_code == 200
    signature["expected_version"] = 5
    assert holder.post(at("submit", year), signature, format="json").json()["version"] == 6
    decision = {"payable_parts": 6_000, "reason": "Fire.", "expected_version": 6}
    approved = officer.post(at("approve", year), decision, format="json").json()
    assert (approved["state"], approved["payable_parts"]) == ("approved", 6_000)
    last = shown(api, "auditor", year)
    assert last["report"] | {"begun_at": "", "submitted_at": "", "decided_at": ""} == {
        "state": "approved",
        "version": 7,
        "summary": "Burnt.",
        "changes": "",
        "begun_at": "",
        "submitted_at": "",
        "decided_at": "",
        "decision": "Fire.",
        "payable_parts": 6_000,
    }
    assert last["spending"][1] == {
        "purpose": "fire",
        "label": "Fire management",
        "planned_cents": 400_000,
        "spent_cents": 1_000,
        "local_cents": 700,
    }
    assert [one["answer"] for one in last["queries"]] == ["On the ridge."]
    assert (last["missing"], last["actions"]) == ([], [])


def test_a_stale_draft_is_refused_and_changes_nothing(cast, year, api):
    made.saved(cast, year)
    body = {"actions": [], "spending": [], "summary": "Mine.", "expected_version": 1}
    answer = api(made.HOLDER).put(at("", year), body, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "report.changed_meanwhile")
    assert AnnualReport.objects.get().summary == "A dry year."


def test_findings_name_the_place_in_the_lists(cast, year, api):
    made.begun(cast, year)
    body = {"spending": [{"purpose": "fire", "spent_cents": 1, "local_cents": 2}], "expected_version": 1}
    answer = api(made.HOLDER).put(at("", year), body, format="json")
    assert answer.status_code == 400
    assert [one["field"] for one in answer.json()["findings"]] == ["spending[0].local_cents"]


def test_a_repeated_request_with_its_key_is_answered_alike(cast, year, api):
    client = api(made.HOLDER)
    answers = [client.post(at("", year), headers={"Idempotency-Key": "once"}) for _ in range(2)]
    assert [one.status_code for one in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()


def test_photos_and_observations_come_and_go(cast, year, api):
    made.begun(cast, year)
    client = api(made.HOLDER)
    upload = SimpleUploadedFile("ridge.jpg", made.photo(), "image/jpeg")
    added = client.post(at("photos", year), {"file": upload, "caption": "The ridge"}, format="multipart")
    assert added.status_code == 201
    observation = {"kind": "incident", "observed_on": made.today().isoformat(), "text": "Flood."}
    seen = client.post(at("observations", year), observation, format="json").json()
    found = shown(api, made.OFFICER, year)
    (photo,) = found["photos"]
    assert (photo["caption"], photo["width"], photo["height"]) == ("The ridge", 40, 40)
    file = api(made.OFFICER).get(photo["url"])
    assert (file["Content-Type"], file["Content-Disposition"][:10]) == ("image/jpeg", "attachment")
    assert [one["text"] for one in found["observations"]] == ["Flood."]
    assert client.delete(at("photo", year, added.json()["photo_id"])).status_code == 200
    assert client.delete(at("observation", year, seen["observation_id"])).status_code == 200
    last = shown(api, made.HOLDER, year)
    assert (last["photos"], last["observations"]) == ([], [])


def test_inspections_and_holds_are_recorded(cast, year, api):
    officer, approver = api(made.OFFICER), api(made.APPROVER)
    visit = {
        "inspected_on": made.today().isoformat(),
        "actions_complete": False,
        "findings": "The fence is down.",
    }
    recorded = officer.post(reverse("api-inspections", args=[year.public_id]), visit, format="json")
    assert recorded.status_code == 201
    (found,) = shown(api, made.HOLDER, year)["inspections"]
    assert (found["actions_complete"], found["findings"]) == (False, "The fence is down.")
    holds = reverse("api-site-holds", args=[year.site.agreement.public_id])
    placed = officer.post(holds, {"reason": "Stock."}, format="json").json()
    lift = reverse("api-site-hold-lift", args=[year.site.agreement.public_id, placed["hold_id"]])
    assert officer.post(lift, {"reason": "Out."}, format="json").json()["code"] == "hold.same_person"
    assert approver.post(lift, {"reason": "Out."}, format="json").status_code == 200
    (hold,) = officer.get(holds).json()["results"]
    assert (hold["reason"], hold["lifting_reason"]) == ("Stock.", "Out.")


def test_the_list_narrows_and_needs_the_same_queries_for_many_years(cast, year, api):
    made.begun(cast, year)
    client, address = api(made.OFFICER), reverse("api-management-years")

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    one = queries()
    late = made.made_year(cast, number="BS9002", days_until_due=-1)
    made.begun(cast, late)
    assert queries() == one
    found = client.get(address, {"show": "overdue"}).json()["results"]
    assert [(row["id"], row["agreement"], row["report_state"], row["overdue"]) for row in found] == [
        (str(late.public_id), "BS9002", states.DRAFT, True)
    ]


def test_the_document_is_fetched_over_the_api(cast, year, api):
    assert api("auditor").get(at("pdf", year)).status_code == 404
    made.submitted(cast, year)
    answer = api("auditor").get(at("pdf", year))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content[:5] == b"%PDF-"
