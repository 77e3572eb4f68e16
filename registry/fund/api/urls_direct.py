"""Addresses of money paid in without credits, over the API."""

from django.urls import path

from registry.fund.api import direct_deposits

DEPOSITS = "fund/direct-deposits/"
DEPOSIT = f"{DEPOSITS}<uuid:deposit_id>/"

urlpatterns = [
    path(
        "agreements/<uuid:agreement_id>/account/deposit/",
        direct_deposits.SiteShortfall.as_view(),
        name="api-fund-site-deposit",
    ),
    path(DEPOSITS, direct_deposits.DirectDeposits.as_view(), name="api-direct-deposits"),
    path(DEPOSIT, direct_deposits.DirectDepositDetail.as_view(), name="api-direct-deposit"),
    *(
        path(f"{DEPOSIT}{action}/", view.as_view(), name=f"api-direct-deposit-{action}")
        for action, view in direct_deposits.STEPS.items()
    ),
]
