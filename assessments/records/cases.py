"""Parent cases, child assessments and their numbered revisions."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from assessments import states
from registry.parties.models import Organisation
from registry.reference.models import Release


class Kind(models.TextChoices):
    """What the assessment is for (method section 6)."""

    PART4 = "part4", "Part 4 development"
    PART5 = "part5", "Part 5 activity"
    MAJOR_PROJECT = "major_project", "Major project"
    CLEARING = "clearing", "Native vegetation clearing"
    CERTIFICATION = "certification", "Biodiversity certification"
    STEWARDSHIP = "stewardship", "Biodiversity stewardship site"


class Module(models.TextChoices):
    """Which part of the method applies (App B, App C)."""

    STANDARD = "standard", "Standard"
    SMALL_AREA = "small_area", "Streamlined: small area"
    SCATTERED_TREES = "scattered_trees", "Streamlined: scattered trees"


class AssessmentCase(models.Model):
    """The parent case: one proposal or one site, whatever is assessed on it."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    title = models.CharField(max_length=500)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def number(self) -> str:
        """Eight digits, as the field writes case numbers."""
        return f"{self.pk:08d}"


class CaseParty(models.Model):
    """An organisation with an interest in the case: its people may read it, and may not assess it (N19)."""

    class Role(models.TextChoices):
        PROPONENT = "proponent", "Proponent"
        LANDHOLDER = "landholder", "Landholder"

    case = models.ForeignKey(AssessmentCase, on_delete=models.PROTECT, related_name="parties")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=Role.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "organisation", "role"], name="case_party_once")
        ]

    def __str__(self) -> str:
        return f"{self.organisation} ({self.role})"


class Assessment(models.Model):
    """A child assessment of a case, of one kind, led by one assessor, reviewed by one organisation."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    case = models.ForeignKey(AssessmentCase, on_delete=models.PROTECT, related_name="assessments")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    module = models.CharField(max_length=20, choices=Module.choices, default=Module.STANDARD)
    assessor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assessments"
    )
    reviewing_organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="assessments_to_review"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="stewardship") | Q(module="standard"), name="stewardship_is_standard"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.get_kind_display()}"

    @property
    def number(self) -> str:
        """Eight digits, as the field writes case numbers."""
        return f"{self.pk:08d}"

    @property
    def is_stewardship(self) -> bool:
        """Does it measure a gain (supply side) rather than an impact (demand side)?"""
        return self.kind == Kind.STEWARDSHIP


class Revision(models.Model):
    """One numbered version of an assessment's content. Only an open revision can be edited."""

    STATES = [(state, state.capitalize()) for state in states.REVISION.states]

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=STATES, default=states.OPEN)
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="+")
    copied_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="copies")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    edited_at = models.DateTimeField(help_text="Last change of any content.")
    finalised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    finalised_at = models.DateTimeField(null=True)
    certified_on = models.DateField(null=True)
    accreditation_number = models.CharField(max_length=12, blank=True)
    submitted_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["assessment_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "number"], name="revision_numbered_once"),
            models.UniqueConstraint(
                fields=["assessment"], condition=Q(state=states.OPEN), name="one_open_revision"
            ),
            models.UniqueConstraint(
                fields=["assessment"], condition=Q(state=states.ACCEPTED), name="one_accepted_revision"
            ),
            models.CheckConstraint(
                condition=Q(state__in=states.REVISION.states), name="revision_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=states.OPEN) | Q(certified_on__isnull=False), name="revision_certified"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment.number} revision {self.number}"

    @property
    def is_open(self) -> bool:
        """May its content be edited?"""
        return self.state == states.OPEN


class SectionVersion(models.Model):
    """How often a section of a revision was changed: a form carries the number it was opened with, so a second
    person's older form is refused instead of overwriting."""

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="section_versions")
    section = models.CharField(max_length=30)
    version = models.PositiveIntegerField(default=0)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    edited_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["revision", "section"], name="section_version_once")]

    def __str__(self) -> str:
        return f"{self.section} {self.version}"


class Content(models.Model):
    """What a revision is made of. Every kind of content belongs to one section and is copied on reopening."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="%(class)s_set")

    class Meta:
        abstract = True
