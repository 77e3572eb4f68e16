"""Addresses of discharge by retirement and of commencement."""

from django.urls import path

from credits.obligations.web import commencing, discharging

OBLIGATION = "obligations/<uuid:obligation_id>/"

urlpatterns = [
    path(f"{OBLIGATION}retire/", discharging.retire, name="obligation-retire"),
    path(f"{OBLIGATION}link-retirement/", discharging.link, name="obligation-link-retirement"),
    path("stages/<uuid:stage_id>/commence/", commencing.stage_commence, name="stage-commence"),
    path(
        "developments/<uuid:development_id>/commence/",
        commencing.development_commence,
        name="development-commence",
    ),
]
