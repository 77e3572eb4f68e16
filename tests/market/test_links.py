"""Where people find the market's forms: on the pages of lots, agreements and the market, and in what waits for them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from credits.lots.services import suspensions
from credits.market.announcements import services as announcements
from credits.market.services import enquiries
from registry.agreements.models import Agreement
from tests import builders_agreements
from tests.builders_ledger import varied_lot
from tests.credits_web.conftest import text_of
from tests.market.entries import lot_of_unknown_holder, retired_lot

pytestmark = pytest.mark.django_db


@pytest.fixture
def suspended_lot(market):
    """Fifty credits that the registrar's approver has suspended for a month."""
    lot = market.lot(50)
    suspensions.suspend(
        actor=market.actor(market.approver),
        lot_number=lot.number,
        until=market.today + timedelta(days=30),
        reason="Looked into.",
        today=market.today,
        now=market.now,
    )
    return lot


def links_of(client, address):
    """The addresses that the page's main part leads to."""
    main = client.get(address).content.decode().partition("<main")[2]
    return {part.partition('"')[0].replace("&amp;", "&") for part in main.split('href="')[1:]}


def test_a_holder_finds_the_listing_form_on_the_page_of_the_lot(client_for, market):
    lot, client = market.lot(50), client_for(market.seller_person)
    form = f"/market/interests/new/?lot={lot.number}"
    assert form in links_of(client, reverse("lot-page", args=[lot.number]))
    assert client.get(form).status_code == 200
    assert form not in links_of(client_for(market.registrar), reverse("lot-page", args=[lot.number]))


def test_a_suspended_lot_is_still_listed_and_a_reserved_one_says_why_not(client_for, market, suspended_lot):
    reserved = market.lot(20)
    market.offer(reserved, 20)
    client = client_for(market.seller_person)
    assert f"/market/interests/new/?lot={suspended_lot}" in links_of(
        client, f"/credits/lots/{suspended_lot}/"
    )
    page = client.get(f"/credits/lots/{reserved}/")
    assert f"/market/interests/new/?lot={reserved.number}" not in page.content.decode()
    assert "List for sale No credits of this lot are available" in text_of(page)


def test_an_owner_lists_the_credits_to_come_on_the_page_of_an_agreement(
    cast, client_for, landholder_signatory, trust_officer, release
):
    agreement = builders_agreements.prepared_agreement(cast)
    page, owner = reverse("agreement-page", args=[agreement.public_id]), client_for(landholder_signatory)
    form = f"/market/interests/new/?agreement={agreement.public_id}"
    assert form in links_of(owner, page)
    assert owner.get(form).status_code == 200
    assert form not in links_of(client_for(trust_officer), page)
    Agreement.objects.filter(pk=agreement.pk).update(state="withdrawn")
    assert form not in links_of(owner, page)


def test_issued_credits_are_listed_on_the_page_of_their_lot(client_for, request, market):
    lot = varied_lot(request.getfixturevalue)
    page = reverse("agreement-page", args=[lot.agreement.public_id])
    found = links_of(client_for(market.seller_person), page)
    assert reverse("lot-page", args=[lot.number]) in found
    assert not [one for one in found if one.startswith("/market/interests/new/")]


def test_the_public_page_of_a_lot_leads_to_its_holder(client_for, market, developer, registrar):
    lot = market.lot(10)
    page, form = f"/registers/lots/{lot.number}/", f"/market/lots/{lot.number}/enquire/"
    assert form in links_of(client_for(None), page)
    assert "you need to sign in" in text_of(client_for(None).get(page))
    assert form in links_of(client_for(developer), page)
    assert "you need to sign in" not in text_of(client_for(developer).get(page))
    for person in (market.seller_person, registrar):
        assert form not in links_of(client_for(person), page)


def test_nobody_is_led_to_ask_about_credits_that_are_gone_or_whose_holder_is_unknown(client_for, market):
    client = client_for(None)
    for lot in (retired_lot(market), lot_of_unknown_holder()):
        assert f"/market/lots/{lot.number}/enquire/" not in links_of(client, f"/registers/lots/{lot.number}/")


def test_the_market_leads_a_person_to_their_own_part_of_it(client_for, developer, trust_officer):
    everybody = {"/market/interests/", "/market/demands/", "/market/announcements/", "/market/calculator/"}
    own = {"/market/enquiries/", "/market/commitments/"}
    assert {one for one in links_of(client_for(None), "/market/") if one.startswith("/market/")} == everybody
    assert links_of(client_for(developer), "/market/") >= everybody | own
    assert "/market/trust/" not in links_of(client_for(developer), "/market/")
    assert links_of(client_for(trust_officer), "/market/") >= everybody | own | {"/market/trust/"}


def test_an_enquiry_waits_for_the_side_that_did_not_write_last(
    client_for, entries, interest, landholder_signatory, landholder_member, developer
):
    asked, asker = client_for(landholder_signatory), client_for(developer)
    enquiry = entries.enquiry(interest)
    line = f"/market/enquiries/{enquiry.public_id}/"
    for page in ("/", "/waiting/"):
        assert line in links_of(asked, page)
        assert line not in links_of(asker, page)
        assert line not in links_of(client_for(landholder_member), page)
    assert f"Enquiry with {enquiry.asker}" in text_of(asked.get("/waiting/"))
    given = {"enquiry_id": str(enquiry.public_id), "now": entries.now}
    enquiries.reply(actor=entries.actor("landholder_signatory"), text="Yes.", **given)
    assert (line in links_of(asked, "/waiting/"), line in links_of(asker, "/waiting/")) == (False, True)
    enquiries.close(actor=entries.actor("landholder_signatory"), **given)
    assert line not in links_of(asker, "/waiting/")


def test_what_waits_costs_the_same_for_one_enquiry_and_for_many(client_for, entries, landholder_signatory):
    client = client_for(landholder_signatory)

    def queries():
        with CaptureQueriesContext(connection) as counted:
            client.get("/waiting/")
        return len(counted)

    entries.enquiry(entries.interest())
    one = queries()
    for _ in range(4):
        entries.enquiry(entries.interest())
    assert len([one for one in links_of(client, "/waiting/") if one.startswith("/market/enquiries/")]) == 5
    assert queries() == one


@pytest.mark.parametrize(
    "part",
    ["interests/", "demands/", "enquiries/", "commitments/", "announcements/", "calculator/", "trust/"],
)
def test_every_part_of_the_market_leads_back_to_it(client_for, trust_officer, part):
    assert "/market/" in links_of(client_for(trust_officer), f"/market/{part}")


def test_an_announcement_waits_for_a_second_officer_without_its_title(
    client_for, entries, trust, trust_officer, trust_approver, landholder_signatory
):
    announcement = announcements.write(
        actor=entries.actor("trust_officer"),
        organisation_id=str(trust.public_id),
        title="Prices of koala credits",
        body="Not to be known yet.",
        publish_at=entries.now + timedelta(hours=2),
        now=entries.now,
    )
    line = f"/market/announcements/{announcement['id']}/"
    second = client_for(trust_approver)
    for page in ("/", "/waiting/"):
        assert line in links_of(second, page)
        assert "koala" not in second.get(page).content.decode().lower()
        assert line not in links_of(client_for(trust_officer), page)
        assert line not in links_of(client_for(landholder_signatory), page)
    announcements.withdraw(
        actor=entries.actor("trust_approver"), announcement_id=announcement["id"], now=entries.now
    )
    assert line not in links_of(second, "/waiting/")
