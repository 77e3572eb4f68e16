"""Addresses of the public map, under /registers/."""

from django.urls import path

from credits.public.map.web import views

urlpatterns = [
    path("map/", views.map_page, name="public-map"),
    path("map.geojson", views.map_file, name="public-map-file"),
]
