from django.apps import AppConfig


class IdempotencyConfig(AppConfig):
    name = "registry.idempotency"
    label = "idempotency"
