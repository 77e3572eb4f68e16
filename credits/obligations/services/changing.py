"""What else happens to an obligation: its consent lapses, or the duty passes to another developer (N25)."""

from datetime import date, datetime
from typing import Any

from django.db.models import Q

from credits.obligations import policies_authority as policies
from credits.obligations import states
from credits.obligations.chains import obligation_chain
from credits.obligations.models import DutyHolder, Obligation, ObligationLine, Stage
from credits.obligations.selectors import visible
from credits.obligations.services import entries
from registry import public_ids
from registry.actor import DEVELOPER, Actor
from registry.commands import Run, command
from registry.findings import DomainError, Finding, InvalidInput
from registry.notices.services.sending import send_to_each
from registry.parties.models import Organisation, RoleAssignment


@command("obligation.lapse")
def lapse(
    run: Run, *, obligation_id: str, lapsed_on: date, reason: str, today: date, now: datetime
) -> dict[str, Any]:
    """Record that the consent lapsed before anything began, so that nothing is owed under it any more.

    Refused where a stage has commenced or something is on its way. Raises NotVisible, NotAllowed, InvalidInput,
    DomainError."""
    obligation, lines = hold(run.actor, obligation_id)
    run.allow(policies.may_on_obligation(run.actor, obligation, "lapse"))
    states.OBLIGATION.require("lapse", obligation.state)
    if obligation.is_of_the_trust:
        raise DomainError(
            "obligation.of_the_trust",
            "The Trust took this duty over on payment; it does not lapse with a consent (BC Act s 6.31).",
        )
    findings: list[Finding] = []
    reason = entries.text(findings, reason, field="reason", called="how the consent lapsed", longest=4_000)
    _require_day(findings, obligation, lapsed_on, "lapsed_on", today)
    if findings:
        raise InvalidInput(findings)
    stages = Stage.objects.filter(Q(development=obligation.development_id) | Q(lines__obligation=obligation))
    begun = stages.filter(state=states.COMMENCED).order_by("number").first()
    if begun is not None:
        raise DomainError(
            "obligation.commenced",
            f"{begun} commenced on {begun.commenced_on:%d/%m/%Y}, so the consent cannot have lapsed before it began.",
        )
    waiting = [line for line in lines if line.pending]
    if waiting:
        raise DomainError(
            "obligation.something_on_its_way",
            f"{waiting[0].pending:,} credits of line {waiting[0].number} are on their way. That has to be finished or "
            "withdrawn first.",
        )
    obligation.lines.filter(state=ObligationLine.IN_FORCE).update(state=ObligationLine.LAPSED)
    Obligation.objects.filter(pk=obligation.pk, state=obligation.state).update(
        state=states.LAPSED, lapsed_on=lapsed_on
    )
    obligation.state = states.LAPSED
    _tell(obligation, obligation.holder, title=f"{obligation.number} has lapsed", body=reason, now=now)
    return _told(run, obligation, {"lapsed_on": lapsed_on.isoformat(), "reason": reason})


@command("obligation.change_holder")
def change_holder(
    run: Run,
    *,
    obligation_id: str,
    holder_id: str,
    held_from: date,
    reason: str,
    today: date,
    now: datetime,
) -> dict[str, Any]:
    """Record that another developer owes the credits from a day on, as the duty passes with the consent. Who owed them
    before stays on record. Raises NotVisible, NotAllowed, InvalidInput, DomainError."""
    obligation, _ = hold(run.actor, obligation_id)
    run.allow(policies.may_on_obligation(run.actor, obligation, "change_holder"))
    states.OBLIGATION.require("change_holder", obligation.state)
    if obligation.is_of_the_trust:
        raise DomainError(
            "obligation.of_the_trust",
            "The Trust took this duty over on payment; it does not pass on (BC Act s 6.31).",
        )
    findings: list[Finding] = []
    holder = holder_of(findings, holder_id, on=today)
    reason = entries.text(
        findings, reason, field="reason", called="the evidence of the change", longest=4_000
    )
    _require_day(findings, obligation, held_from, "held_from", today)
    latest = obligation.duty_holders.order_by("-pk").first()
    if latest is not None and held_from < latest.held_from:
        message = (
            f"{latest.organisation} owes it since {latest.held_from:%d/%m/%Y}. Enter a day from then on."
        )
        findings.append(Finding("obligation.held_from_too_early", message, "held_from"))
    if holder is not None and holder.pk == obligation.holder_id:
        findings.append(
            Finding("obligation.same_holder", f"{holder} owes this obligation already.", "holder_id")
        )
    if findings or holder is None:
        raise InvalidInput(findings)
    before = obligation.holder
    Obligation.objects.filter(pk=obligation.pk, holder=before).update(holder=holder)
    DutyHolder.objects.create(
        obligation=obligation,
        organisation=holder,
        held_from=held_from,
        reason=reason,
        recorded_by_id=run.actor.person_id,
        recorded_at=now,
    )
    _tell(
        obligation,
        before,
        holder,
        title=f"{obligation.number} passes to {holder}"[:200],
        body=f"{holder} owes the credits of {obligation.reference} from {held_from:%d/%m/%Y}.",
        now=now,
    )
    return _told(
        run,
        obligation,
        {"from": before.name, "to": holder.name, "held_from": held_from.isoformat(), "evidence": reason},
    )


def hold(actor: Actor, obligation_id: str) -> tuple[Obligation, list[ObligationLine]]:
    """The obligation and its lines in force, their rows held: lines in the order of their keys, then the obligation.

    Raises NotVisible."""
    seen = visible.obligation(actor, obligation_id)
    lines = list(
        seen.lines.select_for_update(no_key=True).filter(state=ObligationLine.IN_FORCE).order_by("pk")
    )
    Obligation.objects.select_for_update(no_key=True).get(pk=seen.pk)
    return Obligation.objects.select_related("holder", "authority", "development").get(pk=seen.pk), lines


def holder_of(
    findings: list[Finding], organisation_id: Any, *, on: date, field: str = "holder_id"
) -> Organisation | None:
    """An organisation for which somebody signs as developer on that day."""
    found = public_ids.look_up(Organisation.objects.all(), organisation_id)
    if found is None:
        findings.append(Finding("obligation.holder_unknown", "Choose the organisation from the list.", field))
        return None
    if not with_a_developer(on).filter(pk=found.pk).exists():
        message = (
            f"Nobody signs for {found} as developer. Ask the registrar to give somebody that role first."
        )
        findings.append(Finding("obligation.holder_without_developer", message, field))
    return found


def with_a_developer(on: date) -> Any:
    """The organisations for which somebody signs as developer on that day, by name."""
    held = RoleAssignment.objects.filter(role=DEVELOPER, valid_from__lte=on).filter(
        Q(valid_to=None) | Q(valid_to__gte=on)
    )
    return Organisation.objects.filter(pk__in=held.values("organisation")).order_by("name")


def _require_day(findings: list[Finding], obligation: Obligation, day: date, field: str, today: date) -> None:
    if day > today:
        findings.append(Finding("obligation.day_in_future", "The day cannot lie in the future.", field))
    elif day < obligation.imposed_on:
        message = f"The obligation is of {obligation.imposed_on:%d/%m/%Y}. Enter a day from then on."
        findings.append(Finding("obligation.day_too_early", message, field))


def _tell(obligation: Obligation, *organisations: Organisation, title: str, body: str, now: datetime) -> None:
    path = f"/obligations/{obligation.public_id}/"
    send_to_each(organisations=organisations, title=title, body=body[:500], path=path, now=now)


def _told(run: Run, obligation: Obligation, data: dict[str, Any]) -> dict[str, Any]:
    run.event(chain=obligation_chain(obligation), subject=str(obligation.public_id), data=data)
    return {"id": str(obligation.public_id), "number": obligation.number, "state": obligation.state}
