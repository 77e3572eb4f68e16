from django.apps import AppConfig


class CreditsConfig(AppConfig):
    name = "credits"

    def ready(self) -> None:
        from credits.lots.triggers import ledger_triggers
        from credits.proof import tasks as proof_tasks  # noqa: F401
        from credits.registers import tasks  # noqa: F401
        from registry.audit import triggers

        triggers.provide(ledger_triggers)
