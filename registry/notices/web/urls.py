"""Pages of notices, under /notices/."""

from django.urls import path

from registry.notices.web import views

urlpatterns = [
    path("", views.notice_list, name="notice-list"),
    path("<uuid:notice_id>/read/", views.notice_read, name="notice-read"),
]
