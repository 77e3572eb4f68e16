"""Enquiries that wait for a person's answer, as lines of the page of what waits."""

from datetime import date
from typing import Any

from django.urls import reverse

from credits.lots.web.waiting import age
from credits.market import selectors
from credits.market.web import words
from registry.actor import Actor

MOST_LINES = 100


def lines(actor: Actor, *, on: date) -> list[dict[str, Any]]:
    """One line for each enquiry in which the other side wrote last, the longest waiting first. One query."""
    found = []
    for one in selectors.enquiries_waiting_for(actor)[:MOST_LINES]:
        other = one.asked if actor.deals_for(one.asker_id) else one.asker
        found.append(
            {
                "title": f"Enquiry with {other}",
                "url": reverse("enquiry-page", args=[one.public_id]),
                "status": "waits for your answer",
                "status_kind": "problem",
                "hint": f"{words.about(actor, one)['text']}. {age(one.last_at, on)}",
            }
        )
    return found
