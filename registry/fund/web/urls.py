"""Addresses of the fund's pages, topic by topic."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("registry.fund.web.urls_pages")),
    path("", include("registry.fund.web.urls_payees")),
    path("", include("registry.fund.web.urls_reports")),
    path("", include("registry.fund.web.urls_facts")),
    path("", include("registry.fund.web.urls_runs")),
    path("", include("registry.fund.web.urls_books")),
    path("", include("registry.fund.web.urls_direct")),
]
