from django.apps import AppConfig


class FeesConfig(AppConfig):
    name = "registry.fees"
    label = "fees"
