"""Recording that a stage commenced: only when nothing that it or an earlier stage owes is outstanding (N28)."""

from datetime import date, datetime
from typing import Any

from credits.obligations import policies_discharge as policies
from credits.obligations import states
from credits.obligations.chains import development_chain
from credits.obligations.models import Development, Obligation, ObligationLine, Stage
from credits.obligations.selectors import commencing, visible
from credits.obligations.selectors.commencing import CLAUSE, Standing
from registry.actor import Actor
from registry.commands import Run, command
from registry.findings import DomainError, Finding, InvalidInput
from registry.notices.services.sending import send_to_each
from registry.transitions import take


@command("stage.commence")
def commence(run: Run, *, stage_id: str, commenced_on: date, today: date, now: datetime) -> dict[str, Any]:
    """Record the day on which the works of a stage began (BC Act s 7.13, s 7.14(4)).

    Refused, with a list of what is in the way, while a line of this stage, of an earlier one or of none is not
    discharged or a condition of the stage is not met; and for a day before the last discharge, when it was not yet.
    Raises NotVisible, NotAllowed, InvalidInput, DomainError."""
    stage = hold(run.actor, stage_id)
    run.allow(policies.may_commence(run.actor, stage.development))
    return _commence(run, stage, commenced_on=commenced_on, today=today, now=now)


@command("development.commence")
def commence_whole(
    run: Run, *, development_id: str, commenced_on: date, today: date, now: datetime
) -> dict[str, Any]:
    """The same for a development without stages: all that it owes has to be discharged. It gets one stage, begun."""
    development = visible.development(run.actor, development_id)
    _lock(development.pk)
    run.allow(policies.may_commence(run.actor, development))
    if Stage.objects.filter(development=development).exists():
        raise DomainError(
            "stage.development_is_staged", "This development has stages. Record the one that commenced."
        )
    stage = commencing.whole(development)
    _require_free(stage)
    stage.save()
    return _commence(run, stage, commenced_on=commenced_on, today=today, now=now)


def _require_free(stage: Stage) -> Standing:
    found = commencing.standing_of(stage)
    if found.in_the_way:
        raise DomainError(
            "stage.something_in_the_way",
            f"{stage} cannot commence: {' '.join(one.message for one in found.in_the_way)} ({CLAUSE})",
            found.in_the_way,
        )
    return found


def _commence(run: Run, stage: Stage, *, commenced_on: date, today: date, now: datetime) -> dict[str, Any]:
    development = stage.development
    states.STAGE.require("commence", stage.state)
    found = _require_free(stage)
    require_day(commenced_on, earliest=found.earliest, today=today)
    take(
        stage,
        states.STAGE,
        "commence",
        commenced_on=commenced_on,
        commenced_by_id=run.actor.person_id,
    )
    send_to_each(
        organisations=[development.authority],
        title=f"Stage {stage.number} of {development.number} commenced",
        body=f"“{development.title}”: {stage.title} commenced on {commenced_on:%d/%m/%Y}."[:500],
        path=f"/developments/{development.public_id}/",
        now=now,
    )
    run.event(
        chain=development_chain(development),
        subject=str(stage.public_id),
        data={
            "stage": stage.number,
            "commenced_on": commenced_on.isoformat(),
            "conditions_open": [one.message for one in found.warnings],
        },
    )
    return {
        "id": str(stage.public_id),
        "number": stage.number,
        "state": states.COMMENCED,
        "commenced_on": commenced_on.isoformat(),
        "warnings": [one.message for one in found.warnings],
    }


def require_day(commenced_on: date, *, earliest: date | None, today: date) -> None:
    """Raises InvalidInput for a day to come, or for one on which the stage could not lawfully begin."""
    if commenced_on > today:
        message = "The day of commencement cannot lie in the future."
        raise InvalidInput([Finding("stage.in_future", message, "commenced_on")])
    if earliest is not None and commenced_on < earliest:
        message = (
            f"Before {earliest:%d/%m/%Y} the stage could not begin: that is the day of the consent or of the last "
            "discharge it waited for. If the works began earlier, tell the authority."
        )
        raise InvalidInput([Finding("stage.began_early", message, "commenced_on", clause=CLAUSE)])


def hold(actor: Actor, stage_id: str) -> Stage:
    """The stage with its development locked, and so no decision on a modification between; then the lines in force of
    its obligations and the obligations, as everybody locks them. Raises NotVisible."""
    _lock(commencing.stage(actor, stage_id).development_id)
    return commencing.stage(actor, stage_id)


def _lock(development_id: int) -> None:
    Development.objects.select_for_update(no_key=True).get(pk=development_id)
    lines = ObligationLine.objects.filter(
        obligation__development=development_id, state=ObligationLine.IN_FORCE
    )
    list(lines.select_for_update(no_key=True, of=("self",)).order_by("pk"))
    obligations = Obligation.objects.filter(development=development_id)
    list(obligations.select_for_update(no_key=True, of=("self",)).order_by("pk"))
