"""Addresses of the public pages of lots and agreements, under /registers/. A published number may hold a stroke."""

from django.urls import path

from credits.public.life.web import views

urlpatterns = [
    path("lots/", views.find, name="public-lot-find"),
    path("lots/<path:number>/family/", views.lot_family, name="public-lot-family"),
    path("lots/<path:number>.json", views.lot_file, name="public-lot-file"),
    path("lots/<path:number>/", views.lot_page, name="public-lot"),
    path("agreements/<path:number>/", views.agreement_page, name="public-agreement"),
]
