"""Stewardship agreements, their owners, and what is laid over or ends them."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from assessments.models import Revision
from registry.agreements import states
from registry.parties.models import Organisation, Signature

NSW_BOS = "nsw_bos"
"""The scheme every agreement, lot and class belongs to so far: the New South Wales Biodiversity Offsets Scheme."""


class Origin(models.TextChoices):
    """Under which law an agreement was made (N1)."""

    STEWARDSHIP = "stewardship", "Biodiversity stewardship agreement"
    BIOBANKING = "biobanking", "BioBanking agreement"


class Agreement(models.Model):
    """One agreement from the first intention to its end. It has no end date: protection is for ever (N6)."""

    STATES = [(state, state.replace("_", " ").capitalize()) for state in states.AGREEMENT.states]

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    scheme = models.CharField(max_length=20, default=NSW_BOS)
    number = models.CharField(max_length=20, unique=True, null=True, help_text="Given by the registrar.")
    origin = models.CharField(max_length=12, choices=Origin.choices, default=Origin.STEWARDSHIP)
    state = models.CharField(max_length=14, choices=STATES, default=states.INTENTION)
    site_name = models.CharField(max_length=200)
    locality = models.CharField(max_length=200, blank=True)
    local_government_area = models.CharField(max_length=120, blank=True)
    lots_and_plans = models.TextField(
        blank=True, help_text="One lot and plan per line; never shown to the public."
    )
    intention = models.TextField(blank=True, help_text="What the landholder has in mind.")
    applicant = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="agreements_applied_for",
        help_text="The landholder who applied; the owners of a day are in OwnerShare.",
    )
    trust = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="agreements")
    holding_area_m2 = models.PositiveBigIntegerField(null=True, help_text="The whole landholding (N44).")
    site_area_m2 = models.PositiveBigIntegerField(null=True)
    revision = models.ForeignKey(
        Revision,
        on_delete=models.PROTECT,
        null=True,
        related_name="agreements",
        help_text="The accepted stewardship report it rests on (N46).",
    )
    applied_on = models.DateField(null=True)
    holder_signature = models.ForeignKey(Signature, on_delete=models.PROTECT, null=True, related_name="+")
    trust_signature = models.ForeignKey(Signature, on_delete=models.PROTECT, null=True, related_name="+")
    holder_signer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    trust_signer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    signed_on = models.DateField(null=True)
    title_reference = models.CharField(max_length=120, blank=True, help_text="The dealing on the land title.")
    registration_prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    registered_on = models.DateField(null=True)
    activated_on = models.DateField(null=True, help_text="First day of full management, once only (N59).")
    maintenance_from = models.DateField(null=True)
    suspended_on = models.DateField(null=True, help_text="Set while suspended.")
    terminated_on = models.DateField(null=True)
    closing_reason = models.TextField(blank=True, help_text="Why refused, withdrawn or terminated.")
    version = models.PositiveIntegerField(
        default=1, help_text="Rises with each change; a stale form is refused."
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=states.AGREEMENT.states), name="agreement_state_known"
            ),
            models.CheckConstraint(
                condition=Q(site_area_m2=None)
                | Q(holding_area_m2=None)
                | Q(site_area_m2__lte=F("holding_area_m2")),
                name="agreement_site_within_holding",
            ),
            models.CheckConstraint(
                condition=Q(holder_signer=None) | Q(trust_signer=None) | ~Q(holder_signer=F("trust_signer")),
                name="agreement_signed_by_two_people",
            ),
            models.CheckConstraint(
                condition=Q(registered_by=None) | ~Q(registered_by=F("registration_prepared_by")),
                name="agreement_registered_by_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=states.IN_FORCE)
                | (Q(registered_on__isnull=False) & Q(number__isnull=False) & ~Q(title_reference="")),
                name="agreement_in_force_is_registered",
            ),
            models.CheckConstraint(
                condition=~Q(state=states.ACTIVE) | Q(activated_on__isnull=False),
                name="agreement_active_is_dated",
            ),
        ]
        indexes = [models.Index(fields=["state", "id"], name="agreement_state")]

    def __str__(self) -> str:
        return self.number or f"{self.site_name} (no number yet)"

    @property
    def in_force(self) -> bool:
        """Registered and not terminated: the site is protected."""
        return self.state in states.IN_FORCE


class AgreementBoundary(models.Model):
    """The outline of the site, version by version, with what the overlap test said when it came in."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="boundaries")
    version = models.PositiveIntegerField()
    geojson = models.JSONField()
    area_m2 = models.PositiveBigIntegerField()
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()
    source = models.CharField(max_length=200, help_text="The assessment's boundary, or the file's name.")
    overlap_findings = models.JSONField(default=list)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["agreement_id", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "version"], name="agreement_boundary_numbered_once")
        ]
        indexes = [models.Index(fields=["west", "east", "south", "north"], name="agreement_boundary_box")]


class OwnerShare(models.Model):
    """An owner of the land and how many parts of it, from a day. A share is parts over the sum of all parts of that
    day. The duties of the agreement are the owners' (N16)."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="owner_shares")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="owned_shares")
    parts = models.PositiveIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, help_text="First day it no longer holds.")

    class Meta:
        ordering = ["agreement_id", "valid_from", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(parts__gte=1), name="owner_share_positive"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="owner_share_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["agreement", "organisation"], condition=Q(valid_to=None), name="owner_once_at_a_time"
            ),
        ]


class OwnerChange(models.Model):
    """The land is sold: the duties pass to the new owners with it, the credits do not (N16)."""

    LODGED, ACCEPTED, RECORDED, WITHDRAWN = "lodged", "accepted", "recorded", "withdrawn"
    STATES = [(s, s.capitalize()) for s in (LODGED, ACCEPTED, RECORDED, WITHDRAWN)]

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="owner_changes")
    state = models.CharField(max_length=10, choices=STATES, default=LODGED)
    shares = models.JSONField(help_text="[[organisation public id, parts], ...] after the change.")
    effective_on = models.DateField()
    evidence = models.TextField(help_text="The dealing on the title that shows the change.")
    lodged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    lodged_at = models.DateTimeField()
    acceptances = models.ManyToManyField(Signature, related_name="+")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement"],
                condition=Q(state__in=["lodged", "accepted"]),
                name="one_open_owner_change",
            )
        ]


class AgreementChange(models.Model):
    """A variation of the agreement, a renewal of its plan, its suspension or its termination: proposed by one person
    of the trust, agreed by the holder where that is asked for, approved by another (N43)."""

    class ChangeKind(models.TextChoices):
        VARIATION = "variation", "Variation"
        RENEWAL = "renewal", "Renewed plan after year 20"
        TERMINATION = "termination", "Termination"

    PROPOSED, AGREED, APPROVED, WITHDRAWN = "proposed", "agreed", "approved", "withdrawn"
    STATES = [(s, s.capitalize()) for s in (PROPOSED, AGREED, APPROVED, WITHDRAWN)]

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=12, choices=ChangeKind.choices)
    state = models.CharField(max_length=10, choices=STATES, default=PROPOSED)
    reason = models.TextField()
    reference = models.CharField(
        max_length=200, blank=True, help_text="For a termination: the Minister's consent."
    )
    # A number and no key to the plan: what points at a frozen plan is frozen with it.
    plan_version = models.PositiveIntegerField(null=True, help_text="The new version of the plan.")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    holder_signature = models.ForeignKey(Signature, on_delete=models.PROTECT, null=True, related_name="+")
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("proposed_by")),
                name="agreement_change_by_two_people",
            ),
            models.UniqueConstraint(
                fields=["agreement"],
                condition=Q(state__in=["proposed", "agreed"]),
                name="one_open_agreement_change",
            ),
        ]


class AgreementSuspension(models.Model):
    """A stretch of days on which the agreement is suspended; open until lifted."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="suspensions")
    suspended_from = models.DateField()
    reason = models.TextField()
    suspended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    lifted_on = models.DateField(null=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement"], condition=Q(lifted_on=None), name="one_open_agreement_suspension"
            )
        ]
