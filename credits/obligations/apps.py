from django.apps import AppConfig


class ObligationsConfig(AppConfig):
    name = "credits.obligations"
    label = "obligations"
