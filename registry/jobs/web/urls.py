"""Pages about jobs, under /jobs/."""

from django.urls import path

from registry.jobs.web import views

urlpatterns = [
    path("", views.job_list, name="job-list"),
    path("<uuid:public_id>/", views.job, name="job"),
]
