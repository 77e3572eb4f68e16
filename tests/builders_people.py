"""The people and organisations of the tests: one of each role, and strangers to them. All made up.

`tests/conftest.py` makes a fixture of each name in `ORGANISATIONS` and `PEOPLE`.
"""

from copy import deepcopy
from dataclasses import dataclass
from datetime import date, timedelta

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
from registry.parties.models import (
    Accreditation,
    Membership,
    Organisation,
    OrganisationKind,
    RoleAssignment,
    User,
)

ORGANISATIONS = {
    "firm": ("Banksia Ecology", OrganisationKind.ASSESSOR),
    "other_firm": ("Wattle Survey", OrganisationKind.ASSESSOR),
    "authority": ("Planning Authority", OrganisationKind.AUTHORITY),
    "trust": ("Conservation Trust", OrganisationKind.TRUST),
    "registrar_office": ("Registrar's Office", OrganisationKind.REGISTRAR),
    "audit_office": ("Audit Office", OrganisationKind.AUDITOR),
    "proponent": ("Quarry Holdings", OrganisationKind.PROPONENT),
    "landholder": ("Ironbark Family", OrganisationKind.LANDHOLDER),
    "other_landholder": ("Mallee Family", OrganisationKind.LANDHOLDER),
}


@dataclass(frozen=True)
class Part:
    """Who somebody is: the organisation and role, and for an assessor the accreditation with its last day from today.
    Without a role a mere member; without an organisation a stranger."""

    name: str
    organisation: str = ""
    role: str = ""
    number: str = ""
    accredited_days: int = 730


PEOPLE = {
    "assessor": Part("Alex Assessor", "firm", ASSESSOR, "BAAS17001"),
    "other_assessor": Part("Olga Other", "other_firm", ASSESSOR, "BAAS17002"),
    "lapsed_assessor": Part("Lee Lapsed", "firm", ASSESSOR, "BAAS17003", accredited_days=-1),
    "reviewer": Part("Rae Reviewer", "authority", REVIEWER),
    "authority_officer": Part("Ollie Officer", "authority", AUTHORITY_OFFICER),
    "authority_delegate": Part("Del Delegate", "authority", AUTHORITY_DELEGATE),
    "trust_reviewer": Part("Terry Trust", "trust", REVIEWER),
    "trust_officer": Part("Tia Officer", "trust", TRUST_OFFICER),
    "trust_approver": Part("Tom Approver", "trust", TRUST_APPROVER),
    "registrar": Part("Robin Registrar", "registrar_office", REGISTRAR),
    "registrar_approver": Part("Ruth Approver", "registrar_office", REGISTRAR_APPROVER),
    "auditor": Part("Ada Auditor", "audit_office", AUDITOR),
    "landholder_member": Part("Lou Landholder", "landholder"),
    "landholder_signatory": Part("Sol Signatory", "landholder", LANDHOLDER),
    "other_landholder_signatory": Part("Mia Mallee", "other_landholder", LANDHOLDER),
    "proponent_member": Part("Pat Proponent", "proponent"),
    "developer": Part("Dana Developer", "proponent", DEVELOPER),
    "stranger": Part("Sam Stranger"),
}


class Cast:
    """Makes each organisation and person when first asked for by name, and gives a copy of its own each time."""

    def __init__(self, today: date) -> None:
        self.today = today
        self._organisations: dict[str, Organisation] = {}
        self._people: dict[str, User] = {}

    def again(self) -> "Cast":
        """A cast of the same people so far; whom it makes from now on, this one does not know."""
        other = Cast(self.today)
        other._organisations, other._people = dict(self._organisations), dict(self._people)
        return other

    def organisation(self, name: str) -> Organisation:
        """The organisation called `name` in `ORGANISATIONS`."""
        if name not in self._organisations:
            self._organisations[name] = make_organisation(*ORGANISATIONS[name])
        return deepcopy(self._organisations[name])

    def person(self, name: str) -> User:
        """The person called `name` in `PEOPLE`."""
        if name not in self._people:
            self._people[name] = self._make(PEOPLE[name])
        return deepcopy(self._people[name])

    def everybody(self) -> None:
        """Make all of them now."""
        for name in ORGANISATIONS:
            self.organisation(name)
        for name in PEOPLE:
            self.person(name)

    def _make(self, part: Part) -> User:
        user = make_user(part.name)
        if part.organisation and not part.role:
            Membership.objects.create(user=user, organisation=self.organisation(part.organisation))
        elif part.role:
            days = 365 if part.role == ASSESSOR else 30
            since = self.today - timedelta(days=days)
            give_role(user, self.organisation(part.organisation), part.role, since=since)
        if part.number:
            accredit(user, part.number, today=self.today, days=part.accredited_days)
        return user


def make_user(name: str) -> User:
    """A person called `name`, signed in by `client_for` alone (no password)."""
    return User.objects.create_user(email=f"{name.lower().replace(' ', '.')}@example.org", name=name)


def make_organisation(name: str, kind: str) -> Organisation:
    """An organisation of that kind, made once."""
    return Organisation.objects.get_or_create(name=name, defaults={"kind": kind})[0]


def give_role(user: User, organisation: Organisation, role: str, *, since: date) -> RoleAssignment:
    """A role and membership from that day, open-ended."""
    Membership.objects.get_or_create(user=user, organisation=organisation)
    return RoleAssignment.objects.create(user=user, organisation=organisation, role=role, valid_from=since)


def make_officer(name: str, organisation: Organisation, role: str, *, today: date) -> User:
    """A person who has held that role for the organisation for a month."""
    user = make_user(name)
    give_role(user, organisation, role, since=today - timedelta(days=30))
    return user


def accredit(user: User, number: str, *, today: date, days: int = 730) -> Accreditation:
    """An accreditation that began a year ago (three years ago where it has ended) and lasts `days` from today."""
    return Accreditation.objects.create(
        user=user,
        number=number,
        valid_from=today - timedelta(days=365 if days >= 0 else 1000),
        valid_to=today + timedelta(days=days),
    )
