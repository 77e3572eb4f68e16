"""What stands behind the numbers: outlines of vegetation zones, photos, and attached documents."""

from uuid import uuid4

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from assessments.records.cases import Content
from assessments.records.vegetation import Plot, VegetationZone


class ZoneOutline(Content):
    """The outline of a vegetation zone as uploaded, normalised. The zone's own `area_m2` stays what is calculated
    with; the outline is held against it and drawn on the map."""

    zone = models.OneToOneField(VegetationZone, on_delete=models.CASCADE, related_name="outline")
    area_m2 = models.PositiveBigIntegerField()
    geojson = models.JSONField()
    vertices = models.PositiveIntegerField()
    source_name = models.CharField(max_length=200)
    source_sha256 = models.CharField(max_length=64)
    transform = models.CharField(max_length=200)
    warnings = models.JSONField(default=list)

    class Meta:
        ordering = ["zone__number"]

    def __str__(self) -> str:
        return f"Outline of {self.zone}"


def attachment_path(instance: "Attachment", filename: str) -> str:
    """A random name outside the web root; the view decides who may read it."""
    name = uuid4().hex
    return f"attachments/{name[:2]}/{name}"


class Attachment(Content):
    """A photo or a document that belongs to the report. A photo is stored re-encoded, without its metadata; copies of
    a revision share the file, which is never changed once stored."""

    class AttachmentKind(models.TextChoices):
        PHOTO = "photo", "Photo"
        DOCUMENT = "document", "Document (PDF)"

    kind = models.CharField("kind", max_length=10, choices=AttachmentKind.choices)
    caption = models.CharField("caption", max_length=300)
    taken_on = models.DateField("taken on, or dated", null=True, blank=True)
    bearing = models.PositiveSmallIntegerField(
        "looking towards, degrees", null=True, blank=True, validators=[MaxValueValidator(359)]
    )
    zone = models.ForeignKey(
        VegetationZone, on_delete=models.SET_NULL, null=True, blank=True, related_name="attachments"
    )
    plot = models.ForeignKey(
        Plot, on_delete=models.SET_NULL, null=True, blank=True, related_name="attachments"
    )
    file = models.FileField(upload_to=attachment_path)
    source_name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64, help_text="Of the file as it is stored.")
    size_bytes = models.PositiveIntegerField()
    width_px = models.PositiveIntegerField(null=True)
    height_px = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["revision", "sha256"], name="attachment_once"),
            models.CheckConstraint(
                condition=Q(kind="photo", media_type__in=["image/jpeg", "image/png"])
                | Q(kind="document", media_type="application/pdf"),
                name="attachment_media_type_fits_kind",
            ),
        ]

    def __str__(self) -> str:
        return self.caption
