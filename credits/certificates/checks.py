"""System checks: documents can be signed, and lead to an address."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import checks
from django.utils import timezone

from credits.certificates.services.verifying import published_certificates
from credits.certificates.signing import KeyUnusable, read_key

RENEW_WITHIN = timedelta(days=30)


def check_signing_key(app_configs: Any = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """The configured key can be read and its certificate is in date, for a month at least."""
    try:
        key = read_key(settings.DOCUMENT_SIGNING_PKCS12, settings.DOCUMENT_SIGNING_PASSPHRASE)
        published_certificates()
        if key is not None:
            key.require_in_date(timezone.now())
    except KeyUnusable as error:
        return [
            checks.Error(
                f"Documents cannot be signed: {error}.",
                hint="Set DOCUMENT_SIGNING_PKCS12 and DOCUMENT_SIGNING_PASSPHRASE, or leave the first empty.",
                id="certificates.E001",
            )
        ]
    if key is not None and key.certificate.not_valid_after_utc - timezone.now() < RENEW_WITHIN:
        ends = f"{key.certificate.not_valid_after_utc:%d/%m/%Y}"
        return [checks.Warning(f"The signing certificate runs out on {ends}.", id="certificates.W002")]
    return []


def check_site_address(app_configs: Any = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Documents carry an address that people can open."""
    if settings.SITE_ADDRESS.startswith("https://"):
        return []
    return [
        checks.Warning(
            f"Documents would lead to {settings.SITE_ADDRESS or 'no address'}: set SITE_ADDRESS to the site's own, "
            "beginning with https://.",
            id="certificates.W003",
        )
    ]
