"""Promises that wait for a person's answer, as lines of the page of what waits."""

from datetime import date
from typing import Any

from django.urls import reverse

from credits.lots.web import words
from credits.market.commitments import selectors
from credits.market.commitments.web.shown import tag_of
from registry.actor import Actor

MOST_LINES = 100


def lines(actor: Actor, *, on: date) -> list[dict[str, Any]]:
    """One line for each promise that the person can agree to or decline, oldest first. One query."""
    found = []
    for one in selectors.waiting_for(actor, on=on)[:MOST_LINES]:
        tag = tag_of(one, on=on)
        found.append(
            {
                "title": f"Promise of {one.quantity:,} credits of {one.agreement.site_name}",
                "url": reverse("commitment-page", args=[one.public_id]),
                "status": tag["text"],
                "status_kind": tag["kind"],
                "hint": f"{one.seller} promises them at {words.price(one.price)} each, until "
                f"{one.lapses_on:%d/%m/%Y}. Agree or decline.",
            }
        )
    return found
