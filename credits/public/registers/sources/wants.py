"""Open wants on the demand register."""

from typing import Any

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf

from credits.market.models import Demand
from credits.public.registers import expressions as e
from credits.public.registers.asking import Ask
from credits.public.registers.columns import demand as words
from credits.public.registers.sources.conditions import as_text
from credits.public.registers.sources.listings import numbered, open_then, wanted_columns, wanted_credits
from credits.public.registers.sources.part import Part


def rows(ask: Ask) -> QuerySet[Any] | None:
    """The wants that fit."""
    return wanted_credits(ask, Demand.objects.filter(open_then(ask)))


def columns(ask: Ask) -> dict[str, Any]:
    """An expression for each column."""
    return {
        **wanted_columns(),
        "credit_status": e.text(words.OPEN),
        "demand_id": numbered("WANT-"),
        "buyer": e.public_name("buyer"),
        "subregions": e.Joined("subregions"),
        "price": NullIf(F("price"), Value("")),
        "needed_by": F("needed_by"),
    }


def sorts(ask: Ask) -> dict[str, Any]:
    """What wants can be sorted by."""
    return {
        "credits": F("quantity"),
        "group": F("offset_trading_group"),
        "subregion": as_text("subregions"),
        "price": Coalesce("price_millionths", e.whole(-1)),
    }


WANTS = Part("want", rows, columns, lambda ask: F("quantity"), sorts)
