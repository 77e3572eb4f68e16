"""Bank details, tax standings and the facts of the fund over the API."""

from django.urls import path

from registry.fund.api import facts, payees

urlpatterns = [
    path("payees/", payees.Payees.as_view(), name="api-payees"),
    path(
        "payees/<uuid:organisation_id>/bank-details/", payees.BankDetails.as_view(), name="api-bank-details"
    ),
    path(
        "payees/<uuid:organisation_id>/tax-standings/",
        payees.TaxStandings.as_view(),
        name="api-tax-standings",
    ),
    path("fund/rules/", facts.FundRules.as_view(), name="api-fund-rules"),
    path("fund/rates/", facts.FundRates.as_view(), name="api-fund-rates"),
    path("fund/price-indices/", facts.PriceIndices.as_view(), name="api-price-indices"),
    path(
        "fund/price-indices/<slug:code>/numbers/",
        facts.IndexNumbers.as_view(),
        name="api-price-index-numbers",
    ),
    path("fund/bank-holidays/", facts.BankHolidays.as_view(), name="api-bank-holidays"),
    path("fund/bank-years/", facts.CompleteYears.as_view(), name="api-bank-years"),
]
