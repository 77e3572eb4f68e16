"""How entries and enquiries are said to a person. Nothing is decided here."""

from datetime import date
from typing import Any

from credits.lots.models import CreditClass
from credits.lots.web import words as lot_words
from credits.market import states
from credits.market.kinds import owner_of
from credits.market.models import Enquiry, Interest
from credits.market.policies import Entry
from credits.market.selectors import LOT, Subject, name_for
from registry.actor import Actor

TAGS = {
    states.OPEN: ("on the register", "done"),
    states.CLOSED: ("closed", "none"),
    states.WITHDRAWN: ("withdrawn", "none"),
    states.EXPIRED: ("run out", "none"),
}


def tag(entry: Entry, *, on: date) -> dict[str, str]:
    """The status tag; an entry whose last day is over counts as run out before the night comes."""
    over = entry.state == states.OPEN and entry.expires_on < on
    text, kind = TAGS[states.EXPIRED if over else entry.state]
    return {"text": text, "kind": kind}


def name_of(entry: Entry) -> str:
    """What credits they are, in a line."""
    if entry.kind == CreditClass.SPECIES:
        return entry.common_name or entry.scientific_name
    if entry.offset_trading_group or entry.community_name or entry.pct_name:
        return entry.offset_trading_group or entry.community_name or entry.pct_name
    return f"Plant community type {entry.pct_id}" if entry.pct_id else "Any ecosystem credits"


def hint(entry: Entry) -> str:
    """The second line: kind, species or community type."""
    parts = [f"{entry.get_kind_display()} credits"]
    if entry.common_name:
        parts.append(entry.scientific_name)
    if entry.pct_id:
        parts.append(f"PCT {entry.pct_id}")
    return ", ".join(parts)


def places(entry: Entry) -> str:
    """The subregions, or that it may be anywhere; for what is on offer without one, that none is told."""
    nowhere = "Not stated" if isinstance(entry, Interest) else "Anywhere"
    return ", ".join(entry.subregions) or nowhere


def price(entry: Entry) -> str:
    """The price per credit, or that it is to be agreed."""
    return lot_words.price(entry.price) or "To be agreed"


def source(entry: Interest) -> str:
    """Where the credits come from."""
    if entry.lot is not None:
        return f"Credits that are issued: lot {entry.lot.number}"
    if entry.agreement is not None:
        number = entry.agreement.number
        return f"Agreement {number}" if number else "An agreement under way; no credits are issued yet"
    return "A planned site without an agreement; no credits are issued yet"


def facts(actor: Actor, entry: Entry) -> list[tuple[str, str]]:
    """Everything public about an entry, label and value, without what is not stated."""
    if entry.kind == CreditClass.SPECIES:
        told = [("Species", entry.common_name), ("Scientific name", entry.scientific_name)]
    else:
        pct = f"{entry.pct_id} {entry.pct_name}".strip() if entry.pct_id else ""
        told = [
            ("Offset trading group", entry.offset_trading_group),
            ("Threatened ecological community", entry.community_name),
            ("Plant community type", pct),
            ("Hollow-bearing trees", entry.get_hollow_bearing_trees_display()),
        ]
    told = [(label, value) for label, value in told if value != "Not stated"]
    told.append(("IBRA subregion" if len(entry.subregions) < 2 else "IBRA subregions", places(entry)))
    if isinstance(entry, Interest):
        told += [
            ("Local government area", entry.local_government_area),
            ("From", source(entry)),
            ("Holder" if entry.lot_id else "Landholder", name_for(actor, owner_of(entry))),
        ]
    else:
        needed = f"{entry.needed_by:%d/%m/%Y}" if entry.needed_by else ""
        told += [("Buyer", name_for(actor, owner_of(entry))), ("Needed by", needed)]
    return [(label, value) for label, value in told if value]


def about(actor: Actor, enquiry: Enquiry) -> dict[str, Any]:
    """What an enquiry is about: the words, and which page shows it, if any."""
    if enquiry.lot is not None:
        return {"text": f"Lot {enquiry.lot.number}, {enquiry.lot.credit_class}", "route": "", "id": ""}
    entry = enquiry.interest or enquiry.demand
    assert entry is not None  # noqa: S101  # a constraint: an enquiry is about one thing
    kind = "interest" if enquiry.interest is not None else "demand"
    called = "For sale" if kind == "interest" else "Wanted"
    return {"text": f"{called}: {name_of(entry)}", "route": f"{kind}-page", "id": entry.public_id}


def subject_rows(actor: Actor, subject: Subject) -> list[tuple[str, str]]:
    """What the form of a new enquiry stands under."""
    whose = name_for(actor, subject.asked) if subject.asked else ""
    if subject.kind == LOT:
        lot: Any = subject.thing
        return [("Lot", lot.number), ("Class", str(lot.credit_class)), ("Holder", whose)]
    entry: Any = subject.thing
    quantity = getattr(entry, "on_offer", entry.quantity)
    return [
        ("For sale" if subject.kind == "interest" else "Wanted", name_of(entry)),
        ("Credits", f"{quantity:,}"),
        ("Price per credit", price(entry)),
        ("Holder" if subject.kind == "interest" else "Buyer", whose),
    ]
