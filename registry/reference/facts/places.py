"""IBRA regions and subregions with their neighbours, Mitchell landscapes and local government areas."""

from django.db import models

from registry.reference.facts.release import ReferenceFact


class Region(ReferenceFact):
    """An IBRA region with land in New South Wales."""

    NATURAL_KEY = ("code",)

    code = models.CharField(max_length=3)
    name = models.CharField(max_length=60)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["release", "code"], name="region_once")]

    def __str__(self) -> str:
        return self.name


class Subregion(ReferenceFact):
    """An IBRA subregion. `sliver`: less than 1 km2 of it lies in New South Wales."""

    NATURAL_KEY = ("code",)

    code = models.CharField(max_length=5)
    name = models.CharField(max_length=60)
    region_code = models.CharField(max_length=3)
    region_name = models.CharField(max_length=60)
    area_in_nsw_km2 = models.DecimalField(max_digits=10, decimal_places=1)
    area_whole_ha = models.DecimalField(max_digits=12, decimal_places=1)
    sliver = models.BooleanField()
    other_states = models.JSONField(default=list)

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["release", "code"], name="subregion_once")]
        indexes = [models.Index(fields=["release", "name"], name="subregion_by_name")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class SubregionNeighbour(ReferenceFact):
    """Two subregions no more than 100 km apart inside New South Wales; each pair once, `a` before `b`.

    `touching`: they share a border, anywhere; `uncertain`: the simplified borders may decide this wrongly. A real site
    is measured from its own edge, not from its subregion.
    """

    NATURAL_KEY = ("a", "b")

    a = models.CharField(max_length=5)
    b = models.CharField(max_length=5)
    touching = models.BooleanField()
    touching_in_nsw = models.BooleanField()
    distance_km = models.DecimalField(max_digits=6, decimal_places=2)
    uncertain = models.BooleanField()

    class Meta:
        ordering = ["a", "b"]
        constraints = [
            models.UniqueConstraint(fields=["release", "a", "b"], name="neighbour_pair_once"),
            models.CheckConstraint(condition=models.Q(a__lt=models.F("b")), name="neighbour_pair_in_order"),
        ]
        indexes = [models.Index(fields=["release", "b"], name="neighbour_by_second")]

    def __str__(self) -> str:
        return f"{self.a} and {self.b}"


class Landscape(ReferenceFact):
    """A NSW (Mitchell) landscape and how much of it is cleared, per cent (method 3.1)."""

    NATURAL_KEY = ("name",)

    name = models.CharField(max_length=100)
    percent_cleared = models.DecimalField(max_digits=5, decimal_places=2)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["release", "name"], name="landscape_once")]

    def __str__(self) -> str:
        return self.name


class LocalGovernmentArea(ReferenceFact):
    """A local government area."""

    NATURAL_KEY = ("name",)

    name = models.CharField(max_length=80)
    register_name = models.CharField(max_length=80, blank=True, help_text="As the credit register writes it.")

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["release", "name"], name="lga_once")]

    def __str__(self) -> str:
        return self.name


class SubregionOutline(ReferenceFact):
    """The outline of a subregion, longitude and latitude. The shipped release has none: it is loaded from the official
    geometry. `simplified` says that its borders are generalised, so what lies near them is told as uncertain."""

    NATURAL_KEY = ("code",)

    code = models.CharField(max_length=5)
    geojson = models.JSONField(help_text="A Polygon or MultiPolygon geometry.")
    vertices = models.PositiveIntegerField()
    simplified = models.BooleanField()
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["release", "code"], name="subregion_outline_once")]

    def __str__(self) -> str:
        return self.code
