"""Addresses of the market in the API, under /api/v1/market/."""

from django.urls import path, re_path

from credits.public.market.api import views
from credits.public.market.web.urls import SLUG, WORD

urlpatterns = [
    path("", views.Market.as_view(), name="api-market"),
    re_path(rf"^{WORD}/{SLUG}/$", views.MarketOfOne.as_view(), name="api-market-of"),
]
