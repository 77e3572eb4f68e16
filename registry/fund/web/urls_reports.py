"""Addresses of yearly reports, inspections and holds."""

from django.urls import path

from registry.fund.web import report_deciding, report_writing, reports

ONE = "payments/reports/<uuid:year_id>/"
HOLDS = "payments/holds/<uuid:agreement_id>/"

urlpatterns = [
    path("payments/reports/", reports.report_list, name="annual-report-list"),
    path(ONE, reports.report_page, name="annual-report"),
    path(f"{ONE}begin/", reports.report_begin, name="annual-report-begin"),
    path(f"{ONE}write/", report_writing.write, name="annual-report-write"),
    path(f"{ONE}submit/", report_writing.submit, name="annual-report-submit"),
    path(f"{ONE}report.pdf", reports.report_pdf, name="annual-report-pdf"),
    path(f"{ONE}photos/new/", report_writing.photo_add, name="annual-report-photo-add"),
    path(f"{ONE}photos/<uuid:photo_id>/", reports.photo_file, name="annual-report-photo"),
    path(
        f"{ONE}photos/<uuid:photo_id>/remove/", report_writing.photo_remove, name="annual-report-photo-remove"
    ),
    path(f"{ONE}observations/new/", report_writing.observation_add, name="annual-report-observation-add"),
    path(
        f"{ONE}observations/<uuid:observation_id>/remove/",
        report_writing.observation_remove,
        name="annual-report-observation-remove",
    ),
    path(f"{ONE}questions/<uuid:query_id>/", report_writing.answer, name="annual-report-answer"),
    path(f"{ONE}query/", report_deciding.query, name="annual-report-query"),
    path(f"{ONE}approve/", report_deciding.approve, name="annual-report-approve"),
    path(f"{ONE}reject/", report_deciding.reject, name="annual-report-reject"),
    path(f"{ONE}inspections/new/", report_deciding.inspect, name="annual-report-inspect"),
    path(HOLDS, report_deciding.hold_page, name="site-holds"),
    path(f"{HOLDS}<uuid:hold_id>/lift/", report_deciding.hold_lift, name="site-hold-lift"),
]
