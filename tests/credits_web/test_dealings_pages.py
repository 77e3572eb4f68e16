"""Offers and dealings on pages: two steps to sign, one effect however often a form is sent, nothing typed is lost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from credits.models import Cancellation, Correction, LotSuspension, Offer, Retirement, Transfer
from registry.fees.models import FeeAmount
from tests.credits_web.conftest import filled, hidden, signed, text_of

pytestmark = pytest.mark.django_db


def offering(lot):
    return reverse("lot-offer", args=[lot.number])


def test_an_offer_is_made_in_two_steps_and_signed(market, seller):
    lot = market.lot(100)
    values = {"quantity": "1,0", "price": "$2,450.5", "to": "standing", "note": "All of one site."}
    second = seller.post(offering(lot), {**values, "step": "look"})
    seen = text_of(second)
    assert "It offers 10 credits of the lot at $2450.5 each, excluding GST, to anybody who accepts" in seen
    assert "All of them together $24,505.00" in seen
    assert Offer.objects.count() == 0
    answer, sent = signed(seller, offering(lot), values, market.seller_person)
    offer = Offer.objects.get()
    assert (answer.status_code, answer.url) == (303, f"/credits/offers/{offer.public_id}/")
    assert (offer.quantity, offer.price, offer.signature.signer_name) == (10, "2450.5", "Sol Signatory")
    assert sent["note"] == offer.note == "All of one site."


def test_an_offer_sent_twice_is_made_once(market, seller):
    lot = market.lot(100)
    values = {"quantity": "100", "price": "5", "to": "standing"}
    first, sent = signed(seller, offering(lot), values, market.seller_person)
    again = seller.post(offering(lot), sent)
    assert (again.status_code, again.url) == (303, first.url)
    assert Offer.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "field", "told"),
    [
        ({"quantity": "101"}, "quantity", "has 100 available."),
        ({"quantity": "1.5"}, "quantity", "Enter a whole number of credits, for example 12."),
        ({"price": "-1"}, "price", "A price cannot be below zero."),
        ({"price": "ten"}, "price", "Enter the price in figures"),
        ({"to": "named"}, "buyer", "Choose the buyer, or offer to anybody."),
    ],
)
def test_an_offer_that_cannot_be_made_comes_back_with_what_was_typed(market, seller, change, field, told):
    lot = market.lot(100)
    typed = {"quantity": "10", "price": "5", "to": "standing", "note": "Kept", "step": "look"} | change
    answer = seller.post(offering(lot), typed)
    assert answer.status_code == 400
    assert told in " ".join(answer.context["form"].errors[field])
    assert answer.context["form"]["note"].value() == "Kept"


def test_a_zero_price_needs_its_reason_and_keeps_the_signature_page_away(market, seller):
    lot = market.lot(100)
    values = {"quantity": "10", "price": "0", "to": "standing"}
    answer, _ = signed(seller, offering(lot), values, market.seller_person)
    assert answer.status_code == 400
    assert "zero_price_reason" in answer.context["form"].errors
    assert Offer.objects.count() == 0


def test_somebody_elses_name_signs_nothing_and_the_details_stay(market, seller):
    lot = market.lot(100)
    second = seller.post(offering(lot), {"quantity": "10", "price": "5", "to": "standing", "step": "look"})
    sent = {**hidden(second), "typed_name": "Ruth Approver", "capacity": "Director", "step": "sign"}
    answer = seller.post(offering(lot), sent)
    assert answer.status_code == 400
    assert "Type your own name" in text_of(answer)
    assert answer.context["form"]["capacity"].value() == "Director"
    assert hidden(answer)["quantity"] == "10"
    changed = seller.post(offering(lot), sent | {"step": "change"})
    assert (changed.status_code, changed.context["form"]["price"].value()) == (200, "5")


def test_a_standing_offer_is_found_filtered_and_accepted_in_part(market, seller, buyer):
    lot = market.lot(100)
    offer = market.offer(lot, 30)
    found = buyer.get("/credits/offers/?search=hunter&kind=ecosystem&sort=cheapest")
    assert [row["offer"].pk for row in found.context["rows"]] == [offer.pk]
    assert "No offer matches." in text_of(buyer.get("/credits/offers/?search=coast"))
    accepting = reverse("offer-accept", args=[offer.public_id])
    values = {"buyer": str(market.buyer.public_id), "quantity": "12"}
    answer, sent = signed(buyer, accepting, values, market.buyer_person)
    transfer = Transfer.objects.get()
    assert (answer.status_code, answer.url) == (303, f"/credits/transfers/{transfer.public_id}/")
    assert (transfer.quantity, Offer.objects.get().remaining) == (12, 18)
    assert buyer.post(accepting, sent).url == answer.url
    assert Transfer.objects.count() == 1


def test_a_whole_offer_accepted_twice_is_one_transfer(market, buyer):
    offer = market.offer(market.lot(100), 30)
    values = {"buyer": str(market.buyer.public_id), "quantity": "30"}
    accepting = reverse("offer-accept", args=[offer.public_id])
    answer, sent = signed(buyer, accepting, values, market.buyer_person)
    assert buyer.post(accepting, sent).url == answer.url
    assert Transfer.objects.count() == 1
    assert "Nothing more: the offer ended." in text_of(
        buyer.get(reverse("offer-page", args=[offer.public_id]))
    )


def test_a_named_buyer_declines_an_offer(market, buyer):
    offer = market.offer(market.lot(100), 30, buyer_id=str(market.buyer.public_id))
    page = buyer.get(reverse("offer-page", args=[offer.public_id]))
    assert [step.label for step in page.context["steps"]] == ["Accept", "Decline the offer"]
    declining = reverse("offer-withdraw", args=[offer.public_id])
    assert filled(buyer, declining, {"reason": ""}).status_code == 400
    assert filled(buyer, declining, {"reason": "Too dear."}).status_code == 303
    offer.refresh_from_db()
    assert offer.state == "withdrawn"


def test_the_holder_is_told_why_own_credits_cannot_be_bought(market, seller):
    offer = market.offer(market.lot(100), 30)
    page = text_of(seller.get(reverse("offer-page", args=[offer.public_id])))
    assert "These are your own credits: another organisation has to accept them." in page
    assert seller.get(reverse("offer-accept", args=[offer.public_id])).status_code == 403


def test_a_transfer_goes_from_acceptance_to_settlement(market, seller, buyer, officer, approver):
    transfer = market.accept(market.offer(market.lot(100), 10))
    address = reverse("transfer-page", args=[transfer.public_id])
    stages = [(stage.label, stage.state) for stage in seller.get(address).context["stages"]]
    assert stages == [
        ("Offered", "done"),
        ("Accepted", "done"),
        ("Check by the registrar", "now"),
        ("Settled by a second officer", "todo"),
    ]
    checking = reverse("transfer-step", args=[transfer.public_id, "check"])
    assert filled(officer, checking, {"note": ""}).status_code == 400
    assert filled(officer, checking, {"note": "Both companies looked up."}).status_code == 303
    settling = reverse("transfer-step", args=[transfer.public_id, "settle"])
    assert officer.get(settling).status_code == 403
    refused = filled(approver, settling, {})
    assert refused.status_code == 400
    assert "fee_not_set_acknowledged" in refused.context["form"].errors
    sent = {**hidden(approver.get(settling)), "fee_not_set_acknowledged": "on"}
    assert approver.post(settling, sent).status_code == 303
    assert approver.post(settling, sent).status_code == 303
    transfer.refresh_from_db()
    assert (transfer.state, transfer.new_lot.available) == ("settled", 10)
    page = buyer.get(address)
    assert [(label, words) for label, words in page.context["movement_steps"]][1] == ("Fee", "no amount set")
    assert f'href="/credits/lots/{transfer.new_lot.number}/"' in page.content.decode()
    assert "Both companies looked up." not in text_of(page)
    assert "Both companies looked up." in text_of(officer.get(address))


def test_a_fee_that_is_due_is_told_and_stops_the_settlement(market, approver, registrar, today):
    FeeAmount.objects.create(
        kind="credit_transfer",
        amount_cents=12_300,
        effective_from=today,
        source="Made up for this test",
        entered_by=registrar,
        entered_at=market.now,
    )
    transfer = market.checked_transfer(market.lot(100))
    answer = approver.get(reverse("transfer-page", args=[transfer.public_id]))
    assert f'href="/fees/charges/{transfer.fee.public_id}/">Record the payment' in answer.content.decode()
    page = text_of(answer)
    assert "What is still open before it can be completed Fee: $123.00 due since" in page
    settling = reverse("transfer-step", args=[transfer.public_id, "settle"])
    answer = filled(approver, settling, {})
    assert answer.status_code == 409
    assert "The fee has to be paid first: $123.00 due since" in text_of(answer)


def test_a_deposit_that_is_not_confirmed_is_told_and_stops_the_settlement(market, approver):
    transfer = market.checked_transfer(market.lot(100, deposit_settled=False))
    settling = reverse("transfer-step", args=[transfer.public_id, "settle"])
    answer = filled(approver, settling, {"fee_not_set_acknowledged": "on"})
    assert answer.status_code == 409
    assert "cannot be confirmed: this registry has no fund account" in text_of(answer)


def test_a_transfer_is_withdrawn_by_a_side_and_refused_by_an_officer(market, buyer, officer):
    lot = market.lot(100)
    for client, action in ((buyer, "withdraw"), (officer, "refuse")):
        transfer = market.accept(market.offer(lot, 10))
        step = reverse("transfer-step", args=[transfer.public_id, action])
        assert filled(client, step, {"reason": "A mistake in the number."}).status_code == 303
        page = text_of(client.get(reverse("transfer-page", args=[transfer.public_id])))
        assert "Why it ended A mistake in the number." in page


def test_a_step_that_there_is_none_of_is_not_found(market, officer):
    transfer = market.accept(market.offer(market.lot(100), 10))
    assert officer.get(reverse("transfer-step", args=[transfer.public_id, "post"])).status_code == 404


def test_a_step_that_is_over_says_so(market, officer):
    transfer = market.checked_transfer(market.lot(100))
    answer = officer.get(reverse("transfer-step", args=[transfer.public_id, "check"]))
    assert answer.status_code == 409
    assert "it must be accepted" in text_of(answer)


@pytest.mark.statement("N2")
def test_credits_are_retired_by_the_holder_for_a_purpose(market, seller, officer, approver):
    lot = market.lot(100)
    retiring = reverse("lot-retire", args=[lot.number])
    values = {"quantity": "40", "purpose": "planning_approval", "obligation_reference": ""}
    early = seller.post(retiring, {**values, "step": "look"})
    assert early.status_code == 400
    assert "obligation_reference" in early.context["form"].errors
    values["obligation_reference"] = "DA-2026-1"
    answer, _ = signed(seller, retiring, values, market.seller_person)
    retirement = Retirement.objects.get()
    assert answer.url == f"/credits/retirements/{retirement.public_id}/"
    step = reverse("retirement-step", args=[retirement.public_id, "check"])
    assert filled(officer, step, {"note": "Duly made."}).status_code == 303
    step = reverse("retirement-step", args=[retirement.public_id, "retire"])
    assert filled(approver, step, {"fee_not_set_acknowledged": "on"}).status_code == 303
    retirement.refresh_from_db()
    page = text_of(seller.get(reverse("lot-page", args=[retirement.new_lot.number])))
    assert "40 retired, for ever" in page
    assert seller.get(reverse("lot-page", args=[retirement.new_lot.number])).context["steps"] == []


def test_a_holder_asks_for_cancellation_and_an_officer_cancels(market, seller, officer, approver):
    lot = market.lot(100)
    asking = reverse("lot-request-cancellation", args=[lot.number])
    answer, _ = signed(seller, asking, {"quantity": "5", "ground_note": "Not needed."}, market.seller_person)
    cancellation = Cancellation.objects.get()
    assert answer.url == f"/credits/cancellations/{cancellation.public_id}/"
    step = reverse("cancellation-step", args=[cancellation.public_id, "cancel"])
    assert officer.get(step).status_code == 403
    assert filled(approver, step, {}).status_code == 303
    cancellation.refresh_from_db()
    assert cancellation.new_lot.ended == 5


def test_the_registrar_proposes_what_a_second_officer_cancels_or_posts(market, officer, approver):
    lot = market.lot(100)
    form = reverse("lot-cancel", args=[lot.number])
    assert filled(officer, form, {"quantity": "5", "ground_note": ""}).status_code == 400
    assert filled(officer, form, {"quantity": "5", "ground_note": "Issued by mistake."}).status_code == 303
    assert Cancellation.objects.get().ground == "other"
    child = market.settled_transfer(lot, 10).new_lot
    form = reverse("lot-correct", args=[child.number])
    assert filled(officer, form, {"quantity": "10", "reason": "Wrong buyer."}).status_code == 303
    correction = Correction.objects.get()
    step = reverse("correction-step", args=[correction.public_id, "post"])
    assert filled(approver, step, {}).status_code == 303
    correction.refresh_from_db()
    assert correction.state == "posted"
    lot.refresh_from_db()
    assert lot.available == 95


def test_a_lot_is_suspended_extended_and_freed(market, seller, approver, today):
    lot = market.lot(100)
    suspending = reverse("lot-suspend", args=[lot.number])
    far = today.replace(year=today.year + 2).isoformat()
    assert filled(approver, suspending, {"until": far, "reason": "Inquiry."}).status_code == 400
    assert filled(approver, suspending, {"until": today.isoformat(), "reason": "Inquiry."}).status_code == 303
    page = seller.get(reverse("lot-page", args=[lot.number]))
    assert f"suspended until {today:%d/%m/%Y}" in text_of(page)
    blocked = [(step.action, step.allowed) for step in page.context["steps"]]
    # It may still be listed for sale: that reserves nothing.
    expected = {"offer": False, "list": True, "pledge": False, "retire": False, "request-cancellation": False}
    assert blocked == list(expected.items())
    offered = [step.action for step in approver.get(page.request["PATH_INFO"]).context["steps"]]
    assert offered == ["extend", "lift"]
    lifting = reverse("lot-lift", args=[lot.number])
    assert filled(approver, lifting, {"reason": ""}).status_code == 303
    assert LotSuspension.objects.get().lifted_on == today
    assert filled(approver, lifting, {}).status_code == 409


def test_a_strangers_id_in_an_address_is_not_there(market, client_for, other_landholder_signatory):
    lot = market.lot(100)
    transfer = market.accept(market.offer(lot, 10))
    stranger = client_for(other_landholder_signatory)
    for address in (
        reverse("lot-page", args=[lot.number]),
        offering(lot),
        reverse("transfer-page", args=[transfer.public_id]),
        reverse("transfer-step", args=[transfer.public_id, "withdraw"]),
    ):
        assert stranger.get(address).status_code == 404


def test_the_lists_of_dealings_cost_the_same_for_one_and_for_many(market, officer):
    lot = market.lot(1000)
    addresses = [
        f"/credits/dealings/?kind={kind}" for kind in ("transfer", "retirement", "cancellation", "correction")
    ]
    addresses += ["/credits/offers/", "/credits/offers/?show=mine", "/credits/desk/?kind=transfer"]
    addresses += ["/credits/desk/?kind=retirement", "/waiting/"]

    def one_of_each():
        child = market.settled_transfer(lot, 5).new_lot
        market.accept(market.offer(lot, 3))
        market.offer(lot, 3)
        market.apply(lot, 2)
        market.propose_cancellation(lot, 1)
        market.propose_correction(child, 1)

    def count(address):
        with CaptureQueriesContext(connection) as caught:
            assert officer.get(address).status_code == 200
        return len(caught)

    one_of_each()
    for address in addresses:
        officer.get(address)
    few = [count(address) for address in addresses]
    for _ in range(3):
        one_of_each()
    assert [count(address) for address in addresses] == few
