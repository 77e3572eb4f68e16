"""Addresses of documents for programs."""

from django.urls import path

from credits.certificates.api import views

urlpatterns = [
    path("certificates/", views.Documents.as_view(), name="api-certificates"),
    path("certificates/verify/", views.Verify.as_view(), name="api-certificate-verify"),
    path("certificates/<uuid:public_id>/", views.DocumentDetail.as_view(), name="api-certificate"),
    path("certificates/<uuid:public_id>/file/", views.DocumentFile.as_view(), name="api-certificate-file"),
]
