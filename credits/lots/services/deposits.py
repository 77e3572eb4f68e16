"""Money for first transfers and first retirements: the trust records, confirms or gives back (N57); and shares that
were paid before this registry had a fund.

The dealing is known here, the money in `registry.fund.services.settlements`.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from credits.lots import policies, selectors, states
from credits.lots.chains import chain_of
from credits.lots.dealings import Retirement, Transfer
from credits.lots.fund_step import dealing_of
from credits.lots.models import Lot
from credits.lots.services import dealing as dealings
from registry import public_ids
from registry.actor import Actor
from registry.commands import Run, command
from registry.findings import DomainError, Finding, InvalidInput, NotVisible
from registry.fund.chains import site_chain
from registry.fund.models import OutsideDeposit, Settlement, SiteAccount
from registry.fund.policies import sites as fund_policies
from registry.fund.selectors.sites import site_of, visible_to
from registry.fund.services import owed, settlements
from registry.fund.services.settlements import Receipt
from registry.notices.services.sending import send

AnyFirst = Transfer | Retirement
WAITING = frozenset({states.ACCEPTED, states.APPLIED, states.CHECKED})
ENDED = frozenset({states.REFUSED, states.WITHDRAWN})
FIND: dict[str, Callable[[Actor, object], AnyFirst]] = {
    "transfer": selectors.transfer,
    "retirement": selectors.retirement,
}
LONGEST_DOCUMENT = 300


def first_dealing(actor: Actor, kind: str, dealing_id: UUID | str) -> tuple[AnyFirst, SiteAccount]:
    """A transfer or retirement of a lot of an agreement with an account, and that account. Raises NotVisible."""
    find = FIND.get(kind)
    if find is None:
        raise NotVisible("dealing")
    found: AnyFirst = find(actor, dealing_id)
    site = visible_to(actor).filter(agreement=found.lot.agreement_id or 0).first()
    if site is None:
        raise NotVisible("site account")
    return found, site


@command("settlement.record")
def record(
    run: Run,
    *,
    kind: str,
    dealing_id: str,
    received_cents: int,
    received_on: date,
    receipt: str,
    top_up_cents: int = 0,
    top_up_receipt: str = "",
    today: date,
    now: datetime,
) -> dict[str, Any]:
    """Record the money received for a dealing that waits: the price with its tax, or a retirement's share, exactly; and
    the seller's top-up where the price is below the share. Again until another person confirms it."""
    found, site = first_dealing(run.actor, kind, dealing_id)
    facts = dealing_of(found)
    parties = frozenset({facts.seller_id, facts.payer_id})
    run.allow(fund_policies.may_record_money(run.actor, site, parties))
    state = _held_state(found)
    if state not in WAITING:
        raise DomainError("settlement.not_waiting", f"This {kind} is {state}; no money is recorded for it.")
    if found.lot.deposit_settled or owed.nothing_owed(site, facts):
        raise DomainError("settlement.nothing_owed", "Nothing is owed to the fund for these credits.")
    money = Receipt(received_cents, received_on, receipt, top_up_cents, top_up_receipt)
    settlement = settlements.record(site, facts, money, today=today, now=now, by_id=run.actor.person_id)
    run.event(
        chain=site_chain(site),
        subject=str(settlement.public_id),
        data={
            "dealing": facts.subject,
            "lot": facts.lot_number,
            "quantity": facts.quantity,
            "received_cents": received_cents,
            "received_on": received_on.isoformat(),
            "receipt": settlement.receipt,
            "top_up_cents": top_up_cents,
        },
    )
    return _answer(settlement)


def _held_state(found: AnyFirst) -> str:
    """The state of the dealing now, its row held: it does not settle, or end, while money for it is recorded."""
    rows = type(found)._default_manager.select_for_update(no_key=True)
    return str(rows.values_list("state", flat=True).get(pk=found.pk))


@command("settlement.clear")
def clear(run: Run, *, settlement_id: str, cleared_on: date, today: date, now: datetime) -> dict[str, Any]:
    """Another person of the trust confirms that the money has cleared, with its value date; it is posted."""
    settlement = held_settlement(run.actor, settlement_id)
    run.allow(
        fund_policies.may_clear_money(
            run.actor, settlement.site, _parties(settlement), settlement.recorded_by_id
        )
    )
    settlements.clear(settlement, cleared_on=cleared_on, today=today, now=now, by_id=run.actor.person_id)
    run.event(
        chain=site_chain(settlement.site),
        subject=str(settlement.public_id),
        data={
            "dealing": settlement.subject,
            "received_cents": settlement.received_cents,
            "top_up_cents": settlement.top_up_cents,
            "cleared_on": cleared_on.isoformat(),
        },
    )
    return _answer(settlement)


@command("settlement.cancel")
def cancel(run: Run, *, settlement_id: str, reason: str, today: date, now: datetime) -> dict[str, Any]:
    """Give the money back, once the dealing was refused or withdrawn; with a reason."""
    settlement = held_settlement(run.actor, settlement_id)
    run.allow(fund_policies.may_record_money(run.actor, settlement.site, _parties(settlement)))
    reason = dealings.require_text(reason, field="reason", message="Give a reason.")
    state = dealing_state(settlement)
    if state not in ENDED:
        raise DomainError(
            "settlement.dealing_goes_on",
            f"The dealing is {state}. Money is given back only when it was refused or withdrawn.",
        )
    settlements.cancel(settlement, reason=reason, today=today, now=now, by_id=run.actor.person_id)
    for party in {settlement.payer, settlement.seller}:
        send(
            organisation=party,
            title="Money given back",
            body=f"The dealing with {settlement.quantity:,} credits of lot {settlement.lot_number} ended. {reason}",
            path=dealing_path(settlement),
            now=now,
        )
    run.event(
        chain=site_chain(settlement.site),
        subject=str(settlement.public_id),
        data={"dealing": settlement.subject, "reason": reason},
    )
    return _answer(settlement)


def held_settlement(actor: Actor, settlement_id: UUID | str) -> Settlement:
    """A settlement of a site the actor sees, its row held. Raises NotVisible."""
    rows = (
        Settlement.objects.filter(site__in=visible_to(actor).order_by().values("pk"))
        .select_related("site__agreement", "seller", "payer")
        .select_for_update(of=("self",), no_key=True)
    )
    return public_ids.find(rows, settlement_id, "settlement")


def dealing_state(settlement: Settlement) -> str:
    """The state of the dealing behind a settlement."""
    kind, _, public_id = settlement.subject.partition(":")
    model = Transfer if kind == "transfer" else Retirement
    return model.objects.values_list("state", flat=True).get(public_id=public_id)


def dealing_path(settlement: Settlement) -> str:
    """The page of the dealing behind a settlement."""
    kind, _, public_id = settlement.subject.partition(":")
    return f"/credits/{kind}s/{public_id}/"


def _parties(settlement: Settlement) -> frozenset[int]:
    return frozenset({settlement.seller_id, settlement.payer_id})


def _answer(settlement: Settlement) -> dict[str, Any]:
    return {"id": str(settlement.public_id), "state": settlement.state, "dealing": settlement.subject}


# --- shares paid before this registry had a fund ----------------------------------------------------------------------
@command("outside_deposit.state")
def state_outside(run: Run, *, lot_number: str, document: str, now: datetime) -> dict[str, Any]:
    """A person of the trust states that the share of a taken-over lot was paid elsewhere, with the document that shows
    it. It counts when another person has confirmed it."""
    lot = taken_over_lot(run.actor, lot_number)
    run.allow(policies.may_state_outside_deposit(run.actor, lot))
    document = dealings.require_text(
        document, field="document", message="Name the document that shows the payment."
    )
    if len(document) > LONGEST_DOCUMENT:
        message = f"At most {LONGEST_DOCUMENT} characters."
        raise InvalidInput([Finding("document.too_long", message, "document")])
    try:
        with transaction.atomic():
            made = OutsideDeposit.objects.create(
                lot_number=lot.number, document=document, stated_by_id=run.actor.person_id, stated_at=now
            )
    except IntegrityError as error:
        raise DomainError("outside_deposit.stated", "It is stated for this lot already.") from error
    run.event(chain=chain_of(lot), subject=lot.number, data={"document": document})
    return {"id": str(made.public_id), "state": "stated", "lot": lot.number}


@command("outside_deposit.confirm")
def confirm_outside(run: Run, *, outside_deposit_id: str, now: datetime) -> dict[str, Any]:
    """Another person of the trust confirms it: the lot's credits can move without money from here."""
    stated = public_ids.find(OutsideDeposit.objects.all(), outside_deposit_id, "statement")
    lot = taken_over_lot(run.actor, stated.lot_number)
    run.allow(policies.may_confirm_outside_deposit(run.actor, lot, stated.stated_by_id))
    if not OutsideDeposit.objects.filter(pk=stated.pk, confirmed_by=None).update(
        confirmed_by_id=run.actor.person_id, confirmed_at=now
    ):
        raise DomainError("outside_deposit.confirmed", "It is confirmed already.")
    run.event(chain=chain_of(lot), subject=lot.number, data={"document": stated.document})
    return {"id": str(stated.public_id), "state": "confirmed", "lot": lot.number}


def taken_over_lot(actor: Actor, number: str) -> Lot:
    """A lot without an account of this registry behind it, its share not settled. The trust's people find each; others
    only what they see. Raises NotVisible, DomainError."""
    every = Lot.objects.select_related(*selectors.LOT_FACTS)
    rows = every if actor.roles & policies.TRUST_ROLES else selectors.visible_to(actor)
    lot = None if "\x00" in number else rows.filter(number=number).first()
    if lot is None:
        raise NotVisible("lot")
    if lot.deposit_settled or site_of(lot.agreement_id) is not None:
        raise DomainError(
            "outside_deposit.not_taken_over",
            "The share of this lot is settled, or is paid through its account in this registry.",
        )
    return lot
