"""Addresses of developments and applying."""

from django.urls import path

from credits.obligations.web import applying, developments

urlpatterns = [
    path("developments/", developments.development_list, name="development-list"),
    path("developments/new/", developments.development_new, name="development-new"),
    path("developments/<uuid:development_id>/", developments.development_page, name="development-page"),
    path(
        "developments/<uuid:development_id>/change/",
        developments.development_change,
        name="development-change",
    ),
    path("developments/<uuid:development_id>/scope/", developments.scope_test, name="development-scope"),
    path(
        "developments/<uuid:development_id>/stages/new/", developments.stage_new, name="development-stage-new"
    ),
    path(
        "developments/<uuid:development_id>/stages/<int:number>/",
        developments.stage_change,
        name="development-stage",
    ),
    path(
        "developments/<uuid:development_id>/stages/<int:number>/remove/",
        developments.stage_remove,
        name="development-stage-remove",
    ),
    path("developments/<uuid:development_id>/apply/", applying.lodge, name="development-apply"),
    path(
        "developments/<uuid:development_id>/modify/",
        applying.lodge,
        {"kind": "modification"},
        name="development-modify",
    ),
    path("applications/<uuid:application_id>/withdraw/", applying.withdraw, name="application-withdraw"),
]
