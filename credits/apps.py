from django.apps import AppConfig


class CreditsConfig(AppConfig):
    name = "credits"

    def ready(self) -> None:
        from credits.lots.triggers import ledger_triggers
        from registry.audit import triggers

        triggers.provide(ledger_triggers)
