"""Addresses of discharge by retirement and of commencement in the API."""

from django.urls import path

from credits.obligations.api import discharging

OBLIGATION = "obligations/<uuid:obligation_id>/"

urlpatterns = [
    path(
        f"{OBLIGATION}retirements/",
        discharging.ObligationRetirements.as_view(),
        name="api-obligation-retirements",
    ),
    path(
        f"{OBLIGATION}linked-retirements/", discharging.ObligationLinks.as_view(), name="api-obligation-links"
    ),
    path(
        "stages/<uuid:stage_id>/commencement/",
        discharging.StageCommencement.as_view(),
        name="api-stage-commencement",
    ),
    path(
        "developments/<uuid:development_id>/commencement/",
        discharging.DevelopmentCommencement.as_view(),
        name="api-development-commencement",
    ),
]
