"""Address of the map in the public API, under /api/v1/registers/."""

from django.urls import path

from credits.public.map.api import views

urlpatterns = [path("map/", views.MapFeatures.as_view(), name="api-public-map")]
