"""Credits over the API: the same commands as the pages, with keys that make a repetition one effect."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from credits.models import Offer, Transfer
from registry.parties.models import User
from tests.dealings.market import Market

pytestmark = pytest.mark.django_db
Api = Callable[[User | None], APIClient]
ROOT = "/api/v1/credits/"


def keyed(key: str) -> dict[str, Any]:
    return {"headers": {"Idempotency-Key": key}}


def test_a_lot_is_offered_sold_and_settled_by_programs(market: Market, api_for: Api) -> None:
    lot = market.lot(100)
    seller, buyer = api_for(market.seller_person), api_for(market.buyer_person)
    body = {"lot": lot.number, "quantity": 10, "price": "1250.50", **market.signs(market.seller_person)}
    made = seller.post(f"{ROOT}offers/", body, **keyed("offer-1"))
    assert (made.status_code, made.json()["state"]) == (201, "open")
    assert seller.post(f"{ROOT}offers/", body, **keyed("offer-1")).json() == made.json()
    other = seller.post(f"{ROOT}offers/", body | {"quantity": 11}, **keyed("offer-1"))
    assert (other.status_code, Offer.objects.count()) == (409, 1)
    offer = buyer.get(f"{ROOT}offers/{made.json()['id']}/").json()
    assert (offer["remaining"], offer["price"], offer["credit_class"]["subregion"]) == (
        10,
        "1250.50",
        "Hunter",
    )
    accepted = buyer.post(
        f"{ROOT}offers/{offer['id']}/accept/", {"quantity": 4, **market.signs(market.buyer_person)}
    )
    assert accepted.status_code == 201
    transfer = f"{ROOT}transfers/{accepted.json()['id']}/"
    officer, approver = api_for(market.registrar), api_for(market.approver)
    assert officer.post(f"{transfer}actions/check/", {"note": "Looked up."}).json()["state"] == "checked"
    settled = approver.post(f"{transfer}actions/settle/", {"fee_not_set_acknowledged": True}).json()
    shown = buyer.get(transfer).json()
    assert (shown["state"], shown["new_lot"], shown["value_cents"]) == (
        "settled",
        settled["new_lot"],
        500_200,
    )
    assert shown["fee"]["state"] == "not_set"
    movements = buyer.get(f"{ROOT}lots/{settled['new_lot']}/movements/").json()["results"]
    assert [(one["kind"], one["quantity"], one["fee_step"]) for one in movements] == [
        ("transfer", 4, "not_set")
    ]


def test_a_lot_is_read_with_family_balance_and_holdings(market: Market, api_for: Api, today: date) -> None:
    lot = market.lot(100)
    child = market.settled_transfer(lot, 10).new_lot
    assert child is not None
    seller = api_for(market.seller_person)
    one = seller.get(f"{ROOT}lots/{lot.number}/").json()
    assert (one["received"], one["available"], one["moved_out"], one["root"]) == (100, 90, 10, lot.number)
    family = seller.get(f"{ROOT}lots/{lot.number}/family/").json()["results"]
    assert [(row["number"], row["parent"], row["depth"], row["visible"]) for row in family] == [
        (lot.number, None, 0, True),
        (child.number, lot.number, 1, False),
    ]
    balance = seller.get(f"{ROOT}lots/{lot.number}/balance/?on=2020-01-01").json()
    assert balance == {"number": lot.number, "on": "2020-01-01", "held": 0}
    assert seller.get(f"{ROOT}lots/{lot.number}/balance/").json()["held"] == 90
    assert seller.get(f"{ROOT}lots/{lot.number}/balance/?on=2999-01-01").status_code == 400
    held = seller.get(f"{ROOT}holdings/").json()["results"]
    assert [(row["lots"], row["available"]) for row in held] == [(1, 90)]
    assert seller.get(f"{ROOT}lots/?search=hunter").json()["count"] == 1
    assert seller.get(f"{ROOT}lots/?status=retired").json()["count"] == 0


def test_a_field_of_another_step_is_named_and_refused(market: Market, api_for: Api) -> None:
    transfer = market.accept(market.offer(market.lot(100)))
    address = f"{ROOT}transfers/{transfer.public_id}/actions/check/"
    answer = api_for(market.registrar).post(address, {"note": "Seen.", "reason": "None."})
    assert (answer.status_code, answer.json()["findings"][0]["field"]) == (400, "reason")
    missing = api_for(market.registrar).post(address, {})
    assert (missing.status_code, missing.json()["findings"][0]["field"]) == (400, "note")
    assert api_for(market.registrar).post(address.replace("check", "post"), {}).status_code == 404


@pytest.mark.parametrize("field", ["state", "remaining", "holder", "made_at", "signature"])
def test_nobody_sets_what_is_the_registrys(market: Market, api_for: Api, field: str) -> None:
    body = {"lot": market.lot(100).number, "quantity": 1, "price": "1", **market.signs(market.seller_person)}
    answer = api_for(market.seller_person).post(f"{ROOT}offers/", body | {field: "settled"})
    assert (answer.status_code, answer.json()["findings"][0]["field"]) == (400, field)


def test_more_than_available_and_a_price_below_zero_are_refused_in_the_one_shape(
    market: Market, api_for: Api
) -> None:
    seller = api_for(market.seller_person)
    body = {"lot": market.lot(5).number, "quantity": 6, "price": "1", **market.signs(market.seller_person)}
    too_many = seller.post(f"{ROOT}offers/", body)
    assert (too_many.status_code, too_many.json()["code"]) == (409, "lot.not_enough")
    below = seller.post(f"{ROOT}offers/", body | {"quantity": 5, "price": "-1"})
    assert (below.status_code, below.json()["findings"][0]["field"]) == (400, "price")


def test_a_refused_buyer_is_named_as_the_field_is_sent(market: Market, api_for: Api) -> None:
    lot = market.lot(100)
    own = {"quantity": 1, "buyer": str(market.holder.public_id)}
    body = {"lot": lot.number, "price": "1", **own, **market.signs(market.seller_person)}
    offered = api_for(market.seller_person).post(f"{ROOT}offers/", body)
    assert (offered.status_code, offered.json()["findings"][0]["field"]) == (400, "buyer")
    address = f"{ROOT}offers/{market.offer(lot).public_id}/accept/"
    accepted = api_for(market.buyer_person).post(address, {**own, **market.signs(market.buyer_person)})
    assert (accepted.status_code, accepted.json()["findings"][0]["field"]) == (400, "buyer")


def test_steps_say_who_may_take_them_and_why_not(market: Market, api_for: Api) -> None:
    transfer = market.checked_transfer(market.lot(100))
    market.approver.memberships.create(organisation=market.buyer)
    address = f"{ROOT}transfers/{transfer.public_id}/steps/"
    rows = api_for(market.approver).get(address).json()["results"]
    assert [(row["action"], row["allowed"]) for row in rows] == [("settle", False), ("refuse", False)]
    assert "You belong to a side of this dealing" in rows[0]["reason"]


def test_retirements_cancellations_and_corrections_begin_over_the_api(market: Market, api_for: Api) -> None:
    lot = market.lot(100)
    child = market.settled_transfer(lot, 10).new_lot
    assert child is not None
    seller, officer, approver = (
        api_for(user) for user in (market.seller_person, market.registrar, market.approver)
    )
    signs = market.signs(market.seller_person)
    body = {"lot": lot.number, "quantity": 1, "purpose": "voluntary", **signs}
    retirement = seller.post(f"{ROOT}retirements/", body).json()
    assert (
        officer.post(f"{ROOT}retirements/{retirement['id']}/actions/check/", {"note": "Made."}).status_code
        == 200
    )
    retired = approver.post(
        f"{ROOT}retirements/{retirement['id']}/actions/retire/", {"fee_not_set_acknowledged": True}
    )
    assert retired.json()["state"] == "retired"
    asked = seller.post(
        f"{ROOT}cancellation-requests/", {"lot": lot.number, "quantity": 1, "ground_note": "Spare.", **signs}
    )
    assert asked.status_code == 201
    cancelled = approver.post(f"{ROOT}cancellations/{asked.json()['id']}/actions/cancel/", {})
    assert cancelled.json()["state"] == "cancelled"
    proposed = officer.post(
        f"{ROOT}cancellations/", {"lot": lot.number, "quantity": 1, "ground_note": "Mistake."}
    )
    assert proposed.status_code == 201
    wrong = officer.post(
        f"{ROOT}corrections/", {"lot": child.number, "quantity": 2, "reason": "Mistake."}
    ).json()
    posted = approver.post(f"{ROOT}corrections/{wrong['id']}/actions/post/", {})
    assert posted.json()["state"] == "posted"


def test_a_suspension_is_made_extended_and_lifted_over_the_api(
    market: Market, api_for: Api, today: date
) -> None:
    approver = api_for(market.approver)
    body = {"lot": market.lot(5).number, "until": today.isoformat(), "reason": "An inquiry."}
    made = approver.post(f"{ROOT}suspensions/", body).json()
    later, far = ((today + timedelta(days=days)).isoformat() for days in (1, 900))
    assert approver.post(f"{ROOT}suspensions/{made['id']}/extend/", {"until": far}).status_code == 400
    extended = approver.post(f"{ROOT}suspensions/{made['id']}/extend/", {"until": later})
    assert extended.json()["until"] == later
    assert approver.post(f"{ROOT}suspensions/{made['id']}/lift/", {}).json()["state"] == "lifted"
    assert approver.get(f"{ROOT}suspensions/").json()["results"][0]["lifted_on"] == today.isoformat()


def test_what_waits_is_listed_for_the_one_it_waits_for(market: Market, api_for: Api) -> None:
    transfer = market.accept(market.offer(market.lot(100)))
    rows = api_for(market.registrar).get(f"{ROOT}work/").json()["results"]
    assert [(row["kind"], row["id"], row["action"]) for row in rows] == [
        ("transfer", str(transfer.public_id), "check")
    ]
    assert api_for(market.seller_person).get(f"{ROOT}work/").json()["count"] == 0


def test_events_are_read_by_action_and_day(market: Market, api_for: Api, auditor: User, today: date) -> None:
    market.settled_transfer(market.lot(100))
    reader = api_for(auditor)
    found = reader.get(f"/api/v1/audit/events/?action=transfer&on={today.isoformat()}").json()["results"]
    assert [row["action"] for row in found] == ["transfer.settle", "transfer.check", "transfer.accept"]
    one = found[0]
    address = f"/api/v1/audit/events/{one['chain']}/{one['key']}/{one['sequence']}/"
    assert reader.get(address).json() == one
    assert reader.get("/api/v1/audit/events/?on=2020-01-01").json()["count"] == 0
    assert reader.get("/api/v1/audit/events/?on=never").status_code == 400
    for end_of_the_calendar in ("0001-01-01", "9999-12-31"):
        assert reader.get(f"/api/v1/audit/events/?on={end_of_the_calendar}").json()["count"] == 0


def test_lists_cost_the_same_for_one_and_for_many(market: Market, api_for: Api) -> None:
    lot = market.lot(1000)
    officer = api_for(market.registrar)
    addresses = [
        f"{ROOT}{part}/" for part in ("lots", "offers", "transfers", "retirements", "holdings", "work")
    ]
    addresses.append(f"{ROOT}lots/{lot.number}/movements/")

    def count(address: str) -> int:
        with CaptureQueriesContext(connection) as caught:
            assert officer.get(address).status_code == 200
        return len(caught)

    def more() -> None:
        market.settled_transfer(lot, 1)
        market.offer(lot, 1)
        market.accept(market.offer(lot, 1))
        market.apply(lot, 1)

    more()
    for address in addresses:
        officer.get(address)
    few = [count(address) for address in addresses]
    for _ in range(3):
        more()
    assert [count(address) for address in addresses] == few
    assert Transfer.objects.count() == 8
