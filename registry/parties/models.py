"""People, the organisations they act for, the roles they hold, and assessors' accreditation."""

from datetime import date
from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
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


class UserManager(BaseUserManager["User"]):
    """Creates users by e-mail address, folded to lower case so that one address is one person."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        if not email:
            raise ValueError("A user needs an e-mail address.")
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "User":
        return self.create_user(email, password, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in. The name is what others see."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    @property
    def is_staff(self) -> bool:
        """Django's admin is not part of this registry; nobody is staff."""
        return False


class OrganisationKind(models.TextChoices):
    """What an organisation does in the scheme."""

    ASSESSOR = "assessor", "Assessor's firm"
    PROPONENT = "proponent", "Proponent"
    LANDHOLDER = "landholder", "Landholder"
    AUTHORITY = "authority", "Approval authority"
    TRUST = "trust", "Biodiversity conservation trust"
    REGISTRAR = "registrar", "Registrar"
    AUDITOR = "auditor", "Auditor's office"


class PartyKind(models.TextChoices):
    """The four parties of the scheme, and no other (N7)."""

    DEVELOPER = "developer", "Developer"
    LANDHOLDER = "landholder", "Landholder"
    AUTHORITY = "approval_authority", "Approval authority"
    TRUST = "trust", "Trust"


PARTY_OF_KIND = {
    OrganisationKind.PROPONENT: PartyKind.DEVELOPER,
    OrganisationKind.LANDHOLDER: PartyKind.LANDHOLDER,
    OrganisationKind.AUTHORITY: PartyKind.AUTHORITY,
    OrganisationKind.REGISTRAR: PartyKind.AUTHORITY,
    OrganisationKind.TRUST: PartyKind.TRUST,
}
"""Which party an organisation belongs to. The registrar's office is the department's, on the side of the approval
authority. Assessors are engaged by a party and auditors look on: neither is a party."""


PUBLIC_BODIES = frozenset({OrganisationKind.AUTHORITY, OrganisationKind.REGISTRAR, OrganisationKind.TRUST})
NAME_WITHHELD = "Name withheld"


class Organisation(models.Model):
    """A firm, a council, a family trust: whatever people act for."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    name = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=20, choices=OrganisationKind.choices)
    name_published = models.BooleanField(
        default=False, help_text="Its people have agreed that the public registers show its name."
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def public_name(self) -> str:
        """The name for people who have not signed in. An organisation's name can be a person's, so it is withheld
        until the organisation agrees; a public body's never is (our choice)."""
        return self.name if self.name_published or self.kind in PUBLIC_BODIES else NAME_WITHHELD

    @property
    def party_kind(self) -> PartyKind | None:
        """Which of the four parties it is (N7); None for an assessor's firm and an auditor's office."""
        return PARTY_OF_KIND.get(OrganisationKind(self.kind))

    @property
    def reviews_developments(self) -> bool:
        """Approval authorities decide on development assessments (N8)."""
        return self.kind == OrganisationKind.AUTHORITY

    @property
    def reviews_stewardship(self) -> bool:
        """The trust receives stewardship assessments (N46)."""
        return self.kind == OrganisationKind.TRUST


class RoleAssignment(models.Model):
    """A role a user holds for an organisation, from a day and perhaps until a day."""

    ROLES = [
        (ASSESSOR, "Assessor"),
        (REVIEWER, "Reviewer of reports"),
        (DEVELOPER, "Developer"),
        (LANDHOLDER, "Landholder"),
        (TRUST_OFFICER, "Trust officer"),
        (TRUST_APPROVER, "Trust approver"),
        (AUTHORITY_OFFICER, "Authority officer"),
        (AUTHORITY_DELEGATE, "Authority delegate"),
        (REGISTRAR, "Registrar"),
        (REGISTRAR_APPROVER, "Registrar approver"),
        (AUDITOR, "Auditor"),
    ]

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="role_assignments")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="role_assignments")
    role = models.CharField(max_length=20, choices=ROLES)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "role", "valid_from"], name="role_once_per_start"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=models.F("valid_from")),
                name="role_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.role} for {self.organisation}"


class Membership(models.Model):
    """A person belongs to an organisation: a landholder's family, a proponent's staff, an assessor's firm."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "organisation"], name="member_once")]

    def __str__(self) -> str:
        return f"{self.user} of {self.organisation}"


class Accreditation(models.Model):
    """An assessor's accreditation under the method: number and term (N19)."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="accreditations")
    number = models.CharField(max_length=12, unique=True, help_text="For example BAAS17001.")
    valid_from = models.DateField()
    valid_to = models.DateField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__gte=models.F("valid_from")), name="accreditation_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return self.number

    def in_force(self, on: date) -> bool:
        """Is it within its term and not suspended on that day?"""
        if not self.valid_from <= on <= self.valid_to:
            return False
        return not any(suspension.covers(on) for suspension in self.suspensions.all())


class Suspension(models.Model):
    """A stretch of days on which an accreditation does not count; open-ended until lifted."""

    accreditation = models.ForeignKey(Accreditation, on_delete=models.PROTECT, related_name="suspensions")
    suspended_from = models.DateField()
    lifted_on = models.DateField(null=True, blank=True, help_text="First day it counts again.")
    reason = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(lifted_on=None) | Q(lifted_on__gte=models.F("suspended_from")),
                name="suspension_lifted_after_start",
            ),
            models.UniqueConstraint(
                fields=["accreditation"], condition=Q(lifted_on=None), name="one_open_suspension"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.accreditation} from {self.suspended_from}"

    def covers(self, on: date) -> bool:
        """Does the suspension hold on that day?"""
        return self.suspended_from <= on and (self.lifted_on is None or on < self.lifted_on)


class Signature(models.Model):
    """Who signed which statement, for whom, in what capacity and when. The text is kept as it was shown; written once
    (append-only triggers)."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    statement_code = models.CharField(max_length=60, help_text="Which statement, with its edition.")
    statement_text = models.TextField()
    signer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="signatures")
    signer_name = models.CharField(max_length=120, help_text="As typed by the signer.")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="signatures")
    capacity = models.CharField(
        max_length=120, help_text="For example owner, director, delegate of the Minister."
    )
    signed_at = models.DateTimeField()
    request_id = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(signer_name="") & ~Q(capacity=""), name="signature_names_signer_and_capacity"
            )
        ]

    def __str__(self) -> str:
        return f"{self.statement_code} by {self.signer_name} for {self.organisation}"
