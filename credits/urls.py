"""Addresses of the credits: pages, then the API under /api/v1/credits/."""

from django.urls import include, path

urlpatterns = [
    path("proof/", include("credits.proof.web.urls")),
    path("api/v1/", include("credits.proof.api.urls")),
    path("registers/", include("credits.public.web.urls")),
    path("api/v1/registers/", include("credits.public.api.urls")),
    path("registers/", include("credits.public.life.web.urls")),
    path("registers/", include("credits.public.feed.web.urls")),
    path("registers/", include("credits.public.map.web.urls")),
    path("api/v1/registers/", include("credits.public.life.api.urls")),
    path("api/v1/registers/", include("credits.public.feed.api.urls")),
    path("api/v1/registers/", include("credits.public.map.api.urls")),
    path("market/", include("credits.public.market.web.urls")),
    path("api/v1/market/", include("credits.public.market.api.urls")),
    path("", include("credits.certificates.web.urls")),
    path("api/v1/", include("credits.certificates.api.urls")),
    path("", include("credits.lots.web.urls")),
    path("api/v1/", include("credits.lots.api.urls")),
    path("", include("credits.market.web.urls")),
    path("api/v1/", include("credits.market.api.urls")),
    path("", include("credits.market.announcements.web.urls")),
    path("", include("credits.market.trust.web.urls")),
    path("api/v1/", include("credits.market.announcements.api.urls")),
    path("", include("credits.market.commitments.web.urls")),
    path("api/v1/", include("credits.market.commitments.api.urls")),
    path("", include("credits.market.pricing.web.urls")),
    path("api/v1/", include("credits.market.pricing.api.urls")),
    path("", include("credits.obligations.web.urls_applying")),
    path("api/v1/", include("credits.obligations.api.urls_applying")),
]
