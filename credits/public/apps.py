from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "credits.public"
    label = "public_registers"

    def ready(self) -> None:
        from credits.public.feed import tasks  # noqa: F401
