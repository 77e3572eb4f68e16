"""Addresses of the feed in the API, under /api/v1/registers/."""

from django.urls import path

from credits.public.feed.api import views

urlpatterns = [path("changes/", views.Changes.as_view(), name="api-public-changes")]
