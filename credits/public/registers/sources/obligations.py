"""Lines of obligations, now or at the end of a past day."""

from typing import Any

from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    DateField,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat, LPad
from django.db.models.lookups import GreaterThan, GreaterThanOrEqual, LessThanOrEqual

from credits.obligations.models import Application, Discharge, ObligationLine
from credits.public.registers import expressions as e
from credits.public.registers.asking import Ask
from credits.public.registers.columns import obligations as words
from credits.public.registers.sources.conditions import between, of_class
from credits.public.registers.sources.part import Part

CLASS = "credit_class"


def _number() -> Concat:
    """The obligation's number as people quote it."""
    digits = LPad(Cast("obligation_id", TextField()), 6, e.text("0"))
    return Concat(e.text("OB-"), digits, output_field=TextField())


def begins() -> Coalesce:
    """The day since which the line is owed: of the modification that brought it, else of the obligation."""
    return Coalesce("proposed__application__decided_on", "obligation__imposed_on")


def _replaced_on() -> Coalesce:
    """The day on which a replaced line stopped: of the line that replaced it, else of the next modification."""
    replacing = ObligationLine.objects.filter(supersedes=OuterRef("pk")).order_by()
    after = replacing.values("supersedes").annotate(day=Min(begins()))
    begun = Coalesce(OuterRef("proposed__application__decided_on"), OuterRef("obligation__imposed_on"))
    changed = Application.objects.filter(
        GreaterThanOrEqual(F("decided_on"), begun),
        development=OuterRef("obligation__development"),
        kind=Application.ApplicationKind.MODIFICATION,
        state="approved",
    )
    own = Q(pk=OuterRef("proposed__application"))
    days = changed.exclude(own).order_by("decided_on").values("decided_on")
    return Coalesce(Subquery(after.values("day")[:1]), Subquery(days[:1]), output_field=DateField())


def _discharged(ask: Ask) -> Any:
    """So much of the line, by then."""
    if not ask.past:
        return F("discharged")
    parts = Discharge.objects.filter(line=OuterRef("pk"), on__lte=ask.day).order_by()
    summed = parts.values("line").annotate(sum=Sum("quantity")).values("sum")
    return Coalesce(Subquery(summed), 0, output_field=BigIntegerField())


def _ended(ask: Ask) -> tuple[Any, Any]:
    """Whether the line was replaced, and whether it had lapsed, by then."""
    if not ask.past:
        return Q(state=ObligationLine.SUPERSEDED), Q(state=ObligationLine.LAPSED)
    replaced = Q(state=ObligationLine.SUPERSEDED) & Q(LessThanOrEqual(_replaced_on(), Value(ask.day)))
    return replaced, Q(obligation__lapsed_on__lte=ask.day)


def in_force_then(lines: QuerySet[ObligationLine], ask: Ask) -> QuerySet[ObligationLine]:
    """Those that were owed or discharged at the end of the day: begun, not replaced, not lapsed."""
    replaced, lapsed = _ended(ask)
    return lines.annotate(
        begun_on=begins(),
        ended=Case(
            When(replaced, then=True), When(lapsed, then=True), default=False, output_field=BooleanField()
        ),
    ).filter(begun_on__lte=ask.day, ended=False)


def _standing(ask: Ask, **said: Any) -> Case:
    """`superseded`, `lapsed`, `owed` or `discharged`, whichever holds, as it is said."""
    replaced, lapsed = _ended(ask)
    return Case(
        When(replaced, then=said["superseded"]),
        When(lapsed, then=said["lapsed"]),
        When(GreaterThan(F("required"), _discharged(ask)), then=said["owed"]),
        default=said["discharged"],
    )


def _status(ask: Ask) -> Case:
    """In the words of `STATUSES`."""
    return _standing(ask, **{code: e.text(word) for code, word in words.STATUSES.items()})


def _owed(ask: Ask) -> Case:
    """Credits still owed."""
    none = dict.fromkeys(words.STATUSES, e.whole(0))
    return _standing(ask, **none | {"owed": F("required") - _discharged(ask)})


def rows(ask: Ask) -> QuerySet[Any] | None:
    """The lines that fit."""
    found = ObligationLine.objects.annotate(number_of=_number(), stands=_status(ask))
    if ask.past:
        found = found.annotate(begins=begins()).filter(begins__lte=ask.day)
    if ask.given("status"):
        found = found.filter(stands=words.STATUSES[ask.given("status")])
    else:
        found = found.exclude(stands=words.STATUSES["superseded"])
    if ask.given("source"):
        found = found.filter(obligation__source=ask.given("source"))
    if ask.given("obligation"):
        found = found.filter(number_of__iexact=ask.given("obligation"))
    if ask.given("reference"):
        found = found.filter(obligation__reference__iexact=ask.given("reference"))
    if ask.given("lga"):
        found = found.filter(obligation__local_government_area__icontains=ask.given("lga"))
    if ask.given("authority"):
        found = found.filter(obligation__authority__name__icontains=ask.given("authority"))
    found = found.filter(between(ask, "obligation__imposed_on", "imposed"))
    return found.filter(of_class(ask, CLASS, ("number_of", "obligation__reference")))


def columns(ask: Ask) -> dict[str, Any]:
    """An expression for each column."""
    return {
        "obligation": _number(),
        "line": F("number"),
        "status": _status(ask),
        "source": e.worded("obligation__source", words.SOURCES),
        "authority": e.public_name("obligation__authority"),
        "holder": e.public_name("obligation__holder"),
        "reference": F("obligation__reference"),
        "local_government_area": F("obligation__local_government_area"),
        "imposed_on": F("obligation__imposed_on"),
        "due_on": F("obligation__due_on"),
        "stage": F("stage__number"),
        "stage_commenced_on": _by_then("stage__commenced_on", ask),
        "kind": e.worded(f"{CLASS}__kind", e.KINDS),
        "offset_trading_group": F(f"{CLASS}__offset_trading_group"),
        "community_name": F(f"{CLASS}__community_name"),
        "pct_id": F(f"{CLASS}__pct_id"),
        "pct_name": F(f"{CLASS}__pct_name"),
        "hollow_bearing_trees": e.worded(f"{CLASS}__hollow_bearing_trees", e.HOLLOWS),
        "scientific_name": F(f"{CLASS}__scientific_name"),
        "common_name": F(f"{CLASS}__common_name"),
        "subregion": F(f"{CLASS}__subregion"),
        "region": F(f"{CLASS}__region"),
        "required": F("required"),
        "discharged": _discharged(ask),
        "owed": _owed(ask),
        "discharged_on": _by_then("obligation__discharged_on", ask),
        "lapsed_on": _by_then("obligation__lapsed_on", ask),
    }


def _by_then(field: str, ask: Ask) -> Any:
    """A day, where it had come by the day asked for."""
    if not ask.past:
        return F(field)
    return Case(When(**{f"{field}__lte": ask.day}, then=F(field)), default=e.NO_DAY)


def sorts(ask: Ask) -> dict[str, Any]:
    """What lines can be sorted by."""
    return {
        "owed": _owed(ask),
        "required": F("required"),
        "group": F(f"{CLASS}__offset_trading_group"),
        "subregion": F(f"{CLASS}__subregion"),
    }


LINES = Part("obligation_line", rows, columns, lambda ask: _owed(ask), sorts)
