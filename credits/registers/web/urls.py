"""Addresses of the import of the published register: for the registrar's officers and the auditor."""

from django.urls import path

from credits.registers.web import imports

urlpatterns = [
    path("", imports.import_list, name="register-imports"),
    path("new/", imports.new_import, name="register-import-new"),
    path("<uuid:import_id>/", imports.import_page, name="register-import"),
    path("<uuid:import_id>/replay/", imports.replay, name="register-import-replay"),
    path("<uuid:import_id>/discard/", imports.discard, name="register-import-discard"),
]
