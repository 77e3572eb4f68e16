from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "credits.certificates"
    label = "certificates"
