"""Predicted and candidate threatened species, and facts the assessor supplies where the reference data has none."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from assessments.records.cases import Content
from assessments.records.vegetation import VegetationZone


class PredictedSpecies(Content):
    """A threatened species predicted by its habitat (ecosystem credits), confirmed per zone or set aside."""

    scientific_name = models.CharField("species", max_length=200)
    common_name = models.CharField("common name", max_length=200, blank=True)
    habitat_constraints = models.TextField("habitat constraints", blank=True)
    geographic_limitations = models.TextField("geographic limitations", blank=True)
    vagrant = models.BooleanField("vagrant in the subregion", default=False)
    confirmed = models.BooleanField("predicted to use the site", default=True)
    confirmed_zones = models.ManyToManyField(
        VegetationZone, blank=True, related_name="predicted_species", verbose_name="confirmed in zones"
    )
    reason = models.TextField(
        "reason, when it is not",
        blank=True,
        help_text="Habitat constraint, geographic limitation, vagrant, or degraded habitat.",
    )

    class Meta:
        ordering = ["scientific_name"]
        constraints = [
            models.UniqueConstraint(fields=["revision", "scientific_name"], name="predicted_species_once")
        ]

    def __str__(self) -> str:
        return self.scientific_name


class CandidateSpecies(Content):
    """A candidate species credit species and what the survey found (method section 6)."""

    class Presence(models.TextChoices):
        """Only the first three make credits. A stewardship site cannot assume presence."""

        PRESENT_SURVEY = "present_survey", "Present: surveyed"
        PRESENT_EXPERT = "present_expert", "Present: expert report"
        ASSUMED_PRESENT = "assumed_present", "Assumed present"
        ABSENT_SURVEY = "absent_survey", "Absent: surveyed"
        ABSENT_EXPERT = "absent_expert", "Absent: expert report"
        NOT_ASSESSED = "not_assessed", "Not assessed"

    scientific_name = models.CharField("species", max_length=200)
    common_name = models.CharField("common name", max_length=200, blank=True)
    habitat_constraints = models.TextField("habitat constraints", blank=True)
    geographic_limitations = models.TextField("geographic limitations", blank=True)
    vagrant = models.BooleanField("vagrant in the subregion", default=False)
    habitat_degraded = models.BooleanField("habitat degraded so that the species is unlikely", default=False)
    retained = models.BooleanField("retained as a candidate", default=True)
    exclusion_reason = models.TextField("reason, when it is not", blank=True)
    presence = models.CharField("outcome of the survey", max_length=20, choices=Presence.choices, blank=True)
    survey_months = models.CharField("survey months", max_length=100, blank=True)
    survey_method = models.TextField("survey method and effort", blank=True)
    expert_report = models.CharField("expert report", max_length=300, blank=True)
    potential_saii = models.BooleanField("potential serious and irreversible impact", default=False)
    saii_statement = models.TextField("serious and irreversible impact: assessment", blank=True)

    class Meta:
        ordering = ["scientific_name"]
        constraints = [
            models.UniqueConstraint(fields=["revision", "scientific_name"], name="candidate_species_once")
        ]

    def __str__(self) -> str:
        return self.scientific_name


class SpeciesHabitat(Content):
    """How much of a candidate species one zone holds: habitat area (by polygon or entered) or individuals."""

    candidate = models.ForeignKey(CandidateSpecies, on_delete=models.CASCADE, related_name="habitat")
    zone = models.ForeignKey(VegetationZone, on_delete=models.CASCADE, related_name="species_habitat")
    area_m2 = models.PositiveBigIntegerField("habitat area", null=True, blank=True)
    individuals = models.PositiveIntegerField("individuals", null=True, blank=True)
    polygon = models.JSONField("species polygon", null=True, blank=True)

    class Meta:
        ordering = ["candidate_id", "zone__number"]
        constraints = [
            models.UniqueConstraint(fields=["candidate", "zone"], name="species_habitat_once"),
            models.CheckConstraint(
                condition=Q(area_m2__isnull=False) ^ Q(individuals__isnull=False),
                name="species_habitat_area_or_count",
            ),
        ]


class EnteredFact(Content):
    """A fact the reference data lacks or the assessor changes, with its source. Always provisional (method 9)."""

    class Subject(models.TextChoices):
        PCT = "pct", "Plant community type"
        COMMUNITY = "community", "Threatened ecological community"
        ZONE = "zone", "Vegetation zone"
        SPECIES = "species", "Species"

    subject_kind = models.CharField("about", max_length=10, choices=Subject.choices)
    subject_key = models.CharField(
        "which", max_length=300, help_text="PCT number, community, zone name or scientific name."
    )
    code = models.CharField("fact", max_length=60)
    value = models.CharField("value", max_length=60)
    source = models.TextField("source", help_text="Where the value comes from: document, page, date, person.")
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )

    class Meta:
        ordering = ["subject_kind", "subject_key", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "subject_kind", "subject_key", "code"], name="entered_fact_once"
            )
        ]
