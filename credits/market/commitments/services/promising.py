"""Promising credits of an agreement before it is registered, and the buyer's agreement to it (N53)."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from credits.lots import prices
from credits.lots.models import CreditClass
from credits.lots.services import dealing
from credits.market.commitments import policies, selectors
from credits.market.commitments.services import holding
from credits.market.commitments.statements import Promise, buyer_statement, promise_of, seller_statement
from credits.market.models import Commitment
from credits.market.states import COMMITMENT
from registry import public_ids
from registry.agreements import states as agreement_states
from registry.agreements.models import Agreement
from registry.agreements.services import holding as agreement_holding
from registry.commands import Run, command
from registry.findings import DomainError, Finding, InvalidInput
from registry.parties.models import Organisation
from registry.parties.selectors import with_signatory
from registry.parties.services.signatures import sign
from registry.reference import selectors as reference

LONGEST_CLASS = 600


@command("commitment.propose")
def propose(
    run: Run,
    *,
    agreement_id: str,
    buyer_id: str,
    seller_id: str | None = None,
    kind: str,
    class_name: str,
    quantity: int,
    price: str,
    lapses_on: date,
    related_party: bool = False,
    conditions: str = "",
    typed_name: str,
    capacity: str,
    today: date,
    now: datetime,
) -> dict[str, Any]:
    """Promise credits of an agreement that is not registered yet to a named buyer, and sign it (N53).

    Nothing is reserved: no credits exist. With an accepted report the class is one of its entitlements and the quantity
    at most what of it is not promised; before, class and quantity are estimates. `price` is per credit in dollars
    without GST. `seller_id` is needed only of a person who signs for several owners. Raises InvalidInput, NotVisible,
    DomainError once the agreement is registered or ended."""
    agreement = agreement_holding.hold(run.actor, agreement_id)
    run.allow(policies.may_propose(run.actor, agreement))
    require_unregistered(agreement)
    dealing.require_quantity(quantity)
    asked = prices.parse_price(price)
    conditions = dealing.optional_text(conditions, field="conditions")
    class_name = class_name.replace("\x00", " ").strip()
    sellers = policies.selling_organisation_ids(run.actor, agreement)
    seller = _one_of(Organisation.objects.filter(pk__in=sellers), seller_id, "seller", SELLER_UNCLEAR)
    buyer = _one_of(with_signatory(but=[seller.pk]), buyer_id or "", "buyer", BUYER_UNKNOWN)
    require_lapse(lapses_on, today)
    require_class(agreement, kind, class_name, today)
    prices.value_cents(asked.text, quantity)
    holding.require_room(agreement, kind=kind, class_name=class_name, quantity=quantity, on=today)
    promise = Promise(
        seller=str(seller),
        buyer=str(buyer),
        site=agreement.site_name,
        kind=kind,
        class_name=class_name,
        quantity=quantity,
        price=asked.text,
        lapses_on=lapses_on,
        conditions=conditions,
        related_party=related_party,
    )
    statement = seller_statement(promise)
    signature = sign(
        actor=run.actor,
        organisation=seller,
        statement_code=statement.code,
        statement_text=statement.text,
        typed_name=typed_name,
        capacity=capacity,
        now=now,
    )
    made = Commitment.objects.create(
        agreement=agreement,
        seller=seller,
        buyer=buyer,
        kind=kind,
        class_name=class_name,
        quantity=quantity,
        price=asked.text,
        price_millionths=asked.millionths,
        related_party=related_party,
        conditions=conditions,
        lapses_on=lapses_on,
        seller_signature=signature,
        proposed_by_id=run.actor.person_id,
        proposed_at=now,
    )
    holding.tell_both(
        made,
        title=f"{quantity:,} credits promised before registration",
        body=f"{seller} promises {buyer} {promise.credits()}. It counts once {buyer} agrees. No credits exist yet.",
        now=now,
    )
    run.event(
        chain=holding.chain(made),
        subject=str(made.public_id),
        data={
            "agreement": str(agreement.public_id),
            "class": class_name,
            "quantity": quantity,
            "price": asked.text,
            "buyer": buyer.name,
            "lapses_on": lapses_on.isoformat(),
            "signature": str(signature.public_id),
        },
    )
    warnings = selectors.recovery_warnings(agreement, asked.text, on=today)
    return {**holding.answer(made), **({"warnings": warnings} if warnings else {})}


@command("commitment.agree")
def agree(
    run: Run, *, commitment_id: str, typed_name: str, capacity: str, today: date, now: datetime
) -> dict[str, Any]:
    """The named buyer signs: both sides are held to it from now on (N53).

    Raises DomainError where the promise lapsed, the agreement is registered or ended, or the accepted report gives too
    few credits beside the other promises."""
    found = selectors.commitment(run.actor, commitment_id)
    run.allow(policies.may_answer(run.actor, found))
    COMMITMENT.require("agree", found.state)
    agreement = holding.hold_agreement(found)
    require_unregistered(agreement)
    require_current(found, today)
    holding.require_room(
        agreement,
        kind=found.kind,
        class_name=found.class_name,
        quantity=found.quantity,
        on=today,
        except_for=found.pk,
    )
    statement = buyer_statement(promise_of(found))
    signature = sign(
        actor=run.actor,
        organisation=found.buyer,
        statement_code=statement.code,
        statement_text=statement.text,
        typed_name=typed_name,
        capacity=capacity,
        now=now,
    )
    holding.step(found, "agree", buyer_signature=signature, agreed_at=now)
    holding.tell_both(
        found,
        title=f"{found.buyer.name[:80]} agreed to the promise",
        body="Both sides have signed. Once the agreement is registered, the seller offers the credits to this buyer.",
        now=now,
    )
    run.event(
        chain=holding.chain(found),
        subject=str(found.public_id),
        data={"agreement": str(agreement.public_id), "signature": str(signature.public_id)},
    )
    return holding.answer(found)


SELLER_UNCLEAR = "Choose for which owner of the land you promise."
BUYER_UNKNOWN = "Choose a buyer that has a signatory and is not the seller."


def require_unregistered(agreement: Agreement) -> None:
    """Raises DomainError unless the agreement is on its way to registration."""
    if agreement.state in agreement_states.BEFORE_REGISTRATION:
        return
    if agreement.in_force:
        message = "The agreement is registered: its holder can offer the credits themselves."
    else:
        message = "The agreement has ended: no credits come of it."
    raise DomainError("commitment.agreement_state", message)


def require_current(commitment: Commitment, today: date) -> None:
    """Raises DomainError after the last day of the promise."""
    if commitment.lapses_on < today:
        raise DomainError(
            "commitment.lapsed",
            f"The promise lapsed after {commitment.lapses_on:%d/%m/%Y}. The two sides can agree on a new one.",
        )


def require_lapse(lapses_on: date, today: date) -> None:
    """Raises InvalidInput for a last day that is past."""
    if lapses_on < today:
        message = "The last day of the promise is today or later."
        raise InvalidInput([Finding("commitment.lapse_past", message, "lapses_on")])


def require_class(agreement: Agreement, kind: str, class_name: str, today: date) -> None:
    """Raises InvalidInput for a kind there is not, and, before there is an accepted report, for a class that the
    reference facts do not name."""
    if kind not in dict(CreditClass.KINDS):
        message = "Choose ecosystem or species credits."
        raise InvalidInput([Finding("commitment.kind_unknown", message, "kind")])
    if agreement.revision_id is not None:
        return
    if not class_name or len(class_name) > LONGEST_CLASS or not _is_named(kind, class_name, today):
        message = (
            "Enter a class as the reference facts write it: an offset trading group, or a scientific name."
        )
        raise InvalidInput([Finding("commitment.class_unknown", message, "class_name")])


def _is_named(kind: str, class_name: str, today: date) -> bool:
    release = reference.current_release(today)
    if release is None:
        return False
    if kind == CreditClass.SPECIES:
        species = reference.species_of(release, class_name)
        return species is not None and species.scientific_name == class_name
    return reference.trading_groups(release).filter(name=class_name).exists()


def _one_of(rows: Iterable[Organisation], public_id: str | None, field: str, message: str) -> Organisation:
    """The organisation of that public id; without one the only row. Raises InvalidInput naming `field`."""
    found = list(rows)
    if public_id is None and len(found) == 1:
        return found[0]
    for one in found:
        if public_ids.read(public_id) == one.public_id:
            return one
    raise InvalidInput([Finding(f"commitment.{field}_unclear", message, field)])
