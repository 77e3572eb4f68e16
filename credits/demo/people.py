"""The people of the demonstration: one of each role. Everybody and everything here is made up."""

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
    TRUST_APPROVER,
    TRUST_OFFICER,
    Actor,
)
from registry.parties.models import (
    Accreditation,
    Membership,
    Organisation,
    OrganisationKind,
    RoleAssignment,
    User,
)
from registry.parties.people import actor_for

PASSWORD = "eucalypt-demo-2026"  # noqa: S105 - printed by the demo on purpose, refused outside of it


@dataclass(frozen=True, slots=True)
class Cast:
    """Who plays in the demonstration."""

    assessor: User
    delegate: User
    reviewer: User
    authority_delegate: User
    trust_officer: User
    trust_approver: User
    registrar: User
    registrar_approver: User
    landholder: User
    developer: User
    second_developer: User
    auditor: User
    authority: Organisation
    trust: Organisation
    landholder_family: Organisation
    pastoral: Organisation
    quarry: Organisation
    solar: Organisation

    def sign_ins(self) -> list[tuple[str, str]]:
        """Role, with what waits for it, and e-mail address of each person who can sign in."""
        return [
            ("accredited assessor: an unfinished case", self.assessor.email),
            ("assessor, delegate for the quarry case", self.delegate.email),
            (
                "landholder: terms to agree to; an enquiry to answer; a yearly report begun",
                self.landholder.email,
            ),
            (
                "developer: an obligation discharged; an offer to accept; a retirement under way",
                self.developer.email,
            ),
            (
                "second developer, name withheld: owes 45 credits of an earlier consent",
                self.second_developer.email,
            ),
            (
                "officer of the approval authority: an application to review, a report to decide on",
                self.reviewer.email,
            ),
            ("delegate of the approval authority: the board of obligations", self.authority_delegate.email),
            (
                "officer of the trust: a report to decide on; credits to resell; an account to verify",
                self.trust_officer.email,
            ),
            ("approver of the trust: an announcement to approve", self.trust_approver.email),
            ("registrar: a transfer and a retirement to check, official data", self.registrar.email),
            ("registrar approver: a transfer to settle", self.registrar_approver.email),
            ("auditor: reads everything, changes nothing", self.auditor.email),
        ]


def acting(user: User, today: date) -> Actor:
    """The person as an actor."""
    return actor_for(user, today=today)


def _person(name: str, organisation: Organisation, role: str, since: date) -> User:
    email = f"{name.split()[0].lower()}@demo.example"
    user = User.objects.create_user(email=email, password=PASSWORD, name=name)
    Membership.objects.create(user=user, organisation=organisation)
    RoleAssignment.objects.create(user=user, organisation=organisation, role=role, valid_from=since)
    return user


def assemble(today: date) -> Cast:
    """Make everybody. The demonstration's database is new, so nobody exists yet."""
    since = today - timedelta(days=200)
    kinds = OrganisationKind
    organisations = {
        key: Organisation.objects.create(name=f"{name} (demo)", kind=kind)
        for key, name, kind in (
            ("firm", "Yellow Box Ecology", kinds.ASSESSOR),
            ("authority", "Upper Valley Planning Authority", kinds.AUTHORITY),
            ("trust", "Conservation Trust", kinds.TRUST),
            ("registrar", "Office of the Registrar", kinds.REGISTRAR),
            ("family", "Ironbark Hills Family Trust", kinds.LANDHOLDER),
            ("pastoral", "Saltbush Flat Pastoral", kinds.LANDHOLDER),
            ("quarry", "Wallaby Creek Quarries", kinds.PROPONENT),
            ("solar", "Long Flat Solar", kinds.PROPONENT),
            ("auditor", "Office of Audit", kinds.AUDITOR),
        )
    }
    assessor = _person("Asha Assessor", organisations["firm"], ASSESSOR, since)
    Accreditation.objects.create(
        user=assessor,
        number="BAAS00001",
        valid_from=today - timedelta(days=400),
        valid_to=today + timedelta(days=695),
    )
    return Cast(
        assessor=assessor,
        delegate=_person("Dora Delegate", organisations["firm"], ASSESSOR, since),
        reviewer=_person("Ravi Reviewer", organisations["authority"], AUTHORITY_OFFICER, since),
        authority_delegate=_person("Amara Decider", organisations["authority"], AUTHORITY_DELEGATE, since),
        trust_officer=_person("Tilly Trust", organisations["trust"], TRUST_OFFICER, since),
        trust_approver=_person("Tess Approver", organisations["trust"], TRUST_APPROVER, since),
        registrar=_person("Rosa Registrar", organisations["registrar"], REGISTRAR, since),
        registrar_approver=_person("Remy Approver", organisations["registrar"], REGISTRAR_APPROVER, since),
        landholder=_person("Lachlan Landholder", organisations["family"], LANDHOLDER, since),
        developer=_person("Dylan Developer", organisations["quarry"], DEVELOPER, since),
        second_developer=_person("Sanjay Solar", organisations["solar"], DEVELOPER, since),
        auditor=_person("Audrey Auditor", organisations["auditor"], AUDITOR, since),
        authority=organisations["authority"],
        trust=organisations["trust"],
        landholder_family=organisations["family"],
        pastoral=organisations["pastoral"],
        quarry=organisations["quarry"],
        solar=organisations["solar"],
    )
