"""The demand register and the agreements register."""

import pytest

from credits.market import states as market_states
from registry.agreements import states
from registry.agreements.models import Agreement, AgreementSuspension
from tests.builders_ledger import open_lot
from tests.public_registers.conftest import at, make_demand

pytestmark = pytest.mark.django_db


def test_an_open_want_is_listed_with_the_buyers_public_name(read, market, proponent):
    want = make_demand(proponent, market, needed_by="2022-06-30")
    make_demand(proponent, market, state=market_states.WITHDRAWN, closed_at=at(4))
    make_demand(proponent, market, expires_on=at(4).date())
    rows = read("demand")
    assert len(rows) == 1
    assert {key: value for key, value in rows[0].items() if value not in (None, "")} == {
        "credit_status": "Wanted",
        "demand_id": f"WANT-{want.pk:06d}",
        "buyer": "Name withheld",
        "credits": 40,
        "kind": "Species",
        "scientific_name": "Phascolarctos cinereus",
        "common_name": "Koala",
        "subregions": "Hunter; Yengo",
        "price": "900.25",
        "needed_by": "2022-06-30",
        "listed_on": "2021-03-03",
        "expires_on": "2999-12-31",
        "reference": str(want.public_id),
    }


WANTED = [
    ({"kind": "species"}, 1),
    ({"kind": "ecosystem"}, 0),
    ({"species": "koala"}, 1),
    ({"subregion": "yengo"}, 1),
    ({"subregion": "cumberland"}, 0),
    ({"price_from": "900.25"}, 1),
    ({"price_from": "900.26"}, 0),
    ({"words": "koala hunter"}, 1),
    ({"words": "koala cumberland"}, 0),
    ({"on": "2021-03-03"}, 1),
    ({"on": "2021-03-02"}, 0),
]


def test_wants_are_found_by_what_is_wanted(read, market, proponent):
    make_demand(proponent, market)
    assert [len(read("demand", **query)) for query, _ in WANTED] == [count for _, count in WANTED]


@pytest.fixture
def agreement(landholder, trust, landholder_signatory):
    return Agreement.objects.create(
        state=states.ACTIVE,
        site_name="Rosa Example's back paddock",
        local_government_area="Cessnock",
        applicant=landholder,
        trust=trust,
        created_by=landholder_signatory,
        number="BS9002",
        title_reference="AB123456",
        site_area_m2=450_000,
        registered_on=at(1).date(),
        activated_on=at(8).date(),
    )


def test_an_agreement_adds_up_what_came_from_it(read, market, agreement):
    market.now = at(2)
    lot = market.lot(100, agreement=agreement, at=at(1))
    market.now = at(4)
    market.act("retire", market.checked_retirement(lot, 30), market.approver)
    assert read("agreements") == [
        {
            "number": "BS9002",
            "kind": "Biodiversity stewardship agreement",
            "status": "In force, full management",
            "site_area_ha": "45.0000",
            "local_government_area": "Cessnock",
            "subregion": "Hunter",
            "registered_on": "2021-03-01",
            "lots": 2,
            "issued": 100,
            "held": 70,
            "retired": 30,
            "cancelled": 0,
        }
    ]
    before = read("agreements", on="2021-03-03")[0]
    assert (before["lots"], before["issued"], before["held"], before["retired"]) == (1, 100, 100, 0)


def test_an_agreement_stands_as_it_stood_on_the_day(read, agreement, registrar):
    AgreementSuspension.objects.create(
        agreement=agreement,
        suspended_from=at(15).date(),
        lifted_on=at(20).date(),
        reason="Inquiry.",
        suspended_by=registrar,
    )
    agreement.maintenance_from, agreement.state = at(25).date(), states.MAINTENANCE
    agreement.save()
    days = {day: read("agreements", on=f"2021-03-{day:02d}") for day in (7, 8, 15, 19, 20, 25)}
    assert {day: rows[0]["status"] for day, rows in days.items()} == {
        7: "In force, before full management",
        8: "In force, full management",
        15: "Suspended",
        19: "Suspended",
        20: "In force, full management",
        25: "In force, maintenance",
    }
    assert read("agreements", on="2021-02-28") == []


def test_an_agreement_known_by_its_number_only_is_listed_after_ours(read, agreement, landholder):
    open_lot(landholder, 5, agreement_number="BA 123")
    open_lot(landholder, 6, agreement_number="BA 123")
    open_lot(landholder, 7, agreement_number="BS0001")
    rows = read("agreements", size=1)
    assert [(row["number"], row["kind"], row["lots"], row["issued"]) for row in rows] == [
        ("BS9002", "Biodiversity stewardship agreement", 0, 0),
        ("BA 123", "BioBanking agreement", 2, 11),
        ("BS0001", "Biodiversity stewardship agreement", 1, 7),
    ]
    assert {row["status"] for row in rows[1:]} == {"As published elsewhere"}


ASKED = [
    ({"agreement": "bs9002"}, ["BS9002"]),
    ({"origin": "biobanking"}, ["BA 123"]),
    ({"origin": "stewardship"}, ["BS9002"]),
    ({"status": "active"}, ["BS9002"]),
    ({"status": "published"}, ["BA 123"]),
    ({"lga": "cess"}, ["BS9002"]),
    ({"subregion": "hunter"}, ["BA 123"]),
    ({"registered_from": "2021-03-02"}, []),
    ({"words": "ironbark"}, ["BA 123"]),
    ({"words": "cessnock"}, ["BS9002"]),
]


def test_agreements_are_found_by_what_is_asked(read, agreement, landholder):
    open_lot(landholder, 5, agreement_number="BA 123")
    found = [[row["number"] for row in read("agreements", **query)] for query, _ in ASKED]
    assert found == [numbers for _, numbers in ASKED]


def test_an_agreement_that_is_not_registered_is_on_no_list(client, agreement):
    Agreement.objects.update(state=states.SIGNED, registered_on=None, number=None, site_name="Quiet Gully")
    assert client.get("/api/v1/registers/agreements/").json()["count"] == 0
    assert b"Quiet Gully" not in client.get("/registers/agreements.json").getvalue()
