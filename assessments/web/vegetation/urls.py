"""Routes of zones, future values and plot files. Lists and forms of sections are routed by section."""

from django.urls import path

from assessments.web.vegetation import (
    future_values,
    imports,
    plot_grid,
    plot_species,
    plot_species_import,
    plots,
    zone_page,
)

urlpatterns = [
    path("revisions/<uuid:revision_id>/zones/<uuid:zone_id>/", zone_page.show, name="zone-page"),
    path(
        "revisions/<uuid:revision_id>/management-zones/<uuid:part_id>/future-values/",
        future_values.grid,
        name="future-values",
    ),
    path("revisions/<uuid:revision_id>/plots/table/", plot_grid.grid, name="plot-grid"),
    path("revisions/<uuid:revision_id>/plots/import/", imports.new, name="plot-import-new"),
    path("plot-imports/<uuid:import_id>/", imports.staging, name="plot-import-page"),
    path("plot-imports/<uuid:import_id>/rows/<int:row_number>/", imports.row, name="plot-import-row"),
    path("plot-imports/<uuid:import_id>/commit/", imports.commit, name="plot-import-commit"),
    path("plot-imports/<uuid:import_id>/discard/", imports.discard, name="plot-import-discard"),
    path(
        "revisions/<uuid:revision_id>/plots/<uuid:plot_id>/species/",
        plot_species.species_list,
        name="plot-species",
    ),
    path(
        "revisions/<uuid:revision_id>/plots/species-import/",
        plot_species_import.new,
        name="plot-species-import",
    ),
    path("species-lists.csv", plot_species_import.template_csv, name="plot-species-template"),
    path("plot-template.csv", plots.template_csv, name="plot-template-csv"),
    path("plot-template.xlsx", plots.template_xlsx, name="plot-template-xlsx"),
]
