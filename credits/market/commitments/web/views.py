"""Promises of credits before registration: the list, a promise, making one, answering it, keeping it, ending it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from assessments.web.answers import actor_of, answer_form, desk_page, form_page, posted, require, today
from credits.lots import prices
from credits.lots.statements_signed import offer_statement
from credits.lots.web import signing, words
from credits.lots.web.fields import ConfirmForm, WhyForm
from credits.market.commitments import policies, selectors
from credits.market.commitments.services import closing, fulfilling, promising
from credits.market.commitments.statements import Promise, buyer_statement, promise_of, seller_statement
from credits.market.commitments.web import shown
from credits.market.commitments.web.forms import FulfilForm, PromiseForm
from credits.market.models import Commitment
from credits.market.states import COMMITMENT
from registry.agreements import selectors as agreement_selectors
from registry.agreements.models import Agreement
from registry.forms import RegistryForm, SeeOther, key_of
from registry.parties.models import Organisation
from registry.reference import selectors as reference

A_PAGE = 50
NO_CREDITS = (
    "No credits exist before registration: nothing is reserved and nothing is transferred by a promise."
)


@desk_page("GET")
def commitment_list(request: HttpRequest) -> HttpResponse:
    """The promises of one's own organisations, newest first, of one agreement where it is named."""
    actor = actor_of(request)
    rows = selectors.visible_to(actor)
    asked = request.GET.get("agreement", "")
    agreement = agreement_selectors.agreement_for(actor, asked) if asked else None
    if agreement is not None:
        rows = rows.filter(agreement=agreement)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [shown.row_of(one, on=today()) for one in page.object_list],
        "agreement": agreement,
        "may_propose": agreement is not None and may_begin(actor, agreement),
        "trail": [("Promises before registration", "")],
    }
    return render(request, "commitments/list.html", context)


def may_begin(actor: Any, agreement: Agreement) -> bool:
    """Is the button to promise offered?"""
    allowed = policies.may_propose(actor, agreement).allowed
    return allowed and agreement.state in selectors.agreement_states.BEFORE_REGISTRATION


@desk_page("GET")
def commitment_page(request: HttpRequest, commitment_id: UUID) -> HttpResponse:
    """One promise: what, between whom, at what price, who signed, and what this person may do."""
    actor = actor_of(request)
    found = selectors.commitment(actor, commitment_id)
    value = prices.value_cents(found.price, found.quantity)
    context = {
        "commitment": found,
        "price": words.price(found.price),
        "value": words.money(value),
        "tag": shown.tag_of(found, on=today()),
        "standing": selectors.standing_in_words(found, on=today()),
        "facts": [(label, text) for label, text in shown.facts_of(found) if text],
        "sees_agreement": agreement_selectors.visible_to(actor).filter(pk=found.agreement_id).exists(),
        "steps": shown.steps_of(actor, found),
        "trail": _trail(),
    }
    return render(request, "commitments/commitment.html", context)


def _trail(*more: tuple[str, str]) -> list[tuple[str, str]]:
    first = ("Promises before registration", reverse("commitment-list"))
    return [first, *(more or (("Promise", ""),))]


@desk_page("GET", "POST")
def propose(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """Promise credits of an agreement that is not registered (N53): say what, then sign."""
    actor = actor_of(request)
    agreement = agreement_selectors.agreement_for(actor, agreement_id)
    require(policies.may_propose(actor, agreement))
    promising.require_unregistered(agreement)
    sellers = policies.selling_organisation_ids(actor, agreement)
    classes = selectors.promisable(agreement, on=today())

    def form(data: Any = None) -> RegistryForm:
        return PromiseForm(
            data,
            sellers=Organisation.objects.filter(pk__in=sellers).order_by("name"),
            buyers=selectors.buyers(sellers),
            classes=classes,
            names=_group_names() if classes is None else [],
        )

    def promise(data: dict[str, Any]) -> Promise:
        return Promise(
            seller=str(data["seller"]),
            buyer=str(data["buyer"]),
            site=agreement.site_name,
            conditions=data["conditions"].strip(),
            **{name: data[name] for name in _PROMISED},
        )

    def act(data: dict[str, Any], signature: dict[str, Any]) -> dict[str, Any]:
        return promising.propose(
            actor=actor,
            key=key_of(request),
            agreement_id=str(agreement_id),
            seller_id=str(data["seller"].public_id),
            buyer_id=str(data["buyer"].public_id),
            conditions=data["conditions"],
            today=today(),
            now=timezone.now(),
            **{name: data[name] for name in _PROMISED},
            **signature,
        )

    flow = signing.TwoSteps(
        form=form,
        statement=lambda data: seller_statement(promise(data)),
        summary=lambda data: _summary(promise(data)),
        act=act,
        done=_done(request, "Promised. The buyer was told."),
        context={
            "heading": "Promise credits before registration",
            "intro": NO_CREDITS,
            "subject": [("Agreement", str(agreement)), ("Credits are issued to", str(agreement.applicant))],
            "button": "Sign and promise",
            "consequence": "It counts once the buyer has signed too. Until then you can withdraw it.",
            "back": reverse("agreement-page", args=[agreement_id]),
            "trail": _trail(("Promise credits", "")),
        },
    )
    return signing.answer(request, flow)


_PROMISED = ("kind", "class_name", "quantity", "price", "lapses_on", "related_party")


def _group_names() -> list[tuple[str, str]]:
    release = reference.current_release(today())
    if release is None:
        return []
    return [(name, "") for name in reference.trading_groups(release).values_list("name", flat=True)]


def _summary(promise: Promise) -> list[tuple[str, Any]]:
    return [
        ("Seller", promise.seller),
        ("Buyer", promise.buyer),
        ("Credits", f"{promise.quantity:,} {promise.kind} credits"),
        ("Class", promise.class_name),
        ("Price per credit", f"{words.price(promise.price)} without GST"),
        ("All of them together", words.money(prices.value_cents(promise.price, promise.quantity))),
        ("Last day", f"{promise.lapses_on:%d/%m/%Y}"),
        ("Seller and buyer", "Related" if promise.related_party else ""),
        ("Conditions", promise.conditions),
    ]


def _done(request: HttpRequest, told: str) -> Any:
    def done(result: dict[str, Any]) -> HttpResponse:
        messages.success(request, told)
        return SeeOther(reverse("commitment-page", args=[result["id"]]))

    return done


@desk_page("GET", "POST")
def agree(request: HttpRequest, commitment_id: UUID) -> HttpResponse:
    """The named buyer reads the promise and signs."""
    found = _for_action(request, commitment_id, "agree")
    promise = promise_of(found)

    def act(data: dict[str, Any], signature: dict[str, Any]) -> dict[str, Any]:
        return promising.agree(
            actor=actor_of(request),
            key=key_of(request),
            commitment_id=str(commitment_id),
            today=today(),
            now=timezone.now(),
            **signature,
        )

    flow = signing.TwoSteps(
        form=ConfirmForm,
        statement=lambda data: buyer_statement(promise),
        summary=lambda data: _summary(promise),
        act=act,
        done=_done(request, "Agreed. The seller was told."),
        context={
            "heading": "Agree to the promise",
            "intro": NO_CREDITS,
            "subject": _summary(promise),
            "button": "Sign and agree",
            "consequence": "Once the agreement is registered, the seller offers the credits to you at this price.",
            "back": reverse("commitment-page", args=[commitment_id]),
            "trail": _trail(("Agree", "")),
        },
    )
    return signing.answer(request, flow)


@desk_page("GET", "POST")
def fulfil(request: HttpRequest, commitment_id: UUID) -> HttpResponse:
    """The holder offers the promised credits, out of a lot that was issued."""
    found = _for_action(request, commitment_id, "fulfil")
    fulfilling.require_issued(found)
    lots = selectors.lots_for(found)
    is_gift = prices.parse_price(found.price).is_zero

    def form(data: Any = None) -> RegistryForm:
        return FulfilForm(data, lots=lots, is_gift=is_gift)

    def statement(data: dict[str, Any]) -> Any:
        return offer_statement(
            holder=str(found.seller),
            lot_number=data["lot"].number,
            quantity=found.quantity,
            price=found.price,
            buyer=str(found.buyer),
        )

    def act(data: dict[str, Any], signature: dict[str, Any]) -> dict[str, Any]:
        return fulfilling.fulfil(
            actor=actor_of(request),
            key=key_of(request),
            commitment_id=str(commitment_id),
            lot_number=data["lot"].number,
            zero_price_reason=data.get("zero_price_reason", ""),
            note=data["note"],
            today=today(),
            now=timezone.now(),
            **signature,
        )

    flow = signing.TwoSteps(
        form=form,
        statement=statement,
        summary=lambda data: [
            ("Lot", data["lot"].number),
            *_summary(promise_of(found)),
            ("Note", data["note"]),
        ],
        act=act,
        done=_done(request, "Offered to the buyer. The credits are reserved."),
        context={
            "heading": "Offer the promised credits",
            "subject": _summary(promise_of(found)),
            "button": "Sign and offer",
            "consequence": "The credits are reserved at once, and the buyer can accept them.",
            "back": reverse("commitment-page", args=[commitment_id]),
            "trail": _trail(("Offer the credits", "")),
        },
    )
    return signing.answer(request, flow)


CLOSING = {
    "decline": (closing.decline, "Decline the promise", "Declined. The seller was told."),
    "withdraw": (closing.withdraw, "Withdraw the promise", "Withdrawn. The buyer was told."),
    "end": (closing.end, "End the promise", "Ended. The other side was told."),
}


@desk_page("GET", "POST")
def close(request: HttpRequest, commitment_id: UUID, action: str) -> HttpResponse:
    """Decline, withdraw or end a promise, with a reason."""
    found = _for_action(request, commitment_id, action)
    command, heading, told = CLOSING[action]

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return command(
            actor=actor_of(request),
            key=key_of(request),
            commitment_id=str(commitment_id),
            reason=data["reason"],
            now=timezone.now(),
        )

    context = {
        "heading": heading,
        "subject": _summary(promise_of(found)),
        "button": heading,
        "back": reverse("commitment-page", args=[commitment_id]),
        "trail": _trail((heading, "")),
    }
    draw = form_page(request, "credits/dealings/step.html", context)
    return answer_form(request, WhyForm(posted(request)), act=act, done=_done(request, told), draw=draw)


def _for_action(request: HttpRequest, commitment_id: UUID, action: str) -> Commitment:
    """The promise, for who may take the action; a page that is only opened must be open still."""
    actor = actor_of(request)
    found = selectors.commitment(actor, commitment_id)
    require(policies.RULES[action](actor, found))
    if request.method == "GET":
        COMMITMENT.require(action, found.state)
    return found
