"""Accepting an offer, in two steps, and withdrawing or declining it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from assessments.web.answers import actor_of, answer_form, desk_page, form_page, posted, require, today
from credits.lots import policies, prices, selectors, states
from credits.lots.dealings import Offer
from credits.lots.services import offers, transfers
from credits.lots.statements_signed import acceptance_statement
from credits.lots.web import signing, words
from credits.lots.web.fields import WhyForm
from credits.lots.web.forms import AcceptForm
from credits.lots.web.offers import refuse_more_than, trail_of_offer
from registry.forms import RegistryForm, SeeOther, key_of
from registry.parties.models import Organisation


@desk_page("GET", "POST")
def accept_offer(request: HttpRequest, offer_id: UUID) -> HttpResponse:
    """Accept some or all of an offer for an organisation one signs for (N13)."""
    actor = actor_of(request)
    offer = selectors.offer(actor, offer_id)
    require(policies.may_accept(actor, offer))
    if request.method == "GET":
        states.OFFER.require("accept", offer.state)
    seller = str(offer.lot.holder)
    buyers = Organisation.objects.filter(pk__in=policies.buying_organisation_ids(actor, offer))

    def form(data: Any = None) -> RegistryForm:
        # A link from a search for credits fills in how many are needed.
        started = {"quantity": request.GET["quantity"][:20]} if request.GET.get("quantity") else {}
        return AcceptForm(data, buyers=buyers.order_by("name"), remaining=offer.remaining, initial=started)

    def statement(data: dict[str, Any]) -> Any:
        return acceptance_statement(
            buyer=str(data["buyer"]),
            seller=seller,
            lot_number=offer.lot.number,
            quantity=data["quantity"],
            price=offer.price,
        )

    def act(data: dict[str, Any], signature: dict[str, Any]) -> dict[str, Any]:
        return transfers.accept(
            actor=actor,
            key=key_of(request),
            offer_id=str(offer_id),
            quantity=data["quantity"],
            buyer_id=str(data["buyer"].public_id),
            related_party=data["related_party"],
            today=today(),
            now=timezone.now(),
            **signature,
        )

    def done(result: dict[str, Any]) -> HttpResponse:
        messages.success(request, "Accepted. The registrar checks the transfer next.")
        return SeeOther(reverse("transfer-page", args=[result["id"]]))

    flow = signing.TwoSteps(
        form=form,
        statement=statement,
        summary=lambda data: _acceptance_summary(offer, data),
        act=act,
        done=done,
        refuse_early=lambda form: refuse_more_than(form, offer.remaining, "{} of this offer remain."),
        context={
            "heading": "Accept credits on offer",
            "subject": [
                ("From", seller),
                ("Class", str(offer.lot.credit_class)),
                ("Price per credit", f"{words.price(offer.price)} without GST"),
                ("On offer", f"{offer.remaining:,}"),
            ],
            "button": "Sign and accept",
            "consequence": "The registrar checks the transfer and a second officer settles it. Until the check either "
            "side can withdraw.",
            "back": reverse("offer-page", args=[offer_id]),
            "trail": trail_of_offer(offer, "Accept"),
        },
    )
    return signing.answer(request, flow)


def _acceptance_summary(offer: Offer, data: dict[str, Any]) -> list[tuple[str, Any]]:
    value = prices.value_cents(offer.price, data["quantity"])
    return [
        ("Buyer", str(data["buyer"])),
        ("Seller", str(offer.lot.holder)),
        ("Credits", f"{data['quantity']:,} of lot {offer.lot.number}, {offer.lot.credit_class}"),
        ("Seller and buyer", "Related" if data["related_party"] else ""),
        ("Price per credit", f"{words.price(offer.price)} without GST"),
        ("All of them together", words.money(value)),
    ]


@desk_page("GET", "POST")
def withdraw_offer(request: HttpRequest, offer_id: UUID) -> HttpResponse:
    """Take an offer back, or decline one that was made to one's own organisation."""
    actor = actor_of(request)
    offer = selectors.offer(actor, offer_id)
    require(policies.may_withdraw_offer(actor, offer))
    if request.method == "GET":
        states.OFFER.require("withdraw", offer.state)
    own = actor.deals_for(offer.lot.holder.organisation_id)
    back = reverse("offer-page", args=[offer_id])

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return offers.withdraw(
            actor=actor,
            key=key_of(request),
            offer_id=str(offer_id),
            reason=data["reason"],
            now=timezone.now(),
        )

    def done(result: dict[str, Any]) -> HttpResponse:
        messages.success(request, "The offer ended. What nobody had accepted is free again.")
        return SeeOther(back)

    context = {
        "heading": "Withdraw the offer" if own else "Decline the offer",
        "intro": "What nobody has accepted yet is free again at once. What was accepted goes on.",
        "subject": [("Lot", offer.lot.number), ("Not yet accepted", f"{offer.remaining:,}")],
        "button": "Withdraw the offer" if own else "Decline the offer",
        "back": back,
        "trail": trail_of_offer(offer, "Withdraw" if own else "Decline"),
    }
    draw = form_page(request, "credits/dealings/step.html", context)
    return answer_form(request, WhyForm(posted(request)), act=act, done=done, draw=draw)
