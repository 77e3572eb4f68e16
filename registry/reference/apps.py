from django.apps import AppConfig


class ReferenceConfig(AppConfig):
    name = "registry.reference"
    label = "reference"

    def ready(self) -> None:
        # The web process asks for jobs too, so it must know what there is to ask for.
        from registry.reference import tasks  # noqa: F401
