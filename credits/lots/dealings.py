"""What people do with lots: offers, transfers, retirements, cancellations, corrections, suspensions.

Each open dealing holds its quantity reserved on the lot: a lot's `reserved` is the sum of its open offers' `remaining`
and of its open transfers, retirements, cancellations and corrections.
"""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from credits.lots import states
from credits.lots.lodging import Dealing as Dealing
from credits.lots.lodging import found_by_new_lot, four_eyes
from credits.lots.models import HolderAccount, Lot
from registry.fees.models import FeeCharge
from registry.parties.models import Organisation, Signature

USER = settings.AUTH_USER_MODEL


class Channel(models.TextChoices):
    """How a sale comes about: the four channels of the scheme, the Trust's resale, and the open market."""

    COMMITMENT = "commitment", "Agreed before registration"
    OWN_BUYER = "own_buyer", "Buyer found by the seller"
    INTEREST = "interest", "From an expression of interest"
    TRUST = "trust", "Sold to the Trust"
    RESALE = "resale", "Resold by the Trust"
    OPEN_MARKET = "open_market", "Standing offer"


class Offer(models.Model):
    """Credits offered at a price, to one buyer or (standing) to anybody. Only the recorded holder offers (N15)."""

    STATES = [(s, s.capitalize()) for s in states.OFFER.states]

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="offers")
    buyer = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="Empty: a standing offer.",
    )
    state = models.CharField(max_length=10, choices=STATES, default=states.OPEN)
    quantity = models.PositiveBigIntegerField()
    remaining = models.PositiveBigIntegerField(help_text="Not yet accepted; reserved on the lot.")
    price = models.CharField(max_length=40, help_text="Per credit, exact decimal text excluding GST.")
    price_millionths = models.PositiveBigIntegerField(
        help_text="The price rounded, for sorting and filtering only."
    )
    zero_price_reason = models.CharField(
        max_length=20, blank=True, help_text="Needed where the price is zero."
    )
    related_party = models.BooleanField(
        default=False,
        help_text="The seller says that buyer and seller are related; kept out of price figures.",
    )
    channel = models.CharField(
        max_length=12,
        choices=Channel.choices,
        default=Channel.OPEN_MARKET,
        help_text="How buyer and seller came together (N53-N56).",
    )
    note = models.TextField(blank=True)
    signature = models.ForeignKey(Signature, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gte=1) & Q(remaining__gte=0) & Q(remaining__lte=F("quantity")),
                name="offer_remaining_within_quantity",
            ),
            models.CheckConstraint(
                condition=Q(state="open", remaining__gte=1) | (~Q(state="open") & Q(remaining=0)),
                name="only_an_open_offer_reserves",
            ),
        ]
        indexes = [models.Index(fields=["state", "id"], name="offer_state")]


class Transfer(Dealing):
    """A sale or gift agreed between holder and buyer, from acceptance to settlement. `lodged_by` accepted it."""

    STATES = [(s, s.capitalize()) for s in states.TRANSFER.states]

    state = models.CharField(max_length=10, choices=STATES, default=states.ACCEPTED)
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="transfers")
    seller = models.ForeignKey(HolderAccount, on_delete=models.PROTECT, related_name="+", db_index=False)
    buyer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    price = models.CharField(max_length=40)
    value_cents = models.PositiveBigIntegerField()
    related_party = models.BooleanField(
        default=False, help_text="Seller or buyer says that they are related; kept out of price figures."
    )
    settles_from = models.DateField(
        null=True, help_text="First day it may settle, where a cooling-off period is set."
    )
    signature = models.ForeignKey(Signature, on_delete=models.PROTECT, related_name="+", db_index=False)
    fee = models.ForeignKey(FeeCharge, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            *four_eyes("transfer"),
            models.CheckConstraint(
                condition=~Q(state="settled")
                | Q(checked_by__isnull=False, completed_by__isnull=False, new_lot__isnull=False),
                name="transfer_settled_by_two_officers",
            ),
        ]
        indexes = [models.Index(fields=["state", "id"], name="transfer_state"), found_by_new_lot("transfer")]

    @property
    def signer_ids(self) -> frozenset[int]:
        """Whoever accepted it, and whoever made the offer."""
        return frozenset({self.lodged_by_id, self.offer.made_by_id})

    @property
    def side_ids(self) -> frozenset[int | None]:
        """Holder and buyer."""
        return frozenset({self.lot.holder.organisation_id, self.buyer_id})


class Retirement(Dealing):
    """An application of the recorded holder to retire credits (BC Act s 6.27); what is retired stays so."""

    STATES = [(s, s.capitalize()) for s in states.RETIREMENT.states]

    class Purpose(models.TextChoices):
        """The purposes the Act permits (s 6.27)."""

        PLANNING_APPROVAL = "planning_approval", "Planning approval or vegetation clearing approval"
        PLANNING_AGREEMENT = "planning_agreement", "Planning agreement"
        CERTIFICATION = "certification", "Biodiversity certification of land"
        TRUST_OBLIGATION = "trust_obligation", "Obligation the Trust has taken over"
        MINISTERIAL = "ministerial", "Requirement of the Minister, or order to a site owner (s 11.25)"
        COURT_ORDER = "court_order", "Order of a court"
        VOLUNTARY = "voluntary", "Voluntary"
        OTHER = "other", "Other authorised purpose"

    state = models.CharField(max_length=10, choices=STATES, default=states.APPLIED)
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    purpose_note = models.TextField(blank=True, help_text="Needed for another authorised purpose.")
    obligation_reference = models.CharField(max_length=200, blank=True)
    obligation_local_government_area = models.CharField(max_length=200, blank=True)
    consent_on = models.DateField(null=True, help_text="Day of the consent.")
    signature = models.ForeignKey(Signature, on_delete=models.PROTECT, related_name="+", db_index=False)
    fee = models.ForeignKey(FeeCharge, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            *four_eyes("retirement"),
            models.CheckConstraint(
                condition=~Q(state="retired")
                | Q(checked_by__isnull=False, completed_by__isnull=False, new_lot__isnull=False),
                name="retirement_recorded_by_two_officers",
            ),
            models.CheckConstraint(
                condition=Q(purpose__in=["voluntary", "other"]) | ~Q(obligation_reference=""),
                name="retirement_names_its_obligation",
            ),
            models.CheckConstraint(
                condition=~Q(purpose="other") | ~Q(purpose_note=""), name="retirement_other_purpose_is_said"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "id"], name="retirement_state"),
            found_by_new_lot("retirement"),
        ]


class Cancellation(Dealing):
    """Credits cancelled by the registrar, at the holder's request or on another ground. `lodged_by` proposed it."""

    STATES = [(s, s.capitalize()) for s in states.CANCELLATION.states]

    class Ground(models.TextChoices):
        HOLDER = "holder_request", "The holder has requested or agreed to the cancellation"
        OTHER = "other", "Another ground of the Act, stated in words"

    state = models.CharField(max_length=10, choices=STATES, default=states.PROPOSED)
    ground = models.CharField(max_length=14, choices=Ground.choices)
    ground_note = models.TextField()
    holder_signature = models.ForeignKey(
        Signature, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["-pk"]
        constraints = [
            *four_eyes("cancellation"),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | Q(completed_by__isnull=False, new_lot__isnull=False),
                name="cancellation_by_two_officers",
            ),
            models.CheckConstraint(condition=~Q(ground_note=""), name="cancellation_ground_is_said"),
        ]
        indexes = [found_by_new_lot("cancellation")]


class Correction(Dealing):
    """A transfer put right by a new movement: credits go back from a lot to the lot it was minted from. `lodged_by`
    proposed it; nothing that is retired or cancelled is corrected."""

    STATES = [(s, s.capitalize()) for s in states.CORRECTION.states]

    state = models.CharField(max_length=10, choices=STATES, default=states.PROPOSED)
    reason = models.TextField()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            *four_eyes("correction"),
            models.CheckConstraint(
                condition=~Q(state="posted") | Q(completed_by__isnull=False),
                name="correction_by_two_officers",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="correction_has_a_reason"),
        ]

    @property
    def side_ids(self) -> frozenset[int | None]:
        """The holder, and whoever gets the credits back."""
        parent = self.lot.parent
        back = set() if parent is None else {parent.holder.organisation_id}
        return frozenset({self.lot.holder.organisation_id, *back})


class LotSuspension(models.Model):
    """Credits suspended for up to six months pending an inquiry, extended once by up to six more (BC Act s 6.25)."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="suspensions")
    suspended_from = models.DateField()
    until = models.DateField(help_text="Last day.")
    extended_until = models.DateField(null=True)
    lifted_on = models.DateField(
        null=True, help_text="First day the credits can move again, where lifted early."
    )
    reason = models.TextField()
    suspended_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    suspended_at = models.DateTimeField()
    extended_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    lifted_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gte=F("suspended_from"))
                & (Q(extended_until=None) | Q(extended_until__gt=F("until"))),
                name="lot_suspension_ends_after_start",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="lot_suspension_has_a_reason"),
        ]
