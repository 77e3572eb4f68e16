"""What the Trust owes since it was paid (BC Act s 6.31), and its steps down the hierarchy by year (BC Reg cl 6.5)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Max, Min, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from credits.obligations import states
from credits.obligations.models import Claim, Discharge, Obligation, ObligationLine
from credits.obligations.selectors import visible
from credits.periods import financial_year
from registry.actor import Actor

RULES = dict(Claim.RULES)
WAYS = dict(Discharge.WAYS)
LIKE_FOR_LIKE = "like_for_like"
COUNTED = ("required", "pending", "discharged")


def duties(actor: Actor) -> QuerySet[Any]:
    """The Trust's obligations that the actor may read with the sums of their lines in force, newest first."""
    in_force = Q(lines__state=ObligationLine.IN_FORCE)
    sums = {name: Coalesce(Sum(f"lines__{name}", filter=in_force), 0) for name in COUNTED}
    return (
        visible.obligations(actor)
        .filter(source=Obligation.Source.FUND)
        .select_related("taken_over_by")
        .annotate(**sums)
        .annotate(undischarged=F("required") - F("discharged"))
    )


def narrowed(rows: QuerySet[Any], show: str) -> QuerySet[Any]:
    """`open`: what is not discharged; `discharged`; anything else: all."""
    wanted = {"open": states.IN_FORCE, "discharged": states.DISCHARGED}
    return rows.filter(state=wanted[show]) if show in wanted else rows


def totals(actor: Actor) -> dict[str, int]:
    """Credits of all of them together."""
    lines = _lines(actor).filter(state=ObligationLine.IN_FORCE)
    found = lines.aggregate(**{name: Coalesce(Sum(name), 0) for name in COUNTED})
    return {**found, "undischarged": found["required"] - found["discharged"]}


def _lines(actor: Actor) -> QuerySet[ObligationLine]:
    owed = visible.obligations(actor).filter(source=Obligation.Source.FUND).order_by().values("pk")
    return ObligationLine.objects.filter(obligation__in=owed)


def _discharges(actor: Actor, year: str) -> QuerySet[Discharge]:
    first, last = span_of(year)
    return Discharge.objects.filter(line__in=_lines(actor).values("pk"), on__gte=first, on__lte=last)


def span_of(year: str) -> tuple[date, date]:
    """The first and the last day of a financial year written as `2026-27`."""
    begins = int(year[:4])
    return date(begins, 7, 1), date(begins + 1, 6, 30)


def years(actor: Actor, *, on: date) -> list[str]:
    """The financial years from the first part that the Trust discharged to that of the day, newest first."""
    found = Discharge.objects.filter(line__in=_lines(actor).values("pk")).aggregate(
        first=Min("on"), last=Max("on")
    )
    first, last = found["first"] or on, max(found["last"] or on, on)
    begins = [day.year if day.month >= 7 else day.year - 1 for day in (first, last)]
    return [financial_year(date(year, 7, 1)) for year in range(begins[1], begins[0] - 1, -1)]


@dataclass(frozen=True, slots=True)
class StepDown:
    """A part that the Trust discharged otherwise than like for like, and why it left the steps before."""

    on: date
    line: ObligationLine
    quantity: int
    step: str
    justification: str
    record: str
    """The number of the transaction, or the code of the listed action."""


def steps_down(actor: Actor, year: str) -> Iterator[StepDown]:
    """Each of them in a financial year, oldest first."""
    rows = (
        _discharges(actor, year)
        .exclude(Q(claim=None, measure=None) | Q(claim__rule=LIKE_FOR_LIKE))
        .select_related(
            "line__obligation__holder", "line__credit_class", "claim__retirement", "measure__listed_action"
        )
        .order_by("on", "pk")
    )
    return map(_step, rows)


def _step(one: Discharge) -> StepDown:
    if one.claim is not None:
        why, number = one.claim.step_justification, one.claim.retirement.transaction_number
        return StepDown(one.on, one.line, one.quantity, RULES[one.claim.rule], why, str(number))
    measure = one.measure
    action = measure.listed_action if measure is not None else None
    why = measure.description if measure is not None else ""
    return StepDown(one.on, one.line, one.quantity, WAYS[one.way], why, action.code if action else "")


def discharged_by_step(actor: Actor, year: str) -> list[tuple[str, int]]:
    """Credits discharged in a financial year by step of the hierarchy, each step that was used."""
    rows = (
        _discharges(actor, year)
        .values("way", "claim__rule")
        .annotate(credits=Sum("quantity"))
        .order_by("way", "claim__rule")
    )
    return [(RULES.get(row["claim__rule"]) or WAYS[row["way"]], row["credits"]) for row in rows]
