"""Names of plants with their growth form group and weed flag, as a species list of a plot is read with."""

from django.db import models

from registry.reference.facts.release import ReferenceFact


class Plant(ReferenceFact):
    """A plant name. `growth_form` is one of the six groups of the method, empty where the source names none; `native`
    and `high_threat_weed` are empty where the source does not say. A name that is no longer current points to the one
    that is."""

    NATURAL_KEY = ("scientific_name",)

    class GrowthForm(models.TextChoices):
        """The six growth form groups (method 1.1)."""

        TREE = "tree", "Tree"
        SHRUB = "shrub", "Shrub"
        GRASS = "grass", "Grass and grass-like"
        FORB = "forb", "Forb"
        FERN = "fern", "Fern"
        OTHER = "other", "Other"

    scientific_name = models.CharField(max_length=200)
    common_name = models.CharField(max_length=200, blank=True)
    current_name = models.CharField(max_length=200, blank=True, help_text="Where this name is a synonym.")
    bionet_species_id = models.PositiveIntegerField(null=True)
    growth_form = models.CharField(max_length=10, choices=GrowthForm.choices, blank=True)
    growth_form_in_source = models.CharField(max_length=80, blank=True)
    native = models.BooleanField(null=True)
    high_threat_weed = models.BooleanField(null=True)

    class Meta:
        ordering = ["scientific_name"]
        constraints = [models.UniqueConstraint(fields=["release", "scientific_name"], name="plant_once")]

    def __str__(self) -> str:
        return self.scientific_name
