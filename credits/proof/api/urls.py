"""Addresses of the proof in the API."""

from django.urls import path

from credits.proof.api import views

urlpatterns = [
    path("proof/checks/", views.Checks.as_view(), name="api-proof-checks"),
    path("proof/seals/", views.Seals.as_view(), name="api-proof-seals"),
    path("proof/seals/<int:number>/", views.SealDetail.as_view(), name="api-proof-seal"),
    path("proof/chains/", views.Chains.as_view(), name="api-proof-chains"),
]
