"""What a dealing is about, as facts to read, and the statements that were signed for it."""

from typing import Any

from credits.lots.dealings import Cancellation, Correction, Dealing, Retirement, Transfer
from credits.lots.prices import ZERO_PRICE_REASONS
from credits.lots.web import words
from registry.parties.models import Signature

Facts = list[tuple[str, Any]]


def facts_of(dealing: Dealing) -> Facts:
    """Label and value of what the parties asked for; lot and quantity stand apart."""
    if isinstance(dealing, Transfer):
        found = _of_transfer(dealing)
    elif isinstance(dealing, Retirement):
        found = _of_retirement(dealing)
    elif isinstance(dealing, Cancellation):
        found = [
            ("Holder", str(dealing.lot.holder)),
            ("Ground", dealing.get_ground_display()),
            ("In words", dealing.ground_note),
        ]
    elif isinstance(dealing, Correction):
        back_to = dealing.lot.parent
        found = [
            ("From", str(dealing.lot.holder)),
            ("Back to", f"lot {back_to.number}" if back_to is not None else ""),
            ("What was wrong", dealing.reason),
        ]
    else:
        raise TypeError(type(dealing).__name__)
    return [(label, value) for label, value in found if value not in ("", None)]


def _of_transfer(transfer: Transfer) -> Facts:
    return [
        ("Seller", str(transfer.seller)),
        ("Buyer", str(transfer.buyer)),
        ("Price per credit", f"{words.price(transfer.price)} without GST"),
        ("Value", words.money(transfer.value_cents)),
        ("Why the price is zero", ZERO_PRICE_REASONS.get(transfer.offer.zero_price_reason, "")),
        ("Seller and buyer", "Related: kept out of price figures" if transfer.related_party else ""),
        ("How it came about", transfer.offer.get_channel_display()),
        ("Settles from", f"{transfer.settles_from:%d/%m/%Y}" if transfer.settles_from else ""),
    ]


def _of_retirement(retirement: Retirement) -> Facts:
    return [
        ("Holder", str(retirement.lot.holder)),
        ("Purpose", retirement.get_purpose_display()),
        ("In words", retirement.purpose_note),
        ("Obligation", retirement.obligation_reference),
        ("Local government area", retirement.obligation_local_government_area),
        ("Day of the consent", f"{retirement.consent_on:%d/%m/%Y}" if retirement.consent_on else ""),
    ]


def statements_of(dealing: Dealing) -> list[Signature]:
    """The signatures a dealing rests on, in the order they were given."""
    if isinstance(dealing, Transfer):
        return [dealing.offer.signature, dealing.signature]
    if isinstance(dealing, Retirement):
        return [dealing.signature]
    if isinstance(dealing, Cancellation) and dealing.holder_signature is not None:
        return [dealing.holder_signature]
    return []
