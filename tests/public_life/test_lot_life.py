"""A lot's whole life, up and down the tree, for everybody."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from credits.lots.services import suspensions
from credits.models import Lot, RegisterRemark, SupplyRow
from credits.proof.checking import walk
from credits.public.life import words
from registry.parties.models import Organisation, User
from tests.credits_web.conftest import text_of
from tests.dealings.market import Market
from tests.registers.files import imported

pytestmark = pytest.mark.django_db


def page(lot: Lot | str, part: str = "", **query: object) -> Any:
    number = lot if isinstance(lot, str) else lot.number
    answer = Client().get(f"/registers/lots/{number}/{part}", query)
    assert answer.status_code == 200
    return answer


def test_a_bought_lot_tells_its_line_its_price_and_what_was_paid(market: Market) -> None:
    root = market.lot(100)
    transfer = market.settled_transfer(root, 10)
    bought = transfer.new_lot
    assert bought is not None
    text = text_of(page(bought))
    assert f"{root.number} issued Issued Name withheld 90" in text
    moved = f"{market.today:%d/%m/%Y}, transaction {transfer.transaction_number}"
    assert f"{bought.number} (this lot) issued Transferred, 10 on {moved} Name withheld 10" in text
    assert f"Received by transfer from {root.number} Transaction {transfer.transaction_number}" in text
    assert "$1,250.50 $12,505.00 in all" in text


def test_a_root_lot_tells_where_its_credits_are_now(market: Market) -> None:
    root = market.lot(100)
    bought = market.settled_transfer(root, 30).new_lot
    assert bought is not None
    retirement = market.checked_retirement(root, 5)
    market.act("retire", retirement, market.approver)
    market.act("cancel", market.propose_cancellation(root, 7), market.approver)
    text = text_of(page(root))
    assert "Still in this lot 58 Held in lots minted from it 30 Retired 5 Cancelled 7" in text, text
    assert walk().differences == []


def test_a_retired_lot_says_for_what_and_that_it_is_never_used_again(market: Market) -> None:
    retirement = market.checked_retirement(
        market.lot(100),
        5,
        purpose="planning_approval",
        obligation_reference="DA-2026/17",
        obligation_local_government_area="Cessnock",
        consent_on=market.today - timedelta(days=9),
    )
    market.act("retire", retirement, market.approver)
    retirement.refresh_from_db()
    text = text_of(page(retirement.new_lot))
    assert "5 retired, for ever" in text
    assert "Purpose: Planning approval or vegetation clearing approval" in text
    assert "Obligation: DA-2026/17 In Cessnock" in text
    assert "Retired, and never used again 5" in text


def test_standing_offers_are_shown_and_offers_to_one_buyer_are_not(market: Market) -> None:
    lot = market.lot(100)
    market.offer(lot, 8, price="41.25")
    market.offer(lot, 9, price="77.10", buyer_id=str(market.buyer.public_id))
    text = text_of(page(lot))
    assert "8 at $41.25 each" in text
    assert "77.10" not in text
    assert str(market.buyer) not in text


def test_a_suspension_is_told_without_its_reason(market: Market) -> None:
    lot = market.lot(100)
    until = market.today + timedelta(days=30)
    suspensions.suspend(
        actor=market.actor(market.approver),
        lot_number=lot.number,
        until=until,
        reason="SECRET inquiry.",
        today=market.today,
        now=market.now,
    )
    answer = page(lot)
    assert f"{market.today:%d/%m/%Y} to {until:%d/%m/%Y}" in text_of(answer)
    assert f"suspended until {until:%d/%m/%Y}" in text_of(answer)
    assert "SECRET" not in answer.content.decode()


def test_a_holder_is_named_only_where_it_agreed(market: Market, landholder: Organisation) -> None:
    lot = market.lot(100)
    places = [
        f"/registers/lots/{lot.number}/",
        f"/registers/lots/{lot.number}.json",
        f"/registers/lots/{lot.number}/family/",
        f"/api/v1/registers/lots/{lot.number}/",
        f"/api/v1/registers/lots/{lot.number}/movements/",
        f"/api/v1/registers/lots/{lot.number}/family/",
    ]
    for address in places:
        content = Client().get(address).content.decode()
        assert landholder.name not in content and "Name withheld" in content, address
    Organisation.objects.filter(pk=landholder.pk).update(name_published=True)
    for address in places:
        content = Client().get(address).content.decode()
        assert landholder.name in content and "Name withheld" not in content, address


def test_no_person_and_no_note_is_on_any_public_page_of_a_lot(market: Market) -> None:
    root = market.lot(100)
    bought = market.settled_transfer(root, 10, note="SECRET note").new_lot
    assert bought is not None
    market.act("post", market.propose_correction(bought, 4), market.approver)
    hidden = ["SECRET", "mistake", "companies looked at"]
    hidden += [
        user.name for user in (market.seller_person, market.buyer_person, market.registrar, market.approver)
    ]
    hidden += [user.email for user in (market.seller_person, market.buyer_person)]
    for lot in (root, bought):
        for address in (f"lots/{lot.number}/", f"lots/{lot.number}.json", f"lots/{lot.number}/family/"):
            content = Client().get(f"/registers/{address}").content.decode()
            assert [word for word in hidden if word in content] == []


def test_an_imported_lot_says_what_is_not_published_and_what_is_doubtful(tmp_path: Path) -> None:
    imported(tmp_path)
    doubt = RegisterRemark.objects.filter(kind="doubtful").exclude(lot_number="").first()
    assert doubt is not None
    text = text_of(page(doubt.lot_number))
    assert doubt.reason in text
    assert "From the published register" in text
    assert "Holder Not published with the register" in text
    assert "who holds or held the credits" in text
    lot = Lot.objects.get(number=doubt.lot_number)
    if not lot.issue_date_published:
        assert "Issued Not published" in text


def test_a_price_that_the_published_register_leaves_out_is_said_to_be_missing(family: Any) -> None:
    root = family(1)
    movement = {"kind": "transfer", "price": "", "imported": True}
    assert words.price(movement) == "not published"
    assert "$3.00" in text_of(page(root))


def test_the_balance_over_time_is_drawn_as_steps(market: Market) -> None:
    lot = market.lot(100)
    market.settled_transfer(lot, 40)
    content = page(lot).content.decode()
    assert 'class="pub-chart__line"' in content
    assert "What lot" in content and "held over time" in content
    assert " style=" not in content


def test_a_family_costs_the_same_for_two_and_for_five_hundred(family: Callable[[int], Lot]) -> None:
    small, large = family(2), family(500)
    child = large.children.order_by("-pk").first()
    assert child is not None

    def count(address: str) -> int:
        with CaptureQueriesContext(connection) as caught:
            assert Client().get(address).status_code == 200
        return len(caught)

    api = "/api/v1"
    for pattern in (
        "/registers/lots/{}/",
        "/registers/lots/{}/family/",
        "/registers/lots/{}.json",
        f"{api}/registers/lots/{{}}/",
        f"{api}/registers/lots/{{}}/movements/",
        f"{api}/registers/lots/{{}}/family/",
    ):
        few = count(pattern.format(small.number))
        assert few <= 16, pattern
        assert count(pattern.format(large.number)) == few, pattern
    text = text_of(page(large, "family/", page=5))
    assert "401 to 500 of 501" in text
    life = json.loads(Client().get(f"/registers/lots/{large.number}.json").content)
    assert len(life["family"]) == 501
    assert life["outcome"]["lots"] == 500
    assert life["held"] + life["outcome"]["held"] == life["received"] == 5_000
    assert [row["depth"] for row in life["family"][:3]] == [0, 1, 2]


def test_the_file_holds_all_and_adds_up(market: Market) -> None:
    root = market.lot(100)
    market.settled_transfer(root, 30)
    answer = Client().get(f"/registers/lots/{root.number}.json")
    assert answer["Content-Disposition"] == f'attachment; filename="lot-{root.pk}.json"'
    life = json.loads(answer.content)
    assert [
        (row["kind"], row["direction"], row["quantity"], row["held_after"]) for row in life["movements"]
    ] == [
        ("transfer", "out", 30, 70),
        ("issue", "in", 100, 100),
    ]
    assert life["received"] == life["held"] + life["moved_out"] == 100


@pytest.mark.parametrize("typed", ["LOT-1", "lot-1", " Lot-1 "])
def test_a_number_leads_to_its_lot(market: Market, typed: str) -> None:
    lot = market.lot(100)
    answer = Client().get("/registers/lots/", {"number": typed.replace("1", lot.number.removeprefix("LOT-"))})
    assert (answer.status_code, answer.url) == (302, f"/registers/lots/{lot.number}/")


def test_a_transaction_number_leads_to_what_moved(market: Market) -> None:
    lot = market.lot(100)
    transfer = market.settled_transfer(lot, 10)
    answer = Client().get("/registers/lots/", {"number": transfer.transaction_number.lower()})
    text = text_of(answer)
    assert f"Transfer 10 {lot.number} {transfer.new_lot.number}" in text


def test_an_agreement_number_leads_to_the_agreement(lot_of_agreement: Lot) -> None:
    answer = Client().get("/registers/lots/", {"number": "bs9002"})
    assert (answer.status_code, answer.url) == (302, "/registers/agreements/BS9002/")


@pytest.mark.parametrize("typed", ["NONE-1", "' OR 1=1 --", "<script>alert(1)</script>", "%00", "x" * 500])
def test_a_number_that_nothing_bears_is_answered_in_words(typed: str) -> None:
    answer = Client().get("/registers/lots/", {"number": typed})
    assert answer.status_code == 200
    assert "Nothing bears the number" in text_of(answer)
    assert "<script>alert" not in answer.content.decode()


@pytest.mark.parametrize("number", ["NONE-1", "LOT-999999", "%00", "..%2F..", "<b>"])
def test_an_unknown_lot_is_a_page_that_helps(number: str) -> None:
    answer = Client().get(f"/registers/lots/{number}/")
    assert answer.status_code == 404
    assert "There is no lot" in text_of(answer)
    assert 'name="number"' in answer.content.decode()
    assert "<b>" not in answer.content.decode().partition("<main")[2].partition("</form>")[0]
    assert Client().get(f"/registers/lots/{number}/family/").status_code == 404
    assert Client().get(f"/registers/lots/{number}.json").status_code == 404
    assert Client().get(f"/api/v1/registers/lots/{number}/").status_code == 404


def test_a_listing_that_is_no_lot_is_said_to_be_one(tmp_path: Path) -> None:
    imported(tmp_path)
    listed = SupplyRow.objects.exclude(credit_id__in=Lot.objects.values("number")).filter(
        status="pending_review"
    )
    number = listed.values_list("credit_id", flat=True).first()
    answer = Client().get(f"/registers/lots/{number}/")
    assert answer.status_code == 404
    assert f"The published register lists {number} as pending_review" in text_of(answer)


def test_pages_are_kept_for_half_a_minute_and_never_with_somebodys_header(
    market: Market, client_for: Callable[[User | None], Client], stranger: User
) -> None:
    lot = market.lot(1)
    address = reverse("public-lot", args=[lot.number])
    public, private = client_for(None).get(address), client_for(stranger).get(address)
    assert (public["Cache-Control"], private["Cache-Control"]) == (
        "max-age=30, public",
        "max-age=30, private",
    )
    assert "Cookie" in public["Vary"]
    assert client_for(None).post(address).status_code == 405
