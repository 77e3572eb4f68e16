"""Agreements over the API: the whole way, one effect for one key, foreign fields, refusals and visibility."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from registry.agreements import criteria, selectors, states
from registry.agreements.models import Agreement
from tests import builders_agreements as built

pytestmark = pytest.mark.django_db


@pytest.fixture
def api(cast, api_for):
    known = {}

    def of(name):
        if name not in known:
            known[name] = api_for(cast.person(name))
        return known[name]

    return of


def at(name, agreement, *more):
    return reverse(f"api-agreement-{name}", args=[agreement.public_id, *more])


def post(client, address, status=200, **values):
    answer = client.post(address, values, format="json")
    assert answer.status_code == status, answer.json()
    return answer.json()


def lodged(cast, client, status=201, **more):
    values = {
        "applicant_id": str(cast.organisation("landholder").public_id),
        "trust_id": str(cast.organisation("trust").public_id),
        "site_name": "Ironbark Hills",
        "intention": "Protect the ridge.",
    }
    return post(client, reverse("api-agreements"), status, **values | more)


def test_an_agreement_goes_from_intention_to_both_signatures_over_the_api(cast, api, release):
    holder, officer = api("landholder_signatory"), api("trust_officer")
    made = lodged(cast, holder)
    agreement = Agreement.objects.get(public_id=made["id"])
    report = built.accepted_report(cast)
    owner = {"organisation": str(cast.organisation("landholder").public_id), "parts": 1}
    post(
        holder,
        at("apply", agreement),
        revision_id=str(report.public_id),
        holding_area_m2=400_000,
        shares=[owner],
    )
    assert len(holder.get(at("boundary", agreement)).json()["features"]) == 1
    for one in criteria.CRITERIA:
        post(
            officer,
            at("eligibility", agreement),
            subject=one.subject,
            criterion=one.code,
            met=True,
            reason="Searched.",
        )
    standing = holder.get(at("eligibility", agreement)).json()
    assert (standing["person"]["state"], standing["land"]["state"]) == ("met", "met")
    bank = post(officer, at("interests", agreement), 201, name="Hill Bank", interest="mortgage")
    post(
        officer,
        at("interest-answer", agreement, bank["interest_id"]),
        answer="given",
        answered_on="2026-11-01",
        evidence="Letter.",
    )
    post(
        officer,
        at("activities", agreement),
        201,
        activity="Guided walks",
        harmless=True,
        finding="On the track.",
    )
    version = holder.get(reverse("api-agreement", args=[agreement.public_id])).json()["version"]
    costs = {"rows": built.cost_rows(), "expected_version": version}
    assert holder.put(at("costs", agreement), costs, format="json").status_code == 200
    (plan,) = holder.get(at("plans", agreement)).json()["results"]
    assert (plan["years_1_to_20_cents"], plan["ongoing_cents"], plan["missing_years"]) == (
        20_000_000,
        500_000,
        [],
    )
    proposed = post(officer, at("terms-propose", agreement), text="As planned.")
    post(holder, at("terms-agree", agreement), expected_version=proposed["version"])
    post(holder, at("sign-holder", agreement), typed_name="Sol Signatory", capacity="Owner")
    done = post(
        api("trust_approver"), at("sign-trust", agreement), typed_name="Tom Approver", capacity="Delegate"
    )
    assert done["state"] == states.SIGNED
    signatures = holder.get(at("signatures", agreement)).json()["signatures"]
    assert [one["signer_name"] for one in signatures] == ["Sol Signatory", "Tom Approver"]
    events = api("auditor").get(at("history", agreement)).json()
    assert events["results"][0]["action"] == "agreement.sign_trust"


def test_the_same_key_has_one_effect_and_another_body_is_refused(cast, api):
    client = api("landholder_signatory")
    client.credentials(HTTP_IDEMPOTENCY_KEY="one")
    first = lodged(cast, client)
    assert lodged(cast, client) == first
    assert Agreement.objects.count() == 1
    assert lodged(cast, client, 409, site_name="Another")["code"] == "idempotency.key_reused"


@pytest.mark.parametrize("field", ["state", "number", "version", "site_area_m2", "created_by", "trust"])
def test_a_field_that_is_not_to_be_set_is_named_and_nothing_is_made(cast, api, field):
    refused = lodged(cast, api("landholder_signatory"), 400, **{field: "signed"})
    assert [one["field"] for one in refused["findings"]] == [field]
    assert Agreement.objects.count() == 0


def test_actions_of_an_agreement_are_those_of_its_reader(cast, api):
    agreement = built.lodged_agreement(cast)
    address = reverse("api-agreement", args=[agreement.public_id])

    def actions(name):
        return [one["action"] for one in api(name).get(address).json()["actions"]]

    assert actions("landholder_signatory") == ["apply", "withdraw"]
    assert actions("trust_approver") == ["refuse"]
    assert actions("auditor") == actions("landholder_member") == []


def test_an_old_version_is_refused_and_nothing_is_changed(cast, api):
    agreement = built.lodged_agreement(cast)
    body = {"site_name": "Gully", "intention": "Mine.", "expected_version": agreement.version + 1}
    answer = api("landholder_signatory").put(at("intention", agreement), body, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "agreement.changed_meanwhile")
    agreement.refresh_from_db()
    assert agreement.site_name == "Ironbark Hills"


def test_a_cost_that_is_wrong_is_told_by_its_row_and_column(cast, api, release):
    agreement = built.applied_agreement(cast)
    rows = built.cost_rows()
    rows[2]["action_id"] = str(agreement.public_id)
    body = {"rows": rows, "expected_version": agreement.version}
    answer = api("trust_officer").put(at("costs", agreement), body, format="json")
    (finding,) = answer.json()["findings"]
    assert (answer.status_code, finding["row"], finding["column"]) == (400, 3, "action_id")
    assert selectors.plan_open(agreement).costs.count() == 0


def test_an_action_is_added_changed_and_removed(cast, api, release):
    agreement, client = built.applied_agreement(cast), api("trust_officer")
    body = {"title": "Fence", "first_year": 1, "expected_version": agreement.version}
    made = post(client, at("actions", agreement), 201, **body)
    address = at("action", agreement, made["action_id"])
    changed = client.put(
        address, body | {"title": "Fences", "expected_version": made["version"]}, format="json"
    )
    assert changed.status_code == 200
    titles = selectors.plan_open(agreement).actions.values_list("title", flat=True)
    assert "Fences" in list(titles)
    assert client.delete(address).status_code == 400
    assert client.delete(f"{address}?version={changed.json()['version']}").status_code == 200
    assert not selectors.plan_open(agreement).actions.filter(title="Fences").exists()


def test_changes_of_agreement_and_owner_go_their_way_over_the_api(cast, api, release):
    agreement = built.passive_agreement(cast)
    made = post(
        api("trust_officer"),
        at("changes", agreement),
        201,
        kind="termination",
        reason="Mined.",
        reference="M1",
    )
    refused = api("trust_officer").post(at("change-approve", agreement, made["change_id"]))
    assert refused.status_code == 403
    post(api("trust_officer"), at("change-withdraw", agreement, made["change_id"]))
    share = {"organisation": str(cast.organisation("other_landholder").public_id), "parts": 1}
    lodged_change = post(
        api("landholder_signatory"),
        at("owner-changes", agreement),
        201,
        shares=[share],
        effective_on=f"{built.today():%Y-%m-%d}",
        evidence="AC1",
    )
    change = lodged_change["change_id"]
    (shown,) = api("registrar").get(at("owner-changes", agreement)).json()["results"]
    assert shown["waiting_for"] == ["Mallee Family"]
    signing = {"typed_name": "Mia Mallee", "capacity": "Owner"}
    post(api("other_landholder_signatory"), at("owner-change-accept", agreement, change), **signing)
    post(api("registrar"), at("owner-change-record", agreement, change))
    owners = api("auditor").get(at("owners", agreement)).json()["results"]
    assert [(one["organisation"]["name"], one["valid_to"] is None) for one in owners] == [
        ("Ironbark Family", False),
        ("Mallee Family", True),
    ]


def test_a_biobanking_agreement_is_recorded_with_its_boundary(cast, api):
    from tests.builders import square_geojson

    body = {
        "number": "BA101",
        "site_name": "Old Gully",
        "applicant_id": str(cast.organisation("landholder").public_id),
        "trust_id": str(cast.organisation("trust").public_id),
        "registered_on": "2012-02-01",
        "title_reference": "AB1",
        "source": "Register of March 2026.",
        "boundary": json.loads(square_geojson()),
    }
    made = post(api("registrar"), reverse("api-agreement-biobanking"), 201, **body)
    agreement = Agreement.objects.get(public_id=made["id"])
    assert (agreement.origin, agreement.boundaries.count()) == ("biobanking", 1)
    again = post(api("registrar"), reverse("api-agreement-biobanking"), 400, **body)
    assert again["findings"][0]["code"] == "agreement.number.taken"


@pytest.mark.parametrize("person", ["other_landholder_signatory", "developer", "assessor", "stranger"])
def test_who_has_no_part_in_it_sees_no_agreement(cast, api, person):
    agreement = built.lodged_agreement(cast)
    assert api(person).get(reverse("api-agreements")).json()["count"] == 0
    assert api(person).get(reverse("api-agreement", args=[agreement.public_id])).status_code == 404


def test_the_list_needs_as_many_queries_for_many_agreements_as_for_one(cast, api):
    built.lodged_agreement(cast)
    client, address = api("auditor"), reverse("api-agreements")

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    client.get(address)
    one = queries()
    for number in range(4):
        built.lodged_agreement(cast, site_name=f"Site {number}")
    assert queries() == one
    found = client.get(address, {"state": states.INTENTION, "search": "site 3"}).json()
    assert [row["site_name"] for row in found["results"]] == ["Site 3"]
    assert client.get(address, {"state": "nonsense"}).json()["count"] == 0


def test_every_change_to_an_agreement_takes_an_idempotency_key_and_refuses_in_the_one_shape():
    from drf_spectacular.generators import SchemaGenerator

    paths = SchemaGenerator().get_schema(public=True)["paths"]
    operations = [
        (path, method, operation)
        for path, item in paths.items()
        if path.startswith("/api/v1/agreements/")
        for method, operation in item.items()
        if operation["tags"] == ["agreements"]
    ]
    without = [
        (path, method)
        for path, method, operation in operations
        if method != "get"
        and "Idempotency-Key" not in {one["name"] for one in operation.get("parameters", [])}
    ]
    shapes = {
        answer["content"]["application/json"]["schema"]["$ref"]
        for _, _, operation in operations
        for code, answer in operation["responses"].items()
        if code >= "400"
    }
    assert len(operations) > 40
    assert without == []
    assert shapes == {"#/components/schemas/Refusal"}
