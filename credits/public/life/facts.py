"""A lot's life in plain data: the same facts for the page, the API and the file."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.utils import timezone

from credits.lots.classes import SHOWN
from credits.lots.dealings import Offer, Retirement, Transfer
from credits.lots.models import CreditClass, HolderAccount, Lot, Movement
from credits.lots.prices import ZERO_PRICE_REASONS
from credits.lots.web.event_words import CODES
from credits.public.life import selectors
from credits.public.life.selectors import Outcome, Relative

UNKNOWN_HOLDER = "Not published with the register"
NOT_PUBLISHED = (
    "who holds or held the credits",
    "the issue, so the family opens with what the published lines take out of it and what supply still lists",
    "whether deposit and fee were paid, who signed, and who checked",
)
"""What the published register leaves out, so that no lot of the import has it."""


def holder_name(holder: HolderAccount) -> str:
    """The holder as everybody may read it."""
    return holder.organisation.public_name if holder.organisation is not None else UNKNOWN_HOLDER


def class_of(credit_class: CreditClass) -> dict[str, Any]:
    """What the credits are credits of."""
    return {name: getattr(credit_class, name) for name in SHOWN}


def lot_of(lot: Lot, *, on: date) -> dict[str, Any]:
    """What the lot is and what it holds now."""
    return {
        "number": lot.number,
        "status": lot.status,
        "suspended": lot.is_open and lot.suspended_until is not None and lot.suspended_until >= on,
        "suspended_until": lot.suspended_until if lot.is_open else None,
        "credit_class": class_of(lot.credit_class),
        "holder": holder_name(lot.holder),
        "agreement_number": lot.agreement_number,
        "root": lot.root.number if lot.root is not None else lot.number,
        "parent": lot.parent.number if lot.parent is not None else None,
        "received": lot.received,
        "held": lot.held,
        "available": lot.available,
        "ended": lot.ended,
        "moved_out": lot.moved_out,
        "issued_on": lot.issued_on if lot.issue_date_published else None,
    }


def _moved(movement: Movement) -> dict[str, Any]:
    """When and how credits moved, without the words of any person."""
    zero = movement.reason if movement.kind == "transfer" else ""
    return {
        "on": timezone.localtime(movement.at).date(),
        "kind": movement.kind,
        "quantity": movement.quantity,
        "transaction_number": movement.transaction_number,
        "price": movement.price,
        "value_cents": movement.value_cents,
        "zero_price_reason": zero if zero in ZERO_PRICE_REASONS else "",
        "imported": movement.source == Movement.REGISTER_IMPORT,
    }


def ancestor_rows(lots: Collection[Lot], of: Lot) -> list[dict[str, Any]]:
    """The line from the root down to the lot itself: each lot and how it was minted."""
    line = [*lots, of]
    minted = selectors.minting(line)
    return [
        {
            "number": one.number,
            "status": one.status,
            "holder": holder_name(one.holder),
            "held": one.held,
            "minted": _moved(minted[one.pk]) if one.pk in minted else None,
        }
        for one in line
    ]


def movement_rows(rows: Collection[Movement], of: Lot) -> list[dict[str, Any]]:
    """Movements seen from the lot, each with the other lot and, for a retirement, what for. Two queries."""
    transfers, retirements = selectors.transfers_of(rows), selectors.retirements_of(rows)
    return [_movement_row(one, of, transfers, retirements) for one in rows]


def _movement_row(
    movement: Movement, of: Lot, transfers: Mapping[str, Transfer], retirements: Mapping[str, Retirement]
) -> dict[str, Any]:
    out = movement.from_lot_id == of.pk
    other = movement.to_lot if out else movement.from_lot
    transfer = transfers.get(movement.cause)
    row = getattr(movement, "register_row", None)
    return {
        **_moved(movement),
        "direction": "out" if out else "in",
        "other_lot": other.number if other is not None else None,
        "to_holder": holder_name(movement.to_lot.holder),
        "held_after": movement.from_held_after if out else movement.to_held_after,
        "related_party": transfer.related_party if transfer is not None else None,
        "philanthropic": row.philanthropic if row is not None else None,
        "purpose": "",
        "obligation_reference": "",
        "obligation_local_government_area": "",
        "consent_on": None,
        "ground": movement.reason if movement.kind == "cancel" and movement.reason in CODES["ground"] else "",
        **_purpose(retirements.get(movement.cause) or row, movement),
    }


def _purpose(found: Any, movement: Movement) -> dict[str, Any]:
    """What credits were retired for: of our own retirement, or of the published line."""
    if found is None or movement.kind != "retire":
        return {}
    return {
        "purpose": found.purpose if isinstance(found, Retirement) else found.retirement_purpose,
        "obligation_reference": found.obligation_reference,
        "obligation_local_government_area": found.obligation_local_government_area,
        "consent_on": found.consent_on,
    }


def relative_rows(rows: Collection[Relative]) -> list[dict[str, Any]]:
    """A part of the family: each lot with how it was minted. One query."""
    minted = selectors.minting([one.lot for one in rows])
    return [
        {
            "number": one.lot.number,
            "depth": one.depth,
            "parent": one.lot.parent.number if one.lot.parent is not None else None,
            "status": one.lot.status,
            "holder": holder_name(one.lot.holder),
            "received": one.lot.received,
            "held": one.lot.held,
            "ended": one.lot.ended,
            "moved_out": one.lot.moved_out,
            "minted": _moved(minted[one.lot.pk]) if one.lot.pk in minted else None,
        }
        for one in rows
    ]


def outcome_of(found: Outcome) -> dict[str, int]:
    """What became of the credits that left the lot."""
    return {
        "lots": found.lots,
        "held": found.held,
        "retired": found.retired,
        "cancelled": found.cancelled,
    }


def offer_row(offer: Offer) -> dict[str, Any]:
    """A standing offer."""
    return {
        "offer": str(offer.public_id),
        "remaining": offer.remaining,
        "price": offer.price,
        "made_on": timezone.localtime(offer.made_at).date(),
    }


def life_of(lot: Lot, *, on: date) -> dict[str, Any]:
    """The lot, its line of descent, what became of its credits, offers, suspensions, doubts and documents. Movements
    and the family are read apart, because they can be many. At most ten queries."""
    above = selectors.ancestors(lot)
    offers = selectors.standing_offers(lot)
    return {
        **lot_of(lot, on=on),
        "line": ancestor_rows(above, lot),
        "outcome": outcome_of(selectors.outcome(lot)),
        "standing_offers": [offer_row(offer) for offer in offers],
        "suspensions": [
            {
                "suspended_from": one.suspended_from,
                "until": one.extended_until or one.until,
                "extended": one.extended_until is not None,
                "lifted_on": one.lifted_on,
            }
            for one in selectors.suspensions(lot)
        ],
        "doubts": selectors.doubts(lot),
        "documents": document_rows(document_subjects(lot)),
    }


def document_subjects(lot: Lot) -> list[str]:
    """What documents about the lot can be about, by public id: the dealing that minted it, and its agreement."""
    named = [movement.cause for movement in selectors.minting([lot]).values()]
    return [*named, str(lot.agreement.public_id)] if lot.agreement is not None else named


def document_rows(subjects: Collection[str]) -> list[dict[str, Any]]:
    """Documents that tell public facts: kind, number, day, and the id under which anybody can check one."""
    return [
        {
            "id": str(one.public_id),
            "kind": one.kind,
            "number": one.number,
            "issued_on": timezone.localtime(one.issued_at).date(),
        }
        for one in selectors.documents(subjects)
    ]


def whole_life(lot: Lot, *, on: date) -> dict[str, Any]:
    """All of it in one piece, for the file."""
    family = selectors.relatives(selectors.family_order(lot))
    return {
        **life_of(lot, on=on),
        "movements": movement_rows(list(selectors.movements(lot)), lot),
        "family": relative_rows(family),
        "not_published": list(NOT_PUBLISHED) if lot.holder.organisation is None else [],
        "source": "Open Biodiversity Credit Registry. Not the official register.",
    }
