"""The life-line of one obligation: what is owed line by line, who owed it since when, what happened, what is next."""

from dataclasses import dataclass
from datetime import date

from credits.obligations import states
from credits.obligations.models import DutyHolder, Obligation, ObligationLine
from credits.obligations.selectors.events import Event, events_of
from credits.obligations.selectors.next_steps import NextStep, next_steps
from credits.obligations.selectors.standing import with_standing


@dataclass(frozen=True, slots=True)
class Totals:
    """Credits of all lines in force (N4): `required = outstanding + pending + discharged`, always."""

    required: int
    pending: int
    discharged: int

    @property
    def outstanding(self) -> int:
        """Neither discharged nor on their way."""
        return self.required - self.pending - self.discharged

    @property
    def undischarged(self) -> int:
        """The negative position that has to be brought back to zero."""
        return self.required - self.discharged


@dataclass(frozen=True, slots=True)
class Lifeline:
    """All of it. `standing` is overdue, at_risk, due, discharged or lapsed."""

    obligation: Obligation
    lines: list[ObligationLine]
    holders: list[DutyHolder]
    totals: Totals
    standing: str
    deadline: date | None
    events: list[Event]
    next: list[NextStep]

    @property
    def finished(self) -> bool:
        """Nothing is left: only then is the duty over (N4)."""
        return self.obligation.state == states.DISCHARGED


def lifeline_of(obligation: Obligation, *, on: date) -> Lifeline:
    """Everything about it as on that day. About thirty queries, however much happened."""
    lines = lines_of(obligation)
    stood = with_standing(Obligation.objects.filter(pk=obligation.pk), on=on).values("standing", "deadline")
    [now] = stood
    return Lifeline(
        obligation=obligation,
        lines=lines,
        holders=list(obligation.duty_holders.select_related("organisation").order_by("pk")),
        totals=totals_of(lines),
        standing=now["standing"],
        deadline=now["deadline"],
        events=events_of(obligation),
        next=next_steps(obligation, lines),
    )


def lines_of(obligation: Obligation) -> list[ObligationLine]:
    """All lines, superseded and lapsed ones included, in their order."""
    return list(
        obligation.lines.select_related("credit_class", "stage", "supersedes").order_by("number", "pk")
    )


def totals_of(lines: list[ObligationLine]) -> Totals:
    """Of the lines in force."""
    held = [line for line in lines if line.state == ObligationLine.IN_FORCE]
    return Totals(
        required=sum(line.required for line in held),
        pending=sum(line.pending for line in held),
        discharged=sum(line.discharged for line in held),
    )
