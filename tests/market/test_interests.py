"""Expressions of interest: only the recorded holder lists, in the words of the facts, never more than is in hand."""

from datetime import timedelta

import pytest

from credits.lots.services import offers
from credits.market import selectors, states
from credits.market.models import Demand, Interest
from credits.market.services import demands, interests
from credits.market.wanted import Asked
from registry.actor import public
from registry.agreements.models import Agreement
from registry.audit.models import AuditEvent
from registry.findings import DomainError, InvalidInput, NotAllowed, NotVisible
from tests.builders_ledger import make_class
from tests.builders_people import give_role
from tests.market.entries import OWN_WORDS, lot_of_unknown_holder, retired_lot

pytestmark = pytest.mark.django_db


def refused(act, *inputs, **values):
    """Code and field of everything that is wrong."""
    with pytest.raises(InvalidInput) as refusal:
        act(*inputs, **values)
    return [(finding.code, finding.field) for finding in refusal.value.findings]


@pytest.mark.statement("N55")
def test_a_listed_interest_is_seen_by_developers_and_everybody_without_contact_details(
    client, client_for, entries, market, landholder_signatory, developer
):
    listed = entries.of_lot(market.lot(100), 30, price="1,250.50", note="Ridge country.")
    page = f"/market/interests/{listed.public_id}/"
    for visitor in (client, client_for(developer)):
        told = visitor.get(page).content.decode()
        assert "Hunter-Macleay Dry Sclerophyll Forests &lt;50%" in told
        assert "$1,250.50" in told and "Ridge country." in told
        assert f'href="{page}enquire/"' in told
        for secret in (landholder_signatory.email, landholder_signatory.name):
            assert secret not in told
        assert str(listed.public_id) in visitor.get("/market/interests/").content.decode()
    assert "Name withheld" in client.get(page).content.decode()
    assert "Ironbark Family" not in client.get(page).content.decode()
    assert "Ironbark Family" in client_for(developer).get(page).content.decode()


def test_a_published_name_is_shown_to_everybody(client, entries, landholder):
    landholder.name_published = True
    landholder.save()
    listed = entries.interest()
    assert "Ironbark Family" in client.get(f"/market/interests/{listed.public_id}/").content.decode()
    assert client.get(f"/api/v1/market/interests/{listed.public_id}/").json()["holder"] == "Ironbark Family"


def test_an_interest_of_a_lot_has_the_words_of_its_class(entries, market):
    lot = market.lot(100)
    listed = entries.of_lot(lot, 100)
    assert (listed.holder, listed.lot, listed.agreement) == (market.holder, lot, None)
    assert (listed.kind, listed.offset_trading_group, listed.pct_id, listed.subregions) == (
        "ecosystem",
        "Hunter-Macleay Dry Sclerophyll Forests <50%",
        1592,
        ["Hunter"],
    )
    assert (listed.hollow_bearing_trees, listed.price, listed.price_millionths) == ("no", "", None)
    assert listed.expires_on == entries.today.replace(year=entries.today.year + 1)
    lot.refresh_from_db()
    assert (lot.available, lot.reserved) == (100, 0)


def test_the_class_of_a_lot_cannot_be_told_in_other_words(entries, market):
    given = {"lot_number": market.lot().number, "asked": OWN_WORDS}
    assert refused(entries.listed, **given) == [("interest.class_of_lot", "kind")]


def test_no_more_is_listed_than_the_holder_has_available(entries, market):
    lot = market.lot(100)
    market.offer(lot, 60)
    with pytest.raises(InvalidInput) as refusal:
        entries.of_lot(lot, 41)
    (finding,) = refusal.value.findings
    assert (finding.code, finding.field) == ("interest.more_than_held", "quantity")
    assert (
        finding.message == f"Lot {lot.number} has 40 credits available. You cannot list more than you hold."
    )
    listed = entries.of_lot(lot, 40)
    change = {"interest_id": str(listed.public_id), "today": entries.today, "now": entries.now}
    seller = entries.actor("landholder_signatory")
    assert refused(interests.change, actor=seller, quantity=41, **change) == [
        ("interest.more_than_held", "quantity")
    ]


def test_what_was_sold_since_is_not_on_offer(entries, market):
    lot = market.lot(100)
    listed = entries.of_lot(lot, 80)
    market.offer(lot, 50)
    (shown,) = selectors.open_interests(entries.today)
    assert (shown.quantity, shown.on_offer) == (80, 50)
    market.offer(lot, 50)
    assert not selectors.open_interests(entries.today).exists()
    assert selectors.interests_of(entries.actor("landholder_signatory")).get() == listed
    with pytest.raises(NotVisible):
        selectors.interest(public(), listed.public_id, on=entries.today)


def test_only_a_signatory_of_the_recorded_holder_lists_a_lot(entries, market):
    lot = market.lot(100)
    for person in ("landholder_member", "registrar", "registrar_approver", "auditor"):
        with pytest.raises(NotAllowed) as refusal:
            entries.of_lot(lot, 1, by=person)
        assert refusal.value.code == "lot.not_holder"
    for person in ("other_landholder_signatory", "developer", "assessor", "stranger"):
        with pytest.raises(NotVisible):
            entries.of_lot(lot, 1, by=person)
    assert not Interest.objects.exists()


def test_a_bought_lot_is_listed_by_its_new_holder(entries, market):
    child = market.settled_transfer(market.lot(100), 20).new_lot
    listed = entries.interest("developer", lot_number=child.number, quantity=20)
    assert listed.holder == market.buyer


def test_retired_credits_cannot_be_listed(entries, market):
    with pytest.raises(DomainError) as refusal:
        entries.of_lot(retired_lot(market), 1)
    assert refusal.value.code == "lot.ended"


def test_an_interest_of_an_agreement_is_listed_by_an_owner_until_it_is_closed(entries, landholder, trust):
    agreement = Agreement.objects.create(
        state="applied",
        site_name="Ironbark Ridge",
        applicant=landholder,
        trust=trust,
        created_by=entries.cast.person("landholder_signatory"),
        local_government_area="Singleton",
    )
    given = {"agreement_id": str(agreement.public_id), "asked": OWN_WORDS}
    for person in ("landholder_member", "trust_officer", "registrar"):
        with pytest.raises(NotAllowed):
            entries.interest(person, **given)
    with pytest.raises(NotVisible):
        entries.interest("developer", **given)
    listed = entries.interest(**given)
    assert (listed.holder, listed.agreement, listed.local_government_area) == (
        landholder,
        agreement,
        "Singleton",
    )
    assert selectors.open_interests(entries.today).get() == listed
    Agreement.objects.filter(pk=agreement.pk).update(state="withdrawn")
    assert not selectors.open_interests(entries.today).exists()
    with pytest.raises(DomainError) as refusal:
        entries.interest(**given)
    assert refusal.value.code == "interest.agreement_closed"


def test_a_planned_site_is_listed_by_landholders_alone(entries):
    for person in ("developer", "trust_officer", "landholder_member", "registrar"):
        with pytest.raises(NotAllowed) as refusal:
            entries.interest(person)
        assert refusal.value.code == "interest.not_landholder"
    assert entries.interest("other_landholder_signatory").holder.name == "Mallee Family"


def test_who_signs_for_two_landholders_says_for_which(entries, landholder, other_landholder):
    person = entries.cast.person("landholder_signatory")
    give_role(person, other_landholder, "landholder", since=entries.today)
    assert refused(entries.listed) == [("market.organisation", "holder")]
    chosen = entries.interest(holder_id=str(other_landholder.public_id))
    assert chosen.holder == other_landholder
    stranger = str(entries.cast.organisation("proponent").public_id)
    assert refused(entries.listed, holder_id=stranger) == [("market.organisation", "holder")]


def test_names_are_those_of_the_reference_facts(entries, release):
    listed = entries.interest(
        asked=Asked(
            kind="species", scientific_name="phascolarctos  CINEREUS", subregions=("hunter", "Hunter")
        ),
        local_government_area="singleton",
    )
    assert (listed.scientific_name, listed.common_name) == ("Phascolarctos cinereus", "Koala")
    assert (listed.subregions, listed.local_government_area) == (["Hunter"], "Singleton")


def test_every_unknown_name_is_refused_by_its_field(entries, release):
    asked = Asked(
        kind="ecosystem",
        offset_trading_group="No such group",
        community_name="No such community",
        pct_id=999_999,
        hollow_bearing_trees="perhaps",
        subregions=("Hunter", "Atlantis"),
    )
    found = refused(
        entries.listed, asked=asked, quantity=0, price="about twelve", local_government_area="Atlantis"
    )
    assert sorted(found) == [
        ("price.not_a_number", "price"),
        ("quantity.not_positive", "quantity"),
        ("wanted.hollows_unknown", "hollow_bearing_trees"),
        ("wanted.unknown_name", "community_name"),
        ("wanted.unknown_name", "local_government_area"),
        ("wanted.unknown_name", "offset_trading_group"),
        ("wanted.unknown_name", "pct_id"),
        ("wanted.unknown_name", "subregions"),
    ]


def test_species_credits_name_a_species_and_nothing_of_a_vegetation(entries, release):
    assert refused(entries.listed, asked=Asked(kind="species")) == [
        ("wanted.species_missing", "scientific_name")
    ]
    both = Asked(kind="species", scientific_name="Phascolarctos cinereus", pct_id=1592)
    assert refused(entries.listed, asked=both) == [("wanted.not_of_species", "pct_id")]
    mixed = Asked(kind="ecosystem", scientific_name="Phascolarctos cinereus")
    assert refused(entries.listed, asked=mixed) == [("wanted.not_of_ecosystem", "scientific_name")]
    assert refused(entries.listed, asked=Asked(kind="carbon")) == [("wanted.kind_unknown", "kind")]


def test_without_reference_facts_the_words_stay_as_written(entries, monkeypatch):
    monkeypatch.setattr("credits.market.wanted.reference.current_release", lambda on: None)
    listed = entries.interest(
        asked=Asked(kind="ecosystem", offset_trading_group=" Own   words ", pct_id=7, subregions=("There",))
    )
    assert (listed.offset_trading_group, listed.pct_id, listed.subregions) == ("Own words", 7, ["There"])
    long = Asked(kind="ecosystem", community_name="x" * 401)
    assert refused(entries.listed, asked=long) == [("wanted.too_long", "community_name")]


@pytest.mark.parametrize(
    ("price", "code"),
    [("negotiable", "price.not_a_number"), ("-5", "price.negative"), ("1e9", "price.not_a_number")],
)
def test_a_price_in_words_is_refused(entries, price, code):
    assert refused(entries.listed, price=price) == [(code, "price")]


def test_a_price_is_kept_exactly(entries):
    listed = entries.interest(price=" $1,250.500000000001 ")
    assert (listed.price, listed.price_millionths) == ("1250.500000000001", 1_250_500_000)


@pytest.mark.parametrize(
    "note", ["Write to sol@example.org.", "Ring 0491 570 156", "Call (02) 5550 1234 today", "+61 491 570 156"]
)
def test_a_public_note_cannot_tell_how_to_reach_somebody(entries, note):
    assert refused(entries.listed, note=note) == [("note.contact_details", "note")]


def test_a_public_note_may_hold_numbers_that_are_none_of_a_telephone(entries):
    note = "Lots 12/DP754321, from 31/12/2026, 12,345,678 m2, at 2450.50, 40 or 41 credits @ 5 a hectare."
    assert entries.interest(note=note).note == note


@pytest.mark.parametrize("days", [-1, 367, 100_000])
def test_the_last_day_lies_within_a_year(entries, days):
    assert refused(entries.listed, expires_on=entries.today + timedelta(days=days)) == [
        ("market.last_day", "expires_on")
    ]


def test_a_lot_and_an_agreement_at_once_are_refused(entries, market):
    given = {"lot_number": market.lot().number, "agreement_id": "0" * 32}
    assert refused(entries.listed, **given) == [("interest.one_source", "agreement")]


def test_a_lot_of_an_unknown_holder_cannot_be_listed(entries):
    lot = lot_of_unknown_holder()
    with pytest.raises(NotAllowed) as refusal:
        entries.of_lot(lot, 1, by="registrar")
    assert refusal.value.code == "lot.holder_unknown"


def test_changing_and_renewing_keep_the_entry_open(entries, interest):
    seller, clock = entries.actor("landholder_signatory"), {"today": entries.today, "now": entries.now}
    day = entries.today + timedelta(days=30)
    change = {"quantity": 7, "price": "0", "note": "Fewer.", "expires_on": day}
    interests.change(actor=seller, interest_id=str(interest.public_id), **change, **clock)
    interest.refresh_from_db()
    assert (interest.quantity, interest.price, interest.note, interest.expires_on) == (7, "0", "Fewer.", day)
    assert (interest.state, interest.price_millionths) == (states.OPEN, 0)
    renewed = interests.renew(actor=seller, interest_id=str(interest.public_id), **clock)
    interest.refresh_from_db()
    assert interest.expires_on == entries.today.replace(year=entries.today.year + 1)
    assert renewed["expires_on"] == str(interest.expires_on)
    interests.change(actor=seller, interest_id=str(interest.public_id), quantity=8, **clock)
    interest.refresh_from_db()
    assert (interest.price, interest.note, interest.expires_on) == ("", "", interest.expires_on)
    actions = list(
        AuditEvent.objects.filter(chain__kind="interest").values_list("action", flat=True).order_by("pk")
    )
    assert actions == ["interest.list", "interest.change", "interest.renew", "interest.change"]


def test_sent_twice_it_is_listed_once(entries):
    first, again = entries.listed(key="one"), entries.listed(key="one")
    assert first == again and Interest.objects.count() == 1
    with pytest.raises(DomainError) as refusal:
        entries.listed(key="one", quantity=41)
    assert refusal.value.code == "idempotency.key_reused"


def test_a_want_ends_with_the_day_it_is_needed_by(entries):
    day = entries.today + timedelta(days=40)
    demand = entries.demand(needed_by=day, price="900")
    assert (demand.buyer.name, demand.needed_by, demand.expires_on) == ("Quarry Holdings", day, day)
    clock = {"actor": entries.actor("developer"), "today": entries.today, "now": entries.now}
    assert demands.renew(demand_id=str(demand.public_id), **clock)["expires_on"] == str(day)
    demands.change(demand_id=str(demand.public_id), quantity=3, **clock)
    demand.refresh_from_db()
    assert (demand.quantity, demand.needed_by, demand.price) == (3, None, "")
    yesterday = entries.today - timedelta(days=1)
    assert refused(entries.entered, needed_by=yesterday) == [("demand.needed_by_past", "needed_by")]


def test_any_signatory_of_a_dealing_organisation_enters_a_want(entries):
    made = [
        entries.demand(person).buyer.name
        for person in ("developer", "landholder_signatory", "trust_officer", "trust_approver")
    ]
    assert made == ["Quarry Holdings", "Ironbark Family", "Conservation Trust", "Conservation Trust"]
    for person in ("proponent_member", "registrar", "auditor", "assessor", "stranger"):
        with pytest.raises(NotAllowed) as refusal:
            entries.demand(person)
        assert refusal.value.code == "demand.no_signatory"
    assert Demand.objects.count() == 4


def test_a_standing_offer_is_not_hindered_by_an_interest(entries, market):
    lot = market.lot(10)
    entries.of_lot(lot, 10)
    offers.make(
        actor=entries.actor("landholder_signatory"),
        lot_number=lot.number,
        quantity=10,
        price="5",
        today=entries.today,
        now=entries.now,
        **market.signs(market.seller_person),
    )
    assert not selectors.open_interests(entries.today).exists()


def test_an_interest_of_species_credits_of_a_lot_names_the_species(entries, market):
    species = make_class(
        kind="species", scientific_name="Phascolarctos cinereus", common_name="Koala", subregion=""
    )
    listed = entries.of_lot(market.lot(9, credit_class=species), 9)
    assert (listed.kind, listed.common_name, listed.subregions) == ("species", "Koala", [])
