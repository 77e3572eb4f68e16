"""The registrar's commands about accreditation: grant, extend, suspend, lift (N19).

Only an assessor whose accreditation is in force can certify an assessment; that is asked at the moment of
certification, so a suspension takes effect at once.
"""

import re
from datetime import date
from typing import Any
from uuid import UUID

from registry.audit.events import ChainKey
from registry.commands import Run, command
from registry.findings import Finding, InvalidInput, NotVisible
from registry.parties.models import Accreditation, Suspension
from registry.parties.policies import may_change_person
from registry.parties.services.organisations import find_user

PEOPLE = ChainKey("people", "all")
NUMBER = re.compile(r"BAAS[0-9]{5}")
TERM_YEARS_AT_MOST = 10
"""A guard against a mistyped year, not a rule of the scheme."""


def _term_findings(valid_from: date, valid_to: date) -> list[Finding]:
    if valid_to < valid_from:
        return [
            Finding(
                "accreditation.ends_before_start", "The last day must not be before the first.", "valid_to"
            )
        ]
    if (valid_to - valid_from).days > TERM_YEARS_AT_MOST * 366:
        return [
            Finding(
                "accreditation.term_too_long",
                f"The term is longer than {TERM_YEARS_AT_MOST} years; check the year of the last day.",
                "valid_to",
            )
        ]
    return []


def _find(number: str) -> Accreditation:
    found = (
        Accreditation.objects.select_for_update(of=("self",))
        .select_related("user")
        .filter(number=number)
        .first()
    )
    if found is None:
        raise NotVisible("accreditation")
    return found


@command("accreditation.grant")
def grant(run: Run, *, user_id: UUID, number: str, valid_from: date, valid_to: date) -> dict[str, Any]:
    """Accredit a person for a term. Terms of one person do not overlap; a number is used once."""
    user = find_user(user_id)
    run.allow(may_change_person(run.actor, user.pk))
    number = number.strip().upper()
    findings = _term_findings(valid_from, valid_to)
    if not NUMBER.fullmatch(number):
        findings.append(
            Finding(
                "accreditation.number.pattern",
                "Enter the number as BAAS and five digits, for example BAAS17001.",
                "number",
            )
        )
    elif Accreditation.objects.filter(number=number).exists():
        findings.append(
            Finding("accreditation.number.duplicate", f"{number} is already somebody's number.", "number")
        )
    overlapping = user.accreditations.filter(valid_from__lte=valid_to, valid_to__gte=valid_from).first()
    if overlapping is not None:
        findings.append(
            Finding(
                "accreditation.overlap",
                f"{user} is already accredited as {overlapping.number} until "
                f"{overlapping.valid_to:%d/%m/%Y}; extend that one instead.",
                "valid_from",
            )
        )
    if findings:
        raise InvalidInput(findings)
    made = Accreditation.objects.create(user=user, number=number, valid_from=valid_from, valid_to=valid_to)
    run.event(
        chain=PEOPLE,
        subject=str(user.public_id),
        data={"number": number, "valid_from": valid_from.isoformat(), "valid_to": valid_to.isoformat()},
    )
    return {"number": made.number}


@command("accreditation.extend")
def extend(run: Run, *, number: str, valid_to: date) -> dict[str, Any]:
    """Move the last day of the term to a later one."""
    accreditation = _find(number)
    run.allow(may_change_person(run.actor, accreditation.user_id))
    findings = _term_findings(accreditation.valid_to, valid_to)
    if valid_to <= accreditation.valid_to:
        findings = [
            Finding(
                "accreditation.not_later",
                f"The term already runs until {accreditation.valid_to:%d/%m/%Y}; enter a later day.",
                "valid_to",
            )
        ]
    if findings:
        raise InvalidInput(findings)
    before, accreditation.valid_to = accreditation.valid_to, valid_to
    accreditation.save(update_fields=["valid_to"])
    run.event(
        chain=PEOPLE,
        subject=str(accreditation.user.public_id),
        data={"number": number, "valid_to_before": before.isoformat(), "valid_to": valid_to.isoformat()},
    )
    return {"number": number}


@command("accreditation.suspend")
def suspend(run: Run, *, number: str, suspended_from: date, reason: str, today: date) -> dict[str, Any]:
    """From that day the accreditation does not count, until lifted. Never backdated: what was certified stays."""
    accreditation = _find(number)
    run.allow(may_change_person(run.actor, accreditation.user_id))
    reason = reason.strip()
    findings = []
    if not reason:
        findings.append(
            Finding("suspension.reason.missing", "Say why, in words the assessor can answer.", "reason")
        )
    if suspended_from < today:
        findings.append(
            Finding("suspension.in_the_past", "Let the suspension begin today or later.", "suspended_from")
        )
    elif not accreditation.valid_from <= suspended_from <= accreditation.valid_to:
        findings.append(
            Finding(
                "suspension.outside_term",
                f"The term runs from {accreditation.valid_from:%d/%m/%Y} to "
                f"{accreditation.valid_to:%d/%m/%Y}; choose a day within it.",
                "suspended_from",
            )
        )
    if accreditation.suspensions.filter(lifted_on=None).exists():
        findings.append(
            Finding(
                "suspension.duplicate", "This accreditation is already suspended; lift that first.", "number"
            )
        )
    if findings:
        raise InvalidInput(findings)
    Suspension.objects.create(accreditation=accreditation, suspended_from=suspended_from, reason=reason)
    run.event(
        chain=PEOPLE,
        subject=str(accreditation.user.public_id),
        data={"number": number, "suspended_from": suspended_from.isoformat(), "reason": reason},
    )
    return {"number": number}


@command("accreditation.lift")
def lift(run: Run, *, number: str, lifted_on: date, today: date) -> dict[str, Any]:
    """End the open suspension: `lifted_on` is the first day the accreditation counts again."""
    accreditation = _find(number)
    run.allow(may_change_person(run.actor, accreditation.user_id))
    suspension = accreditation.suspensions.filter(lifted_on=None).first()
    if suspension is None:
        raise InvalidInput([Finding("suspension.none", "This accreditation is not suspended.", "lifted_on")])
    earliest = max(today, suspension.suspended_from)
    if lifted_on < earliest:
        raise InvalidInput(
            [
                Finding(
                    "suspension.lifted_too_early",
                    f"Enter {earliest:%d/%m/%Y} or a later day.",
                    "lifted_on",
                )
            ]
        )
    suspension.lifted_on = lifted_on
    suspension.save(update_fields=["lifted_on"])
    run.event(
        chain=PEOPLE,
        subject=str(accreditation.user.public_id),
        data={"number": number, "lifted_on": lifted_on.isoformat()},
    )
    return {"number": number}
