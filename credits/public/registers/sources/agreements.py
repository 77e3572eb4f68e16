"""Agreements on their register: those registered here, then those that are known by their published number only."""

from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    Exists,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    TextField,
    When,
)
from django.db.models.functions import Coalesce

from credits.lots.models import CreditClass, Lot
from credits.public.registers import expressions as e
from credits.public.registers.asking import Ask
from credits.public.registers.columns import agreements as words
from credits.public.registers.sources.conditions import WORD_FIELDS, between, contains, words_of
from credits.public.registers.sources.lots import credits_of
from credits.public.registers.sources.part import Part
from credits.registers.models import SupplyRow
from registry.agreements import states
from registry.agreements.models import Agreement, AgreementSuspension, Origin

SUMS = {
    "held": Q(status__in=Lot.OPEN),
    "retired": Q(status=Lot.RETIRED),
    "cancelled": Q(status=Lot.CANCELLED),
    "issued": Q(),
}
KINDS = {Origin.STEWARDSHIP.value: words.STEWARDSHIP, Origin.BIOBANKING.value: words.BIOBANKING}


def _lots(ask: Ask) -> QuerySet[Lot]:
    rows = Lot.objects.annotate(there=credits_of(ask)).order_by()
    return rows if ask.instant is None else rows.filter(there__gt=0)


def _held_here(ask: Ask) -> QuerySet[Any] | None:
    if ask.given("status") == "published":
        return None
    found = Agreement.objects.filter(number__isnull=False, registered_on__isnull=False)
    if ask.instant is not None:
        found = found.filter(registered_on__lte=ask.day)
    found = found.annotate(stands=_standing(ask)).filter(between(ask, "registered_on", "registered"))
    if ask.given("agreement"):
        found = found.filter(number__iexact=ask.given("agreement"))
    if ask.given("origin"):
        found = found.filter(origin=ask.given("origin"))
    if ask.given("status"):
        found = found.filter(stands=words.STATUSES[ask.given("status")])
    if ask.given("lga"):
        found = found.filter(local_government_area__icontains=ask.given("lga"))
    if ask.given("subregion"):
        of_place = Lot.objects.filter(
            agreement=OuterRef("pk"), credit_class__subregion__icontains=ask.given("subregion")
        )
        found = found.filter(Exists(of_place))
    for word in words_of(ask):
        lots = Lot.objects.filter(agreement=OuterRef("pk"), credit_class__in=_classes(word))
        found = found.filter(
            Q(number__iexact=word) | Q(local_government_area__icontains=word) | Q(Exists(lots))
        )
    return found


def _classes(word: str) -> QuerySet[Any]:
    return CreditClass.objects.filter(contains(WORD_FIELDS, word)).order_by().values("pk")


def _standing(ask: Ask) -> Case:
    """How the agreement stood on the day, in the words of `STATUSES`. A review has no dates of its own."""
    if ask.instant is None:
        return Case(
            When(state=states.TERMINATED, then=e.text(words.STATUSES["terminated"])),
            When(suspended_on__isnull=False, then=e.text(words.STATUSES["suspended"])),
            default=e.worded("state", words.STATUSES),
            output_field=TextField(),
        )
    suspended = AgreementSuspension.objects.filter(
        Q(lifted_on=None) | Q(lifted_on__gt=ask.day), agreement=OuterRef("pk"), suspended_from__lte=ask.day
    )
    return Case(
        When(terminated_on__lte=ask.day, then=e.text(words.STATUSES["terminated"])),
        When(Exists(suspended), then=e.text(words.STATUSES["suspended"])),
        When(maintenance_from__lte=ask.day, then=e.text(words.STATUSES["maintenance"])),
        When(activated_on__lte=ask.day, then=e.text(words.STATUSES["active"])),
        default=e.text(words.STATUSES["passive"]),
        output_field=TextField(),
    )


def _sum_here(ask: Ask, of: Q) -> Coalesce:
    sums = _lots(ask).filter(of, agreement=OuterRef("pk")).values("agreement").annotate(sum=Sum("there"))
    return Coalesce(Subquery(sums.values("sum")), 0, output_field=BigIntegerField())


def _here_columns(ask: Ask) -> dict[str, Any]:
    count = _lots(ask).filter(agreement=OuterRef("pk")).values("agreement").annotate(count=Count("pk"))
    place = Lot.objects.filter(agreement=OuterRef("pk")).order_by("credit_class__subregion")
    return {
        "number": F("number"),
        "kind": e.worded("origin", KINDS),
        "status": _standing(ask),
        "site_area_ha": e.Hectares("site_area_m2"),
        "local_government_area": F("local_government_area"),
        "subregion": Subquery(place.values("credit_class__subregion")[:1]),
        "registered_on": F("registered_on"),
        "lots": Coalesce(Subquery(count.values("count")), 0, output_field=BigIntegerField()),
        **{name: _sum_here(ask, of) for name, of in SUMS.items()},
    }


def _published(ask: Ask) -> QuerySet[Any] | None:
    barred = ("registered_from", "registered_to", "lga")
    if ask.given("status") not in (None, "published") or any(ask.given(name) for name in barred):
        return None
    found = _lots(ask).filter(agreement=None).exclude(agreement_number="")
    if ask.given("agreement"):
        found = found.filter(agreement_number__iexact=ask.given("agreement"))
    if ask.given("origin"):
        banked = Q(agreement_number__istartswith="BA")
        found = found.filter(banked if ask.given("origin") == Origin.BIOBANKING else ~banked)
    if ask.given("subregion"):
        found = found.filter(credit_class__subregion__icontains=ask.given("subregion"))
    for word in words_of(ask):
        found = found.filter(Q(agreement_number__iexact=word) | Q(credit_class__in=_classes(word)))
    numbers = found.values("agreement_number")
    # The lots of an agreement that fits count all, not only those that fit.
    return (
        _lots(ask)
        .filter(agreement=None, agreement_number__in=numbers)
        .values("agreement_number")
        .annotate(row_id=Min("pk"), row_credits=Sum("there"))
    )


def _published_columns(ask: Ask) -> dict[str, Any]:
    area: Any = e.NO_NUMBER
    council: Any = e.NO_TEXT
    if ask.last_import is not None:
        told = SupplyRow.objects.filter(
            register_import=ask.last_import, agreement_number=OuterRef("agreement_number")
        ).order_by("row")
        area = Subquery(told.values("site_area_m2")[:1])
        council = Subquery(told.values("local_government_area")[:1])
    return {
        "number": F("agreement_number"),
        "kind": Case(
            When(agreement_number__istartswith="BA", then=e.text(words.BIOBANKING)),
            default=e.text(words.STEWARDSHIP),
            output_field=TextField(),
        ),
        "status": e.text(words.NOT_HELD),
        "site_area_ha": e.Hectares(area),
        "local_government_area": council,
        "subregion": Min("credit_class__subregion"),
        "lots": Count("pk"),
        **{
            name: Coalesce(Sum("there", filter=of), 0, output_field=BigIntegerField())
            for name, of in SUMS.items()
        },
    }


def _here_sorts(ask: Ask) -> dict[str, Any]:
    return {"number": F("number"), "issued": _sum_here(ask, Q()), "held": _sum_here(ask, SUMS["held"])}


def _published_sorts(ask: Ask) -> dict[str, Any]:
    sums = {
        name: Coalesce(Sum("there", filter=SUMS[name]), 0, output_field=BigIntegerField())
        for name in ("issued", "held")
    }
    return {"number": F("agreement_number"), **sums}


HERE = Part("agreement", _held_here, _here_columns, lambda ask: _sum_here(ask, Q()), _here_sorts)
PUBLISHED = Part("published", _published, _published_columns, sorts=_published_sorts, grouped=True)
