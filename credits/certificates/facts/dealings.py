"""The facts of a settled transfer and of a recorded retirement."""

from datetime import datetime

from django.db.models import Sum
from django.utils import timezone

from credits.certificates.facts.obligations import claimed_facts
from credits.certificates.kinds import RETIREMENT, TRANSFER
from credits.certificates.sealed import Facts
from credits.lots import states
from credits.lots.dealings import Dealing, Retirement, Transfer
from credits.lots.models import CreditClass, Lot, Movement
from credits.lots.prices import ZERO_PRICE_REASONS
from credits.lots.web import words
from registry.findings import DomainError
from registry.parties.models import NAME_WITHHELD


def transfer_facts(transfer: Transfer) -> Facts:
    """Both sides by name, what moved and for how much, and what was put back since. Raises DomainError before it is
    settled. One query."""
    new_lot = _minted(transfer, settled=transfer.state == states.SETTLED)
    put_back = Movement.objects.filter(kind=Movement.MovementKind.CORRECT, from_lot=new_lot).aggregate(
        sum=Sum("quantity", default=0)
    )
    return {
        "kind": TRANSFER,
        **_moved(transfer, new_lot),
        "seller": str(transfer.seller),
        "buyer": str(transfer.buyer),
        "price": transfer.price,
        "value_cents": transfer.value_cents,
        "zero_price_reason": ZERO_PRICE_REASONS.get(transfer.offer.zero_price_reason, ""),
        "agreed_on": _day(transfer.lodged_at),
        "settled_on": _day(transfer.completed_at),
        "put_back": put_back["sum"],
    }


def retirement_facts(retirement: Retirement) -> Facts:
    """What the public register tells of a retirement: the holder by its public name, and no free words, for anybody may
    read it; and the lines of obligations it discharged, with the rules. Raises DomainError before it is recorded."""
    new_lot = _minted(retirement, settled=retirement.state == states.RETIRED)
    organisation = retirement.lot.holder.organisation
    claimed = claimed_facts(retirement.pk)
    return {
        "kind": RETIREMENT,
        **_moved(retirement, new_lot),
        "holder": organisation.public_name if organisation is not None else NAME_WITHHELD,
        "purpose": retirement.get_purpose_display(),
        "obligation": retirement.obligation_reference,
        "local_government_area": retirement.obligation_local_government_area,
        "consent_on": retirement.consent_on.isoformat() if retirement.consent_on else None,
        "retired_on": _day(retirement.completed_at),
        **({"lines": claimed} if claimed else {}),
    }


def _minted(dealing: Dealing, *, settled: bool) -> Lot:
    if not settled or dealing.new_lot is None:
        raise DomainError(
            "document.too_early",
            f"{dealing.transaction_number} is not completed. A document about it can be made once it is.",
        )
    return dealing.new_lot


def _moved(dealing: Dealing, new_lot: Lot) -> Facts:
    return {
        "transaction": dealing.transaction_number,
        "lot": dealing.lot.number,
        "new_lot": new_lot.number,
        "agreement": words.agreement_words(dealing.lot),
        "class": class_pairs(dealing.lot.credit_class),
        "quantity": dealing.quantity,
    }


def class_pairs(credit_class: CreditClass) -> list[list[str]]:
    """What makes the class what it is, label and value."""
    return [[label, value] for label, value in words.class_facts(credit_class)]


def class_line(credit_class: CreditClass) -> str:
    """A class in one line."""
    return f"{credit_class}, {words.class_hint(credit_class)}"


def _day(moment: datetime | None) -> str | None:
    """The day in Sydney."""
    return timezone.localdate(moment).isoformat() if moment is not None else None
