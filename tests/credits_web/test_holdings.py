"""Holdings and the page of a lot: what is held, what is reserved for what, where it came from and went."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from credits import ledger
from credits.ledger import NOT_PUBLISHED, Cause, RootLot
from credits.lots.models import HolderAccount, Lot
from tests.builders_ledger import ISSUED_AT, ISSUED_ON, make_class, open_lot
from tests.credits_web.conftest import text_of

pytestmark = pytest.mark.django_db
HOLDINGS = "/credits/holdings/"


def queries(client, address):
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


def test_a_member_sees_the_lots_of_the_own_organisation_with_totals(
    market, client_for, landholder_member, other_landholder
):
    market.offer(market.lot(100), 30)
    open_lot(other_landholder, 7, number="CR-7")
    page = text_of(client_for(landholder_member).get(HOLDINGS))
    assert "70 available 30 reserved for a dealing 1 lot 1 class of credits" in page
    assert "CR-7" not in page


def test_the_list_costs_the_same_for_one_lot_and_for_many(market, seller, officer):
    market.lot(5)
    for client in (seller, officer):
        for address in (HOLDINGS, f"{HOLDINGS}?show=classes"):
            client.get(address)
            one = queries(client, address)
            for number in range(30):
                market.lot(5, credit_class=make_class(subregion=f"Place {one} {number}"))
            assert queries(client, address) == one


def test_lots_are_found_by_words_and_state(market, seller):
    market.lot(5, number="CR-100", credit_class=make_class(subregion="Yengo"))
    market.lot(5, number="CR-200")
    found = text_of(seller.get(f"{HOLDINGS}?search=yengo"))
    assert "CR-100" in found and "CR-200" not in found
    assert "No lot matches." in text_of(seller.get(f"{HOLDINGS}?state=retired"))


def test_the_totals_by_class_add_the_lots_up(market, seller):
    for quantity in (5, 6):
        market.lot(quantity)
    market.lot(9, credit_class=make_class(subregion="Yengo"))
    rows = seller.get(f"{HOLDINGS}?show=classes").context["rows"]
    assert [(row["available"], row["lots"]) for row in rows] == [(11, 2), (9, 1)]


def test_more_lots_than_a_page_come_in_pages(market, seller):
    for _ in range(51):
        market.lot(1)
    assert len(seller.get(HOLDINGS).context["rows"]) == 50
    assert len(seller.get(f"{HOLDINGS}?page=2").context["rows"]) == 1


def test_a_lot_says_what_is_reserved_for_what(market, seller):
    lot = market.lot(100)
    market.offer(lot, 30)
    market.apply(lot, 20)
    page = seller.get(reverse("lot-page", args=[lot.number]))
    assert "50 available 50 reserved 0 moved to other lots" in text_of(page)
    rows = {row["kind"]: row["reserved"] for row in page.context["dealings"]}
    assert rows == {"Offer": 30, "Retirement": 20}


@pytest.mark.statement("N1")
@pytest.mark.parametrize(
    ("agreement_number", "law"),
    [
        ("BS0007", "Biodiversity Conservation Act 2016, Part 5 (in force from 25 August 2017)"),
        ("BA0007", "Threatened Species Conservation Act 1995, Part 7A (BioBanking), an earlier scheme"),
    ],
)
def test_a_lot_names_the_law_its_agreement_was_made_under(market, seller, agreement_number, law):
    lot = market.lot(5, agreement_number=agreement_number)
    assert f"Legal basis {law}" in text_of(seller.get(reverse("lot-page", args=[lot.number])))


def test_a_lot_without_an_agreement_names_no_law(market, seller):
    lot = market.lot(5)
    assert "Legal basis" not in text_of(seller.get(reverse("lot-page", args=[lot.number])))


def test_a_movement_is_told_with_price_value_and_steps(market, seller):
    lot = market.lot(100)
    market.settled_transfer(lot, 10)
    page = text_of(seller.get(reverse("lot-page", args=[lot.number])))
    assert "$1,250.50 $12,505.00 in all" in page
    assert "Deposit: not required Fee: no amount set Signature: done Second person: done" in page
    assert "−10 90" in page


def test_a_movement_tells_its_purpose_in_words(market, seller):
    lot = market.lot(100)
    market.act("retire", market.checked_retirement(lot, 10), market.approver)
    page = text_of(seller.get(reverse("lot-page", args=[lot.number])))
    assert "Transaction R" in page and "Voluntary" in page and "voluntary" not in page


def test_the_page_of_a_lot_costs_the_same_with_more_movements(market, seller):
    lot = market.lot(100)
    market.settled_transfer(lot, 1)
    address = reverse("lot-page", args=[lot.number])
    seller.get(address)
    few = queries(seller, address)
    for _ in range(4):
        market.settled_transfer(lot, 1)
    assert queries(seller, address) == few


def test_a_balance_on_a_past_day_is_what_was_held_then(market, seller, today):
    lot = market.lot(100)
    market.settled_transfer(lot, 10)
    address = reverse("lot-page", args=[lot.number])
    before = (today - timedelta(days=1)).isoformat()
    if lot.issued_on < today:
        assert "100 credits at the end of" in text_of(seller.get(f"{address}?on={before}"))
    assert "90 credits at the end of" in text_of(seller.get(f"{address}?on={today.isoformat()}"))
    assert "nobody knows a balance to come" in text_of(seller.get(f"{address}?on=2999-01-01"))
    assert "Enter a day as day/month/year" in text_of(seller.get(f"{address}?on=yesterday"))


def test_the_family_shows_where_credits_went_and_names_no_holder(market, seller, buyer):
    lot = market.lot(100)
    child = market.settled_transfer(lot, 10).new_lot
    page = seller.get(reverse("lot-family", args=[lot.number]))
    assert [(row["relative"].lot.number, row["relative"].visible) for row in page.context["rows"]] == [
        (lot.number, True),
        (child.number, False),
    ]
    assert page.context["drawing"]["height"] == 92
    seen_by_buyer = text_of(buyer.get(reverse("lot-family", args=[child.number])))
    assert lot.number in seen_by_buyer and market.holder.name not in seen_by_buyer
    assert buyer.get(reverse("lot-page", args=[lot.number])).status_code == 404


def test_a_large_family_is_cut_on_the_page_of_a_lot(market, seller):
    lot = market.lot(100)
    for _ in range(30):
        market.settled_transfer(lot, 1)
    page = seller.get(reverse("lot-page", args=[lot.number]))
    (root,) = page.context["family"]
    assert (len(root.children), root.more) == (24, 6)
    assert "See the whole family (31 lots)" in text_of(page)


def test_the_history_tells_of_this_lot_alone_and_keeps_the_note_of_the_check(market, seller, officer):
    lot, other = market.lot(100), market.lot(50)
    market.settled_transfer(lot, 10)
    market.offer(other, 5)
    address = reverse("lot-history", args=[lot.number])
    seen = text_of(seller.get(address))
    assert "Sol Signatory offered 10 credits of lot" in seen
    assert "Ruth Approver settled the transfer of 10 credits" in seen
    assert f"lot {other.number}" not in seen and "Register of companies" not in seen
    assert "Register of companies looked at." in text_of(officer.get(address))


def test_a_lot_of_an_unknown_holder_says_that_nobody_can_deal_with_it(officer, landholder):
    account = HolderAccount.objects.create(unknown_holder_of="CR-9")
    root = RootLot(
        holder_id=account.pk,
        credit_class_id=make_class().pk,
        status=Lot.ISSUED,
        issued_on=ISSUED_ON,
        number="CR-9",
        agreement_number="BS0001",
        issue_date_published=False,
    )
    ledger.issue(root, quantity=5, cause=Cause("register_import", "supply", ISSUED_AT, steps=NOT_PUBLISHED))
    words = text_of(officer.get(reverse("lot-page", args=["CR-9"])))
    assert "Holder Not published with the register. Nobody can deal with these credits here." in words
    assert "Agreement BS0001 Issued Not published" in words
    assert "All four steps: not published" in words
