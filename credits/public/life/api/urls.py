"""Addresses of lots and agreements in the public API, under /api/v1/registers/."""

from django.urls import path

from credits.public.life.api import views

urlpatterns = [
    path("lots/<path:number>/movements/", views.LotMovements.as_view(), name="api-public-lot-movements"),
    path("lots/<path:number>/family/", views.LotFamily.as_view(), name="api-public-lot-family"),
    path("lots/<path:number>/", views.LotLife.as_view(), name="api-public-lot"),
    path("agreements/<path:number>/lots/", views.AgreementLots.as_view(), name="api-public-agreement-lots"),
    path("agreements/<path:number>/", views.AgreementDetail.as_view(), name="api-public-agreement"),
]
