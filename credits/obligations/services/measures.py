"""Ways other than credits: a listed conservation action (N30), rehabilitation of a mine site (N31), and measures
approved in a strategic certification (cl 6.2, cl 6.6).

What is proposed is set aside on its line at once; an officer of the authority checks the evidence, a delegate accepts.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from credits.obligations import policies_fund, quantities, states
from credits.obligations.chains import obligation_chain
from credits.obligations.entities import entity_of, same_entity
from credits.obligations.models import Measure, ObligationLine
from credits.obligations.selectors import fund, visible, ways
from credits.obligations.services import entries
from registry import public_ids
from registry.actor import Actor
from registry.commands import Run, command
from registry.findings import DomainError, Finding, InvalidInput
from registry.notices.services.sending import send
from registry.parties.models import Organisation
from registry.transitions import take

Kind = Measure.MeasureKind
CLAUSE = "BC Reg cl 6.2"


@command("measure.propose")
def propose(
    run: Run,
    *,
    line_id: str,
    kind: str,
    quantity: int,
    description: str,
    evidence: str,
    listed_action_code: str = "",
    cost_cents: int | None = None,
    creates: str = "",
    today: date,
    now: datetime,
) -> dict[str, Any]:
    """Propose another way for so many credits of a line, by whoever owes it. Set aside until it is decided.

    Refused with the clause where the way is not open to this development. Raises NotVisible, NotAllowed, InvalidInput,
    DomainError."""
    line = visible.line(run.actor, line_id)
    run.allow(policies_fund.may_owe(run.actor, line.obligation))
    quantities.require_quantity(quantity)
    findings: list[Finding] = []
    entries.choice(findings, kind, among=Kind.values, field="kind", called="the way")
    values: dict[str, Any] = {
        "description": entries.text(findings, description, field="description", called="what is done"),
        "evidence": entries.text(findings, evidence, field="evidence", called="what shows it"),
        "creates": "",
        "cost_cents": None,
        "listed_action": None,
    }
    if findings:
        raise InvalidInput(findings)
    if kind == Kind.CONSERVATION_ACTION:
        values |= _conservation_action(line, listed_action_code, cost_cents, today)
    elif kind == Kind.MINE_REHABILITATION:
        values |= _rehabilitation(line, creates)
    else:
        _require_open(line, Kind.APPROVED_MEASURE)
    quantities.set_aside(line, quantity)
    made = Measure.objects.create(
        line=line,
        kind=kind,
        quantity=quantity,
        proposed_by_id=run.actor.person_id,
        proposed_at=now,
        **values,
    )
    body = f"{quantity:,} credits of line {line.number}: {made.get_kind_display().lower()}."
    _tell(line.obligation.authority, made, "proposed", body, now)
    return _told(run, made, {"line": line.number, "kind": kind, "quantity": quantity})


def _conservation_action(
    line: ObligationLine, code: str, cost_cents: int | None, today: date
) -> dict[str, Any]:
    action = next((one for one in fund.listed_actions(today) if one.code == code), None)
    if action is None:
        raise DomainError(
            "measure.action_not_listed",
            "The action is not on the list of biodiversity conservation actions of today. Only a listed action can be "
            f"funded in place of credits ({CLAUSE}; ancillary rules).",
        )
    if not ways.benefits(action, line):
        raise DomainError(
            "measure.other_entity",
            f"The listed action benefits {action.entity}; line {line.number} is about {entity_of(line.credit_class)}. "
            f"The action has to benefit the affected entity ({CLAUSE}).",
        )
    if isinstance(cost_cents, bool) or not isinstance(cost_cents, int) or cost_cents < 1:
        message = "Enter what was paid for the action, above zero."
        raise InvalidInput([Finding("measure.cost", message, "cost_cents")])
    return {"listed_action": action, "cost_cents": cost_cents}


def _rehabilitation(line: ObligationLine, creates: str) -> dict[str, Any]:
    _require_open(line, Kind.MINE_REHABILITATION)
    wanted = entity_of(line.credit_class)
    if not same_entity(creates, wanted):
        message = f"Rehabilitation has to create the same community or habitat: {wanted}."
        raise InvalidInput([Finding("measure.other_entity", message, "creates", clause=CLAUSE)])
    return {"creates": wanted}


def _require_open(line: ObligationLine, kind: str) -> None:
    why_not = ways.closed_to_development(line, kind)
    if why_not is not None:
        raise DomainError(why_not.code, why_not.message)


@command("measure.check")
def check(run: Run, *, measure_id: str, note: str) -> dict[str, Any]:
    """An officer of the authority has looked at the evidence."""
    measure = hold(run.actor, measure_id)
    run.allow(policies_fund.may_check_measure(run.actor, measure))
    note = entries.required_text(note, field="note", called="what was checked", longest=4_000)
    take(measure, states.MEASURE, "check", checked_by_id=run.actor.person_id, check_note=note)
    return _told(run, measure, {"checked": note})


@command("measure.accept")
def accept(run: Run, *, measure_id: str, today: date, now: datetime) -> dict[str, Any]:
    """A delegate accepts: the quantity is discharged. A conservation action has to be on the list of that day still."""
    measure = hold(run.actor, measure_id)
    run.allow(policies_fund.may_accept_measure(run.actor, measure))
    states.MEASURE.require("accept", measure.state)
    action = measure.listed_action
    if action is not None and action.code not in {one.code for one in fund.listed_actions(today)}:
        raise DomainError(
            "measure.action_not_listed",
            f"The action {action.code} has gone off the list since it was proposed. Refuse it, or wait for the list "
            f"({CLAUSE}; ancillary rules).",
        )
    take(measure, states.MEASURE, "accept", decided_by_id=run.actor.person_id, decided_at=now)
    quantities.discharge(
        measure.line,
        measure.quantity,
        way=measure.kind,
        on=today,
        now=now,
        recorded_by_id=run.actor.person_id,
        measure=measure,
    )
    body = f"{measure.quantity:,} credits of line {measure.line.number} are discharged."
    _tell(measure.line.obligation.holder, measure, "accepted", body, now)
    return _told(run, measure, {"discharged": measure.quantity})


@command("measure.refuse")
def refuse(run: Run, *, measure_id: str, reason: str, now: datetime) -> dict[str, Any]:
    """The authority refuses, with a reason; the quantity is outstanding again."""
    measure = hold(run.actor, measure_id)
    run.allow(policies_fund.may_refuse_measure(run.actor, measure))
    return _end(run, measure, "refuse", reason, measure.line.obligation.holder, now)


@command("measure.withdraw")
def withdraw(run: Run, *, measure_id: str, reason: str, now: datetime) -> dict[str, Any]:
    """Whoever owes the line withdraws before it is checked; the quantity is outstanding again."""
    measure = hold(run.actor, measure_id)
    run.allow(policies_fund.may_withdraw_measure(run.actor, measure))
    return _end(run, measure, "withdraw", reason, measure.line.obligation.authority, now)


def _end(
    run: Run, measure: Measure, action: str, reason: str, told: Organisation, now: datetime
) -> dict[str, Any]:
    states.MEASURE.require(action, measure.state)
    reason = entries.required_text(reason, field="reason", called="the reason", longest=4_000)
    take(measure, states.MEASURE, action, closing_reason=reason, decided_at=now)
    quantities.free(measure.line_id, measure.quantity)
    _tell(told, measure, measure.state, reason, now)
    return _told(run, measure, {"reason": reason})


def hold(actor: Actor, measure_id: str) -> Measure:
    """The measure, its row held until the transaction ends. Raises NotVisible."""
    seen = fund.measure(actor, measure_id)
    Measure.objects.select_for_update(no_key=True).filter(pk=seen.pk).first()
    return public_ids.find(fund.measures(actor), measure_id, "measure")


def _tell(organisation: Organisation, measure: Measure, what: str, body: str, now: datetime) -> None:
    send(
        organisation=organisation,
        title=f"{measure.get_kind_display()} {what}",
        body=body,
        path=f"/measures/{measure.public_id}/",
        now=now,
    )


def _told(run: Run, measure: Measure, data: Mapping[str, Any]) -> dict[str, Any]:
    run.event(
        chain=obligation_chain(measure.line.obligation), subject=str(measure.public_id), data=dict(data)
    )
    return {"id": str(measure.public_id), "state": measure.state}
