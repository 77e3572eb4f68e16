"""Addresses of the proof page, under /proof/."""

from django.urls import path

from credits.proof.web import views

urlpatterns = [
    path("", views.proof, name="proof"),
    path("check/", views.check_now, name="proof-check"),
    path("heads.json", views.heads_file, name="proof-heads"),
    path("seals/<int:number>.json", views.seal_file, name="proof-seal"),
]
