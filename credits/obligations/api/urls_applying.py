"""Addresses of developments and applying over the API."""

from django.urls import path

from credits.obligations.api import developments

urlpatterns = [
    path("developments/", developments.DevelopmentList.as_view(), name="api-developments"),
    path(
        "developments/<uuid:development_id>/",
        developments.DevelopmentDetail.as_view(),
        name="api-development",
    ),
    path(
        "developments/<uuid:development_id>/scope/",
        developments.DevelopmentScope.as_view(),
        name="api-development-scope",
    ),
    path(
        "developments/<uuid:development_id>/stages/",
        developments.DevelopmentStages.as_view(),
        name="api-development-stages",
    ),
    path(
        "developments/<uuid:development_id>/stages/<int:number>/",
        developments.DevelopmentStage.as_view(),
        name="api-development-stage",
    ),
    path(
        "developments/<uuid:development_id>/applications/",
        developments.DevelopmentApply.as_view(),
        name="api-development-apply",
    ),
    path(
        "applications/<uuid:application_id>/withdraw/",
        developments.ApplicationWithdraw.as_view(),
        name="api-application-withdraw",
    ),
]
