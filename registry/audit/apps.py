from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AuditConfig(AppConfig):
    name = "registry.audit"
    label = "audit"

    def ready(self) -> None:
        from registry.audit import checks, triggers  # noqa: F401
        from registry.audit.kept_checks import check_triggers

        triggers.provide(check_triggers)
        post_migrate.connect(triggers.install_after_migrate, sender=self)
