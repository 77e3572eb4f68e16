"""Numbers of the method that an official can change, and the catalogue of management actions."""

from decimal import Decimal

from django.db import models

from registry.reference.facts.release import ReferenceFact


class MethodParameter(ReferenceFact):
    """A dated number of the method. The value is exact text; the next row of the same code ends it."""

    NATURAL_KEY = ("code", "effective_from")

    code = models.CharField(max_length=100)
    value = models.CharField(max_length=40)
    unit = models.CharField(max_length=60, blank=True)
    effective_from = models.DateField()
    label = models.CharField(max_length=200)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["code", "effective_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["release", "code", "effective_from"], name="method_parameter_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} = {self.value}"

    @property
    def number(self) -> Decimal:
        """The value as an exact number."""
        return Decimal(self.value)

    def as_row(self) -> dict[str, str]:
        """The row as the project's parameter file has it: what `assessments.bam.parameters.from_rows` reads."""
        return {
            "code": self.code,
            "value": self.value,
            "unit": self.unit,
            "mark": self.mark,
            "source": self.source,
            "effective_from": self.effective_from.isoformat(),
            "label": self.label,
            "note": self.note,
        }


class ManagementActionType(ReferenceFact):
    """A kind of management action that a site management plan chooses from (N41, N42).

    `required_for_plan`: every plan says what it does about it, or why nothing is needed.
    """

    NATURAL_KEY = ("code",)

    class Group(models.TextChoices):
        """Where the catalogue lists it."""

        REQUIRED = "required", "Required management actions"
        ACTIVE_RESTORATION = "active_restoration", "Active restoration"
        FURTHER = "further", "Further actions"

    code = models.CharField(max_length=60)
    title = models.CharField(max_length=120)
    group = models.CharField(max_length=20, choices=Group.choices)
    required_for_plan = models.BooleanField()
    statement = models.CharField(max_length=10, blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["release", "code"], name="management_action_type_once")
        ]

    def __str__(self) -> str:
        return self.title
