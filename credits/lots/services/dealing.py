"""What offers, dealings and pledges share: checked inputs, the step from state to state, and notices."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection

from credits.lots.held import HeldDealing
from credits.lots.models import HolderAccount, Lot
from credits.lots.states import DEALINGS
from credits.lots.tables import TABLES, WithStates
from registry import transitions
from registry.audit.events import Part
from registry.commands import Run
from registry.findings import DomainError, Finding, InvalidInput
from registry.notices.services.sending import send_to_each, sending
from registry.parties.models import Organisation

LARGEST_QUANTITY = 10**12
LONGEST_TEXT = 4_000


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


def step(thing: WithStates, action: str, **changes: Any) -> None:
    """Move the thing from its state along the table, with `changes`, by one conditional update.

    Raises DomainError where the table does not allow it, or where somebody else was faster."""
    transitions.take(thing, TABLES[type(thing)], action, **changes)


def stepping(held: HeldDealing, action: str, *, by_id: int, new_lot_id: int, now: datetime) -> Part:
    """The last step of a dealing that is completed, for the command to write beside its event. The row is locked, and
    its state was asked; that it is still in it is asked again by the write."""
    transition = DEALINGS[held.kind].require(action, held.state)
    values = {
        "dealing": held.pk,
        "dealing_from": held.state,
        "dealing_to": transition.target,
        "dealing_by": by_id,
        "dealing_at": connection.ops.adapt_datetimefield_value(now),
        "dealing_lot": new_lot_id,
    }
    return Part(_COMPLETE[held.kind], values)


_COMPLETE = {
    kind: f"UPDATE credits_{kind} SET state = %(dealing_to)s, completed_by_id = %(dealing_by)s, "  # noqa: S608
    "completed_at = %(dealing_at)s, new_lot_id = %(dealing_lot)s "
    "WHERE id = %(dealing)s AND state = %(dealing_from)s RETURNING 1"
    for kind in ("transfer", "retirement")
}


def require_state(thing: WithStates, action: str) -> None:
    """Raises DomainError where the table does not allow the action now."""
    TABLES[type(thing)].require(action, thing.state)


def tell(*accounts: HolderAccount | Any, title: str, body: str, path: str, now: datetime) -> None:
    """A notice to each of the organisations, once; an unknown holder cannot be told."""
    told: dict[int, Organisation] = {}
    for account in accounts:
        organisation = account.organisation if isinstance(account, HolderAccount) else account
        if organisation is not None:
            told[organisation.pk] = organisation
    send_to_each(organisations=told.values(), title=title, body=body, path=path, now=now)


def tell_beside(
    run: Run, organisation_ids: Iterable[int | None], *, title: str, body: str, path: str, now: datetime
) -> None:
    """The same, written with the command's event; by the organisations' ids, None for a holder that is not known."""
    known = [one for one in organisation_ids if one is not None]
    if known:
        run.beside(sending(organisation_ids=known, title=title, body=body, path=path, now=now))


def path_of(thing: WithStates | HeldDealing) -> str:
    """The page of an offer, dealing or pledge."""
    name = thing.kind if isinstance(thing, HeldDealing) else TABLES[type(thing)].name
    return f"/credits/{name}s/{thing.public_id}/"


def lot_path(lot: Lot) -> str:
    """The page of a lot."""
    return f"/credits/lots/{lot.number}/"
