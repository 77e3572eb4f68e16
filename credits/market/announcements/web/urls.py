"""Addresses of the pages of announcements."""

from django.urls import path

from credits.market.announcements.web import views

ONE = "market/announcements/<uuid:announcement_id>/"

urlpatterns = [
    path("market/announcements/", views.announcement_list, name="announcement-list"),
    path("market/announcements/new/", views.write, name="announcement-write"),
    path(ONE, views.announcement_page, name="announcement-page"),
    path(f"{ONE}change/", views.change, name="announcement-change"),
    path(f"{ONE}approve/", views.approve, name="announcement-approve"),
    path(f"{ONE}withdraw/", views.withdraw, name="announcement-withdraw"),
]
