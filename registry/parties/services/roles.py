"""The registrar's commands about roles. A role belongs to a kind of organisation (N7) and to a stretch of days."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from registry.actor import (
    ASSESSOR,
    AUDITOR,
    AUTHORITY_DELEGATE,
    AUTHORITY_OFFICER,
    DEVELOPER,
    LANDHOLDER,
    REGISTRAR,
    REGISTRAR_APPROVER,
    REVIEWER,
    TRUST_APPROVER,
    TRUST_OFFICER,
)
from registry.audit.events import ChainKey
from registry.commands import Run, command
from registry.findings import Finding, InvalidInput, NotVisible
from registry.parties.models import Membership, OrganisationKind, RoleAssignment
from registry.parties.policies import may_change_person
from registry.parties.services.organisations import find_organisation, find_user

PEOPLE = ChainKey("people", "all")
KINDS_OF_ROLE: dict[str, tuple[OrganisationKind, ...]] = {
    ASSESSOR: (OrganisationKind.ASSESSOR,),
    REVIEWER: (OrganisationKind.AUTHORITY, OrganisationKind.TRUST),
    DEVELOPER: (OrganisationKind.PROPONENT,),
    LANDHOLDER: (OrganisationKind.LANDHOLDER,),
    TRUST_OFFICER: (OrganisationKind.TRUST,),
    TRUST_APPROVER: (OrganisationKind.TRUST,),
    AUTHORITY_OFFICER: (OrganisationKind.AUTHORITY,),
    AUTHORITY_DELEGATE: (OrganisationKind.AUTHORITY,),
    REGISTRAR: (OrganisationKind.REGISTRAR,),
    REGISTRAR_APPROVER: (OrganisationKind.REGISTRAR,),
    AUDITOR: (OrganisationKind.AUDITOR,),
}
"""Which organisations a role can be held for: a staff role sits inside its party (N7, N8, N10)."""


@command("role.assign")
def assign_role(
    run: Run, *, user_id: UUID, organisation_id: UUID, role: str, valid_from: date, today: date
) -> dict[str, Any]:
    """Give a person a role for an organisation; they become its member as well."""
    user, organisation = find_user(user_id), find_organisation(organisation_id)
    run.allow(may_change_person(run.actor, user.pk))
    findings = []
    if role not in KINDS_OF_ROLE:
        findings.append(Finding("role.unknown", "Choose a role from the list.", "role"))
    elif organisation.kind not in KINDS_OF_ROLE[role]:
        label = str(dict(RoleAssignment.ROLES)[role]).lower()
        kinds = " or ".join(str(kind.label).lower() for kind in KINDS_OF_ROLE[role])
        findings.append(
            Finding(
                "role.wrong_organisation",
                f"The role {label} can only be held for this kind of organisation: {kinds}.",
                "organisation_id",
            )
        )
    if valid_from < today:
        findings.append(Finding("role.in_the_past", "Let the role begin today or later.", "valid_from"))
    if RoleAssignment.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=valid_from), user=user, organisation=organisation, role=role
    ).exists():
        findings.append(
            Finding("role.duplicate", f"{user} already holds this role for {organisation}.", "role")
        )
    if findings:
        raise InvalidInput(findings)
    made = RoleAssignment.objects.create(
        user=user, organisation=organisation, role=role, valid_from=valid_from
    )
    Membership.objects.get_or_create(user=user, organisation=organisation)
    run.event(
        chain=PEOPLE,
        subject=str(user.public_id),
        data={
            "role": role,
            "organisation": str(organisation.public_id),
            "valid_from": valid_from.isoformat(),
        },
    )
    return {"role_assignment_id": made.pk}


@command("role.end")
def end_role(
    run: Run, *, user_id: UUID, role_assignment_id: int, valid_to: date, today: date
) -> dict[str, Any]:
    """End a role: `valid_to` is the last day it is held."""
    user = find_user(user_id)
    run.allow(may_change_person(run.actor, user.pk))
    assignment = RoleAssignment.objects.filter(pk=role_assignment_id, user=user).first()
    if assignment is None:
        raise NotVisible("role")
    findings = []
    if assignment.valid_to is not None and assignment.valid_to < today:
        findings.append(Finding("role.ended", "This role has already ended.", "valid_to"))
    if valid_to < assignment.valid_from:
        findings.append(
            Finding(
                "role.ends_before_start",
                f"The role began on {assignment.valid_from:%d/%m/%Y}; let it end on or after that day.",
                "valid_to",
            )
        )
    elif valid_to < today:
        findings.append(
            Finding(
                "role.end_in_the_past",
                "Let the role end today or later: what was decided until now was decided with it.",
                "valid_to",
            )
        )
    if findings:
        raise InvalidInput(findings)
    assignment.valid_to = valid_to
    assignment.save(update_fields=["valid_to"])
    run.event(
        chain=PEOPLE,
        subject=str(user.public_id),
        data={
            "role": assignment.role,
            "organisation": str(assignment.organisation.public_id),
            "valid_to": valid_to.isoformat(),
        },
    )
    return {"role_assignment_id": assignment.pk}
