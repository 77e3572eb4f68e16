"""From a document's facts to what stands on it. Pure; reads nothing but the facts.

Facts that were withheld from a reader (see `credits.certificates.redaction`) are left out, never shown as empty.
"""

from collections.abc import Callable

from credits.certificates.kinds import (
    AGREEMENT,
    DECISION,
    DISCHARGE,
    FUND,
    HOLDING,
    KINDS,
    RETIREMENT,
    TRANSFER,
)
from credits.certificates.papers import obligations
from credits.certificates.papers.paper import Column, Paper, Part, Record, Table, without_gaps
from credits.certificates.papers.words import credits, day, money, number, price
from credits.certificates.sealed import Facts
from registry.units import display_hectares

OWNER = "The holder recorded in the register is the owner."
MEETS = (
    "The lines above are discharged by these credits. Whether the whole obligation is discharged is told by its own "
    "statement."
)
MEETS_NOTHING = (
    "Whether the retirement meets an obligation is decided by the authority that set it. This document does "
    "not say so."
)
LATER = "What has happened since is told by the page that the code on this document opens."


def paper_of(facts: Facts) -> Paper:
    """The paper for the facts of any kind. Raises KeyError for a kind that is none."""
    return _WRITERS[facts["kind"]](facts)


def _class_part(facts: Facts) -> Part:
    return Part("What the credits are", tuple((label, value) for label, value in facts["class"]))


def _transfer(facts: Facts) -> Paper:
    put_back = facts["put_back"]
    headline = f"{credits(facts['quantity'])} of lot {facts['lot']} were transferred to {facts['buyer']}."
    sale = without_gaps(
        ("Transaction", facts["transaction"]),
        ("From lot", facts["lot"]),
        ("New lot", facts["new_lot"]),
        ("Agreement", facts["agreement"]),
        ("Seller", facts["seller"]),
        ("Buyer", facts["buyer"]),
        ("Credits", number(facts["quantity"])),
        ("Price per credit, without GST", price(facts["price"])),
        ("Value, without GST", money(facts["value_cents"])),
        ("Why the price is zero", facts["zero_price_reason"]),
        ("Agreed on", day(facts["agreed_on"])),
        ("Settled on", day(facts["settled_on"])),
        ("Put back since by a correction", credits(put_back) if put_back else ""),
    )
    return Paper(
        KINDS[TRANSFER].title,
        headline,
        (Part("The transfer", sale), _class_part(facts)),
        (
            f"Since the day of settlement these credits are lot {facts['new_lot']}. {OWNER}",
            f"This document does not prove who holds them today. {LATER}",
        ),
    )


def _retirement(facts: Facts) -> Paper:
    lines = facts.get("lines", [])
    retired = without_gaps(
        ("Transaction", facts["transaction"]),
        ("From lot", facts["lot"]),
        ("Retired as lot", facts["new_lot"]),
        ("Agreement", facts["agreement"]),
        ("Credits", number(facts["quantity"])),
        ("Retired on", day(facts["retired_on"])),
        ("Retired by", facts["holder"]),
    )
    purpose = without_gaps(
        ("Purpose", facts["purpose"]),
        ("Obligation", facts["obligation"]),
        ("Day of the consent", day(facts["consent_on"])),
        ("Local government area of the obligation", facts["local_government_area"]),
    )
    return Paper(
        KINDS[RETIREMENT].title,
        "1 credit is retired. It can never be used again."
        if facts["quantity"] == 1
        else f"{credits(facts['quantity'])} are retired. These credits can never be used again.",
        (
            Part("The retirement", retired),
            Part("What it was for", purpose),
            _class_part(facts),
            *obligations.explained(lines),
        ),
        (
            "A retired credit cannot be sold, transferred or retired a second time. The ledger holds it in a lot of "
            "its own for ever (Biodiversity Conservation Act 2016, s 6.27).",
            MEETS if lines else MEETS_NOTHING,
        ),
    )


_KINDS_OF_HELD = (
    ("available", "Available"),
    ("reserved", "Reserved"),
    ("pledged", "Pledged"),
    ("held", "Held"),
)


def _held_columns(sums: Facts) -> tuple[Column, ...]:
    """Only what the facts know: a past day knows what was held, a page for everybody tells no more."""
    return tuple(Column(key, label, number=True) for key, label in _KINDS_OF_HELD if key in sums)


def _held(row: Facts) -> Record:
    return {key: number(row[key]) for key, _ in _KINDS_OF_HELD if key in row}


def _holding(facts: Facts) -> Paper:
    total, lots, classes = facts["total"], facts["lots"], facts["classes"]
    columns = _held_columns(total)
    by_class = Table(
        "Credits by class",
        (Column("class", "Class", head=True), Column("lots", "Lots", number=True), *columns),
        tuple({"class": row["class"], "lots": number(row["lots"]), **_held(row)} for row in classes),
        {"lots": number(total["lots"]), **_held(total)},
        empty="No credits were held.",
    )
    by_lot = Table(
        "Credits by lot",
        (
            Column("lot", "Lot", head=True),
            Column("class", "Class"),
            Column("agreement", "Agreement"),
            *columns,
        ),
        tuple(
            {
                "lot": row["lot"],
                "class": "; ".join(part for part in (row["class"], row["note"]) if part),
                "agreement": row["agreement"],
                **_held(row),
            }
            for row in lots
        ),
        _held(total),
        empty="No credits were held.",
    )
    limits = [
        f"Retired and cancelled credits are not held and not listed. {OWNER}",
        LATER,
    ]
    if "reserved" in total:
        limits.insert(
            0,
            "Reserved credits wait for an offer or a dealing; pledged ones secure a loan and cannot be sold while they "
            "do. Available, reserved and pledged add up to what is held.",
        )
    else:
        limits.insert(0, "Held includes credits that were reserved.")
    parts = tuple(
        Part(title, tables=(table,)) for title, table in (("By class", by_class), ("By lot", by_lot))
    )
    headline = (
        f"{facts['holder']} held {credits(total['held'])} in {number(total['lots'])} "
        f"lot{'' if total['lots'] == 1 else 's'} on {day(facts['as_on'])}."
    )
    return Paper(KINDS[HOLDING].title, headline, parts, tuple(limits))


_SUMS = (
    ("issued", "Issued"),
    ("held", "In force"),
    ("retired", "Retired"),
    ("cancelled", "Cancelled"),
)


def _agreement(facts: Facts) -> Paper:
    total = facts["total"]
    area = facts["site_area_m2"]
    about = without_gaps(
        ("Agreement", facts["number"]),
        ("Kind", facts["origin"]),
        ("Made under", facts["law"]),
        ("State", facts["state"]),
        ("Suspended since", day(facts["suspended_on"])),
        ("Trust", facts["trust"]),
        ("Local government area", facts["local_government_area"]),
        ("Area of the site", f"{display_hectares(area)} ha" if area is not None else ""),
        ("Registered on", day(facts["registered_on"])),
        ("Full management since", day(facts["activated_on"])),
        ("Terminated on", day(facts["terminated_on"])),
    )
    sums = tuple(Column(key, label, number=True) for key, label in _SUMS)
    by_class = Table(
        "Credits by class",
        (Column("class", "Class", head=True), *sums),
        tuple(
            {"class": row["class"], **{key: number(row[key]) for key, _ in _SUMS}} for row in facts["classes"]
        ),
        {key: number(total[key]) for key, _ in _SUMS},
        empty="No credits were issued.",
    )
    by_lot = Table(
        "Lots",
        (
            Column("lot", "Lot", head=True),
            Column("parent", "Minted from"),
            Column("class", "Class"),
            Column("status", "Status"),
            Column("credits", "Credits", number=True),
        ),
        tuple({**row, "credits": number(row["credits"])} for row in facts["lots"]),
        {"credits": number(sum(row["credits"] for row in facts["lots"]))},
        empty="No credits were issued.",
    )
    return Paper(
        KINDS[AGREEMENT].title,
        f"{facts['origin']} {facts['number']}: {credits(total['issued'])} issued, "
        f"{number(total['held'])} in force, {number(total['retired'])} retired.",
        (
            Part("The agreement", about),
            Part("Its credits", tables=(by_class,)),
            Part("Its lots", tables=(by_lot,)),
        ),
        (
            "Issued credits are in force, retired or cancelled: the three add up to what was issued.",
            f"Owners of the land, lot and plan numbers and holders of credits are not stated here. {LATER}",
        ),
    )


_WRITERS: dict[str, Callable[[Facts], Paper]] = {
    TRANSFER: _transfer,
    RETIREMENT: _retirement,
    HOLDING: _holding,
    AGREEMENT: _agreement,
    DECISION: obligations.decision,
    DISCHARGE: obligations.discharge,
    FUND: obligations.fund,
}
