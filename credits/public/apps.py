from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "credits.public"
    label = "public_registers"
