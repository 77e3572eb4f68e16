"""Vegetation zones, plots, management zones, future values, scattered trees and planted vegetation."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q

from assessments.bam.attributes import ATTRIBUTE_CODES, label
from assessments.records.cases import Content

CONDITION_CLASS = RegexValidator(
    r"^[A-Za-z0-9_-]{1,20}$", "Use up to 20 letters, digits, underscores or hyphens, without spaces."
)
PERCENT = [MinValueValidator(0), MaxValueValidator(100)]


class VegetationZone(Content):
    """A plant community type in one condition class. `area_m2` is kept to 0.01 ha, at least 0.01 ha."""

    class CommunityAnswer(models.TextChoices):
        """Is the vegetation a threatened ecological community? Empty until the assessor says."""

        NOT_A_TEC = "not_a_tec", "Not a TEC"
        TEC = "tec", "Threatened ecological community"

    number = models.PositiveIntegerField("zone number")
    pct_id = models.PositiveIntegerField("plant community type")
    pct_name = models.CharField("name of the plant community type", max_length=500, blank=True)
    condition_class = models.CharField("condition class", max_length=20, validators=[CONDITION_CLASS])
    area_m2 = models.PositiveBigIntegerField("area")
    patch_size_m2 = models.PositiveBigIntegerField("patch size", null=True, blank=True)
    community_answer = models.CharField(
        "threatened ecological community", max_length=10, choices=CommunityAnswer.choices, blank=True
    )
    community_name = models.CharField("name of the community", max_length=300, blank=True)
    hollow_bearing_trees = models.BooleanField("hollow-bearing trees present", null=True, blank=True)
    potential_saii = models.BooleanField("potential serious and irreversible impact", default=False)
    saii_statement = models.TextField("serious and irreversible impact: assessment", blank=True)
    high_risk_land = models.BooleanField("high risk land", null=True, blank=True)
    high_risk_reason = models.TextField("why it is, or is not, high risk land", blank=True)
    planned_weed_cover_percent = models.DecimalField(
        "high threat weed cover with management, %",
        max_digits=4,
        decimal_places=1,
        null=True,
        blank=True,
        validators=PERCENT,
    )
    conservation_obligation = models.BooleanField("under a conservation obligation already", default=False)
    crown_land = models.BooleanField("Crown land", default=False)
    justification = models.TextField("evidence for the plant community type", blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["revision", "number"], name="zone_numbered_once"),
            models.UniqueConstraint(fields=["revision", "pct_id", "condition_class"], name="zone_once"),
            models.CheckConstraint(condition=Q(area_m2__gte=100), name="zone_at_least_a_hundredth_hectare"),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def key(self) -> str:
        """The zone's name as the field writes it: community and condition, `3032_good`."""
        return f"{self.pct_id}_{self.condition_class}"


def _count() -> "models.PositiveSmallIntegerField[int, int]":
    return models.PositiveSmallIntegerField(validators=[MaxValueValidator(500)])


def _cover() -> "models.DecimalField[Decimal, Decimal]":
    return models.DecimalField(
        max_digits=4, decimal_places=1, validators=[MinValueValidator(0), MaxValueValidator(600)]
    )


def _yes_no() -> "models.PositiveSmallIntegerField[int | None, int | None]":
    return models.PositiveSmallIntegerField(null=True, blank=True, validators=[MaxValueValidator(1)])


class Plot(Content):
    """One plot sheet: composition and structure on 400 m2, function on 1,000 m2 (method 1.1)."""

    zone = models.ForeignKey(VegetationZone, on_delete=models.CASCADE, related_name="plots")
    label = models.CharField("plot", max_length=10)
    surveyed_on = models.DateField("surveyed on", null=True, blank=True)
    mga_zone = models.PositiveSmallIntegerField("MGA zone", choices=[(54, "54"), (55, "55"), (56, "56")])
    easting = models.DecimalField(max_digits=9, decimal_places=2)
    northing = models.DecimalField(max_digits=10, decimal_places=2)
    bearing = models.PositiveSmallIntegerField(validators=[MaxValueValidator(359)])
    composition_tree = _count()
    composition_shrub = _count()
    composition_grass = _count()
    composition_forb = _count()
    composition_fern = _count()
    composition_other = _count()
    structure_tree = _cover()
    structure_shrub = _cover()
    structure_grass = _cover()
    structure_forb = _cover()
    structure_fern = _cover()
    structure_other = _cover()
    large_trees = models.PositiveSmallIntegerField("large trees", null=True, blank=True)
    hollow_bearing_trees = models.PositiveSmallIntegerField("hollow-bearing trees", null=True, blank=True)
    litter_cover_percent = models.DecimalField(
        "litter cover, %", max_digits=4, decimal_places=1, null=True, blank=True, validators=PERCENT
    )
    logs_length_m = models.DecimalField(
        "length of fallen logs, m",
        max_digits=6,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    stems_5_to_9 = _yes_no()
    stems_10_to_19 = _yes_no()
    stems_20_to_29 = _yes_no()
    stems_30_to_49 = _yes_no()
    stems_50_to_79 = _yes_no()
    regeneration = _yes_no()
    weed_cover_percent = models.DecimalField(
        "high threat weed cover, %", max_digits=4, decimal_places=1, null=True, blank=True, validators=PERCENT
    )

    sums_from_species = models.BooleanField(
        "richness, cover and weed cover are counted from the species list",
        default=False,
        help_text="When ticked, the counts and covers above are computed from the plot's species list.",
    )

    class Meta:
        ordering = ["zone__number", "label"]
        constraints = [models.UniqueConstraint(fields=["zone", "label"], name="plot_once_in_zone")]

    def __str__(self) -> str:
        return self.label


class PlotSpecies(Content):
    """One plant of a plot's species list: cover on 400 m2 and what it counts as. Origin, growth form and weed follow
    the release's plant names; they hold a value only where the assessor says otherwise, with a source."""

    class GrowthForm(models.TextChoices):
        """The six growth form groups of the method, in its order (method 1.1)."""

        TREE = "tree", "Tree"
        SHRUB = "shrub", "Shrub"
        GRASS = "grass", "Grass and grass-like"
        FORB = "forb", "Forb"
        FERN = "fern", "Fern"
        OTHER = "other", "Other"

    plot = models.ForeignKey(Plot, on_delete=models.CASCADE, related_name="species")
    scientific_name = models.CharField("species", max_length=200)
    cover_percent = models.DecimalField(
        "foliage cover, %",
        max_digits=4,
        decimal_places=1,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    individuals = models.PositiveIntegerField("number of individuals", null=True, blank=True)
    native = models.BooleanField("native", null=True, blank=True)
    growth_form = models.CharField("growth form group", max_length=10, choices=GrowthForm.choices, blank=True)
    high_threat_weed = models.BooleanField("high threat weed", null=True, blank=True)
    source = models.CharField(
        "source, where it differs from the reference data",
        max_length=300,
        blank=True,
        help_text="Needed when you say what the reference data does not: the name of the flora, list or botanist.",
    )

    class Meta:
        ordering = ["plot_id", "scientific_name"]
        verbose_name_plural = "species of plots"
        constraints = [models.UniqueConstraint(fields=["plot", "scientific_name"], name="plot_species_once")]

    def __str__(self) -> str:
        return self.scientific_name


class ManagementZone(Content):
    """Part of a vegetation zone that is treated alike; the parts add up to the zone (method 2)."""

    zone = models.ForeignKey(VegetationZone, on_delete=models.CASCADE, related_name="management_zones")
    name = models.CharField("name", max_length=60)
    area_m2 = models.PositiveBigIntegerField("area", validators=[MinValueValidator(1)])
    typed_gain = models.DecimalField(
        "gain in vegetation integrity, if entered",
        max_digits=7,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(-100), MaxValueValidator(100)],
        help_text="Replaces the calculated gain; give the reason.",
    )
    reason = models.TextField("reason", blank=True)

    class Meta:
        ordering = ["zone__number", "pk"]
        constraints = [models.UniqueConstraint(fields=["zone", "name"], name="management_zone_once")]

    def __str__(self) -> str:
        return self.name


class FutureValue(Content):
    """The mean the assessor expects for one attribute: after the impact, or after 20 years of management."""

    management_zone = models.ForeignKey(
        ManagementZone, on_delete=models.CASCADE, related_name="future_values"
    )
    attribute = models.CharField(
        "attribute", max_length=30, choices=[(code, label(code)) for code in ATTRIBUTE_CODES]
    )
    value = models.DecimalField(
        "future mean", max_digits=8, decimal_places=3, validators=[MinValueValidator(0)]
    )
    reason = models.TextField("reason", blank=True)

    class Meta:
        ordering = ["management_zone_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["management_zone", "attribute"], name="future_value_once")
        ]


class ScatteredTreeGroup(Content):
    """Scattered trees of one community, species, diameter and hollows (App B)."""

    pct_id = models.PositiveIntegerField("plant community type")
    tree_species = models.CharField("tree species", max_length=200)
    trees = models.PositiveIntegerField("number of trees", validators=[MinValueValidator(1)])
    dbh_cm = models.PositiveSmallIntegerField(
        "diameter over bark at breast height, cm", validators=[MinValueValidator(5), MaxValueValidator(500)]
    )
    hollows = models.BooleanField("contain hollows", default=False)

    class Meta:
        ordering = ["pct_id", "pk"]


class PlantedVegetation(Content):
    """Planted native vegetation (App D): the outcome and the reason are recorded; the decision key is not known."""

    class Outcome(models.TextChoices):
        HABITAT_ONLY = "habitat_only", "Assessed as habitat only"
        NO_ASSESSMENT = "no_further_assessment", "No further assessment"
        AS_PCT = "assessed_as_pct", "Assessed as a plant community type"

    description = models.CharField("what was planted", max_length=300)
    outcome = models.CharField("outcome", max_length=30, choices=Outcome.choices)
    reason = models.TextField("reason")
    area_m2 = models.PositiveBigIntegerField("area", null=True, blank=True)

    class Meta:
        ordering = ["pk"]
