"""Which parts of the registry a person is offered in the header, by role.

Navigation only helps to find things; whether somebody may see or do them is decided by policies and selectors.
"""

from dataclasses import dataclass, replace

from registry.actor import (
    AUDITOR,
    LANDHOLDER,
    REGISTRAR,
    REGISTRAR_OFFICE,
    REVIEWER,
    TRUST_APPROVER,
    TRUST_OFFICER,
    Actor,
)

EVERYBODY: frozenset[str] = frozenset()
OFFSETS, OFFICE, MORE = "Obligations", "Office", "More"
GROUPS = ("", OFFSETS, OFFICE, MORE)
"""The menus of the header in their order; what is in none comes first."""


@dataclass(frozen=True, slots=True)
class Place:
    """A link of the header: its text, the route it leads to, who is offered it (nobody named: everybody).

    `also` are the beginnings of other addresses that belong to it. `group` names the menu that a signed-in person finds
    it in, so that the header stays one line; a visitor has few links and sees them all."""

    label: str
    route: str
    roles: frozenset[str] = EVERYBODY
    signed_in: bool = False
    also: tuple[str, ...] = ()
    group: str = ""


PLACES = (
    Place("Cases", "case-list", signed_in=True, also=("/assessments/", "/revisions/", "/plot-imports/")),
    Place("Agreements", "agreement-list", signed_in=True),
    Place("Holdings", "holding-list", signed_in=True, also=("/credits/lots/",)),
    Place("Offers", "offer-list", signed_in=True, also=("/credits/dealings/", "/credits/transfers/")),
    Place(
        "Payments",
        "fund-home",
        frozenset({LANDHOLDER, TRUST_OFFICER, TRUST_APPROVER}),
        signed_in=True,
        also=("/fund/settlements/",),
    ),
    Place("Developments", "development-list", signed_in=True, group=OFFSETS),
    Place("Applications", "application-list", signed_in=True, group=OFFSETS),
    Place(
        "Obligations board",
        "obligation-list",
        signed_in=True,
        also=("/fund-quotes/", "/lines/", "/measures/", "/trust-duties/"),
        group=OFFSETS,
    ),
    Place("No net loss", "public-no-net-loss", signed_in=True, group=OFFSETS),
    Place("Registrar's desk", "registrar-desk", REGISTRAR_OFFICE | {AUDITOR}, also=("/audit/",)),
    Place("Reviews", "review-queue", frozenset({REVIEWER, AUDITOR})),
    Place("People", "people-list", frozenset({REGISTRAR, AUDITOR}), group=OFFICE),
    Place("Fees", "fee-list", REGISTRAR_OFFICE | {AUDITOR}, group=OFFICE),
    # Who only reads payments finds them in a menu: their header has no room left.
    Place(
        "Payments",
        "fund-home",
        REGISTRAR_OFFICE | {AUDITOR},
        signed_in=True,
        also=("/fund/settlements/",),
        group=OFFICE,
    ),
    Place("Register imports", "register-imports", REGISTRAR_OFFICE | {AUDITOR}, group=OFFICE),
    Place("Market", "market", also=("/market/",)),
    Place("Registers", "public-registers"),
    Place("Accredited assessors", "accreditation-register", group=MORE),
    Place("Reference facts", "reference-home"),
    Place("Method", "method-page", group=MORE),
    Place("About", "about", group=MORE),
)


def places_for(actor: Actor) -> tuple[Place, ...]:
    """The links offered to this actor, in order; those of a menu come last, menu by menu."""
    offered = [
        place
        for place in PLACES
        if (not place.roles or place.roles & actor.roles) and not (place.signed_in and actor.anonymous)
    ]
    if actor.anonymous:
        return tuple(replace(place, group="") for place in offered)
    return tuple(sorted(offered, key=lambda place: GROUPS.index(place.group)))
