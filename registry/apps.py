"""The project itself as an app: loads the Celery application, so that tasks find it."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "registry"
    label = "registry"

    def ready(self) -> None:
        from registry import celery, checks  # noqa: F401
