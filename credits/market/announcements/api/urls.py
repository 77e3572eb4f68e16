"""Addresses of the API of announcements."""

from django.urls import path

from credits.market.announcements.api import views

ONE = "market/announcements/<uuid:announcement_id>/"

urlpatterns = [
    path("market/announcements/", views.AnnouncementList.as_view(), name="market-api-announcements"),
    path(
        "market/announcements/unpublished/",
        views.UnpublishedList.as_view(),
        name="market-api-announcements-unpublished",
    ),
    path(ONE, views.AnnouncementDetail.as_view(), name="market-api-announcement"),
    path(f"{ONE}change/", views.AnnouncementChange.as_view(), name="market-api-announcement-change"),
    path(f"{ONE}approve/", views.AnnouncementApprove.as_view(), name="market-api-announcement-approve"),
    path(f"{ONE}withdraw/", views.AnnouncementWithdraw.as_view(), name="market-api-announcement-withdraw"),
]
