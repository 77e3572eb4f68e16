"""Stored calculations, their credit lines, documents built from them, and staged plot files."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from assessments.records.cases import Revision
from registry.jobs.models import Job
from registry.reference.models import Release


class Calculation(models.Model):
    """One run of the method: canonical inputs, every intermediate, and a hash over both. Written once (append-only
    triggers); recalculating adds a version. `calculated_at` is the date every document of it carries."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="calculations")
    version = models.PositiveIntegerField()
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="+")
    method_edition = models.CharField(max_length=40)
    engine_version = models.CharField(max_length=40)
    growth_strategy = models.CharField(max_length=40)
    inputs_text = models.TextField(help_text="Canonical JSON of everything that went in.")
    context_text = models.TextField(
        help_text="Canonical JSON of what documents show beside the numbers: names, texts, data versions."
    )
    outcome_text = models.TextField(help_text="Canonical JSON of every intermediate and result.")
    sha256 = models.CharField(max_length=64)
    ecosystem_credits = models.PositiveIntegerField()
    species_credits = models.PositiveIntegerField()
    complete = models.BooleanField()
    provisional = models.BooleanField()
    calculated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    calculated_at = models.DateTimeField()

    class Meta:
        ordering = ["revision_id", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["revision", "version"], name="calculation_numbered_once")
        ]

    def __str__(self) -> str:
        return f"{self.revision} calculation {self.version}"


class CreditLineRecord(models.Model):
    """A credit line of a calculation as columns, so that SQL can add and find. There are two classes only (N37)."""

    calculation = models.ForeignKey(Calculation, on_delete=models.PROTECT, related_name="credit_lines")
    line = models.PositiveIntegerField()
    credit_class = models.CharField(
        max_length=10, choices=[("ecosystem", "Ecosystem"), ("species", "Species")]
    )
    pct_id = models.PositiveIntegerField(null=True)
    scientific_name = models.CharField(max_length=200, blank=True)
    community_name = models.CharField(max_length=300, blank=True)
    zone_key = models.CharField(max_length=60, blank=True)
    area_m2 = models.PositiveBigIntegerField(null=True)
    individuals = models.PositiveIntegerField(null=True)
    credits = models.PositiveIntegerField(null=True, help_text="Null: not computed.")
    tradeable = models.BooleanField()
    provisional = models.BooleanField()
    potential_saii = models.BooleanField()

    class Meta:
        ordering = ["calculation_id", "line"]
        constraints = [
            models.UniqueConstraint(fields=["calculation", "line"], name="credit_line_numbered_once"),
            models.CheckConstraint(
                condition=Q(credit_class__in=["ecosystem", "species"]), name="credit_class_is_one_of_two"
            ),
        ]


def document_path(instance: "ReportDocument", filename: str) -> str:
    """A random name outside the web root; the view decides who may read it."""
    return f"documents/{instance.public_id.hex[:2]}/{instance.public_id.hex}.{instance.format}"


class ReportDocument(models.Model):
    """A file built from one stored calculation. The same calculation gives the same bytes."""

    class DocumentKind(models.TextChoices):
        """The reports of method section 6, and the set of all of them as one download."""

        ASSESSMENT_REPORT = "assessment_report", "Assessment report"
        CREDIT_SUMMARY = "credit_summary", "Credit summary report"
        LIKE_FOR_LIKE = "like_for_like", "Biodiversity credit report (like-for-like)"
        VARIATIONS = "variations", "Biodiversity credit report (variations)"
        STEWARDSHIP_CREDITS = "stewardship_credits", "Biodiversity credit report"
        VEGETATION_ZONES = "vegetation_zones", "Vegetation zones report"
        PREDICTED_SPECIES = "predicted_species", "Predicted species report"
        CANDIDATE_SPECIES = "candidate_species", "Candidate threatened species report"
        SCATTERED_TREES = "scattered_trees", "Scattered tree report"
        REPORT_SET = "report_set", "All reports"

    class Format(models.TextChoices):
        """A set is an archive; reports are PDF, and tabular ones a workbook too."""

        PDF = "pdf", "PDF"
        XLSX = "xlsx", "Excel workbook"
        ZIP = "zip", "Archive"

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    calculation = models.ForeignKey(Calculation, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=30, choices=DocumentKind.choices)
    format = models.CharField(max_length=4, choices=Format.choices, default=Format.PDF)
    draft = models.BooleanField(help_text="Built while the revision was not final: watermarked.")
    file = models.FileField(upload_to=document_path)
    sha256 = models.CharField(max_length=64)
    pages = models.PositiveIntegerField(
        help_text="Pages of a PDF, sheets of a workbook, files of an archive."
    )
    size_bytes = models.PositiveIntegerField()
    built_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["calculation_id", "kind", "format"]
        constraints = [
            models.UniqueConstraint(fields=["calculation", "kind", "format", "draft"], name="document_once")
        ]


def upload_path(instance: "PlotImport", filename: str) -> str:
    """A random name outside the web root."""
    return f"uploads/{instance.public_id.hex[:2]}/{instance.public_id.hex}"


class PlotImport(models.Model):
    """A plot file between upload and commit: look, correct, commit; or discard."""

    READING, STAGED, REFUSED = "reading", "staged", "refused"
    COMMITTED, DISCARDED = "committed", "discarded"
    STATES = [(s, s.capitalize()) for s in (READING, STAGED, REFUSED, COMMITTED, DISCARDED)]

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="plot_imports")
    filename = models.CharField(max_length=200)
    file = models.FileField(upload_to=upload_path)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=STATES, default=READING)
    file_findings = models.JSONField(default=list, help_text="What is wrong with the file as a whole.")
    rows = models.PositiveIntegerField(default=0)
    rows_with_errors = models.PositiveIntegerField(default=0)
    rows_with_warnings = models.PositiveIntegerField(default=0)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-uploaded_at"]


class PlotImportRow(models.Model):
    """One row as it stands in the file, with what is wrong in it."""

    plot_import = models.ForeignKey(PlotImport, on_delete=models.CASCADE, related_name="staged_rows")
    row_number = models.PositiveIntegerField(help_text="As the spreadsheet counts: the header is row 1.")
    raw = models.JSONField()
    findings = models.JSONField(default=list)
    has_errors = models.BooleanField()
    has_warnings = models.BooleanField()

    class Meta:
        ordering = ["plot_import_id", "row_number"]
        constraints = [models.UniqueConstraint(fields=["plot_import", "row_number"], name="staged_row_once")]
