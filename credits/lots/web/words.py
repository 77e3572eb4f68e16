"""How lots, movements and dealings are said to a person: tags, prices, steps and sentences. Nothing is decided here."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from credits.lots import states
from credits.lots.dealings import Cancellation, Retirement
from credits.lots.models import CreditClass, Lot, Movement
from credits.lots.prices import ZERO_PRICE_REASONS
from registry.units import display_dollars

TAGS = {
    states.OPEN: ("open", "doing"),
    states.TAKEN: ("taken", "done"),
    states.ACCEPTED: ("waits for the check", "doing"),
    states.APPLIED: ("waits for the check", "doing"),
    states.CHECKED: ("checked", "doing"),
    states.PROPOSED: ("proposed", "doing"),
    states.SETTLED: ("settled", "done"),
    states.RETIRED: ("retired", "done"),
    states.CANCELLED: ("cancelled", "done"),
    states.POSTED: ("posted", "done"),
    states.REFUSED: ("refused", "problem"),
    states.WITHDRAWN: ("withdrawn", "none"),
    states.ACTIVE: ("pledged", "doing"),
    states.RELEASED: ("released", "done"),
    states.DECLINED: ("declined", "problem"),
}
"""Text and colour of a state's tag."""

LOT_TAGS = {
    Lot.ISSUED: ("issued", "done"),
    Lot.EQUIVALENCE: ("equivalence credit", "done"),
    Lot.RETIRED: ("retired", "none"),
    Lot.CANCELLED: ("cancelled", "none"),
}

STEP_WORDS = {
    "done": "done",
    "not_required": "not required",
    "demonstrated": "by a demonstration double, no money was paid",
    "not_set": "no amount set",
    "not_published": "not published",
}

STEP_LABELS = (
    ("deposit_step", "Deposit"),
    ("fee_step", "Fee"),
    ("signature_step", "Signature"),
    ("second_person_step", "Second person"),
)

MOVEMENT_WORDS = {
    "issue": "issued into",
    "transfer": "transferred to",
    "retire": "retired into",
    "cancel": "cancelled into",
    "correct": "put back into",
}


REASONS = {
    "transfer": {code: f"For nothing: {text.lower()}" for code, text in ZERO_PRICE_REASONS.items()},
    "retirement": {str(one.value): str(one.label) for one in Retirement.Purpose},
    "cancellation": {str(one.value): str(one.label) for one in Cancellation.Ground},
}
"""The codes that dealings leave as the reason of their movement; other reasons are words already."""


def tag(state: str) -> dict[str, str]:
    """The status tag of an offer or a dealing."""
    text, kind = TAGS[state]
    return {"text": text, "kind": kind}


def lot_tags(lot: Lot, *, on: date) -> list[dict[str, str]]:
    """The tags of a lot: what it is, and that it is suspended where it is."""
    text, kind = LOT_TAGS[lot.status]
    found = [{"text": text, "kind": kind}]
    if is_suspended(lot, on=on):
        found.append({"text": f"suspended until {lot.suspended_until:%d/%m/%Y}", "kind": "problem"})
    return found


def is_suspended(lot: Lot, *, on: date) -> bool:
    """Can the lot's credits not move on that day (BC Act s 6.25)?"""
    return lot.is_open and lot.suspended_until is not None and lot.suspended_until >= on


def price(text: str) -> str:
    """A unit price as exact as it is kept, with at least two decimals: `$1,250.50`. Empty for none."""
    if not text:
        return ""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return text
    whole, _, decimals = f"{value:,f}".partition(".")
    return f"${whole}.{decimals.ljust(2, '0')}"


def money(amount_cents: int | None) -> str:
    """A value in dollars; empty where it is not known."""
    return "" if amount_cents is None else display_dollars(amount_cents)


def class_facts(credit_class: CreditClass) -> list[tuple[str, str]]:
    """What makes the class what it is, label and value, without what is not stated."""
    if credit_class.kind == CreditClass.SPECIES:
        species = credit_class.scientific_name
        if credit_class.common_name:
            species = f"{credit_class.common_name} ({species})"
        facts = [("Species", species)]
    else:
        pct = credit_class.pct_name
        if credit_class.pct_id is not None:
            pct = f"{credit_class.pct_id} {pct}".strip()
        facts = [
            ("Offset trading group", credit_class.offset_trading_group),
            ("Plant community type", pct),
            ("Vegetation class", credit_class.vegetation_class),
            ("Vegetation formation", credit_class.vegetation_formation),
            ("Threatened ecological community", credit_class.community_name),
            ("Hollow-bearing trees", credit_class.get_hollow_bearing_trees_display()),
        ]
    facts += [("IBRA subregion", credit_class.subregion), ("IBRA region", credit_class.region)]
    return [(label, value) for label, value in facts if value and value != "Not stated"]


def class_hint(credit_class: CreditClass) -> str:
    """The second line under a class: kind, community type and place."""
    parts = [f"{credit_class.get_kind_display()} credits"]
    if credit_class.pct_id is not None:
        parts.append(f"PCT {credit_class.pct_id}")
    if credit_class.subregion:
        parts.append(credit_class.subregion)
    return ", ".join(parts)


def agreement_words(lot: Lot) -> str:
    """The agreement's number as it is known here."""
    if lot.agreement is not None:
        return lot.agreement.number or str(lot.agreement)
    return lot.agreement_number or "Not published"


def issued_words(lot: Lot) -> str:
    """The day of issue; the register's import does not always know it."""
    return f"{lot.issued_on:%d/%m/%Y}" if lot.issue_date_published else "Not published"


def movement_steps(movement: Movement) -> list[tuple[str, str]]:
    """How the four steps around a movement stood, label and words."""
    return [(label, STEP_WORDS[getattr(movement, name)]) for name, label in STEP_LABELS]


def movement_row(movement: Movement, lot: Lot) -> dict[str, Any]:
    """One row of a lot's movements, seen from that lot."""
    out = movement.from_lot_id == lot.pk
    other = movement.to_lot if out else movement.from_lot
    published = movement.source != Movement.REGISTER_IMPORT
    sold = movement.kind == Movement.MovementKind.TRANSFER
    steps = movement_steps(movement)
    unpublished = {words for _, words in steps} == {STEP_WORDS["not_published"]}
    return {
        "movement": movement,
        "out": out,
        "other": other,
        "kind": movement.get_kind_display(),
        "reason": REASONS.get(movement.source, {}).get(movement.reason, movement.reason),
        "price": price(movement.price) or ("" if published or not sold else "not published"),
        "value": money(movement.value_cents),
        "steps": [("All four steps", STEP_WORDS["not_published"])] if unpublished else steps,
        "held_after": movement.from_held_after if out else movement.to_held_after,
    }


@dataclass(frozen=True, slots=True)
class Stage:
    """One station of a progress line. `state` is done, now, todo or stopped."""

    label: str
    state: str
    who: str = ""
    at: Any = None
