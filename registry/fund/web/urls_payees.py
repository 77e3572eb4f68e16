"""Addresses of bank details and tax standings."""

from django.urls import path

from registry.fund.web import payees

urlpatterns = [
    path("payments/payees/", payees.payee_list, name="payee-list"),
    path("payments/payees/<uuid:organisation_id>/", payees.payee_page, name="payee-page"),
    path(
        "payments/payees/<uuid:organisation_id>/bank-details/",
        payees.bank_details_new,
        name="bank-details-new",
    ),
    path("payments/payees/<uuid:organisation_id>/tax/", payees.tax_standing_new, name="tax-standing-new"),
    path("payments/bank-details/<uuid:detail_id>/", payees.bank_details_check, name="bank-details-check"),
    path(
        "payments/bank-details/<uuid:detail_id>/refuse/",
        payees.bank_details_refuse,
        name="bank-details-refuse",
    ),
]
