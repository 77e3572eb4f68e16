"""Addresses of the feed's pages, under /registers/."""

from django.urls import path

from credits.public.feed.web import views

urlpatterns = [
    path("changes/", views.change_list, name="public-changes"),
    path("changes.atom", views.change_atom, name="public-changes-atom"),
]
