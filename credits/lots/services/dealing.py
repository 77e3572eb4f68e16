"""What the commands of offers and dealings share: checked inputs, the step from state to state, and notices."""

from datetime import datetime
from typing import Any

from django.db.models import Model

from credits.lots.dealings import Cancellation, Correction, Offer, Retirement, Transfer
from credits.lots.models import HolderAccount, Lot
from credits.lots.states import DEALINGS, OFFER
from registry.findings import DomainError, Finding, InvalidInput
from registry.notices.services.sending import send_to_each
from registry.parties.models import Organisation
from registry.states import StateTable

AnyDealing = Transfer | Retirement | Cancellation | Correction
LARGEST_QUANTITY = 10**12
LONGEST_TEXT = 4_000
_TABLES: dict[type[Model], StateTable] = {
    Offer: OFFER,
    Transfer: DEALINGS["transfer"],
    Retirement: DEALINGS["retirement"],
    Cancellation: DEALINGS["cancellation"],
    Correction: DEALINGS["correction"],
}


def require_quantity(quantity: int) -> None:
    """Raises InvalidInput where the number of credits is not one or more, or is beyond any lot."""
    if quantity < 1:
        raise InvalidInput(
            [Finding("quantity.not_positive", "The number of credits must be one or more.", "quantity")]
        )
    if quantity > LARGEST_QUANTITY:
        raise InvalidInput(
            [Finding("quantity.too_large", "No lot has so many credits. Check the number.", "quantity")]
        )


def require_text(text: str, *, field: str, message: str) -> str:
    """The text without its margins. Raises InvalidInput naming `field` where it is empty or too long."""
    stripped = optional_text(text, field=field)
    if not stripped:
        raise InvalidInput([Finding(f"{field}.missing", message, field)])
    return stripped


def optional_text(text: str, *, field: str) -> str:
    """The text without its margins, perhaps empty. Raises InvalidInput where it is too long."""
    stripped = text.replace("\x00", " ").strip()
    if len(stripped) > LONGEST_TEXT:
        message = f"This text is too long: {LONGEST_TEXT:,} characters at most."
        raise InvalidInput([Finding(f"{field}.too_long", message, field)])
    return stripped


def require_holder(lot: Lot) -> Any:
    """The organisation that holds the lot. Raises DomainError where the holder was not published."""
    if lot.holder.organisation is None:
        raise DomainError(
            "lot.holder_unknown",
            f"The holder of lot {lot.number} was not published with the register, so nobody can deal with its credits.",
        )
    return lot.holder.organisation


def step(thing: Offer | AnyDealing, action: str, **changes: Any) -> None:
    """Move the thing from its state along the table, with `changes`, by one conditional update.

    Raises DomainError where the table does not allow it, or where somebody else was faster."""
    table = _TABLES[type(thing)]
    transition = table.require(action, thing.state)
    model = type(thing)
    moved = model._default_manager.filter(pk=thing.pk, state=thing.state).update(
        state=transition.target, **changes
    )
    if not moved:
        raise DomainError(
            f"{table.name}.moved_meanwhile", f"Somebody else has just changed this {table.name}. Look again."
        )
    thing.state = transition.target


def require_state(thing: Offer | AnyDealing, action: str) -> None:
    """Raises DomainError where the table does not allow the action now."""
    _TABLES[type(thing)].require(action, thing.state)


def tell(*accounts: HolderAccount | Any, title: str, body: str, path: str, now: datetime) -> None:
    """A notice to each of the organisations, once; an unknown holder cannot be told."""
    told: dict[int, Organisation] = {}
    for account in accounts:
        organisation = account.organisation if isinstance(account, HolderAccount) else account
        if organisation is not None:
            told[organisation.pk] = organisation
    send_to_each(organisations=told.values(), title=title, body=body, path=path, now=now)


def path_of(thing: Offer | AnyDealing) -> str:
    """The page of an offer or dealing."""
    return f"/credits/{_TABLES[type(thing)].name}s/{thing.public_id}/"


def lot_path(lot: Lot) -> str:
    """The page of a lot."""
    return f"/credits/lots/{lot.number}/"
