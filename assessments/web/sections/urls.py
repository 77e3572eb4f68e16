from django.urls import path

from assessments.web.sections import attachments, boundary, facts, habitat, place, rows, species, views

urlpatterns = [
    path("revisions/<uuid:revision_id>/sections/<slug:section>/", views.section_page, name="section-page"),
    path(
        "revisions/<uuid:revision_id>/sections/<slug:section>/add/",
        rows.section_row_add,
        name="section-row-add",
    ),
    path(
        "revisions/<uuid:revision_id>/sections/<slug:section>/from-reference/",
        species.species_suggestions,
        name="species-suggestions",
    ),
    path(
        "revisions/<uuid:revision_id>/sections/<slug:section>/<uuid:row_id>/",
        rows.section_row_edit,
        name="section-row-edit",
    ),
    path(
        "revisions/<uuid:revision_id>/sections/<slug:section>/<uuid:row_id>/remove/",
        rows.section_row_remove,
        name="section-row-remove",
    ),
    path("revisions/<uuid:revision_id>/boundary/", boundary.boundary_upload, name="boundary-upload"),
    path("revisions/<uuid:revision_id>/attachments/add/", attachments.attachment_add, name="attachment-add"),
    path(
        "revisions/<uuid:revision_id>/attachments/<uuid:row_id>/",
        attachments.attachment_edit,
        name="attachment-edit",
    ),
    path(
        "revisions/<uuid:revision_id>/attachments/<uuid:row_id>/remove/",
        attachments.attachment_remove,
        name="attachment-remove",
    ),
    path(
        "revisions/<uuid:revision_id>/attachments/<uuid:row_id>/file/",
        attachments.attachment_file,
        name="attachment-file",
    ),
    path(
        "revisions/<uuid:revision_id>/subregion-from-outline/",
        place.subregion_from_outline,
        name="subregion-from-outline",
    ),
    path("revisions/<uuid:revision_id>/facts/", facts.facts_supply, name="facts-supply"),
    path(
        "revisions/<uuid:revision_id>/species-habitat/<uuid:row_id>/polygon/",
        habitat.species_polygon,
        name="species-polygon",
    ),
]
