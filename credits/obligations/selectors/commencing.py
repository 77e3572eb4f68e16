"""What stands in the way of a stage: it may begin only when what it and earlier stages owe is discharged (N28)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Max, Q, QuerySet

from credits.obligations import states
from credits.obligations.models import (
    Application,
    Condition,
    Development,
    Discharge,
    Obligation,
    ObligationLine,
    Stage,
)
from credits.obligations.selectors import visible
from registry import public_ids
from registry.actor import Actor
from registry.findings import Finding

CLAUSE = "BC Act s 7.13, s 7.14(4)"


@dataclass(frozen=True, slots=True)
class Standing:
    """How a stage stands on its way to commencement. `in_the_way`: why it may not begin; empty where it may.
    `warnings`: conditions of no or another stage that are not met yet. `earliest`: the first day on which it may have
    begun; None while something is in the way."""

    stage: Stage
    in_the_way: tuple[Finding, ...]
    warnings: tuple[Finding, ...]
    lines: tuple[ObligationLine, ...]
    earliest: date | None


def stages(actor: Actor) -> QuerySet[Stage]:
    """Stages of the developments that the actor may read."""
    rows = Stage.objects.select_related("development__developer", "development__authority", "commenced_by")
    return rows.filter(development__in=visible.developments(actor).order_by().values("pk"))


def stage(actor: Actor, public_id: UUID | str) -> Stage:
    """One stage. Raises NotVisible."""
    return public_ids.find(stages(actor), public_id, "stage")


def whole(development: Development) -> Stage:
    """The one stage, not stored yet, of a development that has none."""
    return Stage(development=development, number=1, title="The whole development")


def lines_before(stage: Stage) -> QuerySet[ObligationLine]:
    """Lines in force that have to be discharged before the stage begins: its own, those of earlier stages, those of no
    stage; of every obligation of the development."""
    return (
        ObligationLine.objects.filter(
            Q(stage=None) | Q(stage__development=stage.development_id, stage__number__lte=stage.number),
            obligation__development=stage.development_id,
            state=ObligationLine.IN_FORCE,
        )
        .select_related("obligation", "stage", "credit_class")
        .order_by("obligation_id", "number")
    )


def standing_of(stage: Stage) -> Standing:
    """What stands in the way of the stage now. Five queries at most."""
    consent, found = _consent(stage.development)
    lines = list(lines_before(stage))
    found += [_undischarged(line) for line in lines if line.undischarged]
    unmet = list(
        Condition.objects.filter(
            application__development=stage.development_id, application__state=states.APPROVED, met_on=None
        ).select_related("stage")
    )
    blocking = [one for one in unmet if one.stage_id and one.stage_id == stage.pk]
    found += [_unmet("stage.condition_not_met", one) for one in blocking]
    warnings = tuple(_unmet("stage.other_condition", one) for one in unmet if one not in blocking)
    return Standing(stage, tuple(found), warnings, tuple(lines), None if found else _earliest(lines, consent))


def _consent(development: Development) -> tuple[date | None, list[Finding]]:
    """Day of the consent that the development has, or why it has none in force."""
    lapsed = Obligation.objects.filter(development=development, state=states.LAPSED)
    in_force = Obligation.objects.filter(development=development).exclude(state=states.LAPSED)
    first = in_force.order_by("imposed_on").values_list("imposed_on", flat=True).first()
    if first is not None:
        return first, []
    if lapsed.exists():
        message = "The consent has lapsed: nothing can commence under it."
        return None, [Finding("stage.consent_lapsed", message, clause=CLAUSE)]
    # An approval that requires no credits leaves no obligation.
    approved = Application.objects.filter(development=development, state=states.APPROVED)
    decided = approved.order_by("decided_on").values_list("decided_on", flat=True).first()
    if decided is not None:
        return decided, []
    message = "No application for this development is approved: nothing can commence yet."
    return None, [Finding("stage.not_approved", message, clause=CLAUSE)]


def _undischarged(line: ObligationLine) -> Finding:
    due = f"before stage {line.stage.number}" if line.stage else "before any work"
    on_way = f", {line.pending:,} of them on their way" if line.pending else ""
    message = (
        f"Line {line.number} of {line.obligation.number}: {line.undischarged:,} of {line.required:,} credits "
        f"({line.credit_class}) are not discharged{on_way}; they are due {due}."
    )
    return Finding("stage.undischarged", message, clause=CLAUSE)


def _unmet(code: str, condition: Condition) -> Finding:
    of = f" of stage {condition.stage.number}" if condition.stage else ""
    return Finding(
        code, f"Condition {condition.number}{of} is not ticked off: {condition.text}"[:1_000], clause="N27"
    )


def _earliest(lines: Sequence[ObligationLine], consent: date | None) -> date | None:
    last = Discharge.objects.filter(line__in=[line.pk for line in lines]).aggregate(last=Max("on"))["last"]
    days = [day for day in (consent, last) if day is not None]
    return max(days, default=None)
