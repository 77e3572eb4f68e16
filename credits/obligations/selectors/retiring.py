"""Which credits of who owes an obligation can be retired for its lines on a day."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from credits.lots.models import CreditClass, Lot
from credits.matching.deciding import Asked, ask_each, standing_of
from credits.obligations.models import Obligation, ObligationLine
from credits.schemes.nsw_bos.decide import Decision
from credits.schemes.nsw_bos.outcome import Answer


@dataclass(frozen=True, slots=True)
class Ruled:
    """One line with the decision about a class for it."""

    line: ObligationLine
    decision: Decision

    @property
    def serves(self) -> bool:
        """May these credits be retired for the line today?"""
        return self.decision.serves is Answer.YES


def open_lines(obligation: Obligation) -> list[ObligationLine]:
    """Lines in force with something outstanding."""
    rows = obligation.lines.filter(state=ObligationLine.IN_FORCE).select_related(
        "credit_class", "stage", "obligation__authority", "obligation__holder"
    )
    return [line for line in rows.order_by("number") if line.outstanding]


def held_lots(obligation: Obligation) -> QuerySet[Lot]:
    """Lots of who owes it with credits available, by class."""
    rows = Lot.objects.filter(holder__organisation=obligation.holder_id, status__in=Lot.OPEN, available__gt=0)
    return rows.select_related("credit_class", "agreement", "holder__organisation").order_by(
        "credit_class", "pk"
    )


def ruled(obligation: Obligation, lot: Lot, *, on: date) -> list[Ruled]:
    """Each open line with what the rules say about the lot for it."""
    status = standing_of(lot, on=on)
    return [
        Ruled(asked.line, asked.rule_on(lot.credit_class, status=status))
        for asked in ask_each(open_lines(obligation), on=on)
    ]


@dataclass(frozen=True, slots=True)
class Serving:
    """The lots that serve, and for which lines the credits of each class and status do; `others`: how many lots of the
    holder serve no line."""

    lots: QuerySet[Lot]
    lines: dict[tuple[int, str], tuple[ObligationLine, ...]]
    others: int


def serving(obligation: Obligation, *, on: date) -> Serving:
    """Lots of the holder that serve at least one open line on that day. Each class is asked once."""
    asked = ask_each(open_lines(obligation), on=on)
    free = held_lots(obligation).exclude(suspended_until__gte=on)
    kinds = list(free.order_by().values_list("credit_class", "status").distinct())
    classes = CreditClass.objects.in_bulk({class_id for class_id, _ in kinds})
    lines = {(class_id, status): _served(asked, classes[class_id], status) for class_id, status in kinds}
    lines = {kind: found for kind, found in lines.items() if found}
    wanted = Q(pk__in=[])
    for class_id, status in lines:
        wanted |= Q(credit_class=class_id, status=status)
    lots = free.filter(wanted)
    return Serving(lots, lines, held_lots(obligation).count() - lots.count())


def _served(asked: list[Asked], of: CreditClass, status: str) -> tuple[ObligationLine, ...]:
    return tuple(
        one.line
        for one in asked
        if one.rule_on(of, status=status).serves is Answer.YES  # type: ignore[arg-type]
    )
