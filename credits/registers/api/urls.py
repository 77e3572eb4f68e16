"""Addresses of the imports of the published register in the API."""

from django.urls import path

from credits.registers.api import views

urlpatterns = [
    path("register-imports/", views.RegisterImports.as_view(), name="register-api-imports"),
    path(
        "register-imports/<uuid:import_id>/",
        views.RegisterImportDetail.as_view(),
        name="register-api-import",
    ),
    path(
        "register-imports/<uuid:import_id>/remarks/",
        views.RegisterImportRemarks.as_view(),
        name="register-api-import-remarks",
    ),
]
