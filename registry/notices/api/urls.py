"""Notices over the API."""

from django.urls import path

from registry.notices.api import views

urlpatterns = [
    path("notices/", views.NoticeList.as_view(), name="api-notices"),
    path("notices/<uuid:notice_id>/read/", views.NoticeRead.as_view(), name="api-notice-read"),
]
