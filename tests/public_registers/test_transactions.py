"""The transactions register: one line for each movement that is no issue, with price, reason and channel."""

import pytest

from credits.lots.models import Lot
from credits.public.registers.columns.transactions import OFFICIAL
from tests.public_registers.conftest import at

pytestmark = pytest.mark.django_db

OFFICIAL_HEADINGS = (
    "Transaction Date|Transaction ID|Transaction Status|Transaction Type|From|To|Plant Community Type|Sub Region|"
    "Offset Trading Group|Vegetation Formation|Scientific Name|Common Name|Number Of Credits|Price Per Credit (Ex-GST)|"
    "Philanthropic Reason For Transfer Disclosed|Retirement Reason|Other Reason for Retiring|"
    "Reference Number of Obligation|Address of Obligation|Local Government Area of Obligation|Date of Consent Approval"
)


def told(row):
    return {key: value for key, value in row.items() if value not in (None, "")}


def test_the_official_headings_come_first_and_in_their_order():
    assert "|".join(column.name for column in OFFICIAL) == OFFICIAL_HEADINGS
    assert len(OFFICIAL) == 21


def test_a_sale_tells_lots_credits_price_and_channel(read, past):
    row = read("transactions", type="transfer")[0]
    bought = Lot.objects.get(parent=past, status=Lot.ISSUED)
    assert (row["transaction_on"], row["from_lot"], row["to_lot"]) == ("2021-03-10", "CR-100", bought.number)
    assert (row["credits"], row["price"], row["value_cents"]) == (10, "1250.50", 1_250_500)
    assert (row["transaction_type"], row["transaction_status"]) == ("Transfer", "Completed")
    assert (row["channel"], row["related_party"], row["philanthropic"]) == ("Standing offer", "No", None)
    assert (row["source"], row["subregion"], row["pct_id"]) == ("This registry", "Hunter", 1592)


def test_a_retirement_tells_purpose_and_obligation_in_the_official_words(read, market):
    lot = market.lot(20)
    retirement = market.checked_retirement(
        lot,
        8,
        purpose="planning_approval",
        obligation_reference="SSD-10269 and EPBC 2019/8427",
        obligation_local_government_area="Cessnock",
        consent_on=at(1).date(),
    )
    market.act("retire", retirement, market.approver)
    row = read("transactions")[0]
    assert row["retirement_reason"].startswith("For the purpose of complying with a requirement to retire")
    assert (row["obligation_reference"], row["obligation_local_government_area"], row["consent_on"]) == (
        "SSD-10269 and EPBC 2019/8427",
        "Cessnock",
        "2021-03-01",
    )
    assert (row["price"], row["value_cents"], row["channel"], row["related_party"]) == (None,) * 4


@pytest.mark.parametrize(
    ("reason", "note", "philanthropic", "related"),
    [
        ("philanthropic", "No price: philanthropic", "Yes", "No"),
        ("related_party", "No price: between related parties", "No", "Yes"),
        ("other", "No price: another reason", "No", "No"),
    ],
)
def test_credits_given_for_nothing_say_why(read, market, reason, note, philanthropic, related):
    market.settled_transfer(market.lot(20), 8, price="0", zero_price_reason=reason, note="A gift.")
    row = read("transactions")[0]
    assert (row["price"], row["value_cents"], row["price_note"]) == ("0", 0, note)
    assert (row["philanthropic"], row["related_party"]) == (philanthropic, related)


def test_cancellations_and_corrections_are_lines_too(read, market):
    lot = market.lot(20)
    market.act("cancel", market.propose_cancellation(lot, 4), market.approver)
    bought = market.settled_transfer(lot, 6).new_lot
    market.act("post", market.propose_correction(bought, 6), market.approver)
    rows = read("transactions")
    assert [(row["transaction_type"], row["credits"]) for row in rows] == [
        ("Correction", 6),
        ("Transfer", 6),
        ("Cancelled", 4),
    ]
    assert (rows[0]["from_lot"], rows[0]["to_lot"]) == (bought.number, lot.number)


FILTERS = [
    ({"type": "retire"}, ["Retire"]),
    ({"lot": "cr-100"}, ["Retire", "Transfer"]),
    ({"lot": "CR-1"}, []),
    ({"number": "T0000000"}, []),
    ({"price_from": "1250.50"}, ["Transfer"]),
    ({"price_to": "1250.49"}, []),
    ({"price_to": "999999999"}, ["Transfer"]),
    ({"price_from": "42949672.96"}, []),
    ({"moved_from": "2021-03-11"}, ["Retire"]),
    ({"moved_from": "0001-01-01"}, ["Retire", "Transfer"]),
    ({"moved_to": "0001-01-01"}, []),
    ({"moved_to": "9999-12-31"}, ["Retire", "Transfer"]),
    ({"moved_to": "2021-03-10"}, ["Transfer"]),
    ({"moved_from": "2021-03-10", "moved_to": "2021-03-10"}, ["Transfer"]),
    ({"words": "ironbark"}, ["Retire", "Transfer"]),
    ({"kind": "species"}, []),
    ({"subregion": "hunter"}, ["Retire", "Transfer"]),
    ({"on": "2021-03-11"}, ["Transfer"]),
    ({"on": "2021-03-09"}, []),
]


def test_filters_find_what_they_say(read, past):
    found = [[row["transaction_type"] for row in read("transactions", **query)] for query, _ in FILTERS]
    assert found == [types for _, types in FILTERS]


def test_imported_lines_keep_their_own_words(read, tmp_path):
    from tests.registers.files import imported

    imported(tmp_path)
    rows = read("transactions")
    assert {row["source"] for row in rows} == {"Published register"}
    retired = next(row for row in rows if row["transaction_number"] == "00018016")
    assert (retired["from_lot"], retired["to_lot"], retired["credits"]) == ("CR-9010", "CR-9211", 2)
    assert (retired["obligation_reference"], retired["consent_on"]) == ("SSD-9007089", "2018-05-04")
    assert retired["channel"] is None
    assert {row["other_reason"] for row in rows} == {row["obligation_address"] for row in rows} == {None}


def test_a_line_of_very_many_credits_is_compared_with_the_largest_price(read, market):
    """Price times credits is more than either database holds as a whole number."""
    market.settled_transfer(market.lot(200_000_000), 200_000_000, price="1")
    assert len(read("transactions", price_to="999999999.99")) == 1
    assert read("transactions", price_from="999999999.99") == []
