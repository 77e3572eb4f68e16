"""The pages of entries and enquiries: forms that lose nothing, one effect, the same queries for one row and many."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from credits.market.models import Demand, Enquiry, EnquiryMessage, Interest
from tests.credits_web.conftest import filled, hidden, text_of
from tests.market.entries import GROUP

pytestmark = pytest.mark.django_db
HOSTILE = '<script>alert(1)</script> =HYPERLINK("x") {{ 7|add:7 }} https://example.org/'


def queries(client, address):
    """How many queries the page takes."""
    with CaptureQueriesContext(
        connection,
    ) as counted:
        assert client.get(address).status_code == 200
    return len(counted)


def test_a_planned_site_is_listed_in_the_words_of_the_facts(client_for, landholder_signatory, release):
    client = client_for(landholder_signatory)
    form = client.get("/market/interests/new/").content.decode()
    assert '<option value="Phascolarctos cinereus">Koala</option>' in form
    assert 'name="subregions" value="Hunter"' in form
    sent = {
        "kind": "ecosystem",
        "pct_id": "1592",
        "subregions": ["Hunter", "Wyong"],
        "local_government_area": "Singleton",
        "quantity": "1,200",
        "price": "2450",
        "note": HOSTILE,
        "expires_on": "",
    }
    refused = filled(client, "/market/interests/new/", sent)
    assert refused.status_code == 400 and "Enter the day." in text_of(refused)
    sent["expires_on"] = hidden_day(client)
    done = filled(client, "/market/interests/new/", sent)
    listed = Interest.objects.get()
    assert done.status_code == 303 and done.url == f"/market/interests/{listed.public_id}/"
    assert (listed.quantity, listed.pct_id, listed.subregions) == (1200, 1592, ["Hunter", "Wyong"])
    page = client.get(done.url).content.decode()
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert 'href="https://example.org' not in page and "{{ 7|add:7 }}" in page
    assert "Your credits are listed." in page


def hidden_day(client):
    """The last day the form proposes."""
    page = client.get("/market/interests/new/").content.decode()
    return page.partition('name="expires_on" value="')[2].partition('"')[0]


def test_a_form_that_is_sent_twice_lists_once(client_for, market):
    lot, client = market.lot(50), client_for(market.seller_person)
    address = f"{reverse('interest-new')}?lot={lot.number}"
    page = client.get(address)
    assert f"Lot {lot.number} has 50 available." in text_of(page)
    day = (market.today + timedelta(days=90)).isoformat()
    sent = {**hidden(page), "quantity": "50", "price": "", "note": "", "expires_on": day}
    first, again = client.post(address, sent), client.post(address, sent)
    assert first.url == again.url
    assert Interest.objects.get().expires_on.isoformat() == day


def test_more_than_is_held_comes_back_beside_its_field(client_for, market):
    lot, client = market.lot(50), client_for(market.seller_person)
    address = f"{reverse('interest-new')}?lot={lot.number}"
    day = market.today.isoformat()
    given = {"quantity": "51", "price": "words", "note": "Kept.", "expires_on": day}
    answer = filled(client, address, given)
    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == ["price"]
    answer = filled(client, address, given | {"price": "5"})
    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == ["quantity"]
    assert "Kept." in answer.content.decode()
    assert not Interest.objects.exists()


def test_a_stranger_to_a_lot_or_an_agreement_finds_nothing(client_for, market, developer):
    client = client_for(developer)
    assert client.get(f"/market/interests/new/?lot={market.lot().number}").status_code == 404
    assert client.get(f"/market/interests/new/?agreement={market.lot().pk}").status_code == 404
    assert client.get("/market/interests/new/?lot=%00").status_code == 404
    assert client.get("/market/interests/new/").status_code == 403


def test_a_want_is_entered_changed_renewed_and_closed(client_for, developer, release, today):
    client = client_for(developer)
    day = (today + timedelta(days=60)).isoformat()
    given = {
        "kind": "species",
        "scientific_name": "Phascolarctos cinereus",
        "subregions": ["Hunter"],
        "quantity": "15",
        "price": "700",
        "needed_by": day,
        "note": "",
        "expires_on": day,
    }
    page = filled(client, "/market/demands/new/", given).url
    demand = Demand.objects.get()
    assert (demand.common_name, demand.price, demand.quantity) == ("Koala", "700", 15)
    assert "Wanted: Koala" in text_of(client.get(page))
    filled(client, f"{page}change/", {"quantity": "12", "price": "", "needed_by": "", "expires_on": day})
    assert filled(client, f"{page}renew/", {}).status_code == 303
    demand.refresh_from_db()
    assert (demand.quantity, demand.price, demand.needed_by) == (12, "", None)
    assert demand.expires_on > today + timedelta(days=300)
    stale = client.get(f"{page}close/")
    assert client.post(f"{page}close/", hidden(stale)).status_code == 303
    assert client.post(f"{page}close/", hidden(stale)).status_code == 303
    answer = client.post(f"{page}withdraw/", {"key": "another", "reason": "No."})
    assert answer.status_code == 409
    assert "it must be open" in text_of(answer)
    assert client.get(f"{page}withdraw/").status_code == 409
    assert client_for(None).get(page).status_code == 404
    assert "closed" in text_of(client.get(page))


def test_enquiring_answering_and_closing(client_for, interest, developer, landholder_signatory):
    buyer, seller = client_for(developer), client_for(landholder_signatory)
    talk = filled(buyer, f"/market/interests/{interest.public_id}/enquire/", {"text": HOSTILE}).url
    enquiry = Enquiry.objects.get()
    assert talk == f"/market/enquiries/{enquiry.public_id}/"
    page = seller.get(talk).content.decode()
    assert "<script>alert" not in page and 'href="https://example.org' not in page
    assert "waits for your answer" in text_of(seller.get("/market/enquiries/"))
    assert "waits for your answer" not in text_of(buyer.get("/market/enquiries/"))
    form = seller.get(talk)
    sent = {**hidden(form), "text": "Come and look."}
    assert [seller.post(talk, sent).status_code for _ in range(2)] == [303, 303]
    assert EnquiryMessage.objects.count() == 2
    assert "waits for your answer" in text_of(buyer.get("/market/enquiries/"))
    empty = seller.post(talk, {"key": "x", "text": " "})
    assert empty.status_code == 400 and "Write your message." in text_of(empty)
    assert filled(buyer, f"{talk}close/", {}).status_code == 303
    assert "The enquiry is closed." in text_of(seller.get(talk))
    late = seller.post(talk, {"key": "y", "text": "One more."})
    assert late.status_code == 409


def test_a_long_talk_is_read_from_its_end(client_for, enquiry, developer, proponent):
    EnquiryMessage.objects.bulk_create(
        EnquiryMessage(
            enquiry=enquiry,
            sender=proponent,
            written_by=developer,
            text=f"Message {number}.",
            at=enquiry.opened_at,
        )
        for number in range(2, 61)
    )
    client = client_for(developer)
    page = f"/market/enquiries/{enquiry.public_id}/"
    assert "Message 60." in text_of(client.get(page)) and "Message 2." not in text_of(client.get(page))
    assert "Message 2." in text_of(client.get(f"{page}?page=1"))


def test_a_visitor_is_asked_to_sign_in_and_comes_back(client, interest):
    answer = client.get(f"/market/interests/{interest.public_id}/enquire/")
    assert answer.status_code == 302
    assert answer.url == f"/accounts/login/?next=/market/interests/{interest.public_id}/enquire/"


def test_what_everybody_gets_is_kept_for_a_minute_and_what_somebody_gets_is_not(
    client, client_for, interest, developer
):
    for address in ("/market/interests/", f"/market/interests/{interest.public_id}/"):
        assert client.get(address)["Cache-Control"] == "public, max-age=60"
        assert "Cookie" in client.get(address)["Vary"]
        own = client_for(developer).get(address)["Cache-Control"]
        assert "private" in own and "max-age" not in own
    assert "public" not in client.get(f"/market/interests/{interest.pk}/").get("Cache-Control", "")


def test_nobody_has_listed_anything_yet(client):
    assert "Nothing is listed for sale now." in text_of(client.get("/market/interests/"))
    assert "Nobody has entered a want now." in text_of(client.get("/market/demands/"))


def test_members_find_their_own_in_every_state(client_for, entries, interest, landholder_member):
    client = client_for(landholder_member)
    Interest.objects.update(state="withdrawn", closing_reason="Kept for ourselves.", closed_at=entries.now)
    assert GROUP not in text_of(client.get("/market/interests/"))
    assert "withdrawn" in text_of(client.get("/market/interests/?show=mine"))
    page = text_of(client.get(f"/market/interests/{interest.public_id}/"))
    assert "Kept for ourselves." in page and "What you can do" not in page


def test_lists_take_the_same_queries_for_one_row_and_for_many(client, client_for, entries, market, developer):
    buyer = client_for(developer)
    reading = [
        (client, "/market/interests/"),
        (client, "/market/demands/"),
        (buyer, "/market/interests/"),
        (buyer, "/market/demands/?show=mine"),
        (buyer, "/market/enquiries/"),
    ]

    def more():
        entries.enquiry(entries.of_lot(market.lot(10)))
        entries.enquiry(market.lot(10))
        entries.enquiry(entries.demand(), by="landholder_signatory")

    more()
    one = [queries(*at) for at in reading]
    for _ in range(4):
        more()
    assert [queries(*at) for at in reading] == one


def test_a_page_beyond_the_last_shows_the_last(client, interest):
    for page in ("99", "-1", "x", ""):
        assert client.get(f"/market/interests/?page={page}").status_code == 200
