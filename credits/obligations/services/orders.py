"""Duties that no consent imposes: orders of the Minister or a court (BC Act s 6.29), planning agreements (s 7.18)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from credits.obligations import policies_authority as policies
from credits.obligations import quantities
from credits.obligations.chains import obligation_chain
from credits.obligations.models import DutyHolder, Obligation, ObligationLine
from credits.obligations.services import entries, known_classes
from credits.obligations.services.changing import holder_of
from credits.obligations.services.known_classes import KnownClass, ReleaseNames
from registry import public_ids
from registry.commands import Run, command
from registry.findings import Finding, InvalidInput, NotVisible
from registry.notices.services.sending import send
from registry.parties.models import Organisation, OrganisationKind

SOURCES = (Obligation.Source.ORDER, Obligation.Source.PLANNING_AGREEMENT)
MOST_LINES = 200
LARGEST_QUANTITY = 10**12


@command("order.enter")
def enter(
    run: Run,
    *,
    authority_id: str,
    source: str,
    holder_id: str,
    reference: str,
    title: str,
    imposed_on: date,
    due_on: date | None = None,
    local_government_area: str = "",
    evidence: str,
    lines: Sequence[Mapping[str, Any]],
    today: date,
    now: datetime,
) -> dict[str, Any]:
    """Enter an order or a planning agreement that requires credits; a delegate of the authority that sees it discharged
    enters it, with the reference of the document.

    Each line names a class (`known_classes.NAMES`) and a `quantity`. Raises NotAllowed, InvalidInput."""
    authority = public_ids.look_up(Organisation.objects.filter(kind=OrganisationKind.AUTHORITY), authority_id)
    run.allow(policies.may_enter_order(run.actor, authority.pk if authority else None))
    if authority is None:
        raise NotVisible("authority")
    findings: list[Finding] = []
    names = known_classes.names_on(today)
    values = {
        "source": entries.choice(findings, source, among=SOURCES, field="source", called="what imposes it"),
        "holder": holder_of(findings, holder_id, on=today),
        "reference": entries.text(
            findings, reference, field="reference", called="the number of the document", longest=200
        ),
        "title": entries.text(findings, title, field="title", called="a title", longest=300),
        "local_government_area": entries.text(
            findings,
            local_government_area,
            field="local_government_area",
            called="the local government area",
            longest=120,
            required=False,
        ),
        "imposed_on": imposed_on,
        "due_on": due_on,
    }
    evidence = entries.text(findings, evidence, field="evidence", called="where the document is kept")
    findings += _about_days(imposed_on, due_on, today)
    known = read_lines(findings, lines, names=names, on=today)
    if findings:
        raise InvalidInput(findings)
    made = Obligation.objects.create(authority=authority, made_at=now, **values)
    add_lines(made, known)
    DutyHolder.objects.create(
        obligation=made,
        organisation=made.holder,
        held_from=imposed_on,
        reason=evidence,
        recorded_by_id=run.actor.person_id,
        recorded_at=now,
    )
    send(
        organisation=made.holder,
        title=f"{made.number}: {made.get_source_display()}"[:200],
        body=f"{authority} has entered {made.reference}, which requires credits of you."[:500],
        path=f"/obligations/{made.public_id}/",
        now=now,
    )
    run.event(
        chain=obligation_chain(made),
        subject=str(made.public_id),
        data={
            "source": made.source,
            "reference": made.reference,
            "evidence": evidence,
            "lines": [{"class": str(one.credit_class()), "quantity": quantity} for one, quantity in known],
        },
    )
    return {"id": str(made.public_id), "number": made.number, "state": made.state}


def _about_days(imposed_on: date, due_on: date | None, today: date) -> list[Finding]:
    found = []
    if imposed_on > today:
        found.append(
            Finding("order.day_in_future", "The day of the document cannot lie in the future.", "imposed_on")
        )
    if due_on is not None and due_on < imposed_on:
        found.append(
            Finding("order.due_too_early", "It cannot be due before the day of the document.", "due_on")
        )
    return found


def read_lines(
    findings: list[Finding], lines: Sequence[Mapping[str, Any]], *, names: ReleaseNames, on: date
) -> list[tuple[KnownClass, int]]:
    """The class and quantity of each line; findings name the line by its number."""
    if not 1 <= len(lines) <= MOST_LINES:
        message = f"Enter at least one line and at most {MOST_LINES}."
        findings.append(Finding("order.lines", message, "lines"))
        return []
    read = []
    for number, line in enumerate(lines):
        own: list[Finding] = []
        quantity = line.get("quantity")
        if (
            isinstance(quantity, bool)
            or not isinstance(quantity, int)
            or not 1 <= quantity <= LARGEST_QUANTITY
        ):
            message = "Enter a whole number of credits, at least 1."
            own.append(Finding("obligation.quantity", message, "quantity", clause=quantities.REQUIRED_CLAUSE))
        known = known_classes.read(own, line, on=on, names=names)
        findings += [
            replace(one, message=f"Line {number + 1}: {one.message}", field=f"lines[{number}].{one.field}")
            for one in own
        ]
        if not own and known is not None and isinstance(quantity, int):
            read.append((known, quantity))
    return read


def add_lines(obligation: Obligation, known: Sequence[tuple[KnownClass, int]]) -> list[ObligationLine]:
    """Write the lines in order."""
    return ObligationLine.objects.bulk_create(
        ObligationLine(
            obligation=obligation,
            number=number,
            credit_class=one.credit_class(),
            required=quantity,
            **one.facts,
        )
        for number, (one, quantity) in enumerate(known, start=1)
    )
