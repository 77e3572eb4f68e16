"""Jobs over the API."""

from django.urls import path

from registry.jobs.api import views

urlpatterns = [
    path("jobs/", views.JobList.as_view(), name="api-jobs"),
    path("jobs/<uuid:public_id>/", views.JobDetail.as_view(), name="api-job"),
]
