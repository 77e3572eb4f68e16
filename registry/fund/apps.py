from django.apps import AppConfig


class FundConfig(AppConfig):
    name = "registry.fund"
    label = "fund"

    def ready(self) -> None:
        from registry.audit.triggers import provide
        from registry.fund import run_jobs, triggers  # noqa: F401

        provide(triggers.expected)
