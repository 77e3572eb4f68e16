"""Routes of credits and comparison."""

from django.urls import path

from assessments.web.results import views

urlpatterns = [
    path("revisions/<uuid:revision_id>/credits/", views.credits_page, name="credits-page"),
    path(
        "revisions/<uuid:revision_id>/compare/<uuid:other_id>/",
        views.revision_compare,
        name="revision-compare",
    ),
]
