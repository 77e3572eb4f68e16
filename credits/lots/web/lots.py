"""The page of a lot: facts, balances now and on a day, what is reserved, family, movements, dealings, suspensions."""

from datetime import date
from itertools import chain
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from assessments.web.answers import actor_of, desk_page, today
from assessments.web.fields import DayField
from credits.lots import selectors, states
from credits.lots.balances import held_at
from credits.lots.dealings import LotSuspension, Offer
from credits.lots.kinds import KINDS
from credits.lots.listings import end_of
from credits.lots.models import Lot, Movement
from credits.lots.web import family, steps, words
from registry.actor import Actor
from registry.agreements import selectors as agreement_selectors
from registry.agreements.models import Origin
from registry.agreements.services.registration import EARLIER_SCHEME
from registry.forms import RegistryForm

MOVEMENTS_A_PAGE = 25
RECENT = 15
"""Dealings of one kind on the page; the list of dealings has them all."""
RELATIVES_A_PAGE = 200
CLOSED = frozenset(
    {states.SETTLED, states.RETIRED, states.CANCELLED, states.POSTED, states.REFUSED, states.WITHDRAWN}
)


class AsOnForm(RegistryForm):
    on = DayField(label="At the end of")


def trail_of(lot: Lot, *last: tuple[str, str]) -> list[tuple[str, str]]:
    """Where the lot's pages stand."""
    if not last:
        return [("Holdings", reverse("holding-list")), (lot.number, "")]
    return [
        ("Holdings", reverse("holding-list")),
        (lot.number, reverse("lot-page", args=[lot.number])),
        *last,
    ]


@desk_page("GET")
def lot_page(request: HttpRequest, number: str) -> HttpResponse:
    """One lot."""
    actor = actor_of(request)
    lot = selectors.lot(actor, number)
    day = today()
    suspensions = list(_suspensions(lot))
    tree = selectors.family_tree(actor, lot)
    page = Paginator(_movements(lot), MOVEMENTS_A_PAGE).get_page(request.GET.get("page"))
    agreement_seen = agreement_selectors.visible_to(actor).filter(pk=lot.agreement_id or 0).exists()
    as_on = AsOnForm(request.GET if request.GET.get("on") else None)
    context = {
        "lot": lot,
        "tags": words.lot_tags(lot, on=day),
        "hint": words.class_hint(lot.credit_class),
        "facts": [*words.class_facts(lot.credit_class), *_facts(lot, linked=agreement_seen)],
        "agreement_seen": agreement_seen,
        "steps": steps.of_lot(actor, lot, on=day, suspension=selectors.suspension_in_force(lot, on=day)),
        "dealings": dealings_of(actor, lot),
        "suspensions": suspensions,
        "page": page,
        "movements": _rows(actor, page, lot),
        "family": family.nested(tree, lot, at_most=family.FEW),
        "family_size": len(tree),
        "as_on": as_on,
        "balance": _balance(lot, as_on),
        "trail": trail_of(lot),
    }
    return render(request, "credits/lots/lot.html", context)


def _facts(lot: Lot, *, linked: bool) -> list[tuple[str, str]]:
    if lot.holder.organisation_id is None:
        holder = "Not published with the register. Nobody can deal with these credits here."
    else:
        holder = str(lot.holder)
    deposit = (
        "Paid with an earlier transfer"
        if lot.deposit_settled
        else "Asked for at the first transfer or retirement"
    )
    return [
        ("Holder", holder),
        ("Agreement", "" if linked else words.agreement_words(lot)),
        ("Issued", words.issued_words(lot)),
        ("Legal basis", _legal_basis(lot)),
        ("Share of the total fund deposit", deposit if lot.is_open else ""),
    ]


def _legal_basis(lot: Lot) -> str:
    """Under which law the lot's agreement was made (N1): the agreement's own, else read off the published number;
    empty where no agreement was published."""
    if lot.agreement is not None:
        return agreement_selectors.legal_basis(lot.agreement)
    if not lot.agreement_number:
        return ""
    earlier = lot.agreement_number.startswith(EARLIER_SCHEME)
    return agreement_selectors.LEGAL_BASIS[Origin.BIOBANKING if earlier else Origin.STEWARDSHIP]


def _suspensions(lot: Lot) -> Any:
    return LotSuspension.objects.filter(lot=lot).select_related("suspended_by", "extended_by", "lifted_by")


def _movements(lot: Lot) -> Any:
    return (
        Movement.objects.filter(Q(from_lot=lot) | Q(to_lot=lot))
        .select_related("from_lot", "to_lot", "recorded_by")
        .order_by("-at", "-pk")
    )


def _rows(actor: Actor, page: "Page[Movement]", lot: Lot) -> list[dict[str, Any]]:
    movements = list(page.object_list)
    others = {m.from_lot_id or m.to_lot_id for m in movements} | {m.to_lot_id for m in movements}
    seen = set(selectors.visible_to(actor).filter(pk__in=others).values_list("pk", flat=True))
    rows = [words.movement_row(movement, lot) for movement in movements]
    return [{**row, "linked": row["other"] is not None and row["other"].pk in seen} for row in rows]


def _balance(lot: Lot, as_on: AsOnForm) -> dict[str, Any] | None:
    """What the lot held at the end of a day; today counts until now."""
    if not as_on.is_bound or not as_on.is_valid():
        return None
    day: date = as_on.cleaned_data["on"]
    if day > today():
        as_on.add_error("on", "Enter a day that has begun: nobody knows a balance to come.")
        return None
    return {"day": day, "held": held_at(lot.pk, instant=end_of(day))}


def dealings_of(actor: Actor, lot: Lot) -> list[dict[str, Any]]:
    """Offers and dealings of the lot, the open ones first, each with what it holds back. Five queries."""
    offers = selectors.offers_visible_to(actor).filter(lot=lot).order_by("remaining", "-pk")
    open_offers = list(offers.filter(state=states.OPEN)[:RECENT])
    closed_offers = list(offers.exclude(state=states.OPEN).order_by("-pk")[:RECENT])
    rows = [_offer_row(offer) for offer in chain(open_offers, closed_offers)]
    for kind in KINDS.values():
        for dealing in kind.visible(actor).filter(lot=lot).order_by("-pk")[:RECENT]:
            is_open = dealing.state not in CLOSED
            rows.append(
                {
                    "kind": kind.title,
                    "url": reverse(f"{kind.name}-page", args=[dealing.public_id]),
                    "label": dealing.transaction_number,
                    "quantity": dealing.quantity,
                    "reserved": dealing.quantity if is_open else 0,
                    "since": dealing.lodged_at,
                    "tag": words.tag(dealing.state),
                    "open": is_open,
                }
            )
    return sorted(rows, key=lambda row: (not row["open"], -row["since"].timestamp()))


def _offer_row(offer: Offer) -> dict[str, Any]:
    return {
        "kind": "Offer",
        "url": reverse("offer-page", args=[offer.public_id]),
        "label": f"at {words.price(offer.price)} to {offer.buyer or 'anybody'}",
        "quantity": offer.quantity,
        "reserved": offer.remaining,
        "since": offer.made_at,
        "tag": words.tag(offer.state),
        "open": offer.state == states.OPEN,
    }


@desk_page("GET")
def lot_family(request: HttpRequest, number: str) -> HttpResponse:
    """The whole family: what it was issued from and everything minted since, with a drawing where it is small."""
    actor = actor_of(request)
    lot = selectors.lot(actor, number)
    tree = selectors.family_tree(actor, lot)
    numbers = {relative.lot.pk: relative.lot.number for relative in tree}
    page = Paginator(tree, RELATIVES_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "lot": lot,
        "drawing": family.drawing(tree, lot),
        "page": page,
        "rows": [
            {
                "relative": relative,
                "here": relative.lot.pk == lot.pk,
                "parent": numbers.get(relative.lot.parent_id or 0, ""),
                "tag": _family_tag(relative.lot),
            }
            for relative in page.object_list
        ],
        "trail": trail_of(lot, ("Family", "")),
    }
    return render(request, "credits/lots/family.html", context)


def _family_tag(lot: Lot) -> dict[str, str]:
    text, kind = words.LOT_TAGS[lot.status]
    return {"text": text, "kind": kind}
