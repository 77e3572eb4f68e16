"""Routes of the assessment pages, a module for each part of the assessor's desk."""

from django.urls import include, path

urlpatterns = [
    path("", include("assessments.web.cases.urls")),
    path("", include("assessments.web.sections.urls")),
    path("", include("assessments.web.vegetation.urls")),
    path("", include("assessments.web.vegetation.outline_urls")),
    path("", include("assessments.web.drafts.urls")),
    path("", include("assessments.web.workbench.urls")),
    path("", include("assessments.web.results.urls")),
    path("", include("assessments.web.documents.urls")),
    path("", include("assessments.web.method.urls")),
]
