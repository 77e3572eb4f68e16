"""Threatened species and where they are predicted."""

from django.db import models

from registry.reference.facts.release import Mark, ReferenceFact


class Species(ReferenceFact):
    """A threatened species, subspecies or population. Blank BAM attributes are unknown: the assessor enters them.

    Fields with a mark of their own come from another source than the row: what the draft 2016 tool gave is marked
    demo. That tool's sensitivity and multiplier are not today's and are kept apart or left out.
    """

    NATURAL_KEY = ("code",)

    class CreditClass(models.TextChoices):
        """Which class of credit the species makes (N37)."""

        ECOSYSTEM = "ecosystem", "Ecosystem credit species"
        SPECIES = "species", "Species credit species"

    class Unit(models.TextChoices):
        """How a species credit species is measured."""

        AREA = "area", "By area"
        COUNT = "count", "By count"

    code = models.CharField(max_length=100, help_text="Made from the name; used in addresses.")
    scientific_name = models.CharField(max_length=200)
    common_name = models.CharField(max_length=200, blank=True)
    bionet_species_id = models.PositiveIntegerField(null=True)
    ts_profile_id = models.PositiveIntegerField(null=True)
    kingdom = models.CharField(max_length=20, blank=True)
    taxon_class = models.CharField(max_length=40, blank=True)
    family = models.CharField(max_length=80, blank=True)
    taxon_rank = models.CharField(max_length=20, blank=True)
    general_type = models.CharField(max_length=40, blank=True, help_text="Growth form or animal group.")
    bc_listing = models.CharField(max_length=40, blank=True, help_text="Blank: not known.")
    epbc_listing = models.CharField(max_length=40, blank=True, help_text="Blank: not known.")
    traded_as_species_credit = models.BooleanField(default=False)
    credit_class = models.CharField(max_length=10, choices=CreditClass.choices, blank=True)
    credit_class_mark = models.CharField(max_length=10, choices=Mark.choices, blank=True)
    sensitivity_to_loss = models.CharField(max_length=10, blank=True)
    sensitivity_to_loss_mark = models.CharField(max_length=10, choices=Mark.choices, blank=True)
    sensitivity_to_gain = models.CharField(max_length=10, blank=True)
    sensitivity_to_gain_mark = models.CharField(max_length=10, choices=Mark.choices, blank=True)
    risk_weighting = models.DecimalField(max_digits=4, decimal_places=2, null=True)
    risk_weighting_mark = models.CharField(max_length=10, choices=Mark.choices, blank=True)
    unit_of_measure = models.CharField(max_length=10, choices=Unit.choices, blank=True)
    unit_of_measure_mark = models.CharField(max_length=10, choices=Mark.choices, blank=True)
    potential_saii = models.BooleanField(null=True)
    potential_saii_mark = models.CharField(max_length=10, choices=Mark.choices, blank=True)
    attribute_source = models.CharField(
        max_length=120, blank=True, help_text="Source of the marked attributes."
    )
    sensitivity_2016_demo = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["scientific_name"]
        verbose_name_plural = "species"
        constraints = [
            models.UniqueConstraint(fields=["release", "code"], name="species_once"),
            models.UniqueConstraint(fields=["release", "scientific_name"], name="species_name_once"),
        ]

    def __str__(self) -> str:
        return self.scientific_name


class SpeciesAssociation(ReferenceFact):
    """A species is tied to a plant community type or to an IBRA subregion: one row a place."""

    NATURAL_KEY = ("scientific_name", "place_kind", "place_code")

    class PlaceKind(models.TextChoices):
        """What the code names."""

        PCT = "pct", "Plant community type"
        SUBREGION = "subregion", "IBRA subregion"

    scientific_name = models.CharField(max_length=200, help_text="As the source writes it.")
    ts_profile_id = models.PositiveIntegerField()
    place_kind = models.CharField(max_length=10, choices=PlaceKind.choices)
    place_code = models.CharField(max_length=10)

    class Meta:
        ordering = ["scientific_name", "place_kind", "place_code"]
        constraints = [
            models.UniqueConstraint(
                fields=["release", "scientific_name", "place_kind", "place_code"],
                name="species_association_once",
            )
        ]
        indexes = [models.Index(fields=["release", "place_kind", "place_code"], name="species_by_place")]

    def __str__(self) -> str:
        return f"{self.scientific_name} in {self.place_code}"
