"""The supply register: which lots and listings are on it, what it says of them, and what it never says."""

import json

import pytest

from credits.lots.models import Lot
from credits.market import states as market_states
from credits.public.registers.columns.column import WITHHELD
from credits.public.registers.columns.supply import COLUMNS, OFFICIAL
from registry.agreements import states
from registry.agreements.models import Agreement
from tests.builders_ledger import make_class, open_lot
from tests.public_registers.conftest import at, make_interest

pytestmark = pytest.mark.django_db

OFFICIAL_HEADINGS = (
    "Credit ID|Business Name|Business Phone|Business Email|BSA ID|Credit status|Date Credits Issued|Number of credits|"
    "IBRA Subregion|IBRA Region|Ecosystem or Species|PCT ID|Plant Community Type Common Name|Vegetation Formation|"
    "Offset Trading Group|Threatened Ecological Community (NSW)|Vegetation Class|Hollow Bearing Trees|Species ID|"
    "Species Scientific Name|Species Common Name|Suspension Start Date|Suspension End Date|Cancellation Start Date|"
    "Grounds for Cancellation|Contact First Name|Contact Last Name|Contact Email|Contact Phone|Contact Mobile|"
    "Site Area (HA)|Lot and Plan|LGA|Listed Date|Case Number|Public Register Expiry Date|"
    "Indicative like-for-like credits|Indicative like-for-like subregions|OEH Comment"
)


def ids(rows):
    return sorted(row["credit_id"] for row in rows)


def test_the_official_headings_come_first_and_in_their_order():
    assert "|".join(column.name for column in OFFICIAL) == OFFICIAL_HEADINGS
    assert COLUMNS[: len(OFFICIAL)] == OFFICIAL
    assert len(OFFICIAL) == 39


def test_a_lot_shows_what_it_holds_and_what_anybody_may_buy_of_it(read, past, market):
    row = next(row for row in read("supply") if row["credit_id"] == "CR-100")
    told = {key: value for key, value in row.items() if value not in (None, "")}
    assert told == {
        "credit_id": "CR-100",
        "credit_status": "Issued",
        "issued_on": "2021-03-01",
        "credits": 85,
        "subregion": "Hunter",
        "region": "Sydney Basin",
        "kind": "Ecosystem",
        "pct_id": 1592,
        "pct_name": "Spotted Gum - Red Ironbark forest",
        "vegetation_formation": "Dry Sclerophyll Forests",
        "offset_trading_group": "Hunter-Macleay Dry Sclerophyll Forests <50%",
        "vegetation_class": "Hunter-Macleay Dry Sclerophyll Forests",
        "hollow_bearing_trees": "No",
        "listing": "Lot",
        "available": 65,
        "on_offer": 20,
        "lowest_price": "1250.50",
        "holder": "Name withheld",
    }


def test_lots_in_force_and_cancelled_ones_are_listed_and_retired_or_empty_ones_are_not(read, market, past):
    used = market.lot(10, number="CR-USED", at=at(1))
    market.settled_transfer(used, 10)
    wrong = market.lot(10, number="CR-WRONG", at=at(1))
    market.act("cancel", market.propose_cancellation(wrong, 4), market.approver)
    cancelled = Lot.objects.get(status=Lot.CANCELLED)
    listed = read("supply")
    transferred = Lot.objects.filter(parent__number__in=["CR-100", "CR-USED"], status=Lot.ISSUED)
    assert ids(listed) == sorted(
        ["CR-100", "CR-WRONG", cancelled.number, *transferred.values_list("number", flat=True)]
    )
    row = next(row for row in listed if row["credit_id"] == cancelled.number)
    assert (row["credit_status"], row["credits"], row["cancelled_on"], row["cancellation_ground"]) == (
        "Cancelled",
        4,
        market.today.isoformat(),
        "Another ground of the Act, stated in words",
    )
    assert row["parent_lot"] == "CR-WRONG"


def test_personal_columns_are_there_and_always_empty(read, past, market, landholder):
    make_interest(landholder, market)
    withheld = [column.key for column in COLUMNS if column.empty == WITHHELD]
    assert len(withheld) == 9
    rows = read("supply")
    assert len(rows) == 3
    assert {row[key] for row in rows for key in withheld} == {None}


@pytest.mark.parametrize("published", [False, True])
def test_a_holder_is_named_only_where_it_agreed(client, read, past, landholder, published):
    landholder.name_published = published
    landholder.save()
    holder = next(row["holder"] for row in read("supply") if row["credit_id"] == "CR-100")
    assert holder == (landholder.name if published else "Name withheld")
    texts = [
        client.get(address).getvalue().decode() for address in ("/registers/supply/", "/registers/supply.csv")
    ]
    assert [landholder.name in text for text in texts] == [published, published]


def test_nobody_is_named_and_no_note_is_shown(client, market, landholder_signatory, past):
    market.offer(past, 3, note="Ring Rosa Example on 0491 570 006.")
    for address in ("/registers/supply/", "/registers/supply.json", "/api/v1/registers/transactions/"):
        text = client.get(address).getvalue().decode()
        assert "Rosa" not in text
        assert landholder_signatory.name not in text
        assert landholder_signatory.email not in text


def test_an_offer_to_one_buyer_is_not_shown_to_all(read, market, landholder, proponent):
    lot = market.lot(50, number="CR-50")
    market.offer(lot, 20, buyer_id=str(proponent.public_id))
    row = read("supply")[0]
    assert (row["on_offer"], row["lowest_price"], row["available"], row["credits"]) == (None, None, 30, 50)


def test_an_interest_and_an_agreement_in_the_making_are_listings_outside_the_sum(
    client, read, market, landholder, trust, landholder_signatory
):
    market.lot(7)
    interest = make_interest(landholder, market)
    make_interest(landholder, market, state=market_states.CLOSED, closed_at=at(4))
    waiting = Agreement.objects.create(
        state=states.NEGOTIATION,
        site_name="Rosa Example's back paddock",
        local_government_area="Cessnock",
        lots_and_plans="1//DP1",
        applicant=landholder,
        trust=trust,
        created_by=landholder_signatory,
        site_area_m2=123_456,
        applied_on=at(2).date(),
    )
    body = client.get("/api/v1/registers/supply/").json()
    assert (body["count"], body["credits"]) == (3, 7)
    listed = {row["listing"]: row for row in body["results"]}
    eoi, pending = listed["Expression of interest"], listed["Agreement awaiting registration"]
    assert eoi["credit_id"] == f"EOI-{interest.pk:06d}"
    assert (eoi["credit_status"], eoi["credits"], eoi["subregion"]) == (
        "Expression of Interest",
        40,
        "Hunter; Yengo",
    )
    assert (eoi["lowest_price"], eoi["reference"]) == ("900.25", str(interest.public_id))
    assert {key: value for key, value in pending.items() if value not in (None, "")} == {
        "credit_id": f"PENDING-{waiting.pk:06d}",
        "credit_status": "Pending Review",
        "site_area_ha": "12.3456",
        "local_government_area": "Cessnock",
        "listed_on": "2021-03-02",
        "listing": "Agreement awaiting registration",
    }
    assert "Rosa" not in json.dumps(body)


def test_an_interest_in_credits_that_are_sold_or_gone_is_listed_for_what_is_left(client, market, landholder):
    lot = market.lot(50, number="CR-50")
    make_interest(landholder, market, lot=lot)
    held = client.get("/api/v1/registers/supply/?listing=interest").json()["results"]
    assert [row["credits"] for row in held] == [40]
    market.offer(lot, 30)
    left = client.get("/api/v1/registers/supply/?listing=interest").json()["results"]
    assert [row["credits"] for row in left] == [20]
    market.offer(lot, 20)
    assert client.get("/api/v1/registers/supply/?listing=interest").json()["count"] == 0


def test_a_suspension_shows_its_days(read, market):
    from credits.lots.services import suspensions

    lot = market.lot(5, number="CR-5")
    suspensions.suspend(
        actor=market.actor(market.approver),
        lot_number=lot.number,
        until=market.today,
        reason="Inquiry.",
        today=market.today,
        now=market.now,
    )
    row = read("supply", status="suspended")[0]
    assert (row["credit_status"], row["suspended_from"], row["suspended_to"]) == (
        "Issued",
        market.today.isoformat(),
        market.today.isoformat(),
    )


KOALA = {
    "kind": "species",
    "scientific_name": "Phascolarctos cinereus",
    "common_name": "Koala",
    "species_id": 10616,
}


FILTERS = [
    ({"kind": "species"}, ["CR-2"]),
    ({"kind": "ecosystem"}, ["CR-1", "CR-3"]),
    ({"group": "macleay"}, ["CR-1"]),
    ({"species": "koala"}, ["CR-2"]),
    ({"species": "phascolarctos"}, ["CR-2"]),
    ({"pct": 1592}, ["CR-1"]),
    ({"community": "box woodland"}, ["CR-3"]),
    ({"subregion": "yengo"}, ["CR-3"]),
    ({"region": "sydney"}, ["CR-1", "CR-3"]),
    ({"hollows": "yes"}, ["CR-3"]),
    ({"status": "equivalence"}, ["CR-3"]),
    ({"status": "cancelled"}, []),
    ({"agreement": "bs0007"}, ["CR-2"]),
    ({"listing": "interest"}, []),
    ({"offered": "yes"}, ["CR-1"]),
    ({"price_from": "1000"}, ["CR-1"]),
    ({"price_to": "999.99"}, []),
    ({"issued_from": "2022-01-01"}, ["CR-2"]),
    ({"issued_to": "31/12/2021"}, ["CR-1", "CR-3"]),
    ({"words": "CR-2"}, ["CR-2"]),
    ({"words": "cr"}, []),
    ({"words": "spotted hunter"}, ["CR-1"]),
    ({"words": "spotted yengo"}, []),
    ({"words": "100%"}, []),
    ({"words": "'; DROP TABLE credits_lot; --"}, []),
    ({"kind": "species", "words": "koala", "agreement": "BS0007"}, ["CR-2"]),
]


def test_filters_find_what_they_say(read, market, landholder):
    first = open_lot(landholder, 10, number="CR-1", issued_on=at(1).date())
    open_lot(
        landholder,
        20,
        number="CR-2",
        credit_class=make_class(**KOALA),
        agreement_number="BS0007",
        issued_on="2022-05-05",
    )
    other = make_class(
        pct_id=7,
        pct_name="Yellow Box forest",
        offset_trading_group="Box woodland",
        community_name="Yellow Box Woodland",
        vegetation_class="Grassy",
        subregion="Yengo",
        hollow_bearing_trees="yes",
    )
    open_lot(
        landholder, 30, number="CR-3", credit_class=other, status=Lot.EQUIVALENCE, issued_on=at(1).date()
    )
    market.offer(first, 5, price="1000")
    assert [ids(read("supply", **query)) for query, _ in FILTERS] == [found for _, found in FILTERS]


def test_imported_listings_stand_beside_the_lots_that_were_replayed(read, tmp_path):
    from tests.registers.files import imported

    imported(tmp_path)
    rows = read("supply")
    listed = [row for row in rows if row["listing"] == "As published elsewhere"]
    assert {row["credit_status"] for row in listed} == {"Pending Review", "Expression of Interest"}
    assert {row["holder"] for row in rows} == {"Not published"}
    assert next(row["comment"] for row in rows if row["credit_id"] == "BIMS-CR-901") == "BBAM credit 2229"
    assert read("supply", words="CR-9001")[0]["site_area_ha"] is None
