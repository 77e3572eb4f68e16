"""Fees over the API."""

from django.urls import path

from registry.fees.api import views

urlpatterns = [
    path("fees/", views.Fees.as_view(), name="api-fees"),
    path("fee-charges/", views.Charges.as_view(), name="api-fee-charges"),
    path("fee-charges/<uuid:charge_id>/", views.Charge.as_view(), name="api-fee-charge"),
    path("fee-charges/<uuid:charge_id>/paid/", views.ChargePaid.as_view(), name="api-fee-charge-paid"),
]
