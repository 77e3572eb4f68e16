"""Addresses of the public registers, under /registers/."""

from django.urls import path, re_path

from credits.public.web import registers

NAMES = "supply|demand|transactions|agreements|obligations"

urlpatterns = [
    path("", registers.home, name="public-registers"),
    path("codebook/", registers.codebook_page, name="public-codebook"),
    path("codebook.json", registers.codebook_file, name="public-codebook-file"),
    re_path(rf"^(?P<name>{NAMES})/$", registers.register_page, name="public-register"),
    re_path(
        rf"^(?P<name>{NAMES})\.(?P<form>csv|xlsx|json|geojson)$",
        registers.register_file,
        name="public-register-file",
    ),
]
