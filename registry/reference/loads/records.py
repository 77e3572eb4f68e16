"""A load of official data between upload and publication: its files, what would change, and what is wrong."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from registry.jobs.models import Job


class StagedLoad(models.Model):
    """Official data read, compared with the release it would replace, and waiting for a decision. It names releases by
    code, because rows that point at a published release are frozen with it."""

    READING, STAGED, REFUSED = "reading", "staged", "refused"
    PUBLISHED, DISCARDED = "published", "discarded"
    STATES = [(s, s.capitalize()) for s in (READING, STAGED, REFUSED, PUBLISHED, DISCARDED)]

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    format = models.CharField(max_length=40, help_text="Which official format; see the catalogue of formats.")
    complete = models.BooleanField(
        "the files hold the whole table", help_text="If so, rows that are not in them are gone."
    )
    mapping = models.JSONField(
        default=dict, help_text="Our column by the file's column, where a person says."
    )
    release_code = models.CharField(max_length=40)
    release_title = models.CharField(max_length=120)
    effective_from = models.DateField()
    data_version = models.CharField(max_length=40)
    data_date = models.CharField(max_length=10, help_text="Year, month or day of the data.")
    source = models.CharField(max_length=300)
    licence = models.CharField(max_length=120)
    base_release_code = models.CharField(max_length=40, blank=True)
    base_checksum = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, choices=STATES, default=READING)
    rows = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict, help_text="Added, changed, gone and unchanged rows by table.")
    findings = models.JSONField(default=list, help_text="The first faults by file, row and column.")
    findings_total = models.PositiveIntegerField(default=0)
    staged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    staged_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-staged_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["reading", "staged", "refused", "published", "discarded"]),
                name="staged_load_state_known",
            )
        ]

    def __str__(self) -> str:
        return f"{self.format} for {self.release_code}"


def load_file_path(instance: "LoadFile", filename: str) -> str:
    """A random name outside the web root."""
    name = uuid4().hex
    return f"loads/{name[:2]}/{name}"


class LoadFile(models.Model):
    """One file of a load, in the order it is read."""

    load = models.ForeignKey(StagedLoad, on_delete=models.CASCADE, related_name="files")
    position = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    file = models.FileField(upload_to=load_file_path)
    sha256 = models.CharField(max_length=64)
    size_bytes = models.PositiveBigIntegerField()

    class Meta:
        ordering = ["load_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["load", "position"], name="load_file_numbered_once"),
            models.UniqueConstraint(fields=["load", "sha256"], name="load_file_once"),
        ]

    def __str__(self) -> str:
        return self.name


class StagedRow(models.Model):
    """A row as it would stand in the new release, or one that would be gone, with what it replaces."""

    ADDED, CHANGED, GONE = "added", "changed", "gone"
    KINDS = [(k, k.capitalize()) for k in (ADDED, CHANGED, GONE)]

    load = models.ForeignKey(StagedLoad, on_delete=models.CASCADE, related_name="staged_rows")
    table = models.CharField(max_length=60)
    key = models.CharField(max_length=700)
    kind = models.CharField(max_length=8, choices=KINDS)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        ordering = ["load_id", "table", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["load", "table", "key"], name="staged_row_of_load_once"),
            models.CheckConstraint(
                condition=Q(kind="added", before__isnull=True, after__isnull=False)
                | Q(kind="changed", before__isnull=False, after__isnull=False)
                | Q(kind="gone", before__isnull=False, after__isnull=True),
                name="staged_row_kind_fits",
            ),
        ]
        indexes = [models.Index(fields=["load", "table", "kind"], name="staged_row_by_kind")]

    def __str__(self) -> str:
        return f"{self.kind} {self.table} {self.key}"
