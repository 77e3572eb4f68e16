"""A release of the reference facts, and what every fact has in common.

A release is dated and checksummed. Once it is published, neither it nor any of its rows can be changed or deleted:
the database refuses (`registry.audit.triggers`). New facts come in a new release.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

DATA_VERSIONS = ("tec", "pct", "species", "benchmarks", "parameters")
"""The five versions an assessment stores with every calculation (method section 6)."""


class Mark(models.TextChoices):
    """How well a fact is known. Whatever rests on a mark other than confirmed or fitted is provisional."""

    CONFIRMED = "confirmed", "Confirmed"
    FITTED = "fitted", "Fitted"
    MEMORY = "memory", "Not confirmed"
    OPEN = "open", "Open"
    DEMO = "demo", "Demonstration"

    @property
    def firm(self) -> bool:
        """Can a result rest on it without being provisional?"""
        return self in (Mark.CONFIRMED, Mark.FITTED)


class Release(models.Model):
    """One dated set of all reference facts. Assessments pin one and keep it."""

    code = models.CharField(max_length=40, unique=True, help_text="For example nsw-2026-11.")
    title = models.CharField(max_length=120)
    effective_from = models.DateField(help_text="First day on which an assessment may use it.")
    created_at = models.DateTimeField(auto_now_add=True)
    published_on = models.DateField(null=True, blank=True, help_text="From then on it cannot be changed.")
    checksum = models.CharField(max_length=64, help_text="SHA-256 over the canonical form of all its rows.")
    note = models.TextField(blank=True)
    bam_data_versions = models.JSONField(
        help_text="Version and date of the community, plant community type, species, benchmark and parameter data."
    )

    class Meta:
        ordering = ["-effective_from", "-published_on", "-pk"]

    def __str__(self) -> str:
        return self.code


class ReferenceFact(models.Model):
    """A row of a release: a fact with its mark and its source."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="+")
    mark = models.CharField(max_length=10, choices=Mark.choices)
    source = models.CharField(max_length=300)

    NATURAL_KEY: ClassVar[tuple[str, ...]] = ()
    """The fields that name a row within its release."""

    class Meta:
        abstract = True

    @property
    def provisional(self) -> bool:
        """Does what rests on this row have to be shown as provisional?"""
        return not Mark(self.mark).firm


class SourceTable(ReferenceFact):
    """One table of a release: where it comes from, under which licence, how many rows, and its own checksum."""

    NATURAL_KEY = ("name",)

    name = models.CharField(max_length=60)
    title = models.CharField(max_length=120)
    data_date = models.CharField(max_length=10, help_text="Year, month or day of the data.")
    licence = models.CharField(max_length=120)
    rows = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["release", "name"], name="reference_table_once"),
            models.CheckConstraint(condition=~Q(sha256=""), name="reference_table_has_checksum"),
        ]

    def __str__(self) -> str:
        return self.title
