"""Holders, credit classes, lots and movements: the ledger's tables.

The database itself keeps the rules that no command may break: see the constraints here and the triggers of
`credits.lots.triggers`. `credits.ledger` is the only writer of lots and movements.
"""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Least
from django.db.models.lookups import GreaterThanOrEqual

from registry.agreements.models import NSW_BOS, Agreement
from registry.audit.kept_checks import KeptCheck
from registry.parties.models import Organisation


class HolderAccount(models.Model):
    """Who holds lots: an organisation, or the unknown holder of a root lot of the public register."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    organisation = models.OneToOneField(
        Organisation, on_delete=models.PROTECT, null=True, related_name="holder_account"
    )
    unknown_holder_of = models.CharField(
        max_length=20,
        unique=True,
        null=True,
        help_text="Number of the root lot whose holder was not published.",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation=None, unknown_holder_of__isnull=False)
                | Q(organisation__isnull=False, unknown_holder_of=None),
                name="holder_known_or_unknown",
            )
        ]

    def __str__(self) -> str:
        return (
            str(self.organisation) if self.organisation_id else f"Unknown holder of {self.unknown_holder_of}"
        )


class CreditClass(models.Model):
    """What a credit is a credit of: one row for each distinct set of attributes, never changed (append-only triggers).

    Ecosystem and species credits are the only two kinds (N37). Matching asks each class once."""

    ECOSYSTEM, SPECIES = "ecosystem", "species"
    KINDS = [(ECOSYSTEM, "Ecosystem"), (SPECIES, "Species")]
    HOLLOWS = [("", "Not stated"), ("yes", "Yes"), ("artificial", "Yes (including artificial)"), ("no", "No")]

    scheme = models.CharField(max_length=20, default=NSW_BOS)
    kind = models.CharField(max_length=10, choices=KINDS)
    pct_id = models.PositiveIntegerField(null=True)
    pct_name = models.CharField(max_length=300, blank=True)
    vegetation_formation = models.CharField(max_length=120, blank=True)
    vegetation_class = models.CharField(max_length=120, blank=True)
    offset_trading_group = models.CharField(max_length=600, blank=True)
    community_name = models.CharField(
        max_length=400, blank=True, help_text="Threatened ecological community."
    )
    hollow_bearing_trees = models.CharField(max_length=10, choices=HOLLOWS, blank=True)
    species_id = models.PositiveIntegerField(null=True, help_text="Threatened species profile id.")
    scientific_name = models.CharField(max_length=200, blank=True)
    common_name = models.CharField(max_length=200, blank=True)
    subregion = models.CharField(max_length=120, blank=True)
    region = models.CharField(max_length=120, blank=True)
    fingerprint = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the attributes.")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["ecosystem", "species"]), name="class_is_one_of_two"
            ),
            models.CheckConstraint(
                condition=~Q(kind="species") | ~Q(scientific_name=""), name="species_class_names_its_species"
            ),
        ]

    def __str__(self) -> str:
        if self.kind == self.SPECIES:
            return self.common_name or self.scientific_name
        return self.offset_trading_group or self.pct_name


class Lot(models.Model):
    """A number of credits of one class with one holder. A transfer, retirement or cancellation mints a new lot for
    what moves; the parent keeps the rest. `received = available + reserved + ended + moved_out`, always.

    What a lot is (number, parent, class, holder, scheme) never changes, and a retired or cancelled lot never moves
    (triggers). A parent is older than its children, so there is no cycle."""

    ISSUED, EQUIVALENCE, RETIRED, CANCELLED = "issued", "equivalence", "retired", "cancelled"
    STATUSES = [
        (ISSUED, "Issued"),
        (EQUIVALENCE, "Equivalence credit"),
        (RETIRED, "Retired"),
        (CANCELLED, "Cancelled"),
    ]
    OPEN = (ISSUED, EQUIVALENCE)

    number = models.CharField(max_length=20)
    scheme = models.CharField(max_length=20, default=NSW_BOS)
    status = models.CharField(max_length=12, choices=STATUSES)
    # That the four are there is kept by the trigger that reads them, and by those that let no class, account or lot go:
    # foreign keys would look them up and lock them once more for every movement.
    credit_class = models.ForeignKey(
        CreditClass, on_delete=models.PROTECT, related_name="lots", db_constraint=False
    )
    holder = models.ForeignKey(
        HolderAccount, on_delete=models.PROTECT, related_name="lots", db_constraint=False
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="children",
        db_constraint=False,
        db_index=False,
    )
    root = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="family",
        db_constraint=False,
        db_index=False,
        help_text="Empty: this is a root lot.",
    )
    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, null=True, related_name="lots", db_index=False
    )
    agreement_number = models.CharField(
        max_length=30, blank=True, help_text="As published, where the agreement is not held here."
    )
    received = models.BigIntegerField(default=0)
    available = models.BigIntegerField(default=0)
    reserved = models.BigIntegerField(default=0)
    ended = models.BigIntegerField(default=0, help_text="Retired or cancelled.")
    moved_out = models.BigIntegerField(default=0)
    deposit_settled = models.BooleanField(
        default=False,
        help_text="The deposit's share is paid: true for what a first transfer or retirement minted.",
    )
    suspended_until = models.DateField(
        null=True, help_text="Last day of a suspension in force (BC Act s 6.25)."
    )
    issued_on = models.DateField()
    issue_date_published = models.BooleanField(default=True)
    last_moved_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["number"], name="lot_number_once"),
            KeptCheck(
                condition=Q(received=F("available") + F("reserved") + F("ended") + F("moved_out")),
                name="lot_adds_up",
            ),
            KeptCheck(
                condition=GreaterThanOrEqual(Least("available", "reserved", "ended", "moved_out"), 0),
                name="lot_never_negative",
            ),
            # As it adds up and nothing is negative, all of a retired lot has ended, and nothing else is in it.
            KeptCheck(
                condition=Q(status__in=["issued", "equivalence"], ended=0)
                | Q(status__in=["retired", "cancelled"], ended=F("received")),
                name="lot_status_fits_balances",
            ),
            # A root has neither, and neither is then compared; that a lot has both or none is kept by a trigger.
            KeptCheck(condition=Q(parent__lt=F("id"), root__lt=F("id")), name="lot_parent_is_older"),
        ]
        indexes = [
            # No more than pages ask for: every movement writes a lot, and each of them.
            models.Index(fields=["root"], condition=Q(root__isnull=False), name="lot_root"),
            models.Index(fields=["agreement"], condition=Q(agreement__isnull=False), name="lot_agreement"),
            models.Index(
                fields=["agreement_number"], condition=~Q(agreement_number=""), name="lot_agreement_number"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def held(self) -> int:
        """Credits that the holder still has: available and reserved."""
        return self.available + self.reserved

    @property
    def is_open(self) -> bool:
        """In force: neither retired nor cancelled."""
        return self.status in self.OPEN


class Movement(models.Model):
    """Credits that moved: one debit, one credit. Written once (append-only triggers); a mistake is corrected by a new
    movement. `at` never runs backwards within a lot, and `..._held_after` says what each lot holds after it (a retired
    or cancelled lot: what has ended in it), so a balance at any instant is read from the last movement."""

    class MovementKind(models.TextChoices):
        ISSUE = "issue", "Issue"
        TRANSFER = "transfer", "Transfer"
        RETIRE = "retire", "Retirement"
        CANCEL = "cancel", "Cancellation"
        CORRECT = "correct", "Correction"

    STEPS = [
        ("done", "Done"),
        ("not_required", "Not required"),
        ("demonstrated", "By a demonstration double"),
        ("not_set", "No amount set"),
        ("not_published", "Not published"),
    ]
    REGISTER_IMPORT = "register_import"

    kind = models.CharField(max_length=10, choices=MovementKind.choices)
    # As with a lot's parent, the triggers keep both there; the indexes below begin with them.
    from_lot = models.ForeignKey(
        Lot,
        on_delete=models.PROTECT,
        null=True,
        related_name="movements_out",
        db_constraint=False,
        db_index=False,
    )
    to_lot = models.ForeignKey(
        Lot, on_delete=models.PROTECT, related_name="movements_in", db_constraint=False, db_index=False
    )
    quantity = models.BigIntegerField()
    source = models.CharField(max_length=20, help_text="What kind of record caused it, e.g. transfer.")
    cause = models.CharField(max_length=80, help_text="Which record: its public id.")
    line = models.IntegerField(default=1)
    transaction_number = models.CharField(max_length=12, blank=True)
    at = models.DateTimeField(help_text="When it took effect.")
    recorded_at = models.DateTimeField(auto_now_add=True)
    price = models.CharField(
        max_length=40, blank=True, help_text="Per credit, exact decimal text excluding GST; never summed."
    )
    value_cents = models.BigIntegerField(null=True, help_text="Price times quantity, half up, once.")
    reason = models.TextField(blank=True)
    from_held_after = models.BigIntegerField(null=True)
    to_held_after = models.BigIntegerField()
    deposit_step = models.CharField(max_length=14, choices=STEPS)
    fee_step = models.CharField(max_length=14, choices=STEPS)
    signature_step = models.CharField(max_length=14, choices=STEPS)
    second_person_step = models.CharField(max_length=14, choices=STEPS)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["source", "cause", "line"], name="movement_once_by_cause"),
            KeptCheck(condition=Q(quantity__gte=1, line__gte=1), name="movement_positive"),
            KeptCheck(
                condition=Q(kind="issue", from_lot=None) | (~Q(kind="issue") & Q(from_lot__isnull=False)),
                name="movement_issue_comes_from_nothing",
            ),
            KeptCheck(
                condition=Q(from_lot=None) | ~Q(from_lot=F("to_lot")), name="movement_between_two_lots"
            ),
            KeptCheck(
                condition=Q(value_cents=None) | Q(value_cents__gte=0), name="movement_value_not_negative"
            ),
            KeptCheck(
                condition=Q(source="register_import")
                | ~(
                    Q(deposit_step="not_published")
                    | Q(fee_step="not_published")
                    | Q(signature_step="not_published")
                    | Q(second_person_step="not_published")
                ),
                name="only_the_import_leaves_unpublished",
            ),
        ]
        indexes = [
            models.Index(fields=["from_lot", "at", "id"], name="movement_out"),
            models.Index(fields=["to_lot", "at", "id"], name="movement_in"),
            models.Index(fields=["at", "id"], name="movement_at"),
            models.Index(
                fields=["transaction_number"],
                condition=~Q(transaction_number=""),
                name="movement_transaction_number",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.quantity} to {self.to_lot}"
