"""Addresses of the fund's overview, schedules, calculator, documents and published figures."""

from django.urls import path

from registry.fund.web import what_if

urlpatterns = [
    path("payments/deposit-calculator/", what_if.what_if, name="fund-what-if"),
]
