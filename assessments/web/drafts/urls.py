from django.urls import path

from assessments.web.drafts import views

urlpatterns = [
    path("revisions/<uuid:revision_id>/drafts/", views.draft_save, name="draft-save"),
    path("revisions/<uuid:revision_id>/drafts/discard/", views.draft_discard, name="draft-discard"),
]
