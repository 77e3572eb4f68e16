"""Addresses of the fund's rules and numbers; reading is open to everybody."""

from django.urls import path

from registry.fund.web import facts

urlpatterns = [
    path("payments/facts/", facts.fact_list, name="fund-facts"),
    path("payments/facts/rules/<slug:code>/new/", facts.rule_new, name="fund-rule-new"),
    path("payments/facts/rates/new/", facts.rate_new, name="fund-rate-new"),
    path("payments/facts/indices/new/", facts.index_new, name="price-index-new"),
    path("payments/facts/indices/<slug:code>/", facts.index_page, name="price-index"),
    path("payments/facts/indices/<slug:code>/number/", facts.number_new, name="price-index-number-new"),
    path("payments/facts/indices/<slug:code>/file/", facts.number_file, name="price-index-file"),
    path("payments/facts/bank-holidays/", facts.holiday_list, name="bank-holidays"),
    path("payments/facts/bank-holidays/new/", facts.holiday_new, name="bank-holiday-new"),
    path("payments/facts/bank-holidays/year/", facts.year_new, name="bank-year-new"),
]
