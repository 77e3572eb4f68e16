"""Listings on the supply register that are no lots: expressions of interest, agreements that wait for registration, and
those of the last imported register. Their credits do not exist yet and stay out of every sum."""

from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Coalesce, Concat, LPad, NullIf, TruncDate

from credits.lots.models import Lot
from credits.market import states as market_states
from credits.market.models import Interest
from credits.market.selectors import on_offer, really_there
from credits.public.registers import expressions as e
from credits.public.registers.asking import Ask
from credits.public.registers.columns import supply as words
from credits.public.registers.sources.conditions import as_text, attributes, between, own_words
from credits.public.registers.sources.part import Part
from credits.registers.models import SupplyRow
from registry.agreements import states as agreement_states
from registry.agreements.models import Agreement

AWAITING = sorted(agreement_states.BEFORE_REGISTRATION - {agreement_states.INTENTION})
PUBLISHED = {"pending_review": words.PENDING, "expression_of_interest": words.INTEREST}
WANTED_FIELDS = (
    "kind",
    "pct_id",
    "pct_name",
    "hollow_bearing_trees",
    "offset_trading_group",
    "community_name",
    "scientific_name",
    "common_name",
)
"""What an interest or a want says of the credits."""
BARRED = ("issued_from", "issued_to", "offered")
"""Filters that only a lot can fit."""


def earlier_credit() -> Case:
    """What the official comment says where it is nothing but the number of an earlier credit."""
    said = Concat(Value("BBAM credit "), F("biobanking_credit_id"), output_field=TextField())
    return Case(When(~Q(biobanking_credit_id=""), then=said), default=e.NO_TEXT, output_field=TextField())


def numbered(prefix: str) -> Concat:
    """A number for a listing that has none."""
    return Concat(Value(prefix), LPad(Cast("pk", TextField()), 6, Value("0")), output_field=TextField())


def _barred(ask: Ask, listing: str, status: str) -> bool:
    return (
        ask.given("listing") not in (None, listing)
        or ask.given("status") not in (None, status)
        or any(ask.given(name) is not None for name in BARRED)
    )


def open_then(ask: Ask) -> Q:
    """Open on the day: what was published by then, not closed and not run out."""
    if ask.instant is None:
        return Q(state=market_states.OPEN, expires_on__gte=ask.day)
    return Q(made_at__lte=ask.instant, expires_on__gte=ask.day) & (
        Q(closed_at=None) | Q(closed_at__gt=ask.instant)
    )


def wanted_credits(ask: Ask, rows: QuerySet[Any]) -> QuerySet[Any] | None:
    """Interests or wants that fit what is asked of the credits and their price."""
    subregion = ask.given("subregion")
    without = Ask(ask.day, {name: value for name, value in ask.wanted.items() if name != "subregion"})
    found = attributes(without, WANTED_FIELDS)
    if found is None:
        return None
    rows = rows.annotate(places=as_text("subregions"))
    if subregion:
        found &= Q(places__icontains=subregion)
    names = [field for field in WANTED_FIELDS if field not in ("kind", "pct_id", "hollow_bearing_trees")]
    return rows.filter(found, own_words(ask, [*names, "places"]), between(ask, "price_millionths", "price"))


def wanted_columns() -> dict[str, Any]:
    """What interests and wants say alike."""
    return {
        "credits": F("quantity"),
        "kind": e.worded("kind", e.KINDS),
        "pct_id": F("pct_id"),
        "pct_name": F("pct_name"),
        "offset_trading_group": F("offset_trading_group"),
        "community_name": F("community_name"),
        "hollow_bearing_trees": e.worded("hollow_bearing_trees", e.HOLLOWS),
        "scientific_name": F("scientific_name"),
        "common_name": F("common_name"),
        "listed_on": TruncDate("made_at"),
        "expires_on": F("expires_on"),
        "reference": F("public_id"),
    }


def _interests(ask: Ask) -> QuerySet[Any] | None:
    if _barred(ask, "interest", "interest"):
        return None
    rows = Interest.objects.filter(open_then(ask))
    if ask.instant is None:
        rows = rows.filter(really_there())
    if ask.given("agreement"):
        rows = rows.filter(agreement__number__iexact=ask.given("agreement"))
    return wanted_credits(ask, rows)


def _interest_credits(ask: Ask) -> Any:
    """As listed; today never more than the lot has left."""
    return on_offer() if ask.instant is None else F("quantity")


def _interest_columns(ask: Ask) -> dict[str, Any]:
    return {
        **wanted_columns(),
        "credits": _interest_credits(ask),
        "credit_id": numbered("EOI-"),
        "bsa_id": F("agreement__number"),
        "credit_status": e.text(words.INTEREST),
        "subregion": e.Joined("subregions"),
        "local_government_area": F("local_government_area"),
        "listing": e.text(words.LISTINGS[1]),
        "lowest_price": NullIf(F("price"), Value("")),
        "holder": e.public_name("holder"),
    }


def _interest_sorts(ask: Ask) -> dict[str, Any]:
    return {
        "credits": _interest_credits(ask),
        "group": F("offset_trading_group"),
        "subregion": as_text("subregions"),
        "price": Coalesce("price_millionths", e.NO_PRICE),
    }


def _pending(ask: Ask) -> QuerySet[Any] | None:
    if _barred(ask, "pending", "pending") or attributes(ask, ()) is None:
        return None
    if ask.given("price_from") is not None or ask.given("price_to") is not None or ask.given("agreement"):
        return None
    rows = Agreement.objects.filter(own_words(ask, ["local_government_area"]))
    if ask.instant is None:
        return rows.filter(state__in=AWAITING)
    return rows.filter(
        Q(registered_on=None) | Q(registered_on__gt=ask.day),
        applied_on__isnull=False,
        applied_on__lte=ask.day,
    ).exclude(state__in=[agreement_states.REFUSED, agreement_states.WITHDRAWN])


def _pending_columns(ask: Ask) -> dict[str, Any]:
    return {
        "credit_id": numbered("PENDING-"),
        "credit_status": e.text(words.PENDING),
        "site_area_ha": e.Hectares("site_area_m2"),
        "local_government_area": F("local_government_area"),
        "listed_on": F("applied_on"),
        "listing": e.text(words.LISTINGS[2]),
    }


def _no_sorts(ask: Ask) -> dict[str, Any]:
    return {"credits": e.whole(0), "group": e.text(""), "subregion": e.text(""), "price": e.NO_PRICE}


def _published(ask: Ask) -> QuerySet[Any] | None:
    statuses = {"pending": "pending_review", "interest": "expression_of_interest"}
    asked = {ask.given("listing"), ask.given("status")} - {None}
    if ask.last_import is None or len(asked) > 1 or asked - set(statuses):
        return None
    if any(ask.given(name) is not None for name in (*BARRED, "price_from", "price_to")):
        return None
    found = attributes(ask, (*WANTED_FIELDS, "subregion", "region"))
    if found is None:
        return None
    became_lots = Lot.objects.filter(number=OuterRef("credit_id"))
    rows = SupplyRow.objects.filter(found, register_import=ask.last_import).exclude(Exists(became_lots))
    rows = rows.filter(status__in=[statuses[name] for name in asked] if asked else list(PUBLISHED))
    if ask.given("agreement"):
        rows = rows.filter(agreement_number__iexact=ask.given("agreement"))
    names = ("credit_id", "offset_trading_group", "pct_name", "vegetation_class", "community_name")
    return rows.filter(
        own_words(ask, [*names, "scientific_name", "common_name", "subregion", "region", "agreement_number"])
    )


def _published_columns(ask: Ask) -> dict[str, Any]:
    same = (
        "credit_id",
        "credits",
        "subregion",
        "region",
        "pct_id",
        "pct_name",
        "vegetation_formation",
        "offset_trading_group",
        "community_name",
        "vegetation_class",
        "species_id",
        "scientific_name",
        "common_name",
        "local_government_area",
        "listed_on",
        "case_number",
        "expires_on",
    )
    return {
        **{name: F(name) for name in same},
        "bsa_id": F("agreement_number"),
        "credit_status": e.worded("status", PUBLISHED),
        "kind": e.worded("kind", e.KINDS),
        "hollow_bearing_trees": e.worded("hollow_bearing_trees", e.HOLLOWS),
        "site_area_ha": e.Hectares("site_area_m2"),
        "comment": earlier_credit(),
        "listing": e.text(words.LISTINGS[3]),
        "holder": e.text(e.NOT_PUBLISHED),
    }


def _published_sorts(ask: Ask) -> dict[str, Any]:
    return {
        "credits": Coalesce("credits", 0),
        "group": F("offset_trading_group"),
        "subregion": F("subregion"),
        "price": e.NO_PRICE,
    }


INTERESTS = Part("interest", _interests, _interest_columns, sorts=_interest_sorts)
PENDING = Part("pending", _pending, _pending_columns, sorts=_no_sorts)
PUBLISHED_LISTINGS = Part("published", _published, _published_columns, sorts=_published_sorts)
