"""A public change in words, and where to read more about it."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from credits.lots.prices import ZERO_PRICE_REASONS
from credits.lots.web import words
from credits.lots.web.event_words import CODES
from credits.public.feed.kinds import KINDS
from credits.public.models import PublicChange

CHANGE_KINDS = {"variation": "variation", "renewal": "renewal of the plan", "termination": "termination"}


def label(action: str) -> str:
    """What a kind of change is called."""
    kind = KINDS.get(action)
    return kind.label if kind is not None else action.replace(".", " ").replace("_", " ").capitalize()


def sentence(change: PublicChange) -> str:
    """What happened, in one sentence."""
    kind = KINDS.get(change.action)
    if kind is None:
        return f"{label(change.action)}."
    return kind.sentence.format_map(_Values(change))


class _Values(dict[str, str]):
    """The values that a sentence names, as a person reads them; a dash for what is not told."""

    def __init__(self, change: PublicChange) -> None:
        super().__init__({name: _plain(name, value) for name, value in change.data.items()})
        self["lot"] = change.lot_number or "–"
        self["agreement"] = change.agreement_number or "–"
        self["what"] = _what(change.data)

    def __missing__(self, name: str) -> str:
        return "–"


def _plain(name: str, value: Any) -> str:
    if value is None or value == "":
        return "–"
    if name == "price":
        return words.price(str(value))
    if name == "until":
        return "/".join(reversed(str(value).split("-")))
    if name == "kind":
        return CHANGE_KINDS.get(str(value), str(value))
    return f"{value:,}" if isinstance(value, int) else str(value)


def _what(data: Mapping[str, Any]) -> str:
    name = data.get("offset_trading_group") or data.get("scientific_name") or "any class"
    places = data.get("subregions") or []
    return f"{name}, {' or '.join(places)}" if places else str(name)


def facts(change: PublicChange) -> list[tuple[str, str]]:
    """What else is worth reading: price, value, transaction, purpose, ground."""
    data = change.data
    rows = [
        ("Transaction", data.get("transaction") or ""),
        (
            "Price per credit",
            words.price(data.get("price") or "") if change.action == "transfer.settle" else "",
        ),
        ("Value", words.money(data.get("value_cents"))),
        ("For nothing because", ZERO_PRICE_REASONS.get(data.get("zero_price_reason") or "", "")),
        ("Asked per credit", words.price(data.get("price") or "") if "expires_on" in data else ""),
        ("Purpose", CODES["purpose"].get(data.get("purpose") or "", "")),
        ("Obligation", data.get("obligation_reference") or ""),
        ("Ground", CODES["ground"].get(data.get("ground") or "", "")),
        (
            "Lots",
            ", ".join(f"{lot['number']}: {lot['quantity']:,}" for lot in data.get("lots") or [])
            if isinstance(data.get("lots"), list)
            else "",
        ),
        ("Lines refused", f"{data['refused']:,}" if data.get("refused") else ""),
    ]
    return [(name, str(value)) for name, value in rows if value]


def address(change: PublicChange) -> str:
    """The page of what it is about: the lot, the obligation or the agreement; empty for none of them."""
    if change.lot_number:
        return reverse("public-lot", args=[change.lot_number])
    if change.data.get("obligation"):
        return reverse("public-obligation", args=[change.data["obligation"]])
    return reverse("public-agreement", args=[change.agreement_number]) if change.agreement_number else ""
