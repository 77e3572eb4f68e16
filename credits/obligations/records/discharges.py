"""Ways in which lines are discharged (cl 6.2): retirements, listed actions, rehabilitation, payment to the fund."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from credits.lots.dealings import Retirement
from credits.obligations import states
from credits.obligations.records.obligations import Obligation, ObligationLine
from registry.parties.models import Organisation

USER = settings.AUTH_USER_MODEL


class RetirementUse(models.Model):
    """How much of one retirement is used for lines: never more than is retired, so none is used twice."""

    retirement = models.OneToOneField(Retirement, on_delete=models.PROTECT, related_name="use")
    quantity = models.PositiveBigIntegerField(help_text="The retirement's.")
    used = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(used__lte=F("quantity")), name="retirement_never_used_twice")
        ]


class Claim(models.Model):
    """A part of a retirement that is for a line, with the ruling under which it serves."""

    STATES = [(s, s.capitalize()) for s in states.CLAIM.states]
    RULES = [
        ("like_for_like", "Like for like"),
        ("variation", "Variation"),
        ("wider", "Wider option of the Trust"),
    ]

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    retirement = models.ForeignKey(Retirement, on_delete=models.PROTECT, related_name="claims")
    line = models.ForeignKey(ObligationLine, on_delete=models.PROTECT, related_name="claims")
    quantity = models.PositiveBigIntegerField()
    state = models.CharField(max_length=10, choices=STATES, default=states.PENDING)
    rule = models.CharField(max_length=14, choices=RULES)
    rule_set_version = models.CharField(max_length=40)
    ruling = models.JSONField(help_text="The whole decision: inputs, outcome of each test with its clause.")
    step_justification = models.TextField(
        blank=True, help_text="Of the Trust: why not the step before (cl 6.5)."
    )
    made_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["retirement", "line"], name="claim_once_per_line"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="claim_positive"),
        ]


class ListedAction(models.Model):
    """A biodiversity conservation action on the ancillary list (N30). Written once; `removed_on` ends it by a new
    row for the same code. The list starts empty: an officer enters it with its source."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    code = models.CharField(max_length=40)
    title = models.CharField(max_length=300)
    entity = models.CharField(max_length=400, help_text="The community or species that benefits.")
    requirements = models.TextField(blank=True)
    listed_from = models.DateField()
    removed = models.BooleanField(default=False, help_text="This row takes it off the list from that day.")
    source = models.CharField(max_length=300)
    entered_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["code", "listed_from", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["code", "listed_from"], name="listed_action_once_a_day")
        ]


class ExcludedEntity(models.Model):
    """An entity the ancillary rules exclude from variation (cl 6.4), beside what is critically endangered. As a listed
    action: written once, starts empty, entered by an officer with its source."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    entity = models.CharField(max_length=400)
    excluded_from = models.DateField()
    removed = models.BooleanField(default=False)
    source = models.CharField(max_length=300)
    entered_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["entity", "excluded_from", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["entity", "excluded_from"], name="excluded_entity_once_a_day")
        ]


class Measure(models.Model):
    """Another way than credits, for part of one line: a listed conservation action paid for (N30), a commitment to
    rehabilitate a mine site (N31), or a measure approved in a strategic certification (cl 6.6)."""

    STATES = [(s, s.capitalize()) for s in states.MEASURE.states]

    class MeasureKind(models.TextChoices):
        CONSERVATION_ACTION = "conservation_action", "Conservation action funded"
        MINE_REHABILITATION = "mine_rehabilitation", "Rehabilitation of the mine site"
        APPROVED_MEASURE = "approved_measure", "Measure approved in the certification"

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    line = models.ForeignKey(ObligationLine, on_delete=models.PROTECT, related_name="measures")
    kind = models.CharField(max_length=20, choices=MeasureKind.choices)
    state = models.CharField(max_length=10, choices=STATES, default=states.PROPOSED)
    quantity = models.PositiveBigIntegerField(help_text="Credits of the line that it stands for.")
    listed_action = models.ForeignKey(
        ListedAction, on_delete=models.PROTECT, null=True, related_name="measures"
    )
    cost_cents = models.PositiveBigIntegerField(null=True, help_text="Paid for a conservation action.")
    creates = models.CharField(
        max_length=400, blank=True, help_text="The community or habitat that rehabilitation creates."
    )
    description = models.TextField()
    evidence = models.TextField()
    proposed_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    checked_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    check_note = models.TextField(blank=True)
    decided_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    closing_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=1), name="measure_positive"),
            models.CheckConstraint(
                condition=~Q(kind="conservation_action") | Q(listed_action__isnull=False),
                name="conservation_action_is_listed",
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted")
                | (
                    Q(checked_by__isnull=False, decided_by__isnull=False)
                    & ~Q(checked_by=F("decided_by"))
                    & ~Q(decided_by=F("proposed_by"))
                ),
                name="measure_accepted_by_two_people",
            ),
        ]


class FundQuote(models.Model):
    """A quote of the Trust for paying into the Biodiversity Conservation Fund, its payment and statement (N32).

    The charge is entered with its source. Indices are those of the month of the quote and of payment."""

    STATES = [(s, s.capitalize()) for s in states.QUOTE.states]

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="quotes")
    trust = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=STATES, default=states.REQUESTED)
    requested_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    prepared_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    source = models.TextField(blank=True, help_text="Where the charge comes from.")
    risk_premium_cents = models.PositiveBigIntegerField(null=True)
    delivery_fee_cents = models.PositiveBigIntegerField(null=True)
    gst_cents = models.PositiveBigIntegerField(null=True)
    quoted_on = models.DateField(null=True)
    valid_until = models.DateField(null=True, help_text="Last day: three years after the quote.")
    offered_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    index_at_quote = models.CharField(max_length=20, blank=True, help_text="Exact decimal text.")
    index_at_payment = models.CharField(max_length=20, blank=True)
    index_source = models.CharField(max_length=300, blank=True)
    amount_due_cents = models.PositiveBigIntegerField(null=True, help_text="Indexed to the day of payment.")
    received_cents = models.PositiveBigIntegerField(null=True)
    received_on = models.DateField(null=True)
    receipt_reference = models.CharField(max_length=120, blank=True)
    received_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    settled_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    settled_on = models.DateField(null=True)
    trust_obligation = models.OneToOneField(
        Obligation, on_delete=models.PROTECT, null=True, related_name="taken_over_by"
    )
    closing_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(offered_by=None) | ~Q(offered_by=F("prepared_by")),
                name="quote_issued_by_another",
            ),
            models.CheckConstraint(
                condition=Q(settled_by=None) | ~Q(settled_by=F("received_by")),
                name="payment_confirmed_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state="settled")
                | Q(
                    received_cents=F("amount_due_cents"),
                    received_on__isnull=False,
                    settled_on__isnull=False,
                    trust_obligation__isnull=False,
                ),
                name="settled_quote_is_paid_in_full",
            ),
            models.CheckConstraint(
                condition=Q(received_on=None) | Q(received_on__lte=F("valid_until")),
                name="payment_within_validity",
            ),
        ]

    @property
    def number(self) -> str:
        """How people quote it."""
        return f"FQ-{self.pk:06d}"


class FundQuoteLine(models.Model):
    """So many credits of one line in a quote."""

    quote = models.ForeignKey(FundQuote, on_delete=models.PROTECT, related_name="lines")
    line = models.ForeignKey(ObligationLine, on_delete=models.PROTECT, related_name="quote_lines")
    quantity = models.PositiveBigIntegerField()
    price = models.CharField(
        max_length=40, blank=True, help_text="Per credit, exact decimal text excluding GST."
    )
    value_cents = models.PositiveBigIntegerField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["quote", "line"], name="quote_line_once"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="quote_line_positive"),
        ]


class Discharge(models.Model):
    """So much of a line is discharged, by one cause. Written once (N29-N33). Each cause counts once."""

    WAYS = [
        ("retirement", "Credits retired"),
        ("conservation_action", "Conservation action funded"),
        ("mine_rehabilitation", "Rehabilitation of the mine site"),
        ("approved_measure", "Measure approved in the certification"),
        ("fund_payment", "Paid into the Biodiversity Conservation Fund"),
        ("carried_over", "Discharged before it was loaded or modified"),
    ]

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    line = models.ForeignKey(ObligationLine, on_delete=models.PROTECT, related_name="discharges")
    way = models.CharField(max_length=20, choices=WAYS)
    quantity = models.PositiveBigIntegerField()
    on = models.DateField()
    claim = models.OneToOneField(Claim, on_delete=models.PROTECT, null=True, related_name="discharge")
    measure = models.OneToOneField(Measure, on_delete=models.PROTECT, null=True, related_name="discharge")
    quote_line = models.OneToOneField(
        FundQuoteLine, on_delete=models.PROTECT, null=True, related_name="discharge"
    )
    note = models.TextField(blank=True)
    recorded_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=1), name="discharge_positive"),
            models.CheckConstraint(
                condition=Q(way="retirement", claim__isnull=False, measure=None, quote_line=None)
                | Q(way="fund_payment", claim=None, measure=None, quote_line__isnull=False)
                | Q(
                    way__in=["conservation_action", "mine_rehabilitation", "approved_measure"],
                    claim=None,
                    measure__isnull=False,
                    quote_line=None,
                )
                | Q(way="carried_over", claim=None, measure=None, quote_line=None),
                name="discharge_has_its_one_cause",
            ),
        ]
