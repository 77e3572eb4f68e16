"""Routes of the workbench: trying a change, what moves a score, and copying a case."""

from django.urls import path

from assessments.web.workbench import case_copy, sensitivity, try_page

urlpatterns = [
    path("revisions/<uuid:revision_id>/what-if/", try_page.overview, name="what-if"),
    path("revisions/<uuid:revision_id>/zones/<uuid:zone_id>/what-if/", try_page.zone, name="what-if-zone"),
    path(
        "revisions/<uuid:revision_id>/zones/<uuid:zone_id>/sensitivity/",
        sensitivity.show,
        name="zone-sensitivity",
    ),
    path("revisions/<uuid:revision_id>/copy/", case_copy.copy_page, name="case-copy"),
]
