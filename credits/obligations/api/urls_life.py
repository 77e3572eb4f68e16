"""Addresses of the board and the life-line in the API."""

from django.urls import path

from credits.obligations.api import life

urlpatterns = [
    path("obligations/", life.ObligationList.as_view(), name="api-obligation-list"),
    path("obligations/<uuid:obligation_id>/", life.ObligationDetail.as_view(), name="api-obligation"),
]
