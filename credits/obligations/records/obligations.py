"""Obligations: what is owed, by whom, under which consent or order, line by line (N4, N25)."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from credits.obligations import states
from credits.obligations.records.applications import Application, ImpactFacts, ProposedLine
from credits.obligations.records.developments import Development, Stage
from registry.parties.models import Organisation

USER = settings.AUTH_USER_MODEL


class Obligation(models.Model):
    """A duty to offset, from the condition of a consent (or an order) to the last part discharged."""

    STATES = [(s, s.replace("_", " ").capitalize()) for s in states.OBLIGATION.states]

    class Source(models.TextChoices):
        CONSENT = "consent", "Consent decided in this registry"
        LOADED = "loaded", "Consent decided before, loaded"
        CERTIFICATION = "certification", "Biodiversity certification"
        PLANNING_AGREEMENT = "planning_agreement", "Planning agreement"
        ORDER = "order", "Order of the Minister or a court"
        FUND = "fund", "Taken over by the Trust on payment to the fund"

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    scheme = models.CharField(max_length=20, default="nsw_bos")
    state = models.CharField(max_length=10, choices=STATES, default=states.IN_FORCE)
    source = models.CharField(max_length=20, choices=Source.choices)
    development = models.ForeignKey(
        Development, on_delete=models.PROTECT, null=True, related_name="obligations"
    )
    application = models.OneToOneField(
        Application, on_delete=models.PROTECT, null=True, related_name="obligation"
    )
    authority = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="obligations_imposed",
        help_text="Who imposed it and sees it discharged.",
    )
    holder = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="obligations_owed", help_text="Who owes it now."
    )
    reference = models.CharField(max_length=200, help_text="Consent, order or statement number.")
    title = models.CharField(max_length=300)
    local_government_area = models.CharField(max_length=120, blank=True)
    imposed_on = models.DateField(help_text="Day of the consent, order or statement.")
    due_on = models.DateField(null=True, help_text="Where an order or a condition names a day.")
    variation_permitted_on = models.DateField(
        null=True, help_text="Day of the approval that permits variation in its conditions (cl 6.4)."
    )
    loaded_from = models.CharField(max_length=200, blank=True, help_text="File it was loaded from.")
    discharged_on = models.DateField(null=True)
    lapsed_on = models.DateField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=states.OBLIGATION.states), name="obligation_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="discharged") | Q(discharged_on__isnull=False),
                name="obligation_discharge_is_dated",
            ),
            models.CheckConstraint(condition=~Q(reference=""), name="obligation_has_a_reference"),
            models.CheckConstraint(
                condition=Q(variation_permitted_on=None) | Q(variation_permitted_on__lt="2025-03-07"),
                name="obligation_variation_permitted_in_time",
            ),
            models.UniqueConstraint(
                fields=["authority", "reference"], condition=Q(source="loaded"), name="loaded_consent_once"
            ),
        ]
        indexes = [
            models.Index(fields=["authority", "state"], name="obligation_authority"),
            models.Index(fields=["holder", "state"], name="obligation_holder"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def number(self) -> str:
        """How people quote it."""
        return f"OB-{self.pk:06d}"

    @property
    def is_of_the_trust(self) -> bool:
        """A duty the Trust took over (BC Act s 6.31): its hierarchy holds (cl 6.5)."""
        return self.source == self.Source.FUND


class DutyHolder(models.Model):
    """Who owed an obligation from which day on. Written once; the last row is the holder of today."""

    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="duty_holders")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    held_from = models.DateField()
    reason = models.TextField(blank=True)
    recorded_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]


class ObligationLine(ImpactFacts):
    """So many credits of one class owed before one stage. `required = outstanding + pending + discharged`, always:
    what is pending waits for a retirement, a payment or a decision."""

    IN_FORCE, SUPERSEDED, LAPSED = "in_force", "superseded", "lapsed"
    STATES = [(IN_FORCE, "In force"), (SUPERSEDED, "Superseded"), (LAPSED, "Lapsed")]

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="lines")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=STATES, default=IN_FORCE)
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, null=True, related_name="lines")
    proposed = models.OneToOneField(ProposedLine, on_delete=models.PROTECT, null=True, related_name="imposed")
    proposed_quantity = models.PositiveBigIntegerField(
        null=True, help_text="The report's, where there is one."
    )
    required = models.PositiveBigIntegerField()
    pending = models.PositiveBigIntegerField(default=0)
    discharged = models.PositiveBigIntegerField(default=0)
    supersedes = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="superseded_by")
    commonwealth_note = models.TextField(
        blank=True, help_text="What the Commonwealth requires beside it; tracked by hand."
    )
    commonwealth_met_on = models.DateField(null=True)

    class Meta:
        ordering = ["obligation_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["obligation", "number"], name="obligation_line_numbered_once"),
            models.CheckConstraint(condition=Q(required__gte=1), name="obligation_line_positive"),
            models.CheckConstraint(
                condition=Q(required__gte=F("pending") + F("discharged")),
                name="obligation_line_never_over_discharged",
            ),
            models.CheckConstraint(
                condition=Q(state="in_force") | Q(pending=0), name="ended_line_has_nothing_pending"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.obligation.number} line {self.number}"

    @property
    def outstanding(self) -> int:
        """What is neither discharged nor on its way (N4); nothing on a line no longer in force."""
        return self.required - self.pending - self.discharged if self.state == self.IN_FORCE else 0

    @property
    def undischarged(self) -> int:
        """What is not discharged yet, on its way or not: this keeps a stage from commencing (N28)."""
        return self.required - self.discharged if self.state == self.IN_FORCE else 0
