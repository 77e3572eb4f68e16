"""Enquiries pass through the registry: organisations talk, and nobody learns an address that nobody gave."""

from datetime import timedelta

import pytest
from django.utils.html import escape

from credits.market import selectors
from credits.market.models import Enquiry, EnquiryMessage
from credits.market.services import enquiries, interests
from registry.actor import public
from registry.audit.models import AuditEvent
from registry.findings import DomainError, InvalidInput, NotAllowed, NotVisible
from registry.notices.models import Notice
from tests.builders_people import give_role
from tests.market.entries import lot_of_unknown_holder, retired_lot

pytestmark = pytest.mark.django_db


@pytest.mark.statement("N55")
def test_an_enquiry_reaches_the_holder_and_shows_no_contact_of_either_side(
    client_for, entries, interest, landholder_signatory, developer
):
    enquiry = entries.enquiry(interest, text="We look for forty.")
    enquiries.reply(
        actor=entries.actor("landholder_signatory"),
        enquiry_id=str(enquiry.public_id),
        text="They are there.",
        now=entries.now,
    )
    page = f"/market/enquiries/{enquiry.public_id}/"
    for reader, other in ((developer, landholder_signatory), (landholder_signatory, developer)):
        told = client_for(reader).get(page).content.decode().partition("<main")[2]
        assert "We look for forty." in told and "They are there." in told
        assert "Quarry Holdings" in told and "Ironbark Family" in told
        assert other.email not in told and other.name not in told


def test_both_sides_are_told_and_the_notice_says_nothing_of_the_message(
    entries, interest, landholder, proponent
):
    enquiry = entries.enquiry(interest, text="Ring me on 0491 570 156.")
    notice = Notice.objects.get()
    assert (notice.organisation, notice.title) == (
        landholder,
        "Quarry Holdings enquires about your expression of interest",
    )
    assert notice.path == f"/market/enquiries/{enquiry.public_id}/"
    assert "0491" not in notice.body
    enquiries.reply(
        actor=entries.actor("landholder_signatory"),
        enquiry_id=str(enquiry.public_id),
        text="We shall.",
        now=entries.now,
    )
    assert Notice.objects.get(organisation=proponent).title == "Ironbark Family answered in an enquiry"
    assert not AuditEvent.objects.filter(body__contains="0491").exists()
    assert not AuditEvent.objects.filter(body__contains="We shall").exists()


def test_a_want_and_a_lot_can_be_asked_about(entries, demand, market):
    lot = market.lot(10)
    about_want = entries.enquiry(demand, by="landholder_signatory")
    assert (about_want.asker, about_want.asked) == (market.holder, market.buyer)
    about_lot = entries.enquiry(lot)
    assert (about_lot.asker, about_lot.asked, about_lot.lot) == (market.buyer, market.holder, lot)


def test_nobody_asks_themselves_and_only_signatories_ask(entries, interest):
    with pytest.raises(NotAllowed) as refusal:
        entries.enquiry(interest, by="landholder_signatory")
    assert refusal.value.code == "enquiry.own_entry"
    for person in ("proponent_member", "landholder_member", "registrar", "auditor", "stranger"):
        with pytest.raises(NotAllowed) as refusal:
            entries.enquiry(interest, by=person)
        assert refusal.value.code == "enquiry.no_signatory"


def test_an_imported_lot_has_nobody_to_ask(entries, client_for, developer):
    imported = lot_of_unknown_holder()
    with pytest.raises(DomainError) as refusal:
        entries.enquiry(imported)
    assert refusal.value.code == "lot.holder_unknown"
    answer = client_for(developer).get(f"/market/lots/{imported.number}/enquire/")
    assert answer.status_code == 409
    assert "was not published with the register" in answer.content.decode()


def test_what_is_over_is_not_asked_about(entries, interest, market):
    retired = retired_lot(market)
    with pytest.raises(DomainError) as refusal:
        entries.enquiry(retired)
    assert refusal.value.code == "enquiry.not_listed"
    interests.close(
        actor=entries.actor("landholder_signatory"),
        interest_id=str(interest.public_id),
        today=entries.today,
        now=entries.now,
    )
    with pytest.raises(NotVisible):
        entries.enquiry(interest)
    for name in ("LOT-9999", "x\x00", ""):
        with pytest.raises(NotVisible):
            selectors.subject(entries.actor("developer"), "lot", name, on=entries.today)
    with pytest.raises(NotVisible):
        selectors.subject(entries.actor("developer"), "interest", "no-id", on=entries.today)
    with pytest.raises(NotVisible):
        selectors.subject(entries.actor("developer"), "parcel", "1", on=entries.today)


def test_one_thing_is_asked_about_in_one_enquiry_at_a_time(entries, interest):
    enquiry = entries.enquiry(interest)
    with pytest.raises(DomainError) as refusal:
        entries.enquiry(interest)
    assert refusal.value.code == "enquiry.already_open"
    enquiries.close(actor=entries.actor("developer"), enquiry_id=str(enquiry.public_id), now=entries.now)
    assert entries.enquiry(interest).pk != enquiry.pk
    assert entries.enquiry(interest, by="other_landholder_signatory").asker.name == "Mallee Family"


def test_twenty_new_enquiries_a_day_and_no_more(entries, interest, monkeypatch):
    monkeypatch.setattr(enquiries, "MOST_A_DAY", 2)
    others = [entries.interest("other_landholder_signatory") for _ in range(2)]
    for about in others:
        entries.enquiry(about)
    with pytest.raises(DomainError) as refusal:
        entries.enquiry(interest)
    assert (refusal.value.code, refusal.value.status) == ("enquiry.too_many_today", 429)
    assert Enquiry.objects.count() == 2
    yesterday = entries.now - timedelta(days=1)
    Enquiry.objects.filter(interest=others[0]).update(opened_at=yesterday)
    assert entries.enquiry(interest).asked.name == "Ironbark Family"


def test_the_limit_is_twenty():
    assert enquiries.MOST_A_DAY == 20


def test_strangers_do_not_see_an_enquiry_and_officers_read_it(entries, enquiry):
    seen = {
        person
        for person in ("landholder_member", "landholder_signatory", "proponent_member", "developer")
        if selectors.enquiries_visible_to(entries.actor(person)).exists()
    }
    assert len(seen) == 4
    for person in ("registrar", "registrar_approver", "auditor"):
        assert selectors.enquiry(entries.actor(person), enquiry.public_id) == enquiry
        with pytest.raises(NotAllowed):
            enquiries.reply(
                actor=entries.actor(person),
                enquiry_id=str(enquiry.public_id),
                text="Hello.",
                now=entries.now,
            )
    for person in ("stranger", "other_landholder_signatory", "trust_officer", "assessor"):
        with pytest.raises(NotVisible):
            selectors.enquiry(entries.actor(person), enquiry.public_id)
    with pytest.raises(NotVisible):
        selectors.enquiry(public(), enquiry.public_id)


def test_members_read_and_signatories_write(entries, enquiry):
    for person in ("landholder_member", "proponent_member"):
        with pytest.raises(NotAllowed) as refusal:
            enquiries.reply(
                actor=entries.actor(person), enquiry_id=str(enquiry.public_id), text="Hi.", now=entries.now
            )
        assert refusal.value.code == "enquiry.not_a_side"


def test_a_closed_enquiry_takes_no_more_messages(entries, enquiry, proponent):
    seller = {"actor": entries.actor("landholder_signatory"), "enquiry_id": str(enquiry.public_id)}
    enquiries.close(now=entries.now, **seller)
    enquiry.refresh_from_db()
    assert enquiry.closed_at == entries.now
    assert Notice.objects.get(organisation=proponent).title == "Ironbark Family closed an enquiry"
    for act in (
        lambda: enquiries.reply(text="More.", now=entries.now, **seller),
        lambda: enquiries.close(now=entries.now, **seller),
    ):
        with pytest.raises(DomainError) as refusal:
            act()
        assert refusal.value.code == "enquiry.closed"
    assert EnquiryMessage.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "enquiry.text_missing"), (" \x00 ", "enquiry.text_missing"), ("x" * 4001, "enquiry.text_too_long")],
)
def test_a_message_says_something_of_a_sensible_length(entries, interest, text, code):
    with pytest.raises(InvalidInput) as refusal:
        entries.enquiry(interest, text=text)
    assert [finding.code for finding in refusal.value.findings] == [code]
    assert not Enquiry.objects.exists()


def test_sent_twice_a_message_is_written_once(entries, interest):
    first, again = entries.asked(interest, key="k"), entries.asked(interest, key="k")
    assert first == again and EnquiryMessage.objects.count() == 1


def test_who_signs_for_several_says_for_which_they_ask(entries, interest, trust, proponent):
    give_role(entries.cast.person("developer"), trust, "trust_officer", since=entries.today)
    with pytest.raises(InvalidInput) as refusal:
        entries.enquiry(interest)
    assert [(one.code, one.field) for one in refusal.value.findings] == [("market.organisation", "asker")]
    assert entries.enquiry(interest, asker_id=str(trust.public_id)).asker == trust


def test_the_holder_can_go_on_to_an_offer_to_the_asker(entries, market, client_for):
    lot = market.lot(100)
    enquiry = entries.enquiry(entries.of_lot(lot, 30, price="12.5"))
    seller, buyer = entries.actor("landholder_signatory"), entries.actor("developer")
    answer = selectors.offer_answer(seller, enquiry)
    assert answer is not None
    assert (answer.lot, answer.buyer, answer.quantity, answer.price) == (lot, market.buyer, 30, "12.5")
    assert selectors.offer_answer(buyer, enquiry) is None
    link = (
        f"/credits/lots/{lot.number}/offer/?enquiry={enquiry.public_id}&buyer={market.buyer.public_id}"
        "&quantity=30&price=12.5"
    )
    page = f"/market/enquiries/{enquiry.public_id}/"
    assert escape(link) in client_for(market.seller_person).get(page).content.decode()
    assert "/offer/?enquiry=" not in client_for(market.buyer_person).get(page).content.decode()
    form = client_for(market.seller_person).get(link).content.decode()
    assert 'name="quantity" value="30"' in form and 'name="price" value="12.5"' in form
    assert f'<option value="{market.buyer.public_id}" selected>Quarry Holdings</option>' in form
    market.offer(lot, 90)
    fresh = selectors.enquiry(seller, enquiry.public_id)
    remaining = selectors.offer_answer(seller, fresh)
    assert remaining is not None and remaining.quantity == 10
    market.offer(lot, 10)
    assert selectors.offer_answer(seller, selectors.enquiry(seller, enquiry.public_id)) is None


def test_a_planned_site_leads_to_no_offer(entries, enquiry):
    assert selectors.offer_answer(entries.actor("landholder_signatory"), enquiry) is None
