"""Wants on the demand register: which credits, how many, where, until when, at most at what price. They bind nobody."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from credits.market import policies, selectors, wanted
from credits.market.models import Demand
from credits.market.services import entries
from credits.market.wanted import Asked
from registry.commands import Run, command
from registry.findings import Finding, InvalidInput

SAID = ("quantity", "price", "note", "needed_by", "expires_on")


@command("demand.enter")
def enter(
    run: Run,
    *,
    asked: Asked,
    quantity: int,
    buyer_id: str | None = None,
    price: str = "",
    note: str = "",
    needed_by: date | None = None,
    expires_on: date | None = None,
    today: date,
    now: datetime,
) -> dict[str, Any]:
    """Enter a want for an organisation one signs for. `price` is the highest per credit in dollars without GST, public;
    empty to be agreed. It stands until `needed_by`, at most a year from today. Raises NotAllowed, InvalidInput."""
    run.allow(policies.may_enter_demand(run.actor))
    ids = policies.signing_ids(run.actor)
    values = entries.checked(
        *_terms(quantity, price, note, needed_by, expires_on, today),
        lambda: {"buyer": entries.own_organisation(ids, buyer_id, field="buyer")},
        lambda: wanted.looked_up(asked, on=today),
    )
    demand = Demand.objects.create(made_by_id=run.actor.person_id, made_at=now, changed_at=now, **values)
    run.event(
        chain=entries.chain_of(demand),
        subject=str(demand.public_id),
        data={"buyer": demand.buyer.name, **entries.told(values, ("kind", *SAID))},
    )
    return entries.answer(demand)


def _terms(
    quantity: int, price: str, note: str, needed_by: date | None, expires_on: date | None, today: date
) -> tuple[Callable[[], dict[str, Any]], ...]:
    until = _until(expires_on or entries.last_day(today), needed_by, today)
    return (
        *entries.terms(quantity=quantity, price=price, note=note, expires_on=until, today=today),
        lambda: _needed_by(needed_by, today),
    )


def _until(day: date, needed_by: date | None, today: date) -> date:
    """A want does not outlast the day it is needed by."""
    return day if needed_by is None or needed_by < today else min(day, needed_by)


def _needed_by(day: date | None, today: date) -> dict[str, Any]:
    if day is not None and day < today:
        message = "The latest day is over. Enter one to come, or leave it empty."
        raise InvalidInput([Finding("demand.needed_by_past", message, "needed_by")])
    return {"needed_by": day}


def _own(run: Run, demand_id: str, today: date) -> Demand:
    demand = selectors.demand(run.actor, demand_id, on=today)
    run.allow(policies.may_change(run.actor, demand))
    return demand


@command("demand.change")
def change(
    run: Run,
    *,
    demand_id: str,
    quantity: int,
    price: str = "",
    note: str = "",
    needed_by: date | None = None,
    expires_on: date | None = None,
    today: date,
    now: datetime,
) -> dict[str, Any]:
    """Change how many, the price, the note, the latest day and the last day of an open want; what is not given is
    emptied, the last day excepted. Raises NotVisible, NotAllowed, InvalidInput, DomainError."""
    demand = _own(run, demand_id, today)
    entries.TABLES[Demand].require("change", demand.state)
    kept = max(demand.expires_on, today)
    values = entries.checked(*_terms(quantity, price, note, needed_by, expires_on or kept, today))
    entries.step(demand, "change", now=now, **values)
    run.event(chain=entries.chain_of(demand), subject=str(demand.public_id), data=entries.told(values, SAID))
    return entries.answer(demand)


@command("demand.renew")
def renew(run: Run, *, demand_id: str, today: date, now: datetime) -> dict[str, Any]:
    """Let an open want stand for another year from today, or until it is needed. Raises NotVisible, NotAllowed,
    DomainError."""
    demand = _own(run, demand_id, today)
    until = _until(entries.last_day(today), demand.needed_by, today)
    return entries.renew(run, demand, until=until, now=now)


@command("demand.close")
def close(run: Run, *, demand_id: str, today: date, now: datetime) -> dict[str, Any]:
    """Take an open want off the register because the credits were found. Raises NotVisible, NotAllowed, DomainError."""
    return entries.close(run, _own(run, demand_id, today), now=now)


@command("demand.withdraw")
def withdraw(run: Run, *, demand_id: str, reason: str, today: date, now: datetime) -> dict[str, Any]:
    """Take an open want off the register for another reason. Raises NotVisible, NotAllowed, InvalidInput,
    DomainError."""
    return entries.withdraw(run, _own(run, demand_id, today), reason=reason, now=now)
