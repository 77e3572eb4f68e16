"""Documents handed out about credits and obligations, so that anybody can check one later."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from registry.parties.models import Organisation


class IssuedDocument(models.Model):
    """A document as it was handed out: its bytes, their SHA-256, and the facts it states. Never changed (append-only
    triggers); what has happened since is told by the page that its QR code opens."""

    class DocumentKind(models.TextChoices):
        TRANSFER_CONFIRMATION = "transfer_confirmation", "Transfer confirmation"
        RETIREMENT_CERTIFICATE = "retirement_certificate", "Retirement certificate"
        HOLDING_STATEMENT = "holding_statement", "Holding statement"
        AGREEMENT_SUMMARY = "agreement_summary", "Agreement summary"
        DECISION_NOTICE = "decision_notice", "Decision notice"
        DISCHARGE_STATEMENT = "discharge_statement", "Discharge statement"
        FUND_STATEMENT = "fund_statement", "Section 6.33 statement"

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=24, choices=DocumentKind.choices)
    subject = models.CharField(max_length=64, help_text="Public id or number of what it is about.")
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="Whose holdings a holding statement tells; empty: it tells public facts only.",
    )
    number = models.CharField(max_length=20, unique=True)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    facts = models.JSONField(help_text="What the document states, for the page that checks it.")
    facts_sha256 = models.CharField(max_length=64, help_text="Of the facts as canonical JSON.")
    file = models.FileField(upload_to="certificates")
    file_sha256 = models.CharField(max_length=64, unique=True)
    signer_fingerprint = models.CharField(
        max_length=64, blank=True, help_text="SHA-256 of the certificate that signed it; empty: not signed."
    )

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["kind", "subject"], name="issued_document_subject")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="holding_statement", organisation__isnull=False)
                | (~Q(kind="holding_statement") & Q(organisation=None)),
                name="holding_statement_tells_whose",
            )
        ]

    def __str__(self) -> str:
        return self.number
