"""Addresses of the fund's overview, schedules, calculator, documents and published figures."""

from django.urls import path

from registry.fund.web import schedule, what_if

ONE = "agreements/<uuid:agreement_id>/"

urlpatterns = [
    path("payments/deposit-calculator/", what_if.what_if, name="fund-what-if"),
    path(f"{ONE}schedule/", schedule.schedule_page, name="fund-schedule"),
    path(f"{ONE}schedule.pdf", schedule.schedule_pdf, name="fund-schedule-pdf"),
    path(f"{ONE}schedule.xlsx", schedule.schedule_xlsx, name="fund-schedule-xlsx"),
]
