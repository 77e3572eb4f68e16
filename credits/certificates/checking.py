"""Checking a document without the registry: from the file and the published certificate alone.

The signature has to be by that certificate, over the whole file, made while the certificate was in date, and every
byte of it as this registry writes it: a file of which one byte was changed is not the one that was issued. What the
file states is read from the facts it carries, and held against what is printed. No database, no network.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pypdf
from asn1crypto import cms
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from credits.certificates.sealed import FILE_NAME, LARGEST_FACTS_BYTES, NotFacts, Sealed, unseal
from credits.certificates.signing import DIGEST, FIELD, aside, fingerprint_of

LARGEST_FILE_BYTES = 10_000_000
VALID, CHANGED, NOT_OURS, UNSIGNED, UNREADABLE = "valid", "changed", "not_ours", "unsigned", "unreadable"
USAGES = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False)


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found. `verdict` is one of the five above; `reason` says why in a sentence; `sealed` is what the file
    states, where it could be read, whatever the verdict."""

    verdict: str
    reason: str
    sealed: Sealed | None = None
    signer: str = ""
    signed_at: datetime | None = None
    notes: tuple[str, ...] = field(default=())

    @property
    def valid(self) -> bool:
        """The published certificate signed exactly these bytes."""
        return self.verdict == VALID


class _Refused(Exception):
    def __init__(self, verdict: str, reason: str) -> None:
        super().__init__(reason)
        self.verdict, self.reason = verdict, reason


def check(content: bytes, certificates: Sequence[x509.Certificate], *, now: datetime) -> Checked:
    """Check a file against the published certificates. Never raises for what is in the file."""
    if len(content) > LARGEST_FILE_BYTES:
        return Checked(UNREADABLE, f"The file is larger than {LARGEST_FILE_BYTES // 1_000_000} MB.")
    if not content.startswith(b"%PDF-"):
        return Checked(UNREADABLE, "This is no PDF file.")
    sealed: Sealed | None = None
    try:
        sealed = facts_inside(content)
        signature = _signature(content)
        signed_at, signer = _followed(content, signature, certificates)
        _require_printed(content, sealed)
    except _Refused as refused:
        return Checked(refused.verdict, refused.reason, sealed)
    # Whatever a broken or hostile file makes a reader do is a reason not to believe it, never a crash.
    except Exception as error:
        return Checked(UNREADABLE, f"The file cannot be read as a PDF ({type(error).__name__}).", sealed)
    notes = []
    if signer.not_valid_after_utc < now:
        notes.append(
            f"The certificate has run out on {signer.not_valid_after_utc:%d/%m/%Y}. The document says that it was "
            "signed before; ask the registry to be sure."
        )
    return Checked(
        VALID,
        "The registry's certificate signed exactly this file.",
        sealed,
        fingerprint_of(signer),
        signed_at,
        tuple(notes),
    )


def facts_inside(content: bytes) -> Sealed:
    """What the file carries for programs. Raises a refusal where there is nothing of the kind."""
    found = pypdf.PdfReader(BytesIO(content)).attachments.get(FILE_NAME, [])
    if len(found) != 1 or len(found[0]) > LARGEST_FACTS_BYTES:
        raise _Refused(NOT_OURS, "The file carries no facts as this registry's documents do.")
    try:
        return unseal(found[0])
    except NotFacts as error:
        raise _Refused(CHANGED, f"What the file states cannot be trusted: {error}.") from error


def _signature(content: bytes) -> EmbeddedPdfSignature:
    signatures = list(PdfFileReader(BytesIO(content), strict=True).embedded_signatures)
    if not signatures:
        raise _Refused(
            UNSIGNED, "The document is not signed. Only the registry can tell whether it issued it."
        )
    if len(signatures) > 1 or signatures[0].field_name != FIELD:
        raise _Refused(CHANGED, "The document has another signature than the registry's own.")
    return signatures[0]


def _followed(
    content: bytes, signature: EmbeddedPdfSignature, certificates: Sequence[x509.Certificate]
) -> tuple[datetime, x509.Certificate]:
    """As `_require_signed`; a signature that breaks its reader was changed."""
    try:
        return _require_signed(content, signature, certificates)
    except _Refused:
        raise
    except Exception as error:
        raise _Refused(CHANGED, "The document's signature was changed: it cannot be read.") from error


def _require_signed(
    content: bytes, signature: EmbeddedPdfSignature, certificates: Sequence[x509.Certificate]
) -> tuple[datetime, x509.Certificate]:
    """When and by which published certificate. Raises a refusal unless the signature holds for every byte."""
    embedded = signature.signer_cert.dump()
    signer = next(
        (one for one in certificates if one.public_bytes(serialization.Encoding.DER) == embedded), None
    )
    if signer is None:
        raise _Refused(NOT_OURS, "The document was signed by another key than the registry's.")
    signature.compute_integrity_info()
    if signature.coverage != SignatureCoverageLevel.ENTIRE_FILE:
        raise _Refused(CHANGED, "Something was added to the document after it was signed.")
    signed_at = signature.self_reported_timestamp
    if signed_at is None:
        raise _Refused(CHANGED, "The signature does not say when it was made.")
    if not signer.not_valid_before_utc <= signed_at <= signer.not_valid_after_utc:
        raise _Refused(NOT_OURS, "The certificate was not in date when the document was signed.")
    context = ValidationContext(
        trust_roots=[asn1_x509.Certificate.load(embedded)],
        allow_fetching=False,
        moment=signed_at.astimezone(UTC),
    )
    status = aside(lambda: validate_pdf_signature(signature, context, key_usage_settings=USAGES))
    if not (status.intact and status.valid):
        raise _Refused(CHANGED, "The document was changed after it was signed.")
    if not status.bottom_line:
        raise _Refused(NOT_OURS, "The signature does not hold for the registry's certificate.")
    _require_as_written(content, signature)
    return signed_at, signer


def _require_as_written(content: bytes, signature: EmbeddedPdfSignature) -> None:
    """The bytes of the signature itself, which it cannot cover, are the ones that this registry writes: parts of it
    are not signed and could be changed without harm to its validity."""
    _, first, second, _ = (int(value) for value in signature.byte_range)
    gap = content[first:second]
    info = signature.signed_data["signer_infos"][0]
    plain = cms.ContentInfo(
        {
            "content_type": "signed_data",
            "content": cms.SignedData(_as_written(signature.signer_cert, info)),
        }
    ).dump()
    written = plain.hex().upper().encode()
    if gap != b"<" + written.ljust(len(gap) - 2, b"0") + b">":
        raise _Refused(CHANGED, "The signature's own bytes were changed.")


def _as_written(certificate: asn1_x509.Certificate, info: Any) -> dict[str, Any]:
    digest = {"algorithm": DIGEST}
    return {
        "version": "v1",
        "digest_algorithms": [digest],
        "encap_content_info": {"content_type": "data"},
        "certificates": [cms.CertificateChoices(name="certificate", value=certificate)],
        "signer_infos": [
            {
                "version": "v1",
                "sid": cms.SignerIdentifier(
                    name="issuer_and_serial_number",
                    value={"issuer": certificate.issuer, "serial_number": certificate.serial_number},
                ),
                "digest_algorithm": digest,
                "signed_attrs": info["signed_attrs"],
                "signature_algorithm": info["signature_algorithm"],
                "signature": info["signature"].native,
            }
        ],
    }


def _require_printed(content: bytes, sealed: Sealed) -> None:
    """The number and the hash of the facts stand on the pages as they stand inside."""
    pages = pypdf.PdfReader(BytesIO(content)).pages
    printed = "".join("".join(page.extract_text() for page in pages).split())
    if sealed.label.number not in printed or sealed.facts_sha256 not in printed:
        raise _Refused(CHANGED, "What is printed is not what the document carries inside.")
