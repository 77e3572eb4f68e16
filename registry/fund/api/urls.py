"""Addresses of the fund's API, topic by topic."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("registry.fund.api.urls_pages")),
    path("", include("registry.fund.api.urls_payees")),
    path("", include("registry.fund.api.urls_reports")),
    path("", include("registry.fund.api.urls_books")),
    path("", include("registry.fund.api.urls_runs")),
    path("", include("registry.fund.api.urls_direct")),
]
