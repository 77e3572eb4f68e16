"""Addresses of the public registers in the API, under /api/v1/registers/."""

from django.urls import path

from credits.public.api import registers

urlpatterns = [
    path("supply/", registers.Supply.as_view(), name="api-public-supply"),
    path("demand/", registers.Demand.as_view(), name="api-public-demand"),
    path("transactions/", registers.Transactions.as_view(), name="api-public-transactions"),
    path("agreements/", registers.Agreements.as_view(), name="api-public-agreements"),
    path("obligations/", registers.Obligations.as_view(), name="api-public-obligations"),
    path("codebook/", registers.Codebook.as_view(), name="api-public-codebook"),
]
