"""Expressions of interest to sell, on the supply register (N55). They bind nobody and reserve nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from credits.lots import policies as lot_policies
from credits.lots import selectors as lot_selectors
from credits.lots.models import Lot
from credits.lots.services import dealing
from credits.market import policies, selectors, wanted
from credits.market.models import Interest
from credits.market.services import entries
from credits.market.wanted import Asked
from registry.agreements import selectors as agreement_selectors
from registry.agreements.models import Agreement
from registry.agreements.states import CLOSED as CLOSED_AGREEMENTS
from registry.commands import Run, command
from registry.findings import DomainError, Finding, InvalidInput
from registry.parties.models import Organisation

SAID = ("quantity", "price", "note", "expires_on")


@dataclass(frozen=True, slots=True)
class _Source:
    """Where the credits would come from: a lot, an agreement under way, or neither for a planned site."""

    holder: Callable[[], Organisation]
    words: Callable[[], dict[str, Any]]
    lot: Lot | None = None
    agreement: Agreement | None = None


@command("interest.list")
def list_interest(
    run: Run,
    *,
    quantity: int,
    lot_number: str = "",
    agreement_id: str = "",
    holder_id: str | None = None,
    asked: Asked | None = None,
    local_government_area: str = "",
    price: str = "",
    note: str = "",
    expires_on: date | None = None,
    today: date,
    now: datetime,
) -> dict[str, Any]:
    """List credits for sale: of a lot by its number, of an agreement by its id, or of a planned site.

    Only the recorded holder lists (N15): a signatory of the lot's holder, of an owner of the agreement's land, or of
    any landholder. For a lot the class is the lot's and `asked` is not given; else `asked` says it. `price` is per
    credit in dollars without GST, empty to be agreed; `expires_on` a year from today unless told otherwise. Raises
    NotVisible, NotAllowed, InvalidInput with everything that is wrong, DomainError."""
    if lot_number and agreement_id:
        raise InvalidInput(
            [Finding("interest.one_source", "Name a lot or an agreement, not both.", "agreement")]
        )
    source = _source(run, lot_number, agreement_id, holder_id, asked, local_government_area, today)
    values = entries.checked(
        *entries.terms(quantity=quantity, price=price, note=note, expires_on=expires_on, today=today),
        lambda: {"holder": source.holder()},
        source.words,
    )
    if source.lot is not None:
        entries.require_in_hand(source.lot, quantity)
    interest = Interest.objects.create(
        lot=source.lot,
        agreement=source.agreement,
        made_by_id=run.actor.person_id,
        made_at=now,
        changed_at=now,
        **values,
    )
    run.event(
        chain=entries.chain_of(interest),
        subject=str(interest.public_id),
        data={
            "holder": interest.holder.name,
            "lot": source.lot.number if source.lot else None,
            "agreement": str(source.agreement.public_id) if source.agreement else None,
            **entries.told(values, ("kind", *SAID)),
        },
    )
    return entries.answer(interest)


def _source(
    run: Run,
    lot_number: str,
    agreement_id: str,
    holder_id: str | None,
    asked: Asked | None,
    area: str,
    today: date,
) -> _Source:
    """Where the credits would come from, once it is clear that the person may list them."""
    if lot_number:
        lot = lot_selectors.lot(run.actor, lot_number)
        run.allow(lot_policies.may_offer(run.actor, lot))
        _require_in_force(lot)
        holder = dealing.require_holder(lot)
        return _Source(lambda: holder, lambda: _words_of_lot(lot, asked), lot=lot)
    if agreement_id:
        agreement = agreement_selectors.agreement_for(run.actor, agreement_id)
        run.allow(policies.may_list_agreement(run.actor, agreement))
        if agreement.state in CLOSED_AGREEMENTS:
            raise DomainError(
                "interest.agreement_closed", "This agreement is closed: no credits will come of it."
            )
        ids = policies.owning_ids(run.actor, agreement)
        return _Source(
            lambda: entries.own_organisation(ids, holder_id, field="holder"),
            lambda: _words(asked, today) | {"local_government_area": agreement.local_government_area[:200]},
            agreement=agreement,
        )
    run.allow(policies.may_list_site(run.actor))
    ids = policies.landholder_ids(run.actor)
    return _Source(
        lambda: entries.own_organisation(ids, holder_id, field="holder"),
        lambda: entries.checked(
            lambda: _words(asked, today),
            lambda: {"local_government_area": wanted.area_looked_up(area, on=today)},
        ),
    )


def _require_in_force(lot: Lot) -> None:
    if not lot.is_open:
        raise DomainError("lot.ended", f"The credits of lot {lot.number} are retired or cancelled.")


def _words(asked: Asked | None, today: date) -> dict[str, Any]:
    if asked is None:
        raise InvalidInput([Finding("wanted.kind_unknown", "Choose ecosystem or species credits.", "kind")])
    return wanted.looked_up(asked, on=today)


def _words_of_lot(lot: Lot, asked: Asked | None) -> dict[str, Any]:
    if asked is not None:
        message = "The class of a lot is the lot's own: it cannot be described in other words."
        raise InvalidInput([Finding("interest.class_of_lot", message, "kind")])
    return wanted.of_lot(lot)


def _own(run: Run, interest_id: str, today: date) -> Interest:
    interest = selectors.interest(run.actor, interest_id, on=today)
    run.allow(policies.may_change(run.actor, interest))
    return interest


@command("interest.change")
def change(
    run: Run,
    *,
    interest_id: str,
    quantity: int,
    price: str = "",
    note: str = "",
    expires_on: date | None = None,
    today: date,
    now: datetime,
) -> dict[str, Any]:
    """Change how many, at what price, the note and the last day of an open interest; what is not given is emptied, the
    last day excepted. Raises NotVisible, NotAllowed, InvalidInput, DomainError."""
    interest = _own(run, interest_id, today)
    entries.TABLES[Interest].require("change", interest.state)
    kept = max(interest.expires_on, today)
    values = entries.checked(
        *entries.terms(quantity=quantity, price=price, note=note, expires_on=expires_on or kept, today=today)
    )
    if interest.lot is not None:
        entries.require_in_hand(interest.lot, quantity)
    entries.step(interest, "change", now=now, **values)
    run.event(
        chain=entries.chain_of(interest), subject=str(interest.public_id), data=entries.told(values, SAID)
    )
    return entries.answer(interest)


@command("interest.renew")
def renew(run: Run, *, interest_id: str, today: date, now: datetime) -> dict[str, Any]:
    """Let an open interest stand for another year from today. Raises NotVisible, NotAllowed, DomainError."""
    return entries.renew(run, _own(run, interest_id, today), until=entries.last_day(today), now=now)


@command("interest.close")
def close(run: Run, *, interest_id: str, today: date, now: datetime) -> dict[str, Any]:
    """Take an open interest off the register because a buyer was found. Raises NotVisible, NotAllowed, DomainError."""
    return entries.close(run, _own(run, interest_id, today), now=now)


@command("interest.withdraw")
def withdraw(run: Run, *, interest_id: str, reason: str, today: date, now: datetime) -> dict[str, Any]:
    """Take an open interest off the register for another reason. Raises NotVisible, NotAllowed, InvalidInput,
    DomainError."""
    return entries.withdraw(run, _own(run, interest_id, today), reason=reason, now=now)
