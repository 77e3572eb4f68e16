"""Plant community types, threatened ecological communities, benchmarks, and the trading groups made from them."""

from decimal import Decimal

from django.db import models

from registry.reference.facts.release import Mark, ReferenceFact

BENCHMARK_FIELDS = (
    *(f"composition_{form}" for form in ("tree", "shrub", "grass", "forb", "fern", "other")),
    *(f"structure_{form}" for form in ("tree", "shrub", "grass", "forb", "fern", "other")),
    *(f"function_{name}" for name in ("large_trees", "litter", "logs", "stem_classes", "regeneration")),
)
"""The benchmark values of a class in a region, in the order of the method's attributes."""

BENCHMARK_LABELS = dict(
    zip(
        BENCHMARK_FIELDS,
        (
            *(f"Species of {form}" for form in ("tree", "shrub", "grass", "forb", "fern", "other plants")),
            *(
                f"Cover of {form}, %"
                for form in ("trees", "shrubs", "grasses", "forbs", "ferns", "other plants")
            ),
            "Large trees",
            "Litter cover, %",
            "Length of fallen logs, m",
            "Stem size classes",
            "Tree regeneration (1 present, 0 absent)",
        ),
        strict=True,
    )
)
"""The benchmark values in words."""


class VegetationClass(ReferenceFact):
    """A vegetation class and the formation it belongs to; either may be unknown, never both."""

    NATURAL_KEY = ("name", "formation")

    name = models.CharField(max_length=120, blank=True)
    formation = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["formation", "name"]
        constraints = [
            models.UniqueConstraint(fields=["release", "name", "formation"], name="vegetation_class_once"),
            models.CheckConstraint(
                condition=~(models.Q(name="") & models.Q(formation="")), name="vegetation_class_named"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.formation


class PlantCommunityType(ReferenceFact):
    """A plant community type (PCT). `percent_cleared` is empty where it is unknown or contradicts the newer tier."""

    NATURAL_KEY = ("pct_id",)

    pct_id = models.PositiveIntegerField("PCT")
    name = models.CharField(max_length=300)
    vegetation_class = models.CharField(max_length=120)
    vegetation_formation = models.CharField(max_length=120)
    percent_cleared = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    percent_cleared_mark = models.CharField(max_length=10, choices=Mark.choices, blank=True)
    percent_cleared_source = models.CharField(max_length=200, blank=True)
    cleared_tier = models.CharField(
        max_length=20, blank=True, help_text="Tier label as in the credit register."
    )
    cleared_tier_source = models.CharField(max_length=200, blank=True)
    non_tec_offset_trading_group = models.CharField(max_length=200, blank=True)
    is_derived = models.BooleanField(
        null=True, help_text="Derived from another community, wholly or in part; empty: not known."
    )
    in_eastern_classification = models.BooleanField()
    subregion_codes = models.JSONField(default=list, help_text="IBRA subregions of its official range.")
    subregion_names_observed = models.JSONField(default=list, help_text="Subregions where credits exist.")

    class Meta:
        ordering = ["pct_id"]
        constraints = [models.UniqueConstraint(fields=["release", "pct_id"], name="pct_once")]
        indexes = [models.Index(fields=["release", "vegetation_class"], name="pct_by_class")]

    def __str__(self) -> str:
        return f"{self.pct_id} {self.name}"


class EcologicalCommunity(ReferenceFact):
    """A threatened ecological community. A blank listing means unknown, never 'not listed'."""

    NATURAL_KEY = ("code",)

    class Listing(models.TextChoices):
        """State or Commonwealth listing."""

        CEEC = "CEEC", "Critically endangered"
        EEC = "EEC", "Endangered"
        VEC = "VEC", "Vulnerable"

    code = models.CharField(max_length=100, help_text="Made from the name; used in addresses.")
    name = models.CharField(max_length=300)
    bionet_profile_id = models.PositiveIntegerField(null=True)
    profile_id_basis = models.CharField(max_length=20, blank=True)
    bc_listing = models.CharField(max_length=4, choices=Listing.choices, blank=True)
    epbc_listing = models.CharField(max_length=4, choices=Listing.choices, blank=True)
    status_2016_demo = models.CharField(max_length=40, blank=True)
    main_vegetation_formation = models.CharField(max_length=120, blank=True)
    name_variants = models.JSONField(default=list)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "ecological communities"
        constraints = [
            models.UniqueConstraint(fields=["release", "code"], name="community_once"),
            models.UniqueConstraint(fields=["release", "name"], name="community_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class CommunityAssociation(ReferenceFact):
    """One source's word that a plant community type belongs, wholly or in part, to a threatened community.

    The name is blank where the source gives profile ids only.
    """

    NATURAL_KEY = (
        "pct_id",
        "community_name",
        "bc_profile_id",
        "epbc_profile_id",
        "relationship",
        "status_2016_demo",
        "source",
    )

    pct_id = models.PositiveIntegerField("PCT")
    community_name = models.CharField(max_length=300, blank=True)
    bc_profile_id = models.CharField(max_length=10, blank=True)
    epbc_profile_id = models.CharField(max_length=10, blank=True)
    relationship = models.CharField(max_length=20, blank=True)
    relationship_note = models.CharField(max_length=60, blank=True)
    status_2016_demo = models.CharField(max_length=2, blank=True)
    register_lines_with_community = models.PositiveIntegerField(null=True)
    register_lines_without_community = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["pct_id", "community_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "release",
                    "pct_id",
                    "community_name",
                    "bc_profile_id",
                    "epbc_profile_id",
                    "relationship",
                    "status_2016_demo",
                    "source",
                ],
                name="community_association_once",
            )
        ]
        indexes = [models.Index(fields=["release", "community_name"], name="association_by_community")]

    def __str__(self) -> str:
        return f"{self.pct_id} {self.community_name}"


class Benchmark(ReferenceFact):
    """Benchmark values of a vegetation class in an IBRA region (method 1.1). Empty: no value.

    Richness counts species, cover is in per cent, logs in metres per 1,000 m2, regeneration 1 present and 0 absent.
    """

    NATURAL_KEY = ("vegetation_class", "ibra_region")

    vegetation_class = models.CharField(max_length=120)
    vegetation_formation = models.CharField(max_length=120)
    ibra_region = models.CharField(max_length=60)
    version = models.CharField(max_length=40)
    composition_tree = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    composition_shrub = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    composition_grass = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    composition_forb = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    composition_fern = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    composition_other = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    structure_tree = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    structure_shrub = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    structure_grass = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    structure_forb = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    structure_fern = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    structure_other = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    function_large_trees = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    function_litter = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    function_logs = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    function_stem_classes = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    function_regeneration = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    large_tree_threshold_cm = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering = ["vegetation_class", "ibra_region"]
        constraints = [
            models.UniqueConstraint(
                fields=["release", "vegetation_class", "ibra_region"], name="benchmark_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.vegetation_class}, {self.ibra_region}"

    def values(self) -> dict[str, Decimal]:
        """The values that exist, by attribute code: `structure.tree`, `function.logs`."""
        found = {name.replace("_", ".", 1): getattr(self, name) for name in BENCHMARK_FIELDS}
        return {code: value for code, value in found.items() if value is not None}

    @property
    def woody(self) -> bool | None:
        """Does the community have trees? Treeless where the benchmark expects no tree species; None: unknown."""
        return None if self.composition_tree is None else self.composition_tree > 0


class OffsetTradingGroupTier(ReferenceFact):
    """A band of per cent cleared that names a trading group: from inclusive, to exclusive (method 4.3)."""

    NATURAL_KEY = ("cleared_order",)

    cleared_order = models.PositiveSmallIntegerField(help_text="1 is the least cleared.")
    label = models.CharField(max_length=20)
    long_label = models.CharField(max_length=80)
    percent_cleared_from = models.DecimalField(max_digits=5, decimal_places=2)
    percent_cleared_to = models.DecimalField(max_digits=5, decimal_places=2, null=True)

    class Meta:
        ordering = ["cleared_order"]
        constraints = [
            models.UniqueConstraint(fields=["release", "cleared_order"], name="trading_group_tier_once")
        ]

    def __str__(self) -> str:
        return self.label


class OffsetTradingGroup(ReferenceFact):
    """A trading group that occurs in the credit registers: a threatened community, or a class in a cleared band."""

    NATURAL_KEY = ("name",)

    class Kind(models.TextChoices):
        """What makes the group."""

        COMMUNITY = "community", "Threatened ecological community"
        TIER = "tier", "Vegetation class and per cent cleared"

    name = models.CharField(max_length=300)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    vegetation_class = models.CharField(max_length=120, blank=True)
    vegetation_formation = models.CharField(max_length=120, blank=True)
    tier_label = models.CharField(max_length=20, blank=True)
    community_name = models.CharField(max_length=300, blank=True)
    pct_ids = models.JSONField(default=list, help_text="Plant community types seen in the group.")
    name_variants = models.JSONField(default=list)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["release", "name"], name="trading_group_once")]

    def __str__(self) -> str:
        return self.name
