"""Offering credits at a price, to one buyer or to anybody, and taking an offer back."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from credits import ledger
from credits.lots import policies, prices, selectors
from credits.lots.chains import chain_of
from credits.lots.dealings import Channel, Offer
from credits.lots.models import Lot
from credits.lots.recovery import recovery_findings
from credits.lots.services import dealing
from credits.lots.services.counterparties import require_trusted
from credits.lots.services.signing import Signing, sign_statement
from credits.lots.statements_signed import offer_statement
from registry import public_ids
from registry.commands import Run, command
from registry.findings import Finding, InvalidInput
from registry.parties.models import Organisation, OrganisationKind
from registry.parties.selectors import with_signatory


@dataclass(frozen=True, slots=True)
class Terms:
    """What is offered: whole credits, a price that was read, and what the seller says about it."""

    quantity: int
    price: prices.Price
    zero_price_reason: str = ""
    related_party: bool = False
    note: str = ""


@command("offer.make")
def make(
    run: Run,
    *,
    lot_number: str,
    quantity: int,
    price: str,
    buyer_id: str | None = None,
    note: str = "",
    zero_price_reason: str = "",
    related_party: bool = False,
    from_enquiry: bool = False,
    typed_name: str,
    capacity: str,
    today: date,
    now: datetime,
) -> dict[str, Any]:
    """Offer credits of a lot at a price per credit in dollars, excluding GST; they are reserved at once.

    Without `buyer_id` (public id of an organisation) it is a standing offer. Only a signatory of the recorded holder
    offers and prices (N2, N15). `from_enquiry` says that the buyer was met by an enquiry on the registers (N55).
    The answer warns where all credits at that price would not recover the whole deposit (N58). Raises InvalidInput,
    NotVisible, DomainError where too few are available."""
    lot = selectors.lot(run.actor, lot_number)
    run.allow(policies.may_offer(run.actor, lot))
    dealing.require_quantity(quantity)
    asked = prices.parse_price(price)
    terms = Terms(
        quantity, asked, zero_price_reason, related_party, dealing.optional_text(note, field="note")
    )
    require_reason_for_nothing(asked, zero_price_reason, terms.note)
    buyer = None if buyer_id in (None, "") else _buyer(lot, str(buyer_id))
    offer = place(
        run,
        lot=lot,
        buyer=buyer,
        terms=terms,
        channel=channel_of(lot, buyer, from_enquiry=from_enquiry),
        signing=Signing(typed_name, capacity),
        today=today,
        now=now,
    )
    warnings = [finding.message for finding in recovery_findings(lot, asked.text)]
    return {
        "id": str(offer.public_id),
        "state": offer.state,
        "lot": lot.number,
        "remaining": quantity,
        **({"warnings": warnings} if warnings else {}),
    }


def channel_of(lot: Lot, buyer: Organisation | None, *, from_enquiry: bool) -> str:
    """How seller and buyer came together (N54-N56): the Trust buys, the Trust resells, an enquiry, a buyer of the
    seller's own finding, or nobody yet."""
    holder = lot.holder.organisation
    if holder is not None and holder.kind == OrganisationKind.TRUST:
        return Channel.RESALE
    if buyer is None:
        return Channel.OPEN_MARKET
    if buyer.kind == OrganisationKind.TRUST:
        return Channel.TRUST
    return Channel.INTEREST if from_enquiry else Channel.OWN_BUYER


def place(
    run: Run,
    *,
    lot: Lot,
    buyer: Organisation | None,
    terms: Terms,
    channel: str,
    signing: Signing,
    today: date,
    now: datetime,
) -> Offer:
    """Make the offer inside a command whose policy has been asked: reserve, sign, tell the buyer, one event.

    Raises InvalidInput where the sum is too large, DomainError where too few credits are available."""
    prices.value_cents(terms.price.text, terms.quantity)
    holder = dealing.require_holder(lot)
    if buyer is not None:
        require_trusted(holder, buyer, now=now)
    ledger.reserve(lot.pk, quantity=terms.quantity, on=today)
    statement = offer_statement(
        holder=str(holder),
        lot_number=lot.number,
        quantity=terms.quantity,
        price=terms.price.text,
        buyer="" if buyer is None else str(buyer),
    )
    signature = sign_statement(run, statement=statement, organisation=holder, signing=signing, now=now)
    offer = Offer.objects.create(
        lot=lot,
        buyer=buyer,
        quantity=terms.quantity,
        remaining=terms.quantity,
        price=terms.price.text,
        price_millionths=terms.price.millionths,
        zero_price_reason=terms.zero_price_reason if terms.price.is_zero else "",
        related_party=terms.related_party
        or (terms.price.is_zero and terms.zero_price_reason == "related_party"),
        channel=channel,
        note=terms.note,
        signature=signature,
        made_by_id=run.actor.person_id,
        made_at=now,
    )
    _tell_buyer(offer, holder, now=now)
    run.event(
        chain=chain_of(lot),
        subject=str(offer.public_id),
        data={
            "lot": lot.number,
            "quantity": terms.quantity,
            "price": terms.price.text,
            "buyer": None if buyer is None else buyer.name,
            "channel": str(channel),
            "related_party": offer.related_party,
            "signature": str(signature.public_id),
        },
    )
    return offer


def _tell_buyer(offer: Offer, holder: Organisation, *, now: datetime) -> None:
    if offer.buyer is None:
        return
    dealing.tell(
        offer.buyer,
        title=f"{holder.name[:80]} offers you credits",
        body=f"{offer.quantity:,} credits of lot {offer.lot.number} at ${offer.price} each, excluding GST.",
        path=dealing.path_of(offer),
        now=now,
    )


def require_reason_for_nothing(asked: prices.Price, reason: str, note: str) -> None:
    """Raises InvalidInput where credits are given for nothing and the seller does not say why."""
    if not asked.is_zero:
        return
    if reason not in prices.ZERO_PRICE_REASONS:
        message = "Say why the credits are given for nothing: philanthropic, related_party or other."
        raise InvalidInput([Finding("price.zero_without_reason", message, "zero_price_reason")])
    if reason == "other" and not note:
        message = "Say in the note why the credits are given for nothing."
        raise InvalidInput([Finding("price.zero_without_note", message, "note")])


def buyers(lot: Lot) -> QuerySet[Organisation]:
    """The organisations to which credits of the lot can be offered: those with a kind that can sign, by name."""
    return with_signatory(but=[lot.holder.organisation_id])


def _buyer(lot: Lot, buyer_id: str) -> Organisation:
    """The named buyer. Raises InvalidInput for the holder itself, and for an organisation that there is none of or that
    has nobody to sign."""
    found = public_ids.look_up(buyers(lot), buyer_id)
    if found is None:
        message = "Choose an organisation other than the holder that has a signatory, or leave it empty for anybody."
        raise InvalidInput([Finding("offer.buyer_unknown", message, "buyer")])
    return found


@command("offer.withdraw")
def withdraw(run: Run, *, offer_id: str, reason: str, now: datetime) -> dict[str, Any]:
    """Take an offer back, or decline one that was made to your organisation; what remains is free again at once."""
    offer = selectors.hold(Offer, run.actor, offer_id)
    run.allow(policies.may_withdraw_offer(run.actor, offer))
    dealing.require_state(offer, "withdraw")
    reason = dealing.require_text(reason, field="reason", message="Say why the offer ends.")
    freed = offer.remaining
    dealing.step(offer, "withdraw", remaining=0, closed_at=now)
    ledger.release(offer.lot_id, quantity=freed)
    if offer.buyer is not None:
        dealing.tell(
            offer.buyer,
            offer.lot.holder,
            title=f"Offer of lot {offer.lot.number} ended",
            body=f"{freed:,} credits are no longer offered. {reason}",
            path=dealing.path_of(offer),
            now=now,
        )
    run.event(
        chain=chain_of(offer.lot),
        subject=str(offer.public_id),
        data={"lot": offer.lot.number, "freed": freed, "reason": reason},
    )
    return {"id": str(offer.public_id), "state": offer.state, "lot": offer.lot.number, "freed": freed}
