from django.apps import AppConfig


class ReferenceConfig(AppConfig):
    name = "registry.reference"
    label = "reference"
