"""How a promise is shown: its tag, its steps, its rows."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from credits.lots import prices
from credits.lots.web import words
from credits.lots.web.steps import Step
from credits.market import states
from credits.market.commitments import policies, selectors
from credits.market.commitments.statements import Promise
from credits.market.edges import MARKET
from credits.market.models import Commitment
from registry.actor import Actor
from registry.forms import SeeOther

TAGS = {
    states.PROPOSED: ("waits for the buyer", "doing"),
    states.AGREED: ("agreed", "done"),
    states.FULFILLED: ("credits offered", "done"),
    states.DECLINED: ("declined", "none"),
    states.WITHDRAWN: ("withdrawn", "none"),
    states.ENDED: ("ended", "none"),
}
NO_CREDITS = (
    "No credits exist before registration: nothing is reserved and nothing is transferred by a promise."
)
STOPPING = frozenset({"decline", "withdraw", "end"})
LABELS = {"agree": "Agree and sign", "decline": "Decline", "withdraw": "Withdraw", "end": "End the promise"}


def tag_of(commitment: Commitment, *, on: date) -> dict[str, str]:
    """The status tag; a promise that lapsed or whose agreement has ended says so."""
    if commitment.state in selectors.HOLDING_STATES:
        if commitment.agreement.state in selectors.agreement_states.CLOSED:
            return {"text": "the agreement has ended", "kind": "problem"}
        if commitment.lapses_on < on:
            return {"text": "lapsed", "kind": "none"}
    text, kind = TAGS[commitment.state]
    return {"text": text, "kind": kind}


def steps_of(actor: Actor, commitment: Commitment) -> list[Step]:
    """The buttons that the state allows this person, and for those of a side the reason why another is not open."""
    found = []
    for transition in states.COMMITMENT.actions(commitment.state, actor.roles):
        decision = policies.RULES[transition.action](actor, commitment)
        if not decision.allowed:
            continue
        action = transition.action
        reason = ""
        if action == "fulfil" and not commitment.agreement.in_force:
            reason = "Once the agreement is registered and its credits are issued."
        address = reverse(f"commitment-{action}", args=[commitment.public_id])
        kind = "dark-outline" if action in STOPPING else "dark"
        label = LABELS.get(action, transition.label)
        found.append(Step(action, label, address, not reason, reason, kind))
    return found


def row_of(commitment: Commitment, *, on: date) -> dict[str, Any]:
    """One line of the list."""
    return {
        "commitment": commitment,
        "price": words.price(commitment.price),
        "tag": tag_of(commitment, on=on),
    }


def facts_of(commitment: Commitment) -> list[tuple[str, str]]:
    """What was promised, label and value."""
    return [
        ("Class", commitment.class_name),
        ("Kind", f"{commitment.get_kind_display()} credits"),
        ("Site", commitment.agreement.site_name),
        ("Seller", str(commitment.seller)),
        ("Buyer", str(commitment.buyer)),
        ("Related", "Seller and buyer are related" if commitment.related_party else ""),
        ("Last day", f"{commitment.lapses_on:%d/%m/%Y}"),
        ("Conditions", commitment.conditions),
        ("Why it ended", commitment.closing_reason),
    ]


def trail_of(*more: tuple[str, str]) -> list[tuple[str, str]]:
    """The way to a page of a promise."""
    first = ("Promises before registration", reverse("commitment-list"))
    return [MARKET, first, *(more or (("Promise", ""),))]


def summary_of(promise: Promise) -> list[tuple[str, Any]]:
    """What a person reads before signing, label and value."""
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


def done_with(request: HttpRequest, told: str) -> Any:
    """After a command: a message, and the page of the promise."""

    def done(result: dict[str, Any]) -> HttpResponse:
        messages.success(request, told)
        return SeeOther(reverse("commitment-page", args=[result["id"]]))

    return done
