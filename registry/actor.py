"""Who acts: one actor per command, as plain data that a policy can decide on.

Built at the edge (web session, API token, job, management command) from the database, never from what a client
sends. Pure.
"""

from dataclasses import dataclass, field

ASSESSOR = "assessor"
REVIEWER = "reviewer"
DEVELOPER = "developer"
LANDHOLDER = "landholder"
TRUST_OFFICER = "trust_officer"
TRUST_APPROVER = "trust_approver"
AUTHORITY_OFFICER = "authority_officer"
AUTHORITY_DELEGATE = "authority_delegate"
REGISTRAR = "registrar"
REGISTRAR_APPROVER = "registrar_approver"
AUDITOR = "auditor"
PUBLIC = "public"
SYSTEM = "system"

REVIEWING_ROLES = frozenset({REVIEWER, TRUST_OFFICER, TRUST_APPROVER, AUTHORITY_OFFICER, AUTHORITY_DELEGATE})
"""Roles whose holder also reviews assessment reports for the same organisation."""

DEALING_ROLES = frozenset({LANDHOLDER, DEVELOPER, TRUST_OFFICER, TRUST_APPROVER})
"""Roles that sign for an organisation that holds or buys credits."""

REGISTRAR_OFFICE = frozenset({REGISTRAR, REGISTRAR_APPROVER})
"""The two roles of the registrar's office: who checks, and the second person who approves."""

OFFICER_ROLES = REVIEWING_ROLES | {REGISTRAR, REGISTRAR_APPROVER, AUDITOR}
"""Staff roles: they need a second factor outside the demonstration."""


@dataclass(frozen=True, slots=True)
class Actor:
    """A person or the system, with the roles and organisations held at this moment.

    `organisation_ids` are those the person belongs to; `reviewing_organisation_ids` those the person decides for as
    an officer; `offices` is each role together with the organisation it is held for; `accredited` says whether an
    accreditation is in force today.
    """

    user_id: int | None
    label: str
    roles: frozenset[str] = frozenset({PUBLIC})
    organisation_ids: frozenset[int] = field(default_factory=frozenset)
    reviewing_organisation_ids: frozenset[int] = field(default_factory=frozenset)
    offices: frozenset[tuple[str, int]] = field(default_factory=frozenset)
    accredited: bool = False
    request_id: str = ""

    def has(self, role: str) -> bool:
        """Does the actor hold `role`?"""
        return role in self.roles

    def holds(self, role: str, organisation_id: int | None) -> bool:
        """Does the actor hold `role` for that organisation?"""
        return organisation_id is not None and (role, organisation_id) in self.offices

    def deals_for(self, organisation_id: int | None) -> bool:
        """May the actor sign for that organisation where credits are held, offered, bought or retired?"""
        return any(self.holds(role, organisation_id) for role in DEALING_ROLES)

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
