"""What waits for a person in payments: a holder's reports and bank details; the trust's money and runs."""

from datetime import date
from typing import Any

from registry.actor import LANDHOLDER, TRUST_APPROVER, TRUST_OFFICER, Actor
from registry.fund.selectors import home as selectors
from registry.fund.web import home


def lines(actor: Actor, *, on: date) -> list[dict[str, Any]]:
    """One line for each thing a holder has to do, then one for each kind of thing that waits at the trust."""
    found = []
    if actor.has(LANDHOLDER):
        held = selectors.held_sites(actor)
        if held:
            found += [
                _line(one["action"], one["url"], one["text"], "To do")
                for one in home.to_do(actor, held, on=on)
            ]
    if actor.roles & {TRUST_OFFICER, TRUST_APPROVER}:
        for one in selectors.waits(actor, today=on):
            if one.count:
                found.append(_line(one.label, home.link_of(one.code), "", f"{one.count:,}"))
    return found


def _line(title: str, url: str, hint: str, status: str) -> dict[str, Any]:
    return {"title": title, "url": url, "hint": hint, "status": status, "status_kind": "todo"}
