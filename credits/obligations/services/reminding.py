"""Each night: who owes credits is reminded before a stage that waits for them is planned to begin (N28)."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from credits.obligations import states
from credits.obligations.chains import obligation_chain
from credits.obligations.models import Obligation, ObligationLine, Stage
from credits.obligations.policies_life import may_remind
from registry.actor import system
from registry.commands import Run, command
from registry.idempotency.keys import used
from registry.notices.services.sending import send

DAYS_BEFORE = (90, 30, 7)
"""So many days before the planned start of a stage, or as soon after as the clock runs. Our choice."""


@command("obligation.remind")
def remind(
    run: Run, *, obligation_id: str, stage_number: int, planned_start: date, owed: int, now: datetime
) -> dict[str, Any]:
    """Tell who owes it what has to be discharged before the stage begins; once, by the key."""
    run.allow(may_remind(run.actor))
    obligation = Obligation.objects.select_related("holder").get(public_id=obligation_id)
    send(
        organisation=obligation.holder,
        title=f"Stage {stage_number} is planned for {planned_start:%d/%m/%Y}",
        body=(
            f"{owed:,} credits of {obligation.number} ({obligation.reference}) are not discharged. The stage cannot "
            "commence before they are (BC Act s 7.13, s 7.14(4))."
        ),
        path=f"/obligations/{obligation.public_id}/",
        now=now,
    )
    run.event(
        chain=obligation_chain(obligation),
        subject=str(obligation.public_id),
        data={"stage": stage_number, "planned_start": planned_start.isoformat(), "owed": owed},
    )
    return {"id": str(obligation.public_id)}


def remind_all(*, today: date, now: datetime) -> dict[str, int]:
    """Send what is due. A night that was missed is made up by the next; nobody is told twice for the same mark of the
    same planned day."""
    actor, sent = system("calendar"), 0
    for stage, obligation, owed in _waiting(today):
        start = stage.planned_start
        if start is None:
            continue
        mark = min(days for days in DAYS_BEFORE if (start - today).days <= days)
        key = f"remind:{obligation.pk}:{stage.pk}:{start}:{mark}"
        if used(actor=actor, key=key):
            continue
        remind(
            actor=actor,
            key=key,
            obligation_id=str(obligation.public_id),
            stage_number=stage.number,
            planned_start=start,
            owed=owed,
            now=now,
        )
        sent += 1
    return {"reminded": sent}


def _waiting(today: date) -> list[tuple[Stage, Obligation, int]]:
    """Stages planned within the longest notice, with the obligations in force they wait for and the credits missing."""
    open_lines = ObligationLine.objects.filter(
        obligation__development=OuterRef("development"),
        obligation__state=states.IN_FORCE,
        state=ObligationLine.IN_FORCE,
        required__gt=F("discharged"),
    ).filter(Q(stage=None) | Q(stage__number__lte=OuterRef("number")))
    stages = Stage.objects.filter(
        Exists(open_lines),
        state=states.PLANNED,
        planned_start__gte=today,
        planned_start__lte=today + timedelta(days=max(DAYS_BEFORE)),
    )
    found = []
    for stage in stages.order_by("planned_start", "pk"):
        owed: dict[Obligation, int] = {}
        lines = ObligationLine.objects.filter(
            Q(stage=None) | Q(stage__number__lte=stage.number),
            obligation__development=stage.development_id,
            obligation__state=states.IN_FORCE,
            state=ObligationLine.IN_FORCE,
            required__gt=F("discharged"),
        ).select_related("obligation")
        for line in lines.order_by("obligation_id"):
            owed[line.obligation] = owed.get(line.obligation, 0) + line.undischarged
        found += [(stage, obligation, missing) for obligation, missing in owed.items()]
    return found
