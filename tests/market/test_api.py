"""The API of entries and enquiries: open to read, no person named, refusals in the one shape."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from credits.market.models import Demand, EnquiryMessage, Interest

pytestmark = pytest.mark.django_db
BASE = "/api/v1/market/"


def test_everybody_reads_what_is_listed_and_no_person_is_named(
    api_for, entries, market, landholder_signatory, developer
):
    listed = entries.of_lot(market.lot(30), 30, price="12.50")
    wanted = entries.demand(price="9")
    body = api_for(None).get(f"{BASE}interests/")
    (row,) = body.json()["results"]
    assert (row["id"], row["lot"], row["price"], row["on_offer"]) == (
        str(listed.public_id),
        listed.lot.number,
        "12.50",
        30,
    )
    assert (row["holder"], row["actions"], row["agreement"]) == ("Name withheld", [], "")
    assert body["Cache-Control"] == "public, max-age=60"
    (row,) = api_for(None).get(f"{BASE}demands/").json()["results"]
    assert (row["id"], row["buyer"], row["price"]) == (str(wanted.public_id), "Name withheld", "9")
    for answer in (
        api_for(None).get(f"{BASE}interests/{listed.public_id}/"),
        api_for(developer).get(f"{BASE}interests/{listed.public_id}/"),
    ):
        text = answer.content.decode()
        assert landholder_signatory.email not in text and landholder_signatory.name not in text
        assert "made_by" not in text
    own = api_for(landholder_signatory).get(f"{BASE}interests/{listed.public_id}/").json()
    assert (own["holder"], own["actions"]) == ("Ironbark Family", ["change", "close", "withdraw"])


def test_credits_are_listed_changed_and_withdrawn(api_for, market, landholder_signatory):
    api, lot = api_for(landholder_signatory), market.lot(30)
    made = api.post(
        f"{BASE}interests/", {"lot": lot.number, "quantity": 20}, headers={"Idempotency-Key": "a"}
    )
    again = api.post(
        f"{BASE}interests/", {"lot": lot.number, "quantity": 20}, headers={"Idempotency-Key": "a"}
    )
    assert made.status_code == 201 and made.json() == again.json()
    entry = f"{BASE}interests/{made.json()['id']}/"
    assert api.post(f"{entry}change/", {"quantity": 30, "price": "5"}).json()["state"] == "open"
    refused = api.post(f"{entry}change/", {"quantity": 31})
    assert refused.status_code == 400
    assert refused.json()["findings"][0]["code"] == "interest.more_than_held"
    assert "expires_on" in api.post(f"{entry}renew/", {}).json()
    assert api.post(f"{entry}withdraw/", {"reason": "Sold."}).json()["state"] == "withdrawn"
    assert api.post(f"{entry}close/", {}).status_code == 409
    assert Interest.objects.get().price == "5"


def test_a_foreign_field_is_refused_by_name(api_for, landholder_signatory, developer):
    sent = {"kind": "ecosystem", "quantity": 5, "state": "closed", "made_by": 1}
    answer = api_for(landholder_signatory).post(f"{BASE}interests/", sent)
    assert answer.status_code == 400
    assert sorted(finding["field"] for finding in answer.json()["findings"]) == ["made_by", "state"]
    answer = api_for(developer).post(f"{BASE}demands/", {"kind": "ecosystem", "quantity": "many"})
    assert [finding["field"] for finding in answer.json()["findings"]] == ["quantity"]
    assert not Interest.objects.exists() and not Demand.objects.exists()


def test_a_want_is_entered_with_several_places(api_for, developer, release):
    sent = {"kind": "ecosystem", "pct_id": 1592, "subregions": ["hunter", "Wyong"], "quantity": 8}
    made = api_for(developer).post(f"{BASE}demands/", sent)
    assert made.status_code == 201
    row = api_for(None).get(f"{BASE}demands/{made.json()['id']}/").json()
    assert (row["subregions"], row["pct_id"], row["needed_by"]) == (["Hunter", "Wyong"], 1592, None)
    (mine,) = api_for(developer).get(f"{BASE}demands/?mine=true").json()["results"]
    assert mine["id"] == made.json()["id"]


def test_a_talk_over_the_api(api_for, interest, developer, landholder_signatory, stranger):
    buyer, seller = api_for(developer), api_for(landholder_signatory)
    sent = {"about": "interest", "about_id": str(interest.public_id), "text": "Still there?"}
    made = buyer.post(f"{BASE}enquiries/", sent)
    assert made.status_code == 201
    talk = f"{BASE}enquiries/{made.json()['id']}/"
    assert seller.post(f"{talk}messages/", {"text": "Yes."}).status_code == 201
    said = buyer.get(f"{talk}messages/").json()["results"]
    assert [(one["sender"], one["text"]) for one in said] == [
        ("Quarry Holdings", "Still there?"),
        ("Ironbark Family", "Yes."),
    ]
    assert set(said[0]) == {"sender", "text", "at"}
    assert buyer.get(talk).json()["interest"] == str(interest.public_id)
    assert api_for(stranger).get(talk).status_code == 404
    assert buyer.post(f"{BASE}enquiries/", sent).json()["code"] == "enquiry.already_open"
    assert seller.post(f"{talk}close/", {}).json() == {"id": made.json()["id"], "closed": True}
    assert buyer.post(f"{talk}messages/", {"text": "Late."}).status_code == 409
    assert EnquiryMessage.objects.count() == 2


@pytest.mark.parametrize("name", ["no-id", "LOT-9999", "x\x00y", "00000000-0000-0000-0000-000000000000"])
@pytest.mark.parametrize("about", ["interest", "demand", "lot"])
def test_asking_about_nothing_is_refused(api_for, developer, about, name):
    answer = api_for(developer).post(
        f"{BASE}enquiries/", {"about": about, "about_id": name, "text": "Hello?"}
    )
    assert answer.status_code in (400, 404)


def test_lists_take_the_same_queries_for_one_row_and_for_many(api_for, entries, market, developer):
    def counts():
        found = []
        for user, address in (
            (None, "interests/"),
            (developer, "interests/"),
            (developer, "demands/?mine=true"),
            (developer, "enquiries/"),
        ):
            with CaptureQueriesContext(connection) as counted:
                assert api_for(user).get(BASE + address).status_code == 200
            found.append(len(counted))
        return found

    def more():
        entries.enquiry(entries.of_lot(market.lot(10)))
        entries.demand()

    more()
    one = counts()
    for _ in range(4):
        more()
    assert counts() == one
