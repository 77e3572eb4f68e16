"""Payment runs: what is taken, what is paid or held and why, the bank files, the invoices and what came back."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from registry.fund import states
from registry.fund.records.accounts import SiteAccount
from registry.fund.records.payees import BankDetail
from registry.fund.records.years import ManagementYear
from registry.parties.models import Organisation


class PaymentRun(models.Model):
    """One run of the fund: it takes every unpaid line due on or before its day. Only one is unfinished at a time."""

    class RunKind(models.TextChoices):
        ANNUAL = "annual", "Annual run"
        SUPPLEMENTARY = "supplementary", "Supplementary run"

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    number = models.CharField(max_length=20, unique=True, help_text="SPF/2026-27/1")
    kind = models.CharField(max_length=14, choices=RunKind.choices)
    due_to = models.DateField(help_text="Lines due on or before this day.")
    index_vintage = models.DateField(help_text="Index numbers as published on or before this day.")
    state = models.CharField(max_length=10, default=states.OPENED)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    opened_at = models.DateTimeField()
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    prepared_at = models.DateTimeField(null=True)
    fingerprint = models.CharField(
        max_length=64, blank=True, help_text="Hash of the lines as they were prepared."
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    released_at = models.DateTimeField(null=True)
    processing_on = models.DateField(null=True, help_text="The bank business day in the file.")
    completed_at = models.DateTimeField(
        null=True, help_text="Every entry, invoice and notice of the release is there."
    )
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    settled_on = models.DateField(null=True)
    closing_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=states.RUN.states), name="payment_run_state_known"),
            # One row at most has the value true, so one run at most is unfinished.
            models.UniqueConstraint(
                models.functions.Cast(models.Value(1), models.IntegerField()),
                condition=Q(state__in=sorted(states.UNFINISHED_RUN)),
                name="one_unfinished_payment_run",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | Q(prepared_by=None) | ~Q(approved_by=F("prepared_by")),
                name="payment_run_approved_by_another",
            ),
            models.CheckConstraint(
                condition=Q(released_by=None) | ~Q(released_by=F("approved_by")),
                name="payment_run_released_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state=states.RELEASED) | Q(released_by__isnull=False, approved_by__isnull=False),
                name="payment_run_released_with_people",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class RunLine(models.Model):
    """What one payee gets for one management year in one run, or why it is held.

    While it is planned, released, paid or returned it claims that year for that payee: no other line can, in any run
    (unique). Held lines claim nothing and stay as the run's work list."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    run = models.ForeignKey(PaymentRun, on_delete=models.PROTECT, related_name="lines")
    number = models.PositiveIntegerField()
    management_year = models.ForeignKey(ManagementYear, on_delete=models.PROTECT, related_name="lines")
    site = models.ForeignKey(SiteAccount, on_delete=models.PROTECT, related_name="lines")
    payee = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10)
    hold_code = models.CharField(max_length=30, blank=True)
    hold_reason = models.TextField(blank=True)
    real_cents = models.PositiveBigIntegerField(help_text="The whole year's, in prices of the signing.")
    base_index = models.CharField(max_length=20, blank=True)
    due_index = models.CharField(max_length=20, blank=True, help_text="For the ORIGINAL due date.")
    gross_cents = models.PositiveBigIntegerField(null=True, help_text="The whole year's, indexed.")
    parts = models.PositiveIntegerField(default=1)
    of_parts = models.PositiveIntegerField(default=1)
    share_cents = models.PositiveBigIntegerField(
        null=True, help_text="The payee's share, before what is set off."
    )
    recovery_cents = models.PositiveBigIntegerField(default=0)
    gst_cents = models.PositiveBigIntegerField(default=0)
    remit_cents = models.PositiveBigIntegerField(null=True, help_text="To the bank.")
    last_year_cents = models.PositiveBigIntegerField(null=True)
    difference = models.CharField(max_length=200, blank=True, help_text="What differs from the year before.")
    explanation = models.JSONField(default=dict, help_text="Every rule that was asked, with its answer.")
    bank_detail = models.ForeignKey(BankDetail, on_delete=models.PROTECT, null=True, related_name="+")
    reference = models.CharField(max_length=18, blank=True, help_text="Lodgement reference in the bank file.")
    attempt = models.PositiveSmallIntegerField(default=1)
    returned_on = models.DateField(null=True)
    return_code = models.CharField(max_length=4, blank=True)

    class Meta:
        ordering = ["run_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="run_line_numbered_once"),
            models.UniqueConstraint(
                fields=["management_year", "payee"],
                condition=Q(state__in=sorted(states.CLAIMING)),
                name="year_claimed_once_by_a_payee",
            ),
            models.CheckConstraint(condition=Q(state__in=states.LINE.states), name="run_line_state_known"),
            models.CheckConstraint(
                condition=~Q(state=states.HELD) | ~Q(hold_code=""), name="run_line_held_with_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(states.CLAIMING))
                | Q(remit_cents=F("share_cents") - F("recovery_cents") + F("gst_cents")),
                name="run_line_adds_up",
            ),
        ]
        indexes = [
            models.Index(fields=["run", "state"], name="run_line_state"),
            models.Index(fields=["payee", "state"], name="run_line_payee"),
        ]


class BankFile(models.Model):
    """A credit file of a run, sealed, with its hash. An attempt after a return makes another file."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    run = models.ForeignKey(PaymentRun, on_delete=models.PROTECT, related_name="files")
    sequence = models.PositiveSmallIntegerField()
    sealed = models.TextField(help_text="Encrypted; the hash is of the bytes the bank reads.")
    sha256 = models.CharField(max_length=64)
    total_cents = models.PositiveBigIntegerField()
    lines = models.PositiveIntegerField()
    processing_on = models.DateField()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["run_id", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["run", "sequence"], name="bank_file_numbered_once"),
            models.CheckConstraint(
                condition=Q(total_cents__lte=9_999_999_999), name="bank_file_within_its_columns"
            ),
        ]


class FilePayment(models.Model):
    """A line's place in a file, attempt by attempt."""

    file = models.ForeignKey(BankFile, on_delete=models.PROTECT, related_name="payments")
    line = models.ForeignKey(RunLine, on_delete=models.PROTECT, related_name="payments")
    attempt = models.PositiveSmallIntegerField(default=1)
    record = models.PositiveIntegerField()

    class Meta:
        ordering = ["file_id", "record"]
        constraints = [
            models.UniqueConstraint(fields=["line", "attempt"], name="line_once_an_attempt"),
            models.UniqueConstraint(fields=["file", "record"], name="file_record_once"),
        ]


class ReturnFile(models.Model):
    """A return file of the bank, read once: the same bytes are refused."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    sha256 = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    rows = models.PositiveIntegerField()
    read_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]


class BankReturn(models.Model):
    """A payment the bank gave back: a line and an attempt, once."""

    file = models.ForeignKey(ReturnFile, on_delete=models.PROTECT, related_name="returns")
    line = models.ForeignKey(RunLine, on_delete=models.PROTECT, related_name="returns")
    attempt = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=4)
    returned_on = models.DateField()
    amount_cents = models.PositiveBigIntegerField()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["line", "attempt"], name="bank_return_once_an_attempt")
        ]


class InvoiceCounter(models.Model):
    """The last number given to a recipient-created tax invoice: one row, so that no number is left out."""

    last_number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_invoice_counter")]


class TaxInvoice(models.Model):
    """A recipient-created tax invoice for a line with goods and services tax: numbers without a gap."""

    number = models.PositiveIntegerField(unique=True)
    line = models.OneToOneField(RunLine, on_delete=models.PROTECT, related_name="tax_invoice")
    issued_on = models.DateField()
    net_cents = models.PositiveBigIntegerField()
    gst_cents = models.PositiveBigIntegerField()
    supplier_number = models.CharField(max_length=11, help_text="The payee's ABN.")

    class Meta:
        ordering = ["number"]
        constraints = [models.CheckConstraint(condition=Q(number__gte=1), name="tax_invoice_from_1")]
