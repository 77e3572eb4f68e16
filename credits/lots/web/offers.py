"""Offers: making one, the list of standing offers and of one's own, an offer's page, accepting and withdrawing."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from assessments.web.answers import actor_of, desk_page, require, today
from credits.lots import listings, policies, prices, selectors
from credits.lots.dealings import Offer
from credits.lots.models import CreditClass, Lot
from credits.lots.prices import ZERO_PRICE_REASONS
from credits.lots.recovery import recovery_findings
from credits.lots.services import offers
from credits.lots.statements_signed import offer_statement
from credits.lots.web import signing, steps, words
from credits.lots.web.forms import NAMED, OfferForm
from credits.lots.web.lots import trail_of
from registry.actor import Actor
from registry.forms import RegistryForm, SeeOther, key_of

OFFERS_A_PAGE = 50
STANDING, MINE, TO_ME = "standing", "mine", "to-me"
SHOWN = {STANDING: "Open to anybody", TO_ME: "Made to you", MINE: "Made by you"}


@desk_page("GET")
def offer_list(request: HttpRequest) -> HttpResponse:
    """Standing offers for everybody who is signed in; beside them what one's own organisations made or were made."""
    actor = actor_of(request)
    show = request.GET.get("show", STANDING)
    show = show if show in SHOWN else STANDING
    search = request.GET.get("search", "").replace("\0", "").strip()[:120]
    kind = request.GET.get("kind", "")
    sort = request.GET.get("sort", "newest")
    rows = listings.matching_offers(_shown(actor, show), kind=kind, search=search, sort=sort)
    page = Paginator(rows, OFFERS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [_row(offer) for offer in page.object_list],
        "show": show,
        "shown": SHOWN.items() if actor.organisation_ids else (),
        "search": search,
        "kind": kind,
        "kinds": CreditClass.KINDS,
        "sort": sort,
        "sorts": [(code, label) for code, (label, _) in listings.OFFER_SORTS.items()],
        "trail": [("Offers", "")],
    }
    return render(request, "credits/offers/list.html", context)


def _shown(actor: Actor, show: str) -> QuerySet[Offer]:
    if show == STANDING:
        return selectors.standing_offers(actor)
    rows = selectors.offers_visible_to(actor)
    if show == MINE:
        return rows.filter(lot__holder__organisation__in=actor.organisation_ids)
    return rows.filter(buyer__in=actor.organisation_ids)


def _row(offer: Offer) -> dict[str, Any]:
    credit_class = offer.lot.credit_class
    return {
        "offer": offer,
        "name": str(credit_class),
        "kind": f"{credit_class.get_kind_display()} credits",
        "pct": credit_class.pct_id,
        "subregion": credit_class.subregion or "Not stated",
        "price": words.price(offer.price),
        "tag": words.tag(offer.state),
    }


@desk_page("GET")
def offer_page(request: HttpRequest, offer_id: UUID) -> HttpResponse:
    """One offer: what is offered to whom at what price, what was accepted, and what this person may do."""
    actor = actor_of(request)
    offer = selectors.offer(actor, offer_id)
    visible_lot = selectors.visible_to(actor).filter(pk=offer.lot_id).exists()
    seen = selectors.transfers_visible_to(actor).filter(offer=offer)
    context = {
        "offer": offer,
        "visible_lot": visible_lot,
        "price": words.price(offer.price),
        "warnings": [one.message for one in recovery_findings(offer.lot, offer.price)] if visible_lot else [],
        "reason_for_nothing": ZERO_PRICE_REASONS.get(offer.zero_price_reason, ""),
        "tag": words.tag(offer.state),
        "facts": words.class_facts(offer.lot.credit_class),
        "lot_tags": words.lot_tags(offer.lot, on=today()),
        "suspended": words.is_suspended(offer.lot, on=today()),
        "transfers": [{"transfer": row, "tag": words.tag(row.state)} for row in seen[:50]],
        "steps": steps.of_record(actor, offer, lambda action: reverse(f"offer-{action}", args=[offer_id])),
        "trail": [("Offers", reverse("offer-list")), (f"Offer of lot {offer.lot.number}", "")],
    }
    return render(request, "credits/offers/offer.html", context)


@desk_page("GET", "POST")
def make_offer(request: HttpRequest, number: str) -> HttpResponse:
    """Offer credits of a lot: how many, at what price, to whom; then sign (N2, N15)."""
    actor = actor_of(request)
    lot = selectors.lot(actor, number)
    require(policies.may_offer(actor, lot))
    holder = str(lot.holder)

    def form(data: Any = None) -> RegistryForm:
        return OfferForm(data, lot=lot, buyers=offers.buyers(lot), initial=_started(request))

    def statement(data: dict[str, Any]) -> Any:
        return offer_statement(
            holder=holder,
            lot_number=lot.number,
            quantity=data["quantity"],
            price=data["price"],
            buyer=str(data["buyer"] or ""),
        )

    def act(data: dict[str, Any], signature: dict[str, Any]) -> dict[str, Any]:
        return offers.make(
            actor=actor,
            key=key_of(request),
            lot_number=lot.number,
            quantity=data["quantity"],
            price=data["price"],
            buyer_id=str(data["buyer"].public_id) if data["buyer"] else None,
            note=data["note"],
            zero_price_reason=data["zero_price_reason"],
            related_party=data["related_party"],
            from_enquiry=data["from_enquiry"],
            today=today(),
            now=timezone.now(),
            **signature,
        )

    def done(result: dict[str, Any]) -> HttpResponse:
        messages.success(request, "The offer is made, and its credits are reserved.")
        return SeeOther(reverse("offer-page", args=[result["id"]]))

    flow = signing.TwoSteps(
        form=form,
        statement=statement,
        summary=lambda data: _offer_summary(lot, data),
        act=act,
        done=done,
        refuse_early=lambda form: refuse_more_than(
            form, lot.available, f"Lot {lot.number} has {{}} available."
        ),
        context={
            "heading": "Offer credits",
            "subject": subject_of(lot),
            "button": "Sign and offer",
            "consequence": "The credits are reserved at once. Until they are accepted you can withdraw the offer.",
            "back": reverse("lot-page", args=[lot.number]),
            "trail": trail_of(lot, ("Offer credits", "")),
        },
    )
    return signing.answer(request, flow)


def _started(request: HttpRequest) -> dict[str, Any]:
    """What the link from an enquiry, a price calculation or a want has filled in: quantity, price, buyer."""
    asked = {name: request.GET[name][:60] for name in ("quantity", "price", "buyer") if request.GET.get(name)}
    if "buyer" in asked:
        asked["to"] = NAMED
    return {**asked, "from_enquiry": bool(request.GET.get("enquiry"))}


def _offer_summary(lot: Lot, data: dict[str, Any]) -> list[tuple[str, Any]]:
    value = prices.value_cents(data["price"], data["quantity"])
    return [
        ("Lot", f"{lot.number}, {lot.credit_class}"),
        ("Credits", f"{data['quantity']:,}"),
        ("Price per credit", f"{words.price(data['price'])} without GST"),
        ("All of them together", words.money(value)),
        ("Why the price is zero", ZERO_PRICE_REASONS.get(data["zero_price_reason"], "")),
        ("Seller and buyer", "Related" if data["related_party"] else ""),
        ("Who may accept", str(data["buyer"] or "Anybody who is signed in for an organisation")),
        ("Note", data["note"]),
        *(("Warning", finding.message) for finding in recovery_findings(lot, data["price"])),
    ]


def subject_of(lot: Lot) -> list[tuple[str, str]]:
    """What a form about a lot stands under."""
    return [
        ("Lot", lot.number),
        ("Class", str(lot.credit_class)),
        ("Holder", str(lot.holder)),
        ("Available", f"{lot.available:,}"),
        ("Reserved", f"{lot.reserved:,}"),
    ]


def refuse_more_than(form: RegistryForm, there: int, sentence: str) -> None:
    """Say at the first step already what the command would refuse at the second."""
    if form.cleaned_data["quantity"] > there:
        form.add_error("quantity", ValidationError(sentence.format(f"{there:,}"), "lot.not_enough"))


def trail_of_offer(offer: Offer, last: str) -> list[tuple[str, str]]:
    return [
        ("Offers", reverse("offer-list")),
        (f"Offer of lot {offer.lot.number}", reverse("offer-page", args=[offer.public_id])),
        (last, ""),
    ]
