"""Developments, the tests of whether the scheme applies to them, and their stages."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from credits.obligations import states
from registry.parties.models import Organisation

USER = settings.AUTH_USER_MODEL


class Pathway(models.TextChoices):
    """How a development is approved; it decides which rules hold."""

    LOCAL = "local", "Local development (EP&A Act Part 4)"
    STATE_DEVELOPMENT = "state_development", "State significant development"
    STATE_INFRASTRUCTURE = "state_infrastructure", "State significant infrastructure"
    ACTIVITY = "activity", "Activity (EP&A Act Part 5)"
    URBAN_CLEARING = "urban_clearing", "Non-rural clearing without consent"
    RURAL_CLEARING = "rural_clearing", "Clearing approved by the Native Vegetation Panel"
    CERTIFICATION = "certification", "Standard biodiversity certification"
    STRATEGIC_CERTIFICATION = "strategic_certification", "Strategic biodiversity certification"


class Development(models.Model):
    """What somebody wants to do, and the facts that decide whether the scheme applies (N3, N17).

    A tri-state fact of None was not stated; the test then goes to a person instead of being guessed."""

    STATES = [(s, s.replace("_", " ").capitalize()) for s in states.DEVELOPMENT.states]

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    state = models.CharField(max_length=14, choices=STATES, default=states.PROPOSED)
    developer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="developments")
    authority = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="developments_to_decide"
    )
    title = models.CharField(max_length=300)
    description = models.TextField(blank=True)
    pathway = models.CharField(max_length=24, choices=Pathway.choices)
    address = models.CharField(max_length=300, blank=True)
    local_government_area = models.CharField(max_length=120, blank=True)
    subregion = models.CharField(max_length=120, blank=True, help_text="IBRA subregion of the impact.")
    region = models.CharField(max_length=120, blank=True)
    clearing_m2 = models.PositiveBigIntegerField(
        null=True, help_text="Native vegetation to be cleared, ground cover and wetland plants included."
    )
    minimum_lot_m2 = models.PositiveBigIntegerField(
        null=True,
        help_text="Smallest minimum lot size on the planning map; actual lot size where none is mapped.",
    )
    on_values_map = models.BooleanField(
        null=True, help_text="Clearing or a prescribed action on the Biodiversity Values Map (cl 7.3)."
    )
    on_lord_howe_island = models.BooleanField(default=False)
    likely_significant = models.BooleanField(
        null=True, help_text="Test of significance: likely to affect threatened species (s 7.3)."
    )
    significance_evidence = models.TextField(blank=True)
    in_outstanding_value_area = models.BooleanField(null=True)
    opted_in = models.BooleanField(default=False, help_text="An activity whose proponent opts in.")
    waived = models.BooleanField(
        default=False, help_text="Major project for which both heads decided that no report is needed."
    )
    waiver_reference = models.CharField(max_length=200, blank=True)
    major_mining = models.BooleanField(default=False, help_text="A large mining project (N31).")
    controlled_action = models.BooleanField(default=False, help_text="A controlled action of the EPBC Act.")
    epbc_reference = models.CharField(max_length=40, blank=True)
    version = models.PositiveIntegerField(
        default=1, help_text="Rises with each change; a stale form is refused."
    )
    made_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=states.DEVELOPMENT.states), name="development_state_known"
            ),
            models.CheckConstraint(condition=~Q(title=""), name="development_has_a_title"),
            models.CheckConstraint(
                condition=Q(waived=False) | ~Q(waiver_reference=""), name="development_waiver_is_referenced"
            ),
        ]
        indexes = [models.Index(fields=["authority", "state"], name="development_authority")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def number(self) -> str:
        """How people quote it."""
        return f"DV-{self.pk:06d}"


class ScopeTest(models.Model):
    """One test of whether the scheme applies: facts, answer, each reason with its clause. Written once (N17, N18)."""

    ANSWERS = [("yes", "The scheme applies"), ("no", "The scheme does not apply"), ("open", "For a person")]

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    development = models.ForeignKey(Development, on_delete=models.PROTECT, related_name="scope_tests")
    answer = models.CharField(max_length=4, choices=ANSWERS)
    facts = models.JSONField(help_text="What the test was given.")
    reasons = models.JSONField(help_text="Each part: code, clause, answer, sentence.")
    rule_set_version = models.CharField(max_length=40)
    tested_on = models.DateField()
    tested_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    tested_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]


class Stage(models.Model):
    """A stage of a development whose obligation is discharged before it begins (BC Act s 7.14(4))."""

    STATES = [(s, s.capitalize()) for s in states.STAGE.states]

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    development = models.ForeignKey(Development, on_delete=models.PROTECT, related_name="stages")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    planned_start = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=STATES, default=states.PLANNED)
    commenced_on = models.DateField(null=True)
    commenced_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["development_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["development", "number"], name="stage_numbered_once"),
            models.CheckConstraint(
                condition=Q(state="planned", commenced_on=None)
                | Q(state="commenced", commenced_on__isnull=False),
                name="stage_commencement_is_dated",
            ),
        ]

    def __str__(self) -> str:
        return f"Stage {self.number}: {self.title}"
