"""All routes. Pages first, then the API under /api/v1/."""

from django.urls import include, path
from drf_spectacular.views import SpectacularSwaggerSplitView

from registry import health
from registry.api_description import ApiDescription

handler400 = "registry.pages.bad_request"
handler403 = "registry.pages.forbidden"
handler404 = "registry.pages.not_found"
handler500 = "registry.pages.server_error"

urlpatterns = [
    path("", include("registry.pages_urls")),
    path("accounts/", include("allauth.urls")),
    path("people/", include("registry.parties.web.urls")),
    path("jobs/", include("registry.jobs.web.urls")),
    path("notices/", include("registry.notices.web.urls")),
    path("fees/", include("registry.fees.web.urls")),
    path("reference/", include("registry.reference.web.urls")),
    path("", include("assessments.web.urls")),
    path("register-imports/", include("credits.registers.web.urls")),
    path("", include("registry.agreements.web.urls")),
    path("", include("registry.fund.web.urls")),
    path("", include("credits.urls")),
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
    path("api/v1/schema/", ApiDescription.as_view(), name="api-schema"),
    path(
        "api/v1/docs/",
        SpectacularSwaggerSplitView.as_view(url_name="api-schema", permission_classes=[]),
        name="api-docs",
    ),
    path("api/v1/", include("registry.parties.api.urls")),
    path("api/v1/", include("registry.jobs.api.urls")),
    path("api/v1/", include("registry.notices.api.urls")),
    path("api/v1/", include("registry.fees.api.urls")),
    path("api/v1/", include("registry.reference.api.urls")),
    path("api/v1/", include("assessments.api.urls")),
    path("api/v1/", include("credits.registers.api.urls")),
    path("api/v1/", include("registry.agreements.api.urls")),
    path("api/v1/", include("registry.fund.api.urls")),
]
