"""What expressions of interest and wants have in common: checked terms, steps by one conditional update, and what the
commands that only take such a step do once the person may."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from credits.lots import prices
from credits.lots.models import Lot
from credits.lots.services import dealing
from credits.market import states
from credits.market.contacts import contact_in
from credits.market.models import Demand, Interest
from credits.market.policies import Entry
from registry import public_ids
from registry.agreements.selectors import years_after
from registry.audit.events import ChainKey
from registry.commands import Run
from registry.findings import DomainError, Finding, InvalidInput
from registry.parties.models import Organisation
from registry.states import STAYS, StateTable

YEARS_LISTED = 1
"""How long an entry stands unless it is renewed, and the longest that can be asked for at once (our choice): a register
of what nobody looks after any more misleads."""
DAYS_OF_NOTICE = 14
"""How long before an entry runs out its organisation is told (our choice)."""

TABLES: dict[type[Any], StateTable] = {Interest: states.INTEREST, Demand: states.DEMAND}
LONGEST_NOTE = 2_000


def chain_of(entry: Entry) -> ChainKey:
    """Each entry has a chain of its own: nothing of the ledger changes with it."""
    return ChainKey(TABLES[type(entry)].name, str(entry.public_id))


def path_of(entry: Entry) -> str:
    """The page of an entry."""
    return f"/market/{TABLES[type(entry)].name}s/{entry.public_id}/"


def last_day(today: date) -> date:
    """The last day of an entry made or renewed today."""
    return years_after(today, YEARS_LISTED)


def own_organisation(ids: frozenset[int], chosen: str | None, *, field: str) -> Organisation:
    """The organisation a person acts for: the chosen one, or the only one there is. Raises InvalidInput."""
    rows = Organisation.objects.filter(pk__in=ids)
    if chosen in (None, "") and len(ids) == 1:
        return rows.get()
    found = public_ids.look_up(rows, chosen)
    if found is None:
        raise InvalidInput(
            [Finding("market.organisation", "Choose an organisation that you sign for here.", field)]
        )
    return found


def checked(*steps: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What the steps give together. Raises InvalidInput with everything that is wrong, not only the first."""
    values: dict[str, Any] = {}
    findings: list[Finding] = []
    for step in steps:
        try:
            values |= step()
        except InvalidInput as refusal:
            findings += refusal.findings
    if findings:
        raise InvalidInput(findings)
    return values


def terms(
    *, quantity: int, price: str, note: str, expires_on: date | None, today: date
) -> tuple[Callable[[], dict[str, Any]], ...]:
    """The steps that check what both kinds of entries say: how many, at what price, what else, until when."""
    return (
        lambda: _quantity(quantity),
        lambda: _price(price),
        lambda: {"note": public_note(note)},
        lambda: {"expires_on": _expires_on(expires_on, today)},
    )


def _quantity(quantity: int) -> dict[str, Any]:
    dealing.require_quantity(quantity)
    return {"quantity": quantity}


def _price(text: str) -> dict[str, Any]:
    if not str(text).strip():
        return {"price": "", "price_millionths": None}
    price = prices.parse_price(text)
    return {"price": price.text, "price_millionths": price.millionths}


def public_note(text: str) -> str:
    """A note that everybody reads. Raises InvalidInput for one that is too long or tells how to reach somebody."""
    note = dealing.optional_text(text, field="note")
    if len(note) > LONGEST_NOTE:
        message = f"This text is too long: {LONGEST_NOTE:,} characters at most."
        raise InvalidInput([Finding("note.too_long", message, "note")])
    found = contact_in(note)
    if found:
        message = (
            f"Everybody can read the note, so it cannot hold “{found[:60]}”. Whoever is interested enquires here, and "
            "there you can tell how to reach you."
        )
        raise InvalidInput([Finding("note.contact_details", message, "note")])
    return note


def _expires_on(asked: date | None, today: date) -> date:
    latest = last_day(today)
    if asked is None:
        return latest
    if asked < today or asked > latest:
        message = f"The last day lies between today and {latest:%d/%m/%Y}; it can be put off again later."
        raise InvalidInput([Finding("market.last_day", message, "expires_on")])
    return asked


def require_in_hand(lot: Lot, quantity: int) -> None:
    """Raises InvalidInput where the lot has fewer credits available. The lot's row is locked until the transaction
    ends, so that a dealing of the same moment comes wholly before or wholly after."""
    there = Lot.objects.select_for_update(no_key=True).values_list("available", flat=True).get(pk=lot.pk)
    if quantity > there:
        message = f"Lot {lot.number} has {there:,} credits available. You cannot list more than you hold."
        raise InvalidInput([Finding("interest.more_than_held", message, "quantity")])


def step(entry: Entry, action: str, *, now: datetime, **changes: Any) -> None:
    """Take the entry along its table, by one conditional update. Raises DomainError where the table does not allow it,
    or where somebody else was faster."""
    table = TABLES[type(entry)]
    transition = table.require(action, entry.state)
    target = entry.state if transition.target == STAYS else transition.target
    if target != entry.state:
        changes["closed_at"] = now
    _move(entry, target, changed_at=now, **changes)


def run_out(entry: Entry, *, today: date, now: datetime) -> None:
    """Let an open entry expire whose last day is over; no person's action, so not in the table. Raises DomainError."""
    if entry.state != states.OPEN or entry.expires_on >= today:
        raise DomainError("market.not_over", "Only an open entry whose last day is over runs out.")
    _move(entry, states.EXPIRED, expires_on__lt=today, closed_at=now)


def _move(entry: Entry, target: str, *, expires_on__lt: date | None = None, **changes: Any) -> None:
    rows = type(entry)._default_manager.filter(pk=entry.pk, state=entry.state)
    if expires_on__lt is not None:
        # It may have been renewed a moment ago.
        rows = rows.filter(expires_on__lt=expires_on__lt)
    if not rows.update(state=target, **changes):
        name = TABLES[type(entry)].name
        raise DomainError(
            f"{name}.moved_meanwhile", f"Somebody else has just changed this {name}. Look again."
        )
    entry.state = target


def renew(run: Run, entry: Entry, *, until: date, now: datetime) -> dict[str, Any]:
    """Let an open entry stand until that day. Raises DomainError."""
    step(entry, "change", now=now, expires_on=until)
    run.event(chain=chain_of(entry), subject=str(entry.public_id), data={"expires_on": str(until)})
    return answer(entry) | {"expires_on": str(until)}


def close(run: Run, entry: Entry, *, now: datetime) -> dict[str, Any]:
    """Take an open entry off the register because it has served. Raises DomainError."""
    step(entry, "close", now=now)
    run.event(chain=chain_of(entry), subject=str(entry.public_id), data={})
    return answer(entry)


def withdraw(run: Run, entry: Entry, *, reason: str, now: datetime) -> dict[str, Any]:
    """Take an open entry off the register for the reason given. Raises InvalidInput, DomainError."""
    TABLES[type(entry)].require("withdraw", entry.state)
    reason = dealing.require_text(reason, field="reason", message="Say why you take it off the register.")
    step(entry, "withdraw", now=now, closing_reason=reason)
    run.event(chain=chain_of(entry), subject=str(entry.public_id), data={"reason": reason})
    return answer(entry)


def answer(entry: Entry) -> dict[str, Any]:
    """What the commands answer."""
    return {"id": str(entry.public_id), "state": entry.state}


def told(values: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Values as the audit event keeps them."""
    return {name: str(values[name]) if isinstance(values[name], date) else values[name] for name in names}
