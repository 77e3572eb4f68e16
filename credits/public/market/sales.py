"""Settled sales from the ledger: transfers of this registry and of the published register."""

from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from credits.lots.dealings import Transfer
from credits.lots.models import Movement
from credits.public.market.figures import Sale


def transfers() -> QuerySet[Movement]:
    """Every transfer of the ledger."""
    return Movement.objects.filter(kind=Movement.MovementKind.TRANSFER).order_by()


def sales_of(rows: QuerySet[Movement]) -> list[Sale]:
    """The sales behind those transfers, oldest first. One query."""
    return [sale for _, sale in named_sales(rows, "kind")]


def named_sales(rows: QuerySet[Movement], name: str) -> list[tuple[str, Sale]]:
    """The same, each with the value of another column. Prices are exact texts and never added up in SQL."""
    said = Transfer.objects.filter(new_lot=OuterRef("to_lot")).filter(
        Q(related_party=True) | Q(offer__related_party=True)
    )
    undone = Movement.objects.filter(kind=Movement.MovementKind.CORRECT, from_lot=OuterRef("to_lot"))
    found = rows.annotate(
        corrected=Exists(undone),
        related=Exists(said),
        disclosed=F("register_row__philanthropic"),
        named=F(name),
    ).order_by("at", "pk")
    return [
        (
            named,
            Sale(
                on=_day(at),
                credits=quantity,
                price=price,
                value_cents=value_cents or 0,
                related=related or reason == "related_party",
                gift=bool(disclosed) or reason == "philanthropic",
                corrected=corrected,
            ),
        )
        for named, at, quantity, price, value_cents, reason, related, disclosed, corrected in found.values_list(
            "named", "at", "quantity", "price", "value_cents", "reason", "related", "disclosed", "corrected"
        )
    ]


def _day(at: object) -> date:
    return timezone.localdate(at)  # type: ignore[arg-type]
