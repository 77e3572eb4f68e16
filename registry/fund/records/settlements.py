"""Money held for one first transfer or first retirement, until the credits move with it (N57)."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from registry.fund import states
from registry.fund.records.accounts import SiteAccount
from registry.parties.models import Organisation


class Settlement(models.Model):
    """What the buyer paid (or the holder, where nothing is sold), and how it was split when the credits moved.

    `subject` is the dealing, e.g. `transfer:<public id>`. The split is computed in the transaction in which the credits
    move, by cumulative rounding; until then nothing is decided."""

    class SettlementKind(models.TextChoices):
        SALE = "sale", "First sale"
        RETIREMENT = "retirement", "First retirement without a sale"

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=SettlementKind.choices)
    subject = models.CharField(max_length=80, unique=True)
    site = models.ForeignKey(SiteAccount, on_delete=models.PROTECT, related_name="settlements")
    lot_number = models.CharField(max_length=20)
    quantity = models.PositiveBigIntegerField()
    value_cents = models.PositiveBigIntegerField(
        help_text="Price of the sale without GST; 0 for a retirement."
    )
    gst_cents = models.PositiveBigIntegerField(default=0)
    seller = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    payer = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", help_text="Buyer or holder."
    )
    state = models.CharField(max_length=10, default=states.AWAITED)
    received_cents = models.PositiveBigIntegerField(default=0, help_text="From the payer, GST included.")
    received_on = models.DateField(null=True)
    receipt = models.CharField(max_length=120, blank=True)
    top_up_cents = models.PositiveBigIntegerField(
        default=0, help_text="From the seller, where the price is too low."
    )
    top_up_receipt = models.CharField(max_length=120, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    cleared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    cleared_on = models.DateField(null=True, help_text="Value date.")
    portion_cents = models.PositiveBigIntegerField(null=True, help_text="Into the fund.")
    surplus_cents = models.PositiveBigIntegerField(null=True, help_text="To the seller, GST included.")
    settled_on = models.DateField(null=True)
    ruling = models.JSONField(default=dict, help_text="How the portion was computed.")
    closing_reason = models.TextField(blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="settlement_quantity_above_zero"),
            models.CheckConstraint(
                condition=Q(state__in=states.SETTLEMENT.states), name="settlement_state_known"
            ),
            models.CheckConstraint(
                condition=Q(cleared_by=None) | ~Q(cleared_by=F("recorded_by")),
                name="settlement_cleared_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state=states.SETTLED)
                | Q(received_cents=F("portion_cents") + F("surplus_cents") - F("top_up_cents")),
                name="settlement_split_adds_up",
            ),
        ]
        indexes = [models.Index(fields=["state", "id"], name="settlement_state")]

    def __str__(self) -> str:
        return f"Settlement of {self.subject}"


class OutsideDeposit(models.Model):
    """The trust states that the share of a lot was paid outside this registry (agreements and lots that were taken over
    from the earlier registers): entered by one person, confirmed by another, with the document that shows it."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    lot_number = models.CharField(max_length=20, unique=True)
    document = models.CharField(max_length=300)
    stated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    stated_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("stated_by")),
                name="outside_deposit_confirmed_by_another",
            )
        ]


class DirectDeposit(models.Model):
    """Money paid into a site's account without credits moving: what a later version of the schedule asks beyond the
    first deposit, and the share of credits that were cancelled. Recorded by one person of the trust, in the fund when
    another confirms that it has cleared."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    site = models.ForeignKey(SiteAccount, on_delete=models.PROTECT, related_name="direct_deposits")
    payer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    amount_cents = models.PositiveBigIntegerField()
    reason = models.TextField()
    received_on = models.DateField()
    receipt = models.CharField(max_length=120)
    state = models.CharField(max_length=10, default=states.RECORDED)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    cleared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    cleared_on = models.DateField(null=True, help_text="Value date.")
    closing_reason = models.TextField(blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_cents__gt=0), name="direct_deposit_above_zero"),
            models.CheckConstraint(
                condition=Q(state__in=states.DIRECT_DEPOSIT.states), name="direct_deposit_state_known"
            ),
            models.CheckConstraint(
                condition=Q(cleared_by=None) | ~Q(cleared_by=F("recorded_by")),
                name="direct_deposit_cleared_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state=states.CLEARED) | Q(cleared_by__isnull=False, cleared_on__isnull=False),
                name="direct_deposit_cleared_with_person",
            ),
        ]
        indexes = [models.Index(fields=["state", "id"], name="direct_deposit_state")]

    def __str__(self) -> str:
        return f"Direct deposit {self.public_id}"
