"""Which amounts are in force, and what was charged."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from registry.actor import Actor
from registry.fees.models import FeeAmount, FeeCharge, FeeKind
from registry.fees.policies import may_read_charges
from registry.findings import NotAllowed, NotVisible

DUE, PAID, NIL, NOT_SET = "due", "paid", "nil", "not_set"
OF_STATE = {
    DUE: Q(amount__amount_cents__gt=0, paid_on__isnull=True),
    PAID: Q(paid_on__isnull=False),
    NIL: Q(amount__amount_cents=0, paid_on__isnull=True),
    NOT_SET: Q(amount__isnull=True),
}
"""Charges by how they stand, as `registry.fees.standing` says it."""


@dataclass(frozen=True, slots=True)
class KindOfFee:
    """One kind of fee: what is in force today (None: not set), and every amount entered, newest first."""

    code: str
    title: str
    in_force: FeeAmount | None
    entered: tuple[FeeAmount, ...]


def amount_in_force(kind: str, *, on: date) -> FeeAmount | None:
    """The amount of that kind of fee on that day: the newest that has begun; None where none is set."""
    return (
        FeeAmount.objects.filter(kind=kind, effective_from__lte=on).order_by("-effective_from", "-pk").first()
    )


def kinds(*, on: date) -> list[KindOfFee]:
    """Every kind of fee with its amounts; one query."""
    rows = list(FeeAmount.objects.select_related("entered_by").order_by("-effective_from", "-pk"))
    found = []
    for kind in FeeKind:
        entered = tuple(row for row in rows if row.kind == kind)
        begun = next((row for row in entered if row.effective_from <= on), None)
        found.append(KindOfFee(kind.value, str(kind.label), begun, entered))
    return found


def charges(actor: Actor, *, state: str = "") -> QuerySet[FeeCharge]:
    """Every charge, newest first, of one state or of all. Raises NotAllowed."""
    decision = may_read_charges(actor)
    if not decision.allowed:
        raise NotAllowed(decision.code, decision.reason)
    rows = FeeCharge.objects.select_related("amount", "recorded_by")
    return rows.filter(OF_STATE[state]) if state in OF_STATE else rows


def charge_for(actor: Actor, public_id: UUID) -> FeeCharge:
    """One charge. Raises NotVisible, also for those who may not look."""
    found = None
    if may_read_charges(actor).allowed:
        found = charges(actor).filter(public_id=public_id).first()
    if found is None:
        raise NotVisible("fee")
    return found
