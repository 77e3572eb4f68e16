"""What people publish to find each other: interests to sell, wants, enquiries, promises, announcements.

None of it moves or reserves credits; what does is an offer (`credits.lots.dealings`).
"""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from credits.lots.dealings import Offer
from credits.lots.models import CreditClass, Lot
from credits.market import states
from registry.agreements.models import Agreement
from registry.parties.models import Organisation, Signature

USER = settings.AUTH_USER_MODEL


def _labels(names: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(name, name.capitalize()) for name in names]


class Wanted(models.Model):
    """Which credits, as far as they are known: what is empty is open. The words are those of the reference facts."""

    kind = models.CharField(max_length=10, choices=CreditClass.KINDS)
    offset_trading_group = models.CharField(max_length=600, blank=True)
    community_name = models.CharField(max_length=400, blank=True)
    pct_id = models.PositiveIntegerField(null=True)
    pct_name = models.CharField(max_length=300, blank=True)
    hollow_bearing_trees = models.CharField(max_length=10, choices=CreditClass.HOLLOWS, blank=True)
    scientific_name = models.CharField(max_length=200, blank=True)
    common_name = models.CharField(max_length=200, blank=True)
    subregions = models.JSONField(default=list, help_text="Names of IBRA subregions; empty: anywhere.")
    quantity = models.PositiveBigIntegerField(help_text="Whole credits.")
    price = models.CharField(
        max_length=40,
        blank=True,
        help_text="Per credit, exact decimal text excluding GST; empty: to be agreed.",
    )
    price_millionths = models.PositiveBigIntegerField(null=True, help_text="For sorting and filtering only.")
    note = models.TextField(blank=True, help_text="Public.")
    made_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    expires_on = models.DateField(help_text="Last day on the register, unless renewed.")
    closed_at = models.DateTimeField(null=True)
    closing_reason = models.TextField(blank=True)

    class Meta:
        abstract = True


def _wanted_rules(name: str) -> list[models.BaseConstraint]:
    return [
        models.CheckConstraint(condition=Q(quantity__gte=1), name=f"{name}_quantity_positive"),
        models.CheckConstraint(
            condition=Q(kind="ecosystem") | Q(kind="species") & ~Q(scientific_name=""),
            name=f"{name}_names_its_species",
        ),
        models.CheckConstraint(
            condition=Q(price="", price_millionths=None) | ~Q(price="") & Q(price_millionths__isnull=False),
            name=f"{name}_price_whole",
        ),
    ]


class Interest(Wanted):
    """An expression of interest to sell (N55): for a site that is planned, an agreement under way, or a lot."""

    STATES = _labels(states.INTEREST.states)

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    state = models.CharField(max_length=10, choices=STATES, default=states.OPEN)
    holder = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="interests")
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, null=True, related_name="interests")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, null=True, related_name="interests")
    local_government_area = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = _wanted_rules("interest")
        indexes = [models.Index(fields=["state", "id"], name="interest_state")]


class Demand(Wanted):
    """A want on the demand register."""

    STATES = _labels(states.DEMAND.states)

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    state = models.CharField(max_length=10, choices=STATES, default=states.OPEN)
    buyer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="demands")
    needed_by = models.DateField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = _wanted_rules("demand")
        indexes = [models.Index(fields=["state", "id"], name="demand_state")]


class Enquiry(models.Model):
    """A conversation about one thing of the registers between two organisations, through the registry: no address or
    telephone number is shown to either side."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    interest = models.ForeignKey(Interest, on_delete=models.PROTECT, null=True, related_name="enquiries")
    demand = models.ForeignKey(Demand, on_delete=models.PROTECT, null=True, related_name="enquiries")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, null=True, related_name="enquiries")
    asker = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="enquiries_made")
    asked = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="enquiries_received")
    opened_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    last_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "enquiries"
        constraints = [
            models.CheckConstraint(
                condition=Q(interest__isnull=False, demand=None, lot=None)
                | Q(interest=None, demand__isnull=False, lot=None)
                | Q(interest=None, demand=None, lot__isnull=False),
                name="enquiry_about_one_thing",
            ),
            models.CheckConstraint(condition=~Q(asker=F("asked")), name="enquiry_between_two"),
        ]


class EnquiryMessage(models.Model):
    """One message of an enquiry."""

    enquiry = models.ForeignKey(Enquiry, on_delete=models.PROTECT, related_name="messages")
    sender = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    written_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="enquiry_message_says_something")]


class Commitment(models.Model):
    """A promise to sell credits of an agreement that is not registered yet (N53). Both sides sign; nothing is
    reserved, because there is nothing to reserve. `offer` is what it became."""

    STATES = _labels(states.COMMITMENT.states)

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    state = models.CharField(max_length=10, choices=STATES, default=states.PROPOSED)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="commitments")
    seller = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    buyer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=CreditClass.KINDS)
    class_name = models.CharField(
        max_length=600, help_text="Offset trading group, or scientific name, of the accepted report."
    )
    quantity = models.PositiveBigIntegerField()
    price = models.CharField(max_length=40)
    price_millionths = models.PositiveBigIntegerField()
    related_party = models.BooleanField(default=False)
    conditions = models.TextField(blank=True, help_text="Seen by both sides only.")
    lapses_on = models.DateField(help_text="Last day on which the seller is held to it.")
    seller_signature = models.ForeignKey(Signature, on_delete=models.PROTECT, related_name="+")
    buyer_signature = models.ForeignKey(Signature, on_delete=models.PROTECT, null=True, related_name="+")
    proposed_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closing_reason = models.TextField(blank=True)
    offer = models.OneToOneField(Offer, on_delete=models.PROTECT, null=True, related_name="commitment")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=1), name="commitment_quantity_positive"),
            models.CheckConstraint(condition=~Q(seller=F("buyer")), name="commitment_between_two"),
            models.CheckConstraint(
                condition=~Q(state__in=["agreed", "fulfilled", "ended"]) | Q(buyer_signature__isnull=False),
                name="commitment_signed_by_both",
            ),
            models.CheckConstraint(
                condition=Q(state="fulfilled", offer__isnull=False) | (~Q(state="fulfilled") & Q(offer=None)),
                name="commitment_fulfilled_by_an_offer",
            ),
        ]
        indexes = [models.Index(fields=["state", "id"], name="commitment_state")]


class Announcement(models.Model):
    """A fact that can move prices, kept until its hour and then published to everybody at one moment."""

    STATES = _labels(states.ANNOUNCEMENT.states)

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    state = models.CharField(max_length=10, choices=STATES, default=states.DRAFT)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    body = models.TextField()
    publish_at = models.DateTimeField(help_text="Nobody without a recorded reading learns it before.")
    published_at = models.DateTimeField(null=True)
    written_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    approved_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("written_by")),
                name="announcement_by_two_officers",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "published"]) | Q(approved_by__isnull=False),
                name="announcement_published_approved",
            ),
            models.CheckConstraint(
                condition=Q(state="published", published_at__isnull=False)
                | (~Q(state="published") & Q(published_at=None)),
                name="announcement_published_at_a_moment",
            ),
        ]
        indexes = [models.Index(fields=["state", "publish_at"], name="announcement_due")]


class EarlyReading(models.Model):
    """Who read an announcement before it was published, and when first. Written once (append-only triggers)."""

    announcement = models.ForeignKey(Announcement, on_delete=models.PROTECT, related_name="early_readings")
    reader = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["announcement", "reader"], name="early_reading_once")]
