"""Where an obligation leads on to: pages of other parts, each by the name of its route.

To add one: a `Link` in `LINKS`. Whether a person may do what the page is for is decided there by its policy; a link is
offered to the people whose business it is.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse

from credits.obligations import states
from credits.obligations.models import Obligation, ObligationLine
from registry.actor import (
    AUDITOR,
    AUTHORITY_DELEGATE,
    AUTHORITY_OFFICER,
    DEVELOPER,
    REGISTRAR_OFFICE,
    TRUST_APPROVER,
    TRUST_OFFICER,
    Actor,
)

OBLIGATION, LINE = "obligation", "line"
TRUSTS = frozenset({TRUST_OFFICER, TRUST_APPROVER})
HOLDER, OFFICER, DELEGATE, ANYBODY = "holder", "officer", "delegate", "anybody"

PAGES = {
    "application": "application-page",
    "certificate": "certificate-page",
    "development": "development-page",
    "line": "line-matching",
    "measure": "measure-page",
    "question": "question-page",
    "quote": "quote-page",
    "retirement": "retirement-page",
    "stage": "stage-commence",
    "variation": "variation-page",
}
"""The page of each kind of thing that an event or a next step is about; each takes the public id alone."""


@dataclass(frozen=True, slots=True)
class Link:
    """A button of an obligation, or of each of its lines with something outstanding. Its route takes the public id
    alone."""

    route: str
    label: str
    of: str = OBLIGATION
    offered_to: str = HOLDER
    while_open: bool = True
    applies: Callable[[Obligation], bool] = lambda obligation: True


def _passes_on(obligation: Obligation) -> bool:
    """What the Trust took over neither passes on nor lapses (BC Act s 6.31); what has lapsed is over."""
    return not obligation.is_of_the_trust and obligation.state != states.LAPSED


LINKS = (
    Link("line-matching", "Find credits", of=LINE, offered_to=ANYBODY),
    Link("line-measure", "Propose a measure", of=LINE),
    Link(
        "variation-ask",
        "Ask to use the variation rules",
        of=LINE,
        offered_to=DEVELOPER,
        applies=lambda obligation: obligation.variation_permitted_on is not None,
    ),
    Link("obligation-allocation", "Cheapest way"),
    Link("obligation-retire", "Retire credits for it"),
    Link("obligation-quote", "Ask for a quote to pay into the fund", offered_to=DEVELOPER),
    Link("obligation-diary", "Steps taken to find credits", offered_to=ANYBODY),
    Link("obligation-link-retirement", "Count an earlier retirement", offered_to=OFFICER),
    Link(
        "obligation-change-holder",
        "Record another developer",
        offered_to=DELEGATE,
        while_open=False,
        applies=_passes_on,
    ),
    Link("obligation-lapse", "Record that the consent has lapsed", offered_to=DELEGATE, applies=_passes_on),
)


BOARD: tuple[tuple[str, str, frozenset[str]], ...] = (
    ("question-list", "Open questions about the rules", frozenset()),
    ("quote-list", "Quotes for paying into the fund", frozenset()),
    ("measure-list", "Measures other than credits", frozenset()),
    ("trust-duties", "Duties of the Trust", TRUSTS | REGISTRAR_OFFICE | {AUDITOR}),
    ("ancillary-lists", "Lists of the ancillary rules", frozenset()),
    ("order-new", "Enter an order", frozenset({AUTHORITY_DELEGATE})),
)
"""Lists beside the board: route, label, and whose roles it is for (none: everybody's)."""


def address(route: str, *arguments: Any) -> str:
    """Where the route leads; empty where there is no such page."""
    try:
        return reverse(route, args=arguments)
    except NoReverseMatch:
        return ""


def page_of(thing: tuple[str, str] | None) -> str:
    """The page of a thing by kind and public id; empty for none."""
    if thing is None or thing[0] not in PAGES:
        return ""
    return address(PAGES[thing[0]], thing[1])


def of_board(actor: Actor) -> list[dict[str, str]]:
    """The lists beside the board."""
    offered = [(address(route), label) for route, label, roles in BOARD if not roles or roles & actor.roles]
    return [{"label": label, "url": url} for url, label in offered if url]


def of_obligation(actor: Actor, obligation: Obligation) -> list[dict[str, str]]:
    """The buttons of the obligation."""
    offered = (link for link in LINKS if link.of == OBLIGATION)
    is_open = obligation.state == states.IN_FORCE
    return _buttons(actor, obligation, offered, str(obligation.public_id), is_open=is_open)


def of_line(actor: Actor, obligation: Obligation, line: ObligationLine) -> list[dict[str, str]]:
    """The buttons of one line."""
    offered = (link for link in LINKS if link.of == LINE)
    return _buttons(actor, obligation, offered, str(line.public_id), is_open=line.outstanding > 0)


def _buttons(
    actor: Actor, obligation: Obligation, links: Iterable[Link], public_id: str, *, is_open: bool
) -> list[dict[str, str]]:
    found = []
    for link in links:
        if (is_open or not link.while_open) and _is_offered(actor, obligation, link):
            url = address(link.route, public_id)
            if url:
                found.append({"label": link.label, "url": url})
    return found


def _is_offered(actor: Actor, obligation: Obligation, link: Link) -> bool:
    if not link.applies(obligation):
        return False
    if link.offered_to == HOLDER:
        return actor.deals_for(obligation.holder_id)
    if link.offered_to == DEVELOPER:
        return actor.holds(DEVELOPER, obligation.holder_id)
    if link.offered_to == OFFICER:
        return actor.holds(AUTHORITY_OFFICER, obligation.authority_id)
    if link.offered_to == DELEGATE:
        return actor.holds(AUTHORITY_DELEGATE, obligation.authority_id)
    return True
