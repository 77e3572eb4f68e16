from django.apps import AppConfig


class MarketConfig(AppConfig):
    name = "credits.market"
    label = "market"
