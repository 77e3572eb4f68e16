"""Who acts: one actor per command, as plain data that a policy can decide on.

Built at the edge (web session, API token, job, management command) from the database, never from what a client
sends. Pure.
"""

from dataclasses import dataclass, field

ASSESSOR = "assessor"
REVIEWER = "reviewer"
REGISTRAR = "registrar"
PUBLIC = "public"
SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person or the system, with the roles and organisations held at this moment.

    `organisation_ids` are those the person belongs to; `reviewing_organisation_ids` those the person decides for as
    an officer; `accredited` says whether an accreditation is in force today.
    """

    user_id: int | None
    label: str
    roles: frozenset[str] = frozenset({PUBLIC})
    organisation_ids: frozenset[int] = field(default_factory=frozenset)
    reviewing_organisation_ids: frozenset[int] = field(default_factory=frozenset)
    accredited: bool = False
    request_id: str = ""

    def has(self, role: str) -> bool:
        """Does the actor hold `role`?"""
        return role in self.roles

    @property
    def person_id(self) -> int:
        """The id of the person who acts. Raises TypeError for a visitor or the system: a policy lets neither so far."""
        if self.user_id is None:
            raise TypeError(f"{self.label} is not a person who signed in")
        return self.user_id

    @property
    def anonymous(self) -> bool:
        """Nobody has signed in."""
        return self.user_id is None and not self.has(SYSTEM)


def public() -> Actor:
    """A visitor who has not signed in."""
    return Actor(user_id=None, label="public")


def system(label: str = "system") -> Actor:
    """The registry itself: loaders, sweepers, set-up."""
    return Actor(user_id=None, label=label, roles=frozenset({SYSTEM}))
