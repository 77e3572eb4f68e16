"""Applications for approval, what the authority makes of the report's lines, conditions and findings."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from assessments.models import Revision
from credits.lots.models import CreditClass
from credits.obligations import states
from credits.obligations.records.developments import Development, Stage

USER = settings.AUTH_USER_MODEL


class Application(models.Model):
    """An application for approval of a development or for its modification, with its report (N22), and the decision."""

    STATES = [(s, s.replace("_", " ").capitalize()) for s in states.APPLICATION.states]

    class ApplicationKind(models.TextChoices):
        APPROVAL = "approval", "Approval"
        MODIFICATION = "modification", "Modification of a consent"

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    development = models.ForeignKey(Development, on_delete=models.PROTECT, related_name="applications")
    kind = models.CharField(max_length=12, choices=ApplicationKind.choices, default=ApplicationKind.APPROVAL)
    state = models.CharField(max_length=12, choices=STATES, default=states.LODGED)
    reference = models.CharField(max_length=120, blank=True, help_text="The authority's own number.")
    revision = models.ForeignKey(
        Revision,
        on_delete=models.PROTECT,
        related_name="applications",
        help_text="The development report it is lodged with.",
    )
    lodged_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    lodged_at = models.DateTimeField()
    avoid_text = models.TextField(
        blank=True, help_text="What the authority found on avoiding the impact (N3)."
    )
    minimise_text = models.TextField(blank=True, help_text="What it found on minimising it.")
    variation_permitted = models.BooleanField(
        default=False,
        help_text="The conditions permit the variation rules (cl 6.4); before 7 March 2025 only.",
    )
    recommendation = models.TextField(blank=True)
    recommended_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    recommended_at = models.DateTimeField(null=True)
    consent_number = models.CharField(max_length=120, blank=True)
    decided_on = models.DateField(null=True)
    lapses_on = models.DateField(
        null=True, help_text="Last day to begin; empty where the consent names none."
    )
    decided_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.TextField(blank=True)
    version = models.PositiveIntegerField(
        default=1, help_text="Rises with each change; a stale form is refused."
    )

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=states.APPLICATION.states), name="application_state_known"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("recommended_by")),
                name="application_decided_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved")
                | (
                    Q(decided_on__isnull=False, recommended_by__isnull=False, decided_by__isnull=False)
                    & ~Q(consent_number="")
                    & ~Q(avoid_text="")
                    & ~Q(minimise_text="")
                ),
                name="application_approval_is_complete",
            ),
            models.UniqueConstraint(
                fields=["development"],
                condition=Q(state__in=["lodged", "under_review", "recommended"]),
                name="one_open_application",
            ),
        ]
        indexes = [models.Index(fields=["state", "id"], name="application_state")]

    def __str__(self) -> str:
        return f"{self.number} {self.development.title}"

    @property
    def number(self) -> str:
        """How people quote it before there is a consent number."""
        return f"AP-{self.pk:06d}"


class ImpactFacts(models.Model):
    """What an offset is compared with: class and place of the impact, and the entity's standing, frozen as found.

    `tier`: 1 is the most cleared band (tier of the trading group for variation), None where it is not known.
    `within_100_km` None: not measured, so that test goes to a person."""

    STATUSES = [("", "Not known"), ("none", "Not listed"), ("v", "Vulnerable"), ("e", "Endangered")]
    STATUSES += [("ce", "Critically endangered"), ("x", "Extinct")]

    credit_class = models.ForeignKey(CreditClass, on_delete=models.PROTECT, related_name="+")
    tier = models.PositiveSmallIntegerField(null=True)
    kingdom = models.CharField(max_length=20, blank=True)
    bc_status = models.CharField(max_length=4, choices=STATUSES, blank=True)
    epbc_status = models.CharField(max_length=4, choices=STATUSES, blank=True)
    controlled_action_entity = models.BooleanField(
        default=False, help_text="Listed under the EPBC Act and impacted by a controlled action."
    )
    adjoining = models.JSONField(default=list, help_text="Names of adjoining subregions.")
    within_100_km = models.JSONField(
        null=True, help_text="Names of subregions within 100 km; null: not measured."
    )
    place_basis = models.CharField(max_length=10, blank=True, help_text="outlines, table, or empty.")

    class Meta:
        abstract = True


class ProposedLine(ImpactFacts):
    """A line of the report as proposed, and as the authority sets it, with reason and author (N26)."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="lines")
    number = models.PositiveIntegerField()
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, null=True, related_name="+")
    proposed_quantity = models.PositiveBigIntegerField(
        help_text="The report's; 0 for a line the authority adds."
    )
    final_quantity = models.PositiveBigIntegerField()
    reason = models.TextField(blank=True, help_text="Why the final quantity is not the report's.")
    set_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    set_at = models.DateTimeField(null=True)
    potential_saii = models.BooleanField(default=False)
    provisional = models.BooleanField(default=False)

    class Meta:
        ordering = ["application_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="proposed_line_numbered_once"),
            models.CheckConstraint(
                condition=Q(final_quantity=F("proposed_quantity"))
                | (~Q(reason="") & Q(set_by__isnull=False, set_at__isnull=False)),
                name="changed_line_has_reason_and_author",
            ),
        ]

    @property
    def is_changed(self) -> bool:
        """Did the authority set another quantity than the report's?"""
        return self.final_quantity != self.proposed_quantity


class LineSetting(models.Model):
    """Each time a line was set: before, after, reason, author. Written once (N26)."""

    line = models.ForeignKey(ProposedLine, on_delete=models.PROTECT, related_name="settings")
    before_quantity = models.PositiveBigIntegerField()
    after_quantity = models.PositiveBigIntegerField()
    reason = models.TextField(blank=True)
    set_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]


class Concurrence(models.Model):
    """Somebody's agreement that fewer credits than the report's are required (BC Act s 7.12). Written once."""

    class Giver(models.TextChoices):
        AGENCY_HEAD = "agency_head", "Environment Agency Head"
        MINISTER = "minister", "Minister for the Environment"

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="concurrences")
    giver = models.CharField(max_length=12, choices=Giver.choices)
    given_on = models.DateField()
    reference = models.CharField(max_length=200)
    note = models.TextField(blank=True)
    recorded_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]


class ImpactFinding(models.Model):
    """The authority's finding on a serious and irreversible impact on one entity (BC Act s 6.5, cl 6.7). Written once;
    the last one for an entity counts."""

    PRINCIPLES = [
        ("decline", "Rapid decline"),
        ("population", "Very small population"),
        ("range", "Very limited range"),
        ("irreplaceable", "Unlikely to respond to management"),
    ]

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="impact_findings")
    entity = models.CharField(max_length=400)
    serious = models.BooleanField()
    principles = models.JSONField(default=list, help_text="Codes of the principles of cl 6.7 looked at.")
    evidence = models.TextField()
    additional_measures = models.TextField(
        blank=True, help_text="Needed where a major project is approved in spite of it."
    )
    found_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    found_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]


class Condition(models.Model):
    """A condition in words that can be ticked off (N27)."""

    class ConditionKind(models.TextChoices):
        AVOID = "avoid", "Avoid"
        MINIMISE = "minimise", "Minimise"
        OTHER = "other", "Other"

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="conditions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=ConditionKind.choices, default=ConditionKind.OTHER)
    text = models.TextField()
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, null=True, related_name="+")
    met_on = models.DateField(null=True)
    met_evidence = models.TextField(blank=True)
    met_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["application_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="condition_numbered_once"),
            models.CheckConstraint(condition=~Q(text=""), name="condition_has_a_text"),
            models.CheckConstraint(
                condition=Q(met_on=None, met_by=None) | Q(met_on__isnull=False, met_by__isnull=False),
                name="condition_is_met_by_somebody",
            ),
        ]
