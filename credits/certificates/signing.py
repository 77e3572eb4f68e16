"""Signing a finished PDF with the registry's own key, and the certificate that everybody checks it with.

No network is used: no time-stamp server, no revocation lists. The key is a PKCS#12 file outside the repository; without
one, documents are not signed. A key that is configured but cannot be used stops documents rather than letting them go
unsigned.
"""

import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any, TypeVar

from asn1crypto import keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

Result = TypeVar("Result")
FIELD = "Registry"
DIGEST = "sha256"
ROOM_BYTES = 12_000
"""Room kept for the signature in the file: a certificate and a few hundred bytes, in hexadecimal digits."""
TRIAL_NAME = "Open biodiversity credit registry, trial key (self-signed)"
TRIAL_DAYS = 825


class KeyUnusable(Exception):
    """The signing key cannot be read, or its certificate is not in date. The message says which."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key with its certificate (PEM)."""

    private: Any
    certificate: x509.Certificate

    @property
    def name(self) -> str:
        """The name in the certificate, as it is printed."""
        return name_of(self.certificate)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate."""
        return fingerprint_of(self.certificate)

    def require_in_date(self, now: datetime) -> None:
        """Raises KeyUnusable before the certificate's first moment and after its last."""
        first, last = self.certificate.not_valid_before_utc, self.certificate.not_valid_after_utc
        if not first <= now <= last:
            raise KeyUnusable(f"the signing certificate is in date from {first:%d/%m/%Y} to {last:%d/%m/%Y}")


def name_of(certificate: x509.Certificate) -> str:
    """The common name of a certificate, else its whole subject."""
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if names else certificate.subject.rfc4514_string()


def fingerprint_of(certificate: x509.Certificate) -> str:
    """SHA-256 of a certificate, in hexadecimal digits."""
    return certificate.fingerprint(hashes.SHA256()).hex()


def read_key(path: str, passphrase: str) -> SigningKey | None:
    """The configured key; None where no path is set. Raises KeyUnusable."""
    if not path:
        return None
    try:
        stamp = Path(path).stat().st_mtime_ns
        return _loaded(path, passphrase, stamp)
    except OSError as error:
        raise KeyUnusable(f"the signing key {path} cannot be read: {error.strerror}") from error


@lru_cache(maxsize=2)
def _loaded(path: str, passphrase: str, stamp: int) -> SigningKey:
    try:
        private, certificate, _ = pkcs12.load_key_and_certificates(
            Path(path).read_bytes(), passphrase.encode() or None
        )
    except (ValueError, TypeError) as error:
        raise KeyUnusable(
            "the signing key is no PKCS#12 file, or its passphrase is not the one that is set"
        ) from error
    if private is None or certificate is None:
        raise KeyUnusable("the signing key's file holds no key with its certificate")
    return SigningKey(private, certificate)


def sign(pdf: bytes, key: SigningKey, *, now: datetime) -> bytes:
    """The PDF with an invisible signature over all of it; any later change is found. Raises KeyUnusable where the
    certificate is not in date."""
    key.require_in_date(now)
    signer = signers.SimpleSigner(
        signing_cert=asn1_x509.Certificate.load(key.certificate.public_bytes(serialization.Encoding.DER)),
        signing_key=keys.PrivateKeyInfo.load(
            key.private.private_bytes(
                serialization.Encoding.DER,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        ),
        cert_registry=SimpleCertificateStore(),
    )
    written = BytesIO(pdf)
    metadata = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm=DIGEST,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
        reason="Issued",
    )
    aside(
        lambda: signers.sign_pdf(
            IncrementalPdfFileWriter(written),
            metadata,
            signer=signer,
            bytes_reserved=ROOM_BYTES,
            in_place=True,
        )
    )
    return written.getvalue()


def aside(work: Callable[[], Result]) -> Result:
    """Do `work` in a thread of its own: pyHanko starts an event loop, which a thread that has one refuses."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(work).result()


def pem(certificates: list[x509.Certificate]) -> bytes:
    """Certificates as one PEM text."""
    return b"".join(one.public_bytes(serialization.Encoding.PEM) for one in certificates)


def read_pem(text: bytes) -> list[x509.Certificate]:
    """The certificates of a PEM text. Raises KeyUnusable where there is none to read."""
    try:
        return x509.load_pem_x509_certificates(text)
    except ValueError as error:
        raise KeyUnusable("this is no certificate in PEM form") from error


def make_trial_key(passphrase: str, *, now: datetime, days: int = TRIAL_DAYS) -> bytes:
    """A new self-signed key as PKCS#12: for trying out, since nobody but its maker vouches for it."""
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, TRIAL_NAME)])
    usage = dict.fromkeys(
        (
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "key_cert_sign",
            "crl_sign",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(digital_signature=True, content_commitment=True, **usage), critical=True)
        .sign(private, hashes.SHA256())
    )
    secret = (
        serialization.BestAvailableEncryption(passphrase.encode())
        if passphrase
        else serialization.NoEncryption()
    )
    return pkcs12.serialize_key_and_certificates(b"registry", private, certificate, None, secret)


def file_sha256(content: bytes) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(content).hexdigest()
