from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "assessments"

    def ready(self) -> None:
        # The web process asks for jobs too, so it must know what there is to ask for.
        from assessments import tasks  # noqa: F401
