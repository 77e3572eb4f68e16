"""Addresses of the market's pages and files, under /market/."""

from django.urls import path, re_path

from credits.public.market.naming import KINDS
from credits.public.market.web import views

WORD = f"(?P<word>{'|'.join(KINDS)})"
SLUG = "(?P<slug>[a-z0-9-]{1,80})"

urlpatterns = [
    path("", views.market, name="market"),
    re_path(rf"^{WORD}/{SLUG}/$", views.one_market, name="market-of"),
    re_path(rf"^{WORD}/{SLUG}\.(?P<form>csv|json)$", views.one_file, name="market-file"),
]
