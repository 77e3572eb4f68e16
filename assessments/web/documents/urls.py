from django.urls import path

from assessments.web.documents import views

urlpatterns = [
    path("revisions/<uuid:revision_id>/documents/", views.document_list, name="document-list"),
    path("revisions/<uuid:revision_id>/report/", views.report_page, name="report-page"),
    path("documents/<uuid:document_id>/", views.document_download, name="document-download"),
]
