"""The public register as it was read: files, rows without any personal field, and what was refused or repaired."""

from uuid import uuid4

from django.conf import settings
from django.db import models

from registry.jobs.models import Job


def register_path(instance: "RegisterFile", filename: str) -> str:
    """A random name outside the web root."""
    return f"registers/{instance.public_id.hex[:2]}/{instance.public_id.hex}"


class RegisterImport(models.Model):
    """One import of a supply and a transactions file, from reading to the replayed ledger."""

    READING, STAGED, REPLAYED, REFUSED, DISCARDED = "reading", "staged", "replayed", "refused", "discarded"
    STATES = [(s, s.capitalize()) for s in (READING, STAGED, REPLAYED, REFUSED, DISCARDED)]

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    state = models.CharField(max_length=10, choices=STATES, default=READING)
    facts = models.JSONField(default=dict, help_text="The facts of docs/real-register.md, by key.")
    job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, related_name="+")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    requested_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]


class RegisterFile(models.Model):
    """One of the two files as uploaded."""

    SUPPLY, TRANSACTIONS = "supply", "transactions"
    KINDS = [(SUPPLY, "Credit supply register"), (TRANSACTIONS, "Credit transactions register")]

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    register_import = models.ForeignKey(RegisterImport, on_delete=models.PROTECT, related_name="files")
    kind = models.CharField(max_length=12, choices=KINDS)
    filename = models.CharField(max_length=200)
    file = models.FileField(
        upload_to=register_path, blank=True, help_text="Empty once read, or read in place."
    )
    sha256 = models.CharField(max_length=64)
    format = models.CharField(max_length=20, blank=True)
    rows = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["register_import_id", "kind"]
        constraints = [models.UniqueConstraint(fields=["register_import", "kind"], name="register_file_once")]


class SupplyRow(models.Model):
    """A row of the supply register: a lot, an application waiting, or an expression of interest. No personal field."""

    register_import = models.ForeignKey(RegisterImport, on_delete=models.PROTECT, related_name="supply_rows")
    row = models.PositiveIntegerField(help_text="As a person counts in the file.")
    credit_id = models.CharField(max_length=30, db_index=True)
    agreement_number = models.CharField(max_length=30, blank=True)
    status = models.CharField(max_length=30)
    issued_on = models.DateField(null=True)
    credits = models.PositiveBigIntegerField(null=True)
    subregion = models.CharField(max_length=120, blank=True)
    region = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=10, blank=True)
    pct_id = models.PositiveIntegerField(null=True)
    pct_name = models.CharField(max_length=300, blank=True)
    vegetation_formation = models.CharField(max_length=120, blank=True)
    offset_trading_group = models.TextField(blank=True)
    community_name = models.TextField(blank=True)
    vegetation_class = models.CharField(max_length=120, blank=True)
    hollow_bearing_trees = models.CharField(max_length=10, blank=True)
    species_id = models.PositiveIntegerField(null=True)
    scientific_name = models.CharField(max_length=200, blank=True)
    common_name = models.CharField(max_length=200, blank=True)
    suspended_from = models.DateField(null=True)
    suspended_to = models.DateField(null=True)
    cancelled_on = models.DateField(null=True)
    cancellation_ground = models.CharField(max_length=200, blank=True)
    site_area_m2 = models.PositiveBigIntegerField(null=True)
    local_government_area = models.CharField(max_length=300, blank=True)
    listed_on = models.DateField(null=True)
    case_number = models.CharField(max_length=12, blank=True)
    expires_on = models.DateField(null=True)
    biobanking_credit_id = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["row"]
        constraints = [models.UniqueConstraint(fields=["register_import", "row"], name="supply_row_once")]


class TransactionRow(models.Model):
    """A line of the transactions register. No personal field: neither address nor free-text reason is read."""

    register_import = models.ForeignKey(
        RegisterImport, on_delete=models.PROTECT, related_name="transaction_rows"
    )
    row = models.PositiveIntegerField()
    transaction_on = models.DateField(null=True)
    transaction_number = models.CharField(max_length=12, blank=True)
    status = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=12, blank=True, help_text="transfer, retire, cancelled, or empty.")
    from_id = models.CharField(max_length=30, blank=True, db_index=True)
    to_id = models.CharField(max_length=30, blank=True, db_index=True)
    pct_name = models.CharField(max_length=300, blank=True)
    subregion = models.CharField(max_length=120, blank=True)
    offset_trading_group = models.TextField(blank=True)
    vegetation_formation = models.CharField(max_length=120, blank=True)
    scientific_name = models.CharField(max_length=200, blank=True)
    common_name = models.CharField(max_length=200, blank=True)
    credits = models.PositiveBigIntegerField(null=True)
    price = models.CharField(max_length=40, blank=True, help_text="Exact decimal text.")
    value_cents = models.BigIntegerField(null=True)
    philanthropic = models.BooleanField(null=True)
    retirement_purpose = models.CharField(max_length=20, blank=True)
    obligation_reference = models.CharField(max_length=200, blank=True)
    obligation_local_government_area = models.CharField(max_length=300, blank=True)
    consent_on = models.DateField(null=True)
    refused = models.BooleanField(default=False)
    movement = models.OneToOneField(
        "credits.Movement", on_delete=models.PROTECT, null=True, related_name="register_row"
    )

    class Meta:
        ordering = ["row"]
        constraints = [
            models.UniqueConstraint(fields=["register_import", "row"], name="transaction_row_once")
        ]


class RegisterRemark(models.Model):
    """A line that was refused or repaired, or a lot that is doubtful: file, row, column and the reason in words."""

    REFUSED, REPAIRED, DOUBTFUL = "refused", "repaired", "doubtful"
    KINDS = [(k, k.capitalize()) for k in (REFUSED, REPAIRED, DOUBTFUL)]

    register_import = models.ForeignKey(RegisterImport, on_delete=models.PROTECT, related_name="remarks")
    kind = models.CharField(max_length=10, choices=KINDS)
    file = models.CharField(max_length=12)
    row = models.PositiveIntegerField(null=True)
    column = models.CharField(max_length=80, blank=True)
    code = models.CharField(max_length=80)
    reason = models.TextField()
    lot_number = models.CharField(max_length=30, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["register_import", "kind", "id"], name="register_remark")]
