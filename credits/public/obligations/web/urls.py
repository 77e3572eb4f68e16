"""Addresses of the public pages of obligations, under /registers/."""

from django.urls import path

from credits.public.obligations.web import views

urlpatterns = [
    path("obligations/<str:number>/", views.obligation_page, name="public-obligation"),
    path("no-net-loss/", views.no_net_loss, name="public-no-net-loss"),
    path("no-net-loss.csv", views.no_net_loss_file, name="public-no-net-loss-file"),
]
