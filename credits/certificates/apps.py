from django.apps import AppConfig
from django.core import checks


class CertificatesConfig(AppConfig):
    name = "credits.certificates"
    label = "certificates"

    def ready(self) -> None:
        from credits.certificates.checks import check_signing_key, check_site_address

        checks.register(check_signing_key, checks.Tags.security)
        checks.register(check_site_address, checks.Tags.security, deploy=True)
