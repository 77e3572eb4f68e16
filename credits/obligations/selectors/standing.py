"""How obligations stand on a day: what is owed, until when, and whether that is late.

Overdue: something is not discharged, and the day it was due on has passed or a stage it had to precede has begun.
At risk: something is not discharged, and it is due or a stage that waits for it is planned within 90 days (our
choice), or was planned for a day that has passed. Due: something else is not discharged. Discharged and lapsed: as the
obligation says.

A stage waits for what it and earlier stages owe, and for lines of no stage (BC Act s 7.14(4)). All is reckoned in the
database: lists sort and filter by it.
"""

from datetime import date, timedelta
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    DateField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Least

from credits.obligations import states
from credits.obligations.models import Obligation, ObligationLine, Stage

AT_RISK_DAYS = 90
"""So long before the day something is due, an obligation counts as at risk. Our choice."""

OVERDUE, AT_RISK, DUE = "overdue", "at_risk", "due"
STANDINGS = {
    OVERDUE: "Overdue",
    AT_RISK: "At risk",
    DUE: "Due",
    states.DISCHARGED: "Discharged",
    states.LAPSED: "Lapsed",
}
OPEN_STANDINGS = (OVERDUE, AT_RISK, DUE)
NEVER = date(9999, 12, 31)
"""Sorts what has no deadline last."""

_IN_FORCE = ObligationLine.IN_FORCE


def _sum(**of: Any) -> Coalesce:
    """A sum over the lines in force of an obligation."""
    lines = ObligationLine.objects.filter(obligation=OuterRef("pk"), state=_IN_FORCE).order_by()
    [(name, expression)] = of.items()
    summed = lines.values("obligation").annotate(**{name: Sum(expression)}).values(name)
    return Coalesce(Subquery(summed), 0, output_field=BigIntegerField())


def _waiting_stages() -> QuerySet[Stage]:
    """Stages of the obligation's development that wait for a line of it, or have begun although one is open."""
    open_lines = ObligationLine.objects.filter(
        Q(stage=None) | Q(stage__number__lte=OuterRef("number")),
        obligation=OuterRef(OuterRef("pk")),
        state=_IN_FORCE,
        required__gt=F("discharged"),
    )
    rows = Stage.objects.filter(development=OuterRef("development_id")).order_by("planned_start")
    return rows.filter(Exists(open_lines))


def with_standing(rows: QuerySet[Obligation], *, on: date) -> QuerySet[Any]:
    """Obligations with `required`, `pending`, `discharged` and `undischarged` credits of their lines in force,
    `next_start` (planned start of the next stage that waits), `deadline` and `standing` on that day."""
    planned = _waiting_stages().filter(state=states.PLANNED, planned_start__isnull=False)
    late_begun = _waiting_stages().filter(state=states.COMMENCED)
    soon = on + timedelta(days=AT_RISK_DAYS)
    open_still = Q(state=states.IN_FORCE, undischarged__gt=0)
    return rows.annotate(
        required=_sum(total=F("required")),
        pending=_sum(total=F("pending")),
        discharged=_sum(total=F("discharged")),
        undischarged=_sum(total=F("required") - F("discharged")),
        next_start=Subquery(planned.values("planned_start")[:1], output_field=DateField()),
        begun_early=Exists(late_begun),
    ).annotate(
        # Least of a date and of nothing is nothing on one database and the date on the other.
        deadline=Coalesce(
            Case(
                When(
                    due_on__isnull=False, next_start__isnull=False, then=Least(F("due_on"), F("next_start"))
                ),
                output_field=DateField(),
            ),
            F("due_on"),
            F("next_start"),
            output_field=DateField(),
        ),
        standing=Case(
            When(open_still & (Q(due_on__lt=on) | Q(begun_early=True)), then=Value(OVERDUE)),
            When(open_still & (Q(due_on__lte=soon) | Q(next_start__lte=soon)), then=Value(AT_RISK)),
            When(state=states.IN_FORCE, then=Value(DUE)),
            default=F("state"),
            output_field=CharField(),
        ),
    )
