"""Addresses of documents: checking one, the code on the paper, having one made."""

from django.urls import path

from credits.certificates.web import views

urlpatterns = [
    path("certificates/", views.document_list, name="certificate-list"),
    path("certificates/verify/", views.verify, name="certificate-verify"),
    path("certificates/signing-certificate.pem", views.certificate_file, name="certificate-pem"),
    path("certificates/issue/<slug:kind>/<uuid:subject>/", views.issue, name="certificate-issue"),
    path("certificates/<uuid:public_id>/", views.document_page, name="certificate-page"),
    path("certificates/<uuid:public_id>/file/", views.document_file, name="certificate-file"),
]
