"""Routes of the outlines of zones."""

from django.urls import path

from assessments.web.vegetation import outlines

urlpatterns = [
    path("revisions/<uuid:revision_id>/zone-outlines/", outlines.all_outlines, name="zone-outlines"),
    path(
        "revisions/<uuid:revision_id>/zones/<uuid:zone_id>/outline/",
        outlines.zone_outline,
        name="zone-outline",
    ),
    path(
        "revisions/<uuid:revision_id>/zones/<uuid:zone_id>/outline/remove/",
        outlines.zone_outline_remove,
        name="zone-outline-remove",
    ),
]
