"""Addresses of obligations in the public API, under /api/v1/registers/."""

from django.urls import path

from credits.public.obligations.api import views

urlpatterns = [
    path("obligations/<str:number>/", views.PublicObligation.as_view(), name="api-public-obligation"),
    path("no-net-loss/", views.NoNetLoss.as_view(), name="api-public-no-net-loss"),
]
