"""Addresses of the fund's calculator, schedules and published figures over the API."""

from django.urls import path

from registry.fund.api import figures, schedule, what_if

urlpatterns = [
    path("fund/figures/", figures.PublishedFigures.as_view(), name="api-fund-figures"),
    path("fund/deposit-calculator/", what_if.DepositCalculator.as_view(), name="api-fund-what-if"),
    path(
        "agreements/<uuid:agreement_id>/schedule/",
        schedule.AgreementSchedule.as_view(),
        name="api-fund-schedule",
    ),
]
