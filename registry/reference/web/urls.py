"""Addresses of the reference pages; all are public but those of loads, which are for officers."""

from django.urls import path

from registry.reference.web import load_downloads, loaded_tables, loads, tables, views

urlpatterns = [
    path("", views.home, name="reference-home"),
    path("releases/", views.releases, name="reference-releases"),
    path("releases/<slug:code>/", views.release_page, name="reference-release"),
    path("loads/", loads.load_list, name="reference-loads"),
    path("loads/new/", loads.new_load, name="reference-load-new"),
    path("loads/<uuid:load_id>/", loads.load_page, name="reference-load"),
    path("loads/<uuid:load_id>/columns/", loads.columns, name="reference-load-columns"),
    path("loads/<uuid:load_id>/publish/", loads.publish, name="reference-load-publish"),
    path("loads/<uuid:load_id>/discard/", loads.discard, name="reference-load-discard"),
    path(
        "loads/<uuid:load_id>/differences.csv",
        load_downloads.differences_csv,
        name="reference-load-differences",
    ),
    path("loads/<uuid:load_id>/findings.csv", load_downloads.findings_csv, name="reference-load-findings"),
    path("pcts/", tables.PlantCommunityTypes.as_view(), name="reference-pcts"),
    path("pcts/<int:pct_id>/", views.pct_page, name="reference-pct"),
    path("communities/", tables.Communities.as_view(), name="reference-communities"),
    path("communities/<slug:code>/", views.community_page, name="reference-community"),
    path("species/", tables.SpeciesTable.as_view(), name="reference-species-list"),
    path("species/<slug:code>/", views.species_page, name="reference-species"),
    path("subregions/", tables.Subregions.as_view(), name="reference-subregions"),
    path("subregions/<slug:code>/", views.subregion_page, name="reference-subregion"),
    path("plants/", loaded_tables.Plants.as_view(), name="reference-plants"),
    path("outlines/", loaded_tables.Outlines.as_view(), name="reference-outlines"),
    path("parameters/", tables.Parameters.as_view(), name="reference-parameters"),
    path("benchmarks/", tables.Benchmarks.as_view(), name="reference-benchmarks"),
    path("classes/", tables.VegetationClasses.as_view(), name="reference-classes"),
    path("trading-groups/", tables.TradingGroups.as_view(), name="reference-trading-groups"),
    path("landscapes/", tables.Landscapes.as_view(), name="reference-landscapes"),
    path("local-government-areas/", tables.LocalGovernmentAreas.as_view(), name="reference-lgas"),
    path("management-actions/", tables.ManagementActions.as_view(), name="reference-management-actions"),
]
