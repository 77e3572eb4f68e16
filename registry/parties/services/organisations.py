"""The registrar's commands about organisations and who belongs to them."""

from typing import Any
from uuid import UUID

from registry.audit.events import ChainKey
from registry.commands import Run, command
from registry.findings import Finding, InvalidInput, NotVisible
from registry.parties.models import Membership, Organisation, OrganisationKind, User
from registry.parties.policies import may_change_person, may_manage_people, may_publish_name

PEOPLE = ChainKey("people", "all")


def find_user(public_id: UUID) -> User:
    """The person with that public id. Raises NotVisible."""
    found = User.objects.filter(public_id=public_id).first()
    if found is None:
        raise NotVisible("person")
    return found


def find_organisation(public_id: UUID) -> Organisation:
    """The organisation with that public id. Raises NotVisible."""
    found = Organisation.objects.filter(public_id=public_id).first()
    if found is None:
        raise NotVisible("organisation")
    return found


@command("organisation.create")
def create_organisation(run: Run, *, name: str, kind: str) -> dict[str, Any]:
    """Enter an organisation. Names are unique whatever their case."""
    run.allow(may_manage_people(run.actor))
    name = " ".join(name.split())
    findings = []
    if not name:
        findings.append(Finding("organisation.name.missing", "Enter the organisation's name.", "name"))
    elif len(name) > 200:
        findings.append(
            Finding("organisation.name.too_long", "Shorten the name to 200 characters or fewer.", "name")
        )
    elif Organisation.objects.filter(name__iexact=name).exists():
        findings.append(
            Finding(
                "organisation.name.duplicate",
                "An organisation of that name is already here; use that one or enter a different name.",
                "name",
            )
        )
    if kind not in OrganisationKind.values:
        findings.append(
            Finding("organisation.kind.unknown", "Choose what kind of organisation it is.", "kind")
        )
    if findings:
        raise InvalidInput(findings)
    made = Organisation.objects.create(name=name, kind=kind)
    run.event(chain=PEOPLE, subject=str(made.public_id), data={"name": name, "kind": kind})
    return {"organisation": str(made.public_id)}


@command("organisation.publish_name")
def publish_name(run: Run, *, organisation_id: UUID, published: bool) -> dict[str, Any]:
    """Let the public registers show the organisation's name, or withhold it again from now on. What was handed out or
    copied meanwhile stays out there."""
    organisation = find_organisation(organisation_id)
    run.allow(may_publish_name(run.actor, organisation.pk))
    Organisation.objects.filter(pk=organisation.pk).update(name_published=published)
    run.event(chain=PEOPLE, subject=str(organisation.public_id), data={"name_published": published})
    return {"organisation": str(organisation.public_id), "name_published": published}


@command("organisation.add_member")
def add_member(run: Run, *, organisation_id: UUID, user_id: UUID) -> dict[str, Any]:
    """A person begins to act for an organisation."""
    user, organisation = find_user(user_id), find_organisation(organisation_id)
    run.allow(may_change_person(run.actor, user.pk))
    _, created = Membership.objects.get_or_create(user=user, organisation=organisation)
    if not created:
        raise InvalidInput(
            [Finding("member.duplicate", f"{user} already belongs to {organisation}.", "user_id")]
        )
    run.event(chain=PEOPLE, subject=str(user.public_id), data={"organisation": str(organisation.public_id)})
    return {"user": str(user.public_id), "organisation": str(organisation.public_id)}


@command("organisation.remove_member")
def remove_member(run: Run, *, organisation_id: UUID, user_id: UUID) -> dict[str, Any]:
    """A person no longer acts for an organisation. Refused while they hold a role there."""
    user, organisation = find_user(user_id), find_organisation(organisation_id)
    run.allow(may_change_person(run.actor, user.pk))
    if user.role_assignments.filter(organisation=organisation, valid_to=None).exists():
        raise InvalidInput(
            [Finding("member.holds_role", f"End {user}'s role for {organisation} first.", "user_id")]
        )
    if not Membership.objects.filter(user=user, organisation=organisation).delete()[0]:
        raise NotVisible("member")
    run.event(chain=PEOPLE, subject=str(user.public_id), data={"organisation": str(organisation.public_id)})
    return {"user": str(user.public_id), "organisation": str(organisation.public_id)}
