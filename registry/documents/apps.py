from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "registry.documents"
    label = "documents"
