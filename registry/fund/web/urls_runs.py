"""Pages about payment runs, under /payments/runs/."""

from django.urls import path

from registry.fund.web import runs

urlpatterns = [
    path("payments/runs/<uuid:run_id>/", runs.run, name="run"),
]
