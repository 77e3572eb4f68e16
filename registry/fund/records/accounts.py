"""The fund's books: site accounts, entries with one debit and one credit, kept balances, periods."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from registry.agreements.models import Agreement
from registry.fund.chart import FUNDS
from registry.parties.models import Organisation


class SiteAccount(models.Model):
    """The account of one site in the stewardship payments fund (N50). Balances are in `Balance`; here is what decides:
    how much is due, how much came, how many credits have paid their share."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    agreement = models.OneToOneField(Agreement, on_delete=models.PROTECT, related_name="site_account")
    opened_on = models.DateField()
    credits_total = models.PositiveBigIntegerField(
        help_text="Credits first issued; never changes with a cancellation."
    )
    credits_settled = models.PositiveBigIntegerField(
        default=0, help_text="Whose share of the deposit is settled."
    )
    due_cents = models.PositiveBigIntegerField(
        help_text="The total fund deposit as the schedule in force states it."
    )
    deposited_cents = models.PositiveBigIntegerField(default=0, help_text="Principal received and cleared.")
    sale_income_cents = models.PositiveBigIntegerField(
        default=0, help_text="Of first sales, without GST (N59)."
    )
    threshold_cents = models.PositiveBigIntegerField(help_text="From here on full management begins (N59).")
    measure = models.CharField(max_length=12, help_text="What is held against the threshold.")
    regime = models.CharField(max_length=16)
    threshold_reached_on = models.DateField(null=True, help_text="Once, and never taken back.")

    class Meta:
        ordering = ["agreement__number", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(credits_settled__lte=F("credits_total")), name="site_account_credits_within_total"
            ),
            models.CheckConstraint(
                condition=Q(deposited_cents__lte=F("due_cents")), name="site_account_never_above_the_deposit"
            ),
        ]

    def __str__(self) -> str:
        return f"Site account of {self.agreement}"


class FundPeriod(models.Model):
    """A financial year of a fund, 1 July to 30 June. Closed by a second person; nothing is posted into it then."""

    fund = models.CharField(max_length=12, choices=list(FUNDS.items()))
    name = models.CharField(max_length=7, help_text="2026-27")
    starts_on = models.DateField()
    ends_on = models.DateField()
    closing_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["fund", "starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["fund", "name"], name="fund_period_once"),
            models.CheckConstraint(
                condition=Q(closed_by=None) | ~Q(closed_by=F("closing_asked_by")),
                name="fund_period_closed_by_two",
            ),
            models.CheckConstraint(
                condition=Q(closed_by__isnull=True, closed_at__isnull=True)
                | Q(closed_by__isnull=False, closed_at__isnull=False, closing_asked_by__isnull=False),
                name="fund_period_closed_with_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_fund_display()} {self.name}"


class Entry(models.Model):
    """One debit, one credit, one amount: balanced by construction. Append-only; a mistake is reversed by another entry.

    `source`, `cause` and `line` say what it comes from and let it be posted once. `batch` is the command that posted
    it, by which the kept balances are moved."""

    fund = models.CharField(max_length=12, choices=list(FUNDS.items()))
    debit = models.CharField(max_length=4)
    credit = models.CharField(max_length=4)
    amount_cents = models.BigIntegerField()
    site = models.ForeignKey(SiteAccount, on_delete=models.PROTECT, null=True, related_name="entries")
    party = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    value_on = models.DateField(help_text="When the money counts.")
    posted_on = models.DateField(help_text="Which period it belongs to.")
    period = models.ForeignKey(FundPeriod, on_delete=models.PROTECT, related_name="entries")
    source = models.CharField(max_length=20)
    cause = models.CharField(max_length=80)
    line = models.PositiveIntegerField(default=1)
    memo = models.CharField(max_length=200)
    rule_version = models.CharField(max_length=40)
    reverses = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="reversed_by")
    batch = models.UUIDField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["source", "cause", "line"], name="fund_entry_posted_once"),
            models.CheckConstraint(condition=Q(amount_cents__gt=0), name="fund_entry_above_zero"),
            models.CheckConstraint(condition=~Q(debit=F("credit")), name="fund_entry_two_accounts"),
            models.CheckConstraint(condition=Q(fund__in=list(FUNDS)), name="fund_entry_fund_known"),
        ]
        indexes = [
            models.Index(fields=["site", "value_on"], name="fund_entry_site"),
            models.Index(fields=["batch"], name="fund_entry_batch"),
            models.Index(fields=["period", "debit"], name="fund_entry_period"),
        ]


class Balance(models.Model):
    """What the entries of an account add up to, kept with each posting; `check_fund` proves that it does."""

    fund = models.CharField(max_length=12, choices=list(FUNDS.items()))
    account = models.CharField(max_length=4)
    site = models.ForeignKey(SiteAccount, on_delete=models.PROTECT, null=True, related_name="balances")
    debit_cents = models.BigIntegerField(default=0)
    credit_cents = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["fund", "account", "site_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["fund", "account", "site"],
                condition=Q(site__isnull=False),
                name="fund_balance_of_a_site",
            ),
            models.UniqueConstraint(
                fields=["fund", "account"], condition=Q(site__isnull=True), name="fund_balance_of_no_site"
            ),
        ]
