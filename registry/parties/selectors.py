"""What may be seen of people: the registrar and the auditor see everybody, the public sees the register of accredited
assessors."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from registry.actor import DEALING_ROLES, Actor
from registry.findings import NotAllowed, NotVisible
from registry.parties.models import Accreditation, Organisation, RoleAssignment, User
from registry.parties.policies import may_manage_people, may_read_people

IN_FORCE, SUSPENDED, LAPSED, NOT_YET = "in force", "suspended", "lapsed", "not yet in force"


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """One accreditation as the public sees it (N19): no address, no reason of a suspension."""

    number: str
    name: str
    valid_from: date
    valid_to: date
    status: str


def status_on(accreditation: Accreditation, on: date) -> str:
    """In force, suspended, lapsed or not yet in force on that day."""
    if on < accreditation.valid_from:
        return NOT_YET
    if on > accreditation.valid_to:
        return LAPSED
    return IN_FORCE if accreditation.in_force(on) else SUSPENDED


def comparable(search: str) -> str:
    """What was typed into a search box as a database can compare it: PostgreSQL takes no NUL character."""
    return search.replace("\x00", " ").strip()


def accreditation_register(*, on: date, search: str = "") -> list[RegisterEntry]:
    """The public register of assessors, by number; `search` looks in number and name. Two queries."""
    rows = Accreditation.objects.select_related("user").prefetch_related("suspensions").order_by("number")
    search = comparable(search)
    if search:
        rows = rows.filter(Q(number__icontains=search) | Q(user__name__icontains=search))
    return [
        RegisterEntry(
            number=row.number,
            name=row.user.name,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            status=status_on(row, on),
        )
        for row in rows
    ]


def require_registrar(actor: Actor) -> None:
    """Raises NotAllowed for everybody but the registrar."""
    decision = may_manage_people(actor)
    if not decision.allowed:
        raise NotAllowed(decision.code, decision.reason)


def require_reader(actor: Actor) -> None:
    """Raises NotAllowed for everybody but those who may see people."""
    decision = may_read_people(actor)
    if not decision.allowed:
        raise NotAllowed(decision.code, decision.reason)


def people(actor: Actor, *, search: str = "") -> QuerySet[User]:
    """Everybody, by name, with roles and accreditations at hand; for who may read people. Raises NotAllowed."""
    require_reader(actor)
    found = User.objects.order_by("name", "pk").prefetch_related(
        Prefetch("role_assignments", RoleAssignment.objects.select_related("organisation")),
        Prefetch("accreditations", Accreditation.objects.prefetch_related("suspensions")),
    )
    search = comparable(search)
    if search:
        found = found.filter(Q(name__icontains=search) | Q(email__icontains=search))
    return found


def person(actor: Actor, public_id: UUID) -> User:
    """One person, for the registrar and the auditor. Raises NotVisible, also for those who may not look."""
    if not may_read_people(actor).allowed:
        raise NotVisible("person")
    found = people(actor).filter(public_id=public_id).first()
    if found is None:
        raise NotVisible("person")
    return found


def organisations(actor: Actor) -> QuerySet[Organisation]:
    """All organisations by name, for the registrar and the auditor. Raises NotAllowed."""
    require_reader(actor)
    return Organisation.objects.order_by("name")


def organisation(actor: Actor, public_id: UUID) -> Organisation:
    """One organisation with its members, for the registrar and the auditor. Raises NotVisible, also for all others."""
    if not may_read_people(actor).allowed:
        raise NotVisible("organisation")
    found = organisations(actor).filter(public_id=public_id).prefetch_related("memberships__user").first()
    if found is None:
        raise NotVisible("organisation")
    return found


def with_signatory(*, but: Iterable[int | None]) -> QuerySet[Organisation]:
    """The organisations that can deal in credits, by name: those with somebody in an office that signs (N13). Left out
    are those whose row ids are `but`; None there is a holder that nobody knows."""
    left_out = [organisation_id for organisation_id in but if organisation_id is not None]
    rows = Organisation.objects.filter(role_assignments__role__in=DEALING_ROLES).exclude(pk__in=left_out)
    return rows.distinct().order_by("name")


def accreditation(actor: Actor, number: str) -> Accreditation:
    """One accreditation, for the registrar and the auditor. Raises NotVisible, also for those who may not look."""
    found = (
        Accreditation.objects.select_related("user")
        .prefetch_related("suspensions")
        .filter(number=number)
        .first()
        if may_read_people(actor).allowed
        else None
    )
    if found is None:
        raise NotVisible("accreditation")
    return found
