"""Movements on the transactions register: every transfer, retirement, cancellation and correction, newest first."""

from typing import Any

from django.db.models import (
    Case,
    DecimalField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, NullIf, TruncDate

from credits.lots.dealings import Retirement, Transfer
from credits.lots.models import Movement
from credits.public.registers import expressions as e
from credits.public.registers.asking import Ask
from credits.public.registers.columns import transactions as words
from credits.public.registers.sources.conditions import between, of_class
from credits.public.registers.sources.part import Part

CLASS = "to_lot__credit_class"
_WIDE = DecimalField(max_digits=40, decimal_places=0)
"""A price that is asked for times the credits of a line can be more than a whole number of the database holds."""
IMPORTED = Q(source=Movement.REGISTER_IMPORT)


def rows(ask: Ask) -> QuerySet[Movement] | None:
    """The movements that fit. Issues are no transactions: the supply register tells them."""
    found = Movement.objects.exclude(kind=Movement.MovementKind.ISSUE)
    if ask.instant is not None:
        found = found.filter(at__lte=ask.instant)
    numbers = ("from_lot__number", "to_lot__number", "transaction_number")
    found = found.filter(of_class(ask, CLASS, numbers), between(ask, "at", "moved"))
    if ask.given("type"):
        found = found.filter(kind=ask.given("type"))
    if ask.given("lot"):
        found = found.filter(
            Q(from_lot__number__iexact=ask.given("lot")) | Q(to_lot__number__iexact=ask.given("lot"))
        )
    if ask.given("number"):
        found = found.filter(transaction_number__iexact=ask.given("number"))
    if ask.given("agreement"):
        found = found.filter(to_lot__agreement_number__iexact=ask.given("agreement"))
    # Prices are exact texts: what they come to in whole cents is compared, times the credits.
    for name, lookup in (("price_from", "gte"), ("price_to", "lte")):
        if ask.given(name) is not None:
            cents = Value(int(ask.given(name)) // 10_000, output_field=_WIDE)
            asked = ExpressionWrapper(Cast("quantity", _WIDE) * cents, output_field=_WIDE)
            found = found.filter(**{"kind": "transfer", f"value_cents__{lookup}": asked})
    return found


def columns(ask: Ask) -> dict[str, Any]:
    """An expression for each column that can have a value."""
    retired, sold = Q(kind="retire"), Q(kind="transfer")
    return {
        "transaction_on": TruncDate("at"),
        "transaction_number": F("transaction_number"),
        "transaction_status": e.text("Completed"),
        "transaction_type": e.worded("kind", words.TYPES),
        "from_lot": F("from_lot__number"),
        "to_lot": F("to_lot__number"),
        "pct_name": F(f"{CLASS}__pct_name"),
        "subregion": F(f"{CLASS}__subregion"),
        "offset_trading_group": F(f"{CLASS}__offset_trading_group"),
        "vegetation_formation": F(f"{CLASS}__vegetation_formation"),
        "scientific_name": F(f"{CLASS}__scientific_name"),
        "common_name": F(f"{CLASS}__common_name"),
        "credits": F("quantity"),
        "price": NullIf(F("price"), Value("")),
        "philanthropic": _philanthropic(),
        "retirement_reason": Case(
            When(retired & IMPORTED, then=e.worded("register_row__retirement_purpose", words.PURPOSES)),
            When(retired, then=e.worded("reason", words.PURPOSES)),
            default=e.NO_TEXT,
            output_field=TextField(),
        ),
        "obligation_reference": _obligation("obligation_reference"),
        "obligation_local_government_area": _obligation("obligation_local_government_area"),
        "consent_on": Case(
            When(retired & IMPORTED, then=F("register_row__consent_on")),
            When(retired, then=_retirement("consent_on")),
            default=e.NO_DAY,
        ),
        "movement": F("pk"),
        "kind": e.worded(f"{CLASS}__kind", e.KINDS),
        "pct_id": F(f"{CLASS}__pct_id"),
        "bsa_id": F("to_lot__agreement_number"),
        "value_cents": F("value_cents"),
        "price_note": Case(
            When(sold & ~IMPORTED, then=e.worded("reason", words.PRICE_NOTES)),
            default=e.NO_TEXT,
            output_field=TextField(),
        ),
        "related_party": _related(),
        "channel": _of_transfer(
            Transfer.objects.annotate(said=e.worded("offer__channel", words.CHANNELS)), "said", e.NO_TEXT
        ),
        "source": Case(
            When(IMPORTED, then=e.text("Published register")),
            default=e.text("This registry"),
            output_field=TextField(),
        ),
    }


def _retirement(field: str) -> Subquery:
    """What the application says behind a retirement of our own: it minted the lot."""
    return Subquery(Retirement.objects.filter(new_lot=OuterRef("to_lot")).order_by("pk").values(field)[:1])


def _obligation(field: str) -> Case:
    retired = Q(kind="retire")
    return Case(
        When(retired & IMPORTED, then=F(f"register_row__{field}")),
        When(retired, then=_retirement(field)),
        default=e.NO_TEXT,
        output_field=TextField(),
    )


def _of_transfer(transfers: QuerySet[Transfer], field: str, nothing: Any) -> Case:
    """What the dealing says behind a transfer of our own: it minted the lot."""
    found = Subquery(transfers.filter(new_lot=OuterRef("to_lot")).order_by("pk").values(field)[:1])
    return Case(When(Q(kind="transfer") & ~IMPORTED, then=found), default=nothing)


def _philanthropic() -> Case:
    gift, ours = Q(reason="philanthropic"), Q(kind="transfer") & ~IMPORTED
    return Case(
        When(Q(register_row__philanthropic=True) | ours & gift, then=e.text("Yes")),
        When(Q(register_row__philanthropic=False) | ours & ~Q(reason=""), then=e.text("No")),
        default=e.NO_TEXT,
        output_field=TextField(),
    )


def _related() -> Case:
    """Said on the transfer, on its offer, or as the reason for no price."""
    said = Transfer.objects.filter(new_lot=OuterRef("to_lot")).filter(
        Q(related_party=True) | Q(offer__related_party=True)
    )
    ours = Q(kind="transfer") & ~IMPORTED
    return Case(
        When(ours & (Q(reason="related_party") | Q(Exists(said))), then=e.text("Yes")),
        When(ours, then=e.text("No")),
        default=e.NO_TEXT,
        output_field=TextField(),
    )


def sorts(ask: Ask) -> dict[str, Any]:
    """What movements can be sorted by."""
    return {
        "at": F("at"),
        "credits": F("quantity"),
        "value": Coalesce("value_cents", e.whole(-1)),
        "group": F(f"{CLASS}__offset_trading_group"),
    }


MOVEMENTS = Part("movement", rows, columns, lambda ask: F("quantity"), sorts)
