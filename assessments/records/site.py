"""The proposal, the place, its boundary, and what was done to avoid harm."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from assessments.records.cases import Content, Revision


class Proposal(Content):
    """What is proposed, or which site is offered."""

    class Trigger(models.TextChoices):
        """Why the scheme applies (N17)."""

        AREA = "area_clearing_threshold", "Clearing above the area threshold"
        MAP = "biodiversity_values_map", "Biodiversity Values Map"
        SIGNIFICANT = "significant_effect", "Likely to significantly affect threatened species"
        MAJOR = "major_project", "State significant development or infrastructure"
        CLEARING = "vegetation_clearing", "Native vegetation clearing that meets the rules"
        CERTIFICATION = "certification", "Biodiversity certification"
        STEWARDSHIP = "stewardship", "Biodiversity stewardship application"

    revision = models.OneToOneField(Revision, on_delete=models.PROTECT, related_name="proposal")
    name = models.CharField("proposal name", max_length=500)
    description = models.TextField("description", blank=True)
    entry_trigger = models.CharField(
        "why the scheme applies", max_length=40, choices=Trigger.choices, blank=True
    )
    address = models.CharField("address or locality", max_length=300, blank=True)
    lots = models.TextField(
        "lots and plans", blank=True, help_text="One lot and plan per line, for example 12/DP754321."
    )
    local_government_area = models.CharField("local government area", max_length=120, blank=True)
    minimum_lot_size_ha = models.DecimalField(
        "minimum lot size, ha",
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.01"))],
        help_text="Needed for the streamlined small area module (App C).",
    )


class SiteContext(Content):
    """Where it lies in the landscape."""

    revision = models.OneToOneField(Revision, on_delete=models.PROTECT, related_name="site_context")
    subregion_code = models.CharField("IBRA subregion", max_length=5, blank=True)
    landscape_name = models.CharField("NSW (Mitchell) landscape", max_length=200, blank=True)
    native_vegetation_cover_percent = models.DecimalField(
        "native vegetation cover in the landscape, %",
        max_digits=4,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    connectivity = models.TextField("connectivity of habitat", blank=True)
    features = models.TextField(
        "landscape features", blank=True, help_text="Rivers, wetlands, karst, caves, cliffs, soil hazards."
    )


class SiteBoundary(Content):
    """The outline of the site as uploaded, normalised, with its area on an equal-area projection."""

    revision = models.OneToOneField(Revision, on_delete=models.PROTECT, related_name="boundary")
    claimed_area_m2 = models.PositiveBigIntegerField("claimed area")
    area_m2 = models.PositiveBigIntegerField()
    geojson = models.JSONField()
    vertices = models.PositiveIntegerField()
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()
    source_name = models.CharField(max_length=200)
    source_sha256 = models.CharField(max_length=64)
    transform = models.CharField(max_length=200)
    warnings = models.JSONField(default=list)


class Impact(Content):
    """An impact in words: direct (its loss is scored zone by zone), indirect or prescribed."""

    class ImpactKind(models.TextChoices):
        DIRECT = "direct", "Direct impact"
        PRESCRIBED = "prescribed", "Prescribed impact"
        INDIRECT = "indirect", "Indirect impact"

    kind = models.CharField("kind", max_length=12, choices=ImpactKind.choices)
    title = models.CharField("what is affected", max_length=200)
    description = models.TextField("impact")
    response = models.TextField("what will be done about it", blank=True)

    class Meta:
        ordering = ["pk"]


class AvoidanceMeasure(Content):
    """A measure that avoids or minimises harm; without one no development assessment is finalised (N3, N21)."""

    class MeasureKind(models.TextChoices):
        AVOID = "avoid", "Avoids the impact"
        MINIMISE = "minimise", "Minimises the impact"

    class Phase(models.TextChoices):
        PLANNING = "planning", "Planning and design"
        CONSTRUCTION = "construction", "Construction"
        OPERATION = "operation", "Operation"

    kind = models.CharField("what it does", max_length=10, choices=MeasureKind.choices)
    phase = models.CharField("when", max_length=14, choices=Phase.choices)
    description = models.TextField("measure")
    outcome = models.TextField("what it achieves", blank=True)

    class Meta:
        ordering = ["pk"]


class ManagementAction(Content):
    """A line of the proposed management plan of a stewardship site (N41, N42): an action of the catalogue that is
    planned, or a stated reason why it is not needed here."""

    action_code = models.CharField("action", max_length=60)
    planned = models.BooleanField("this action is planned", default=True)
    description = models.TextField("what is done", blank=True)
    location = models.CharField("where", max_length=300, blank=True)
    first_year = models.PositiveSmallIntegerField(
        "first year", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )
    last_year = models.PositiveSmallIntegerField(
        "last year",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
        help_text="Leave empty when it goes on as maintenance.",
    )
    frequency = models.CharField("how often", max_length=120, blank=True)
    reason_not_needed = models.TextField("why it is not needed", blank=True)

    class Meta:
        ordering = ["first_year", "pk"]
