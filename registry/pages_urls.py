"""Routes of the pages that belong to no single app."""

from django.urls import path

from registry import pages

urlpatterns = [
    path("", pages.home, name="home"),
    path("about/", pages.about, name="about"),
    path("limits/", pages.limits, name="limits"),
    path("accessibility/", pages.accessibility, name="accessibility"),
]
