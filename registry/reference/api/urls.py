"""Addresses of the reference API; public and read-only, but for loads of official data."""

from django.urls import path

from registry.reference.api import loads, views

urlpatterns = [
    path("reference/releases/", views.ReleaseList.as_view(), name="reference-api-releases"),
    path("reference/releases/<slug:code>/", views.ReleaseDetail.as_view(), name="reference-api-release"),
    path("reference/formats/", loads.Formats.as_view(), name="reference-api-formats"),
    path("reference/loads/", loads.Loads.as_view(), name="reference-api-loads"),
    path("reference/loads/<uuid:load_id>/", loads.LoadDetail.as_view(), name="reference-api-load"),
    path(
        "reference/loads/<uuid:load_id>/differences/",
        loads.LoadDifferences.as_view(),
        name="reference-api-load-differences",
    ),
    path(
        "reference/loads/<uuid:load_id>/columns/",
        loads.LoadColumns.as_view(),
        name="reference-api-load-columns",
    ),
    path(
        "reference/loads/<uuid:load_id>/publish/",
        loads.LoadPublish.as_view(),
        name="reference-api-load-publish",
    ),
    path(
        "reference/loads/<uuid:load_id>/discard/",
        loads.LoadDiscard.as_view(),
        name="reference-api-load-discard",
    ),
    path("reference/pcts/", views.PctList.as_view(), name="reference-api-pcts"),
    path("reference/pcts/<int:pct_id>/", views.PctDetail.as_view(), name="reference-api-pct"),
    path("reference/communities/", views.CommunityList.as_view(), name="reference-api-communities"),
    path(
        "reference/communities/<slug:code>/", views.CommunityDetail.as_view(), name="reference-api-community"
    ),
    path("reference/species/", views.SpeciesList.as_view(), name="reference-api-species-list"),
    path("reference/species/<slug:code>/", views.SpeciesDetail.as_view(), name="reference-api-species"),
    path("reference/benchmarks/", views.BenchmarkList.as_view(), name="reference-api-benchmarks"),
    path("reference/subregions/", views.SubregionList.as_view(), name="reference-api-subregions"),
    path(
        "reference/subregions/<slug:code>/", views.SubregionDetail.as_view(), name="reference-api-subregion"
    ),
    path("reference/plants/", views.PlantList.as_view(), name="reference-api-plants"),
    path("reference/outlines/", views.OutlineList.as_view(), name="reference-api-outlines"),
    path("reference/landscapes/", views.LandscapeList.as_view(), name="reference-api-landscapes"),
    path("reference/parameters/", views.ParameterList.as_view(), name="reference-api-parameters"),
    path(
        "reference/management-actions/",
        views.ManagementActionList.as_view(),
        name="reference-api-management-actions",
    ),
]
