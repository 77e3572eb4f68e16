"""Quotes, measures, the ancillary lists and the Trust's duties over the API: the same commands as the pages'."""

import pytest
from django.utils import timezone

from credits.obligations import states
from credits.obligations.models import FundQuote, ListedAction, Measure, Obligation
from tests.obligations import builders
from tests.obligations.fund import scene

pytestmark = pytest.mark.django_db

QUOTES, MEASURES, LISTS = "/api/v1/fund-quotes/", "/api/v1/measures/", "/api/v1/ancillary-lists/"


@pytest.fixture
def api(cast, api_for):
    """`api(name).post(address, body)`: that person of the cast."""
    return lambda name: api_for(cast.person(name))


def send(client, address, body=None, **headers):
    return client.post(address, body or {}, format="json", **headers)


def test_a_quote_is_asked_for_priced_paid_and_confirmed(cast, api, trust):
    owed = builders.obligation(cast)
    line = str(owed.lines.get().public_id)
    developer, officer, approver = map(api, ("developer", "trust_officer", "trust_approver"))
    asked = send(
        developer,
        QUOTES,
        {
            "obligation": str(owed.public_id),
            "trust": str(trust.public_id),
            "lines": [{"line": line, "quantity": 10}],
        },
    )
    assert (asked.status_code, asked.json()["state"]) == (201, "requested")
    address = f"{QUOTES}{asked.json()['id']}/"
    charge = {
        "line_prices": {line: "1250.50"},
        "risk_premium_cents": 100_000,
        "delivery_fee_cents": 50_000,
        "gst_cents": 140_050,
        "source": "Determination 12.",
    }
    assert send(officer, f"{address}prepare/", charge).json()["state"] == "prepared"
    assert send(approver, f"{address}offer/").json()["state"] == "offered"
    found = developer.get(address).json()
    assert (found["total_cents"], found["lines"][0]["price"]) == (scene.TOTAL_CENTS, "1250.50")
    payment = {
        "received_cents": scene.TOTAL_CENTS,
        "received_on": f"{timezone.localdate():%Y-%m-%d}",
        "receipt_reference": "R-1",
    }
    unset = send(officer, f"{address}receive/", payment)
    assert (unset.status_code, unset.json()["findings"][0]["code"]) == (400, "quote.index_not_set")
    paid = send(officer, f"{address}receive/", payment | {"not_indexed": True})
    assert paid.json()["state"] == "received"
    assert send(approver, f"{address}settle/").json()["state"] == "settled"
    duty = Obligation.objects.get(source="fund")
    assert developer.get(address).json()["trust_obligation"] == duty.number
    (row,) = officer.get("/api/v1/trust-duties/?state=open").json()["results"]
    assert (row["number"], row["required"], row["undischarged"]) == (duty.number, 10, 10)
    assert officer.get("/api/v1/trust-duties/?state=discharged").json()["results"] == []
    assert officer.get("/api/v1/trust-duties/steps/").json()["steps_down"] == []
    assert officer.get("/api/v1/trust-duties/steps/?year=1999-00").status_code == 400


def test_the_same_key_asks_once(cast, api, trust):
    owed = builders.obligation(cast)
    body = {
        "obligation": str(owed.public_id),
        "trust": str(trust.public_id),
        "lines": [{"line": str(owed.lines.get().public_id), "quantity": 3}],
    }
    answers = [send(api("developer"), QUOTES, body, HTTP_IDEMPOTENCY_KEY="once") for _ in range(2)]
    assert [one.status_code for one in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert FundQuote.objects.count() == 1


def test_a_measure_is_proposed_where_its_way_is_open_checked_and_accepted(cast, api):
    line = scene.mine(cast).lines.get()
    developer = api("developer")
    ways = developer.get(f"/api/v1/obligations/lines/{line.public_id}/ways/").json()
    assert [(one["kind"], one["is_open"]) for one in ways] == [
        ("conservation_action", False),
        ("mine_rehabilitation", True),
        ("approved_measure", False),
    ]
    body = {
        "line": str(line.public_id),
        "quantity": 4,
        "description": "Plant it.",
        "evidence": "Plan 7.",
        "creates": "Phascolarctos cinereus",
    }
    closed = send(developer, MEASURES, body | {"kind": "approved_measure"})
    assert (closed.status_code, closed.json()["code"]) == (409, "measure.not_strategic")
    made = send(developer, MEASURES, body | {"kind": "mine_rehabilitation"})
    assert (made.status_code, made.json()["state"]) == (201, "proposed")
    address = f"{MEASURES}{made.json()['id']}/"
    assert send(api("authority_officer"), f"{address}check/", {"note": "Read."}).json()["state"] == "checked"
    late = send(developer, f"{address}withdraw/", {"reason": "Too late."})
    assert (late.status_code, late.json()["code"]) == (409, "measure.wrong_state")
    assert send(api("authority_delegate"), f"{address}accept/").json()["state"] == "accepted"
    found = developer.get(address).json()
    assert (found["check_note"], found["quantity"], found["line_number"]) == ("Read.", 4, 1)
    assert developer.get(f"{MEASURES}?state=proposed").json()["results"] == []


def test_the_lists_are_read_by_everybody_as_on_a_day_and_kept_by_a_registrar(api, api_for):
    registrar, visitor = api("registrar"), api_for(None)
    body = {
        "code": "KOALA-1",
        "title": "Koala road crossings",
        "entity": "Phascolarctos cinereus",
        "listed_from": "2020-01-01",
        "source": "Made up for a test",
    }
    made = send(registrar, f"{LISTS}actions/", body)
    assert made.status_code == 201
    assert send(registrar, f"{LISTS}actions/", body).json()["findings"][0]["code"] == "ancillary.day_taken"
    entity = {"entity": "Made-up Swamp Woodland", "excluded_from": "2021-01-01", "source": "Made up"}
    excluded = send(registrar, f"{LISTS}entities/", entity).json()
    found = visitor.get(f"{LISTS}?on=2020-06-30").json()
    assert [one["code"] for one in found["conservation_actions"]] == ["KOALA-1"]
    assert found["excluded_entities"] == []
    today = f"{timezone.localdate():%Y-%m-%d}"
    off = {"day": today, "source": "Second edition"}
    assert send(registrar, f"{LISTS}actions/{made.json()['id']}/remove/", off).status_code == 201
    assert send(registrar, f"{LISTS}entities/{excluded['id']}/remove/", off).status_code == 201
    now = visitor.get(LISTS).json()
    assert (now["on"], now["conservation_actions"], now["excluded_entities"]) == (today, [], [])
    again = send(registrar, f"{LISTS}actions/{made.json()['id']}/remove/", off)
    assert (again.status_code, again.json()["code"]) == (409, "listed_action.not_listed")
    assert ListedAction.objects.count() == 2


@pytest.mark.parametrize("on", ["2026-02-30", "yesterday", "9999999-01-01", "2026-1"])
def test_a_day_that_is_none_is_refused(api_for, on):
    assert api_for(None).get(f"{LISTS}?on={on}").status_code == 400


HUGE = 10**30
CHARGE = {
    "line_prices": {},
    "risk_premium_cents": 0,
    "delivery_fee_cents": 0,
    "gst_cents": 0,
    "source": "Determination 12.",
}
PAYMENT = {"received_cents": 1, "received_on": "2026-01-01", "receipt_reference": "R"}


@pytest.mark.parametrize(
    ("state", "action", "person", "body"),
    [
        ("requested", "prepare", "trust_officer", CHARGE | {"risk_premium_cents": HUGE}),
        ("requested", "prepare", "trust_officer", CHARGE | {"gst_cents": -1}),
        ("requested", "prepare", "trust_officer", CHARGE | {"gst_cents": 1.5}),
        ("requested", "prepare", "trust_officer", CHARGE | {"line_prices": []}),
        ("requested", "prepare", "trust_officer", CHARGE | {"line_prices": {"x": "1" * 41}}),
        ("requested", "prepare", "trust_officer", CHARGE | {"index_at_quote": "1e999999999"}),
        ("requested", "prepare", "trust_officer", CHARGE | {"sourse": "x"}),
        ("offered", "receive", "trust_officer", PAYMENT | {"received_cents": HUGE}),
        ("offered", "receive", "trust_officer", PAYMENT | {"received_on": "0001-01-01", "not_indexed": True}),
        ("offered", "receive", "trust_officer", PAYMENT | {"index_at_payment": "1e-999999999"}),
        ("offered", "receive", "trust_officer", PAYMENT | {"received_on": "31/12/2026"}),
        ("requested", "withdraw", "developer", {"reason": "\x00"}),
        ("requested", "withdraw", "developer", {"reason": "x" * 100_000}),
        ("requested", "offer", "trust_approver", {"today": "2020-01-01"}),
    ],
)
def test_a_hostile_body_is_refused_and_nothing_is_stored(cast, api, state, action, person, body):
    quote = scene.quote_in(state, cast)
    answer = send(api(person), f"{QUOTES}{quote.public_id}/{action}/", body)
    assert answer.status_code in (400, 403, 409)
    assert FundQuote.objects.get().state == state


def test_a_charge_larger_than_the_register_holds_is_refused(cast, api):
    quote = scene.quote_in(states.REQUESTED, cast)
    line = str(quote.lines.get().line.public_id)
    largest = 2**62
    body = CHARGE | {"line_prices": {line: "999999999"}, "risk_premium_cents": largest}
    answer = send(api("trust_officer"), f"{QUOTES}{quote.public_id}/prepare/", body)
    assert (answer.status_code, answer.json()["findings"][0]["code"]) == (400, "quote.amount")


@pytest.mark.parametrize(
    "lines", [[], [{"line": "x", "quantity": 1}], [{"quantity": 1}], "all", [None], [{}] * 201]
)
def test_lines_that_are_none_are_refused(cast, api, trust, lines):
    owed = builders.obligation(cast)
    body = {"obligation": str(owed.public_id), "trust": str(trust.public_id), "lines": lines}
    assert send(api("developer"), QUOTES, body).status_code == 400
    assert not FundQuote.objects.exists()


@pytest.mark.parametrize(
    "changed",
    [
        {"quantity": 0},
        {"quantity": HUGE},
        {"quantity": True},
        {"kind": "x"},
        {"line": "x"},
        {"evidence": " "},
    ],
)
def test_a_measure_that_is_none_is_refused(cast, api, changed):
    line = scene.mine(cast).lines.get()
    body = {
        "line": str(line.public_id),
        "kind": "mine_rehabilitation",
        "quantity": 4,
        "description": "Plant it.",
        "evidence": "Plan 7.",
        "creates": "Phascolarctos cinereus",
    }
    assert send(api("developer"), MEASURES, body | changed).status_code == 400
    assert not Measure.objects.exists()


def test_a_line_or_obligation_of_others_is_not_there(cast, api, trust):
    owed = builders.obligation(cast)
    line = owed.lines.get()
    body = {
        "line": str(line.public_id),
        "kind": "mine_rehabilitation",
        "quantity": 4,
        "description": "x",
        "evidence": "x",
    }
    assert send(api("trust_officer"), MEASURES, body).status_code == 404
