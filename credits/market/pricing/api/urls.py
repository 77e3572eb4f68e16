"""Address of the price calculator's API."""

from django.urls import path

from credits.market.pricing.api import views

urlpatterns = [path("market/calculator/", views.PriceCalculator.as_view(), name="market-api-calculator")]
