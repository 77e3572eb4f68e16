"""What the fund earns and costs, shared out over the sites; and what holders owe back."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from registry.fund import states
from registry.fund.records.accounts import SiteAccount
from registry.parties.models import Organisation


class FundResult(models.Model):
    """A return (or a loss) or a fee of the fund manager over some days, shared out over the sites by their average
    daily balance, largest remainder; entered by one person, approved by another, who posts it."""

    class ResultKind(models.TextChoices):
        RETURN = "return", "Return"
        FEE = "fee", "Fund manager's fee"

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=6, choices=ResultKind.choices)
    first_day = models.DateField()
    last_day = models.DateField()
    amount_cents = models.BigIntegerField(help_text="A loss is below zero; a fee is above.")
    reference = models.CharField(max_length=200)
    state = models.CharField(max_length=10, default=states.PROPOSED)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True)
    closing_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="fund_result_days_in_order"
            ),
            models.CheckConstraint(
                condition=Q(kind="return") | Q(amount_cents__gt=0), name="fund_fee_above_zero"
            ),
            models.CheckConstraint(condition=~Q(amount_cents=0), name="fund_result_not_zero"),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("prepared_by")),
                name="fund_result_by_two_people",
            ),
        ]


class ResultShare(models.Model):
    """A site's share of a result. Written once; the shares of a result add up to it exactly."""

    result = models.ForeignKey(FundResult, on_delete=models.PROTECT, related_name="shares")
    site = models.ForeignKey(SiteAccount, on_delete=models.PROTECT, related_name="result_shares")
    balance_days = models.DecimalField(
        max_digits=30, decimal_places=0, help_text="Cents times days, as weight."
    )
    share_cents = models.BigIntegerField()

    class Meta:
        ordering = ["result_id", "site_id"]
        constraints = [models.UniqueConstraint(fields=["result", "site"], name="result_share_once")]


class Recovery(models.Model):
    """What a holder owes back, by over-payment or after a breach. Set off against instalments, or repaid."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    site = models.ForeignKey(SiteAccount, on_delete=models.PROTECT, related_name="recoveries")
    party = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    amount_cents = models.PositiveBigIntegerField()
    outstanding_cents = models.PositiveBigIntegerField(
        help_text="Kept: the amount less what was set off or repaid."
    )
    reason = models.TextField()
    payment_line = models.CharField(
        max_length=40, blank=True, help_text="The run line over-paid, by its public id."
    )
    state = models.CharField(max_length=10, default=states.PROPOSED)
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True)
    closing_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_cents__gt=0), name="recovery_above_zero"),
            models.CheckConstraint(
                condition=Q(outstanding_cents__lte=F("amount_cents")), name="recovery_outstanding_within"
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("raised_by")), name="recovery_by_two_people"
            ),
        ]
        indexes = [models.Index(fields=["site", "party", "state"], name="recovery_open")]
