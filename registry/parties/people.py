"""From a signed-in user to the actor that policies decide on."""

from datetime import date

from django.db.models import Q

from registry import actor as actors
from registry.actor import Actor
from registry.parties.models import Accreditation, RoleAssignment, User


def actor_for(user: User, *, today: date, request_id: str = "") -> Actor:
    """The actor a user is today. Roles and accreditation are read from the database at every request, so a
    suspension or an ended role takes effect at once."""
    held = RoleAssignment.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=today), user=user, valid_from__lte=today
    ).values_list("role", "organisation_id")
    roles: set[str] = {actors.PUBLIC}
    reviewing: set[int] = set()
    offices: set[tuple[str, int]] = set()
    organisations = set(user.memberships.values_list("organisation_id", flat=True))
    for role, organisation_id in held:
        roles.add(role)
        organisations.add(organisation_id)
        offices.add((role, organisation_id))
        if role in actors.REVIEWING_ROLES:
            roles.add(actors.REVIEWER)
            reviewing.add(organisation_id)
    return Actor(
        user_id=user.pk,
        label=str(user),
        roles=frozenset(roles),
        organisation_ids=frozenset(organisations),
        reviewing_organisation_ids=frozenset(reviewing),
        offices=frozenset(offices),
        accredited=actors.ASSESSOR in roles and current_accreditation(user, on=today) is not None,
        request_id=request_id,
    )


def current_accreditation(user: User, *, on: date) -> Accreditation | None:
    """The accreditation in force on that day, if there is one (N19)."""
    candidates = user.accreditations.filter(valid_from__lte=on, valid_to__gte=on).prefetch_related(
        "suspensions"
    )
    return next((accreditation for accreditation in candidates if accreditation.in_force(on)), None)
