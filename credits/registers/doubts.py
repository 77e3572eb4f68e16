"""Lots of the replay whose balance is not what supply lists: named, never posted."""

from collections.abc import Iterator

from django.db.models import F, OuterRef, Q, Subquery

from credits.lots.models import Lot
from credits.registers.columns import CREDITS, SUPPLY
from credits.registers.models import RegisterImport, SupplyRow, TransactionRow
from credits.registers.plan import OPEN
from credits.registers.remarks import DOUBTFUL, Remark
from registry.agreements.models import NSW_BOS


def doubts_of(found: RegisterImport) -> list[Remark]:
    """One remark for each lot that holds other than supply lists, or holds credits and is not listed at all."""
    return [*_differing(found), *_missing(found)]


def of_register(found: RegisterImport) -> Q:
    """The lots that came from the published register."""
    return Q(scheme=NSW_BOS, holder__unknown_holder_of__isnull=False)


def listed(found: RegisterImport) -> Subquery:
    """What supply lists for a lot."""
    rows = SupplyRow.objects.filter(
        register_import=found, credit_id=OuterRef("number"), status__in=OPEN, credits__gt=0
    )
    return Subquery(rows.order_by("row").values("credits")[:1])


def _differing(found: RegisterImport) -> Iterator[Remark]:
    lots = Lot.objects.filter(of_register(found), status__in=OPEN).annotate(listed=listed(found))
    lots = lots.annotate(there=F("available") + F("reserved")).exclude(listed=None).exclude(listed=F("there"))
    for lot in lots.order_by("pk"):
        yield _remark(found, lot)


def _remark(found: RegisterImport, lot: Lot) -> Remark:
    row = SupplyRow.objects.filter(register_import=found, credit_id=lot.number).order_by("row").first()
    listed_credits = int(lot.listed)  # type: ignore[attr-defined]
    more = listed_credits - lot.held
    reason = (
        f"{lot.number} holds {lot.held:,} by the lines, but supply lists {listed_credits:,}: "
        f"{abs(more):,} {'more' if more > 0 else 'fewer'}."
    )
    voided = TransactionRow.objects.filter(
        register_import=found, to_id=lot.number, kind="", credits=0, refused=True
    ).first()
    if voided is not None and more > 0:
        reason += f" Row {voided.row} of the transactions, voided, names a move from {voided.from_id} to it"
        parent = SupplyRow.objects.filter(
            register_import=found, credit_id=voided.from_id, credits__gte=more
        ).first()
        if parent is not None:
            reason += (
                f", and supply lists {parent.credits:,} for {voided.from_id}: "
                f"the {more:,} seem to be listed twice"
            )
        reason += "."
    return Remark(DOUBTFUL, SUPPLY, "balance.differs", reason, row.row if row else None, CREDITS, lot.number)


def _missing(found: RegisterImport) -> Iterator[Remark]:
    lots = Lot.objects.filter(of_register(found), status__in=OPEN).annotate(listed=listed(found))
    for lot in lots.filter(Q(available__gt=0) | Q(reserved__gt=0), listed=None).order_by("pk"):
        reason = f"{lot.number} holds {lot.held:,} by the lines, but supply does not list it."
        yield Remark(DOUBTFUL, SUPPLY, "balance.missing", reason, None, CREDITS, lot.number)
