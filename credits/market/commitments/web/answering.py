"""What the two sides do with a promise: agreeing, offering the credits, declining, withdrawing, ending."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from assessments.web.answers import actor_of, answer_form, desk_page, form_page, posted, require, today
from credits.lots import prices
from credits.lots.statements_signed import offer_statement
from credits.lots.web import signing
from credits.lots.web.fields import ConfirmForm, WhyForm
from credits.market.commitments import policies, selectors
from credits.market.commitments.services import closing, fulfilling, promising
from credits.market.commitments.statements import buyer_statement, promise_of
from credits.market.commitments.web import shown
from credits.market.commitments.web.forms import FulfilForm
from credits.market.models import Commitment
from credits.market.states import COMMITMENT
from registry.forms import RegistryForm, key_of


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
        summary=lambda data: shown.summary_of(promise),
        act=act,
        done=shown.done_with(request, "Agreed. The seller was told."),
        context={
            "heading": "Agree to the promise",
            "intro": shown.NO_CREDITS,
            "subject": shown.summary_of(promise),
            "button": "Sign and agree",
            "consequence": "Once the agreement is registered, the seller offers the credits to you at this price.",
            "back": reverse("commitment-page", args=[commitment_id]),
            "trail": shown.trail_of(("Agree", "")),
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
            *shown.summary_of(promise_of(found)),
            ("Note", data["note"]),
        ],
        act=act,
        done=shown.done_with(request, "Offered to the buyer. The credits are reserved."),
        context={
            "heading": "Offer the promised credits",
            "subject": shown.summary_of(promise_of(found)),
            "button": "Sign and offer",
            "consequence": "The credits are reserved at once, and the buyer can accept them.",
            "back": reverse("commitment-page", args=[commitment_id]),
            "trail": shown.trail_of(("Offer the credits", "")),
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
        "subject": shown.summary_of(promise_of(found)),
        "button": heading,
        "back": reverse("commitment-page", args=[commitment_id]),
        "trail": shown.trail_of((heading, "")),
    }
    draw = form_page(request, "credits/dealings/step.html", context)
    return answer_form(
        request, WhyForm(posted(request)), act=act, done=shown.done_with(request, told), draw=draw
    )


def _for_action(request: HttpRequest, commitment_id: UUID, action: str) -> Commitment:
    """The promise, for who may take the action; a page that is only opened must be open still."""
    actor = actor_of(request)
    found = selectors.commitment(actor, commitment_id)
    require(policies.RULES[action](actor, found))
    if request.method == "GET":
        COMMITMENT.require(action, found.state)
    return found
