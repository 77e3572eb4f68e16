"""Which parts of the registry a person is offered in the header, by role.

Navigation only helps to find things; whether somebody may see or do them is decided by policies and selectors.
"""

from dataclasses import dataclass

from registry.actor import AUDITOR, REGISTRAR, REGISTRAR_OFFICE, REVIEWER, Actor

EVERYBODY: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Place:
    """A link of the header: its text, the route it leads to, who is offered it (nobody named: everybody).

    `also` are the beginnings of other addresses that belong to it."""

    label: str
    route: str
    roles: frozenset[str] = EVERYBODY
    signed_in: bool = False
    also: tuple[str, ...] = ()


PLACES = (
    Place("Cases", "case-list", signed_in=True, also=("/assessments/", "/revisions/", "/plot-imports/")),
    Place("Agreements", "agreement-list", signed_in=True),
    Place("Holdings", "holding-list", signed_in=True, also=("/credits/lots/",)),
    Place("Offers", "offer-list", signed_in=True, also=("/credits/dealings/", "/credits/transfers/")),
    Place("Registrar's desk", "registrar-desk", REGISTRAR_OFFICE | {AUDITOR}, also=("/audit/",)),
    Place("Reviews", "review-queue", frozenset({REVIEWER, AUDITOR})),
    Place("People", "people-list", frozenset({REGISTRAR, AUDITOR})),
    Place("Fees", "fee-list", REGISTRAR_OFFICE | {AUDITOR}),
    Place("Register imports", "register-imports", REGISTRAR_OFFICE | {AUDITOR}),
    Place("Registers", "public-registers"),
    Place("Accredited assessors", "accreditation-register"),
    Place("Reference facts", "reference-home"),
    Place("Method", "method-page"),
    Place("About", "about"),
)


def places_for(actor: Actor) -> tuple[Place, ...]:
    """The links offered to this actor, in order."""
    return tuple(
        place
        for place in PLACES
        if (not place.roles or place.roles & actor.roles) and not (place.signed_in and actor.anonymous)
    )
