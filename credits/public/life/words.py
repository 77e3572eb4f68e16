"""A lot's life in words, for its page."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from credits.lots.prices import ZERO_PRICE_REASONS
from credits.lots.web import words
from credits.lots.web.event_words import CODES

KINDS = {
    "issue": "Issued",
    "transfer": "Transferred",
    "retire": "Retired",
    "cancel": "Cancelled",
    "correct": "Put back",
}
IN_KINDS = {**KINDS, "transfer": "Received by transfer"}


def movement(row: Mapping[str, Any]) -> dict[str, Any]:
    """A movement of `facts.movement_rows` as the table shows it."""
    names = KINDS if row["direction"] == "out" else IN_KINDS
    return {
        **row,
        "what": names[row["kind"]],
        "price_words": price(row),
        "value_words": words.money(row["value_cents"]),
        "notes": [note for note in (*_deal_notes(row), *_purpose_notes(row)) if note],
    }


def price(row: Mapping[str, Any]) -> str:
    """The price per credit; what a transfer of the import does not tell is said to be not published."""
    if row["price"]:
        return words.price(row["price"])
    return "not published" if row["kind"] == "transfer" and row["imported"] else ""


def _deal_notes(row: Mapping[str, Any]) -> list[str]:
    reason = ZERO_PRICE_REASONS.get(row["zero_price_reason"], "")
    return [
        f"For nothing: {reason[:1].lower()}{reason[1:]}" if reason else "",
        "Between related parties" if row.get("related_party") else "",
        "Philanthropic" if row.get("philanthropic") else "",
    ]


def _purpose_notes(row: Mapping[str, Any]) -> list[str]:
    consent: date | None = row["consent_on"]
    ground = CODES["ground"].get(row["ground"], "")
    purpose = CODES["purpose"].get(row["purpose"], row["purpose"])
    return [
        f"Purpose: {purpose}" if purpose else "",
        f"Obligation: {row['obligation_reference']}" if row["obligation_reference"] else "",
        f"In {row['obligation_local_government_area']}" if row["obligation_local_government_area"] else "",
        f"Consent of {consent:%d/%m/%Y}" if consent is not None else "",
        f"Ground: {ground}" if ground else "",
    ]


def minted(found: Mapping[str, Any] | None) -> str:
    """How a lot came to be, in a few words; empty for a root lot."""
    if found is None:
        return ""
    told = f"{KINDS[found['kind']].lower()}, {found['quantity']:,} on {found['on']:%d/%m/%Y}"
    number = found["transaction_number"]
    return f"{told}, transaction {number}" if number else told


def tag(status: str) -> dict[str, str]:
    """The status tag of a lot."""
    text, kind = words.LOT_TAGS[status]
    return {"text": text, "kind": kind}
