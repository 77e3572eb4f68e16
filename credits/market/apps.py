from django.apps import AppConfig


class MarketConfig(AppConfig):
    name = "credits.market"
    label = "market"

    def ready(self) -> None:
        from credits.market.announcements import tasks  # noqa: F401
