"""No net loss, for any period: what developments that have begun required against what is discharged (N5).

A line counts from the day on which its stage, or a later one, commenced; a line of no stage from the first stage that
did. Required and discharged are as at the end of the period, so what was retired before a stage began counts for it.
Nothing is set off between lines. Duties of the Trust are kept apart: the payment that moved them discharged the
developer's line already. Orders and consents without a recorded development have no beginning and are counted beside.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from credits.lots.listings import end_of
from credits.lots.models import Movement
from credits.obligations.models import Discharge, Obligation, ObligationLine, Stage
from credits.public.market.selectors import traded_name
from credits.public.registers.asking import Ask
from credits.public.registers.sources.obligations import begins, in_force_then

FUND_WAY = "fund_payment"
VOLUNTARY = Q(reason="voluntary") | Q(register_row__retirement_purpose="voluntary")


@dataclass(slots=True)
class Position:
    """One kind of credits under the name it is traded by, or all of a kind: credits required and discharged of what
    began in the period, and of all that has begun by its end."""

    kind: str
    name: str
    began_required: int = 0
    began_discharged: int = 0
    required: int = 0
    discharged: int = 0
    paid_to_fund: int = 0

    @property
    def began_shortfall(self) -> int:
        """What is missing of what began in the period."""
        return self.began_required - self.began_discharged

    @property
    def shortfall(self) -> int:
        """What is missing of all that has begun; nothing: no net loss."""
        return self.required - self.discharged


@dataclass(frozen=True, slots=True)
class Statement:
    """The statement of a period, both days included. `voluntary` are credits retired for no duty by its end;
    `left_out` obligations in force that have no recorded development."""

    first_day: date
    last_day: date
    positions: list[Position]
    total: Position
    voluntary: int
    trust_owes: int
    left_out: int

    @property
    def sentence(self) -> str:
        """The outcome in words."""
        total, day = self.total, f"{self.last_day:%d/%m/%Y}"
        if not total.required:
            told = f"No development with an obligation had begun by {day}."
        elif total.shortfall:
            told = (
                f"Net loss: by {day} developments that have begun required {total.required:,} credits, and "
                f"{total.shortfall:,} of them are not discharged."
            )
        else:
            told = (
                f"No net loss: all {total.required:,} credits required of developments that have begun by {day} are "
                "discharged."
            )
        if self.voluntary and not total.shortfall:
            told += f" Net positive: {self.voluntary:,} more credits were retired for no duty."
        return told


def statement_of(first_day: date, last_day: date) -> Statement:
    """The statement. Five queries, however many lines there are."""
    found: dict[tuple[str, str], Position] = {}
    total = Position("", "")
    for row in _begun_lines(last_day).iterator(chunk_size=2_000):
        key = (row["of"], row["name"] or "")
        for position in (found.setdefault(key, Position(*key)), total):
            _add(position, row, first_day)
    retired = Movement.objects.filter(VOLUNTARY, kind="retire", at__lte=end_of(last_day))
    return Statement(
        first_day=first_day,
        last_day=last_day,
        positions=sorted(found.values(), key=lambda one: (one.kind, one.name.casefold())),
        total=total,
        voluntary=retired.aggregate(sum=Sum("quantity"))["sum"] or 0,
        trust_owes=_trust_owes(last_day),
        left_out=Obligation.objects.filter(development=None, imposed_on__lte=last_day)
        .exclude(source=Obligation.Source.FUND)
        .count(),
    )


def of_kinds(positions: Iterable[Position]) -> list[Position]:
    """The sums of ecosystem and of species credits."""
    sums: dict[str, Position] = {}
    for one in positions:
        into = sums.setdefault(one.kind, Position(one.kind, ""))
        for name in ("began_required", "began_discharged", "required", "discharged", "paid_to_fund"):
            setattr(into, name, getattr(into, name) + getattr(one, name))
    return list(sums.values())


def _add(position: Position, row: dict[str, Any], first_day: date) -> None:
    position.required += row["required"]
    position.discharged += row["met"]
    position.paid_to_fund += row["paid"]
    if row["begun"] >= first_day:
        position.began_required += row["required"]
        position.began_discharged += row["met"]


def _begun_lines(last_day: date) -> QuerySet[Any, Any]:
    """Lines in force at the end of that day that a stage has begun for."""
    ask = Ask(last_day, instant=end_of(last_day))
    stages = Stage.objects.filter(
        development=OuterRef("obligation__development"), commenced_on__lte=last_day
    ).filter(Q(number__gte=Coalesce(OuterRef("stage__number"), 0)))
    lines = in_force_then(ObligationLine.objects.exclude(obligation__source=Obligation.Source.FUND), ask)
    return (
        lines.annotate(begun=Subquery(stages.order_by("commenced_on").values("commenced_on")[:1]))
        .filter(begun__isnull=False)
        .annotate(
            of=F("credit_class__kind"),
            name=traded_name("credit_class__"),
            met=_sum(last_day, Q()),
            paid=_sum(last_day, Q(way=FUND_WAY)),
        )
        .order_by("pk")
        .values("of", "name", "required", "begun", "met", "paid")
    )


def _sum(last_day: date, of: Q) -> Coalesce:
    parts = Discharge.objects.filter(of, line=OuterRef("pk"), on__lte=last_day).order_by()
    summed = parts.values("line").annotate(sum=Sum("quantity")).values("sum")
    return Coalesce(Subquery(summed), 0, output_field=BigIntegerField())


def _trust_owes(last_day: date) -> int:
    ask = Ask(last_day, instant=end_of(last_day))
    lines = ObligationLine.objects.filter(obligation__source=Obligation.Source.FUND)
    lines = in_force_then(lines.annotate(begun=begins()).filter(begun__lte=last_day), ask)
    owed = lines.annotate(met=_sum(last_day, Q())).values_list("required", "met")
    return sum(required - met for required, met in owed)
