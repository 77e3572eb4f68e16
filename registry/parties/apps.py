from django.apps import AppConfig


class PartiesConfig(AppConfig):
    name = "registry.parties"
    label = "parties"
