"""Yearly reports, inspections and holds over the API."""

from django.urls import path

from registry.fund.api import report_steps as steps
from registry.fund.api import reports

ONE = "fund/years/<uuid:year_id>/"
HOLDS = "agreements/<uuid:agreement_id>/payment-holds/"

urlpatterns = [
    path("fund/years/", reports.Years.as_view(), name="api-management-years"),
    path(ONE, reports.Year.as_view(), name="api-management-year"),
    path(f"{ONE}report/", reports.Report.as_view(), name="api-annual-report"),
    path(f"{ONE}report/submit/", steps.Submit.as_view(), name="api-annual-report-submit"),
    path(f"{ONE}report/query/", steps.Query.as_view(), name="api-annual-report-query"),
    path(
        f"{ONE}report/queries/<uuid:query_id>/answer/",
        steps.AnswerQuery.as_view(),
        name="api-annual-report-answer",
    ),
    path(f"{ONE}report/approve/", steps.Approve.as_view(), name="api-annual-report-approve"),
    path(f"{ONE}report/reject/", steps.Reject.as_view(), name="api-annual-report-reject"),
    path(f"{ONE}report/observations/", reports.Observations.as_view(), name="api-annual-report-observations"),
    path(
        f"{ONE}report/observations/<uuid:observation_id>/",
        reports.Observation.as_view(),
        name="api-annual-report-observation",
    ),
    path(f"{ONE}report/photos/", reports.Photos.as_view(), name="api-annual-report-photos"),
    path(f"{ONE}report/photos/<uuid:photo_id>/", reports.Photo.as_view(), name="api-annual-report-photo"),
    path(f"{ONE}report.pdf", reports.ReportPaper.as_view(), name="api-annual-report-pdf"),
    path(f"{ONE}inspections/", steps.Inspections.as_view(), name="api-inspections"),
    path(HOLDS, steps.Holds.as_view(), name="api-site-holds"),
    path(f"{HOLDS}<uuid:hold_id>/lift/", steps.LiftHold.as_view(), name="api-site-hold-lift"),
]
