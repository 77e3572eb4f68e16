"""Addresses of money paid in without credits."""

from django.urls import path

from registry.fund.web import direct_deposits

DEPOSITS = "payments/direct-deposits/"
DEPOSIT = f"{DEPOSITS}<uuid:deposit_id>/"

urlpatterns = [
    path(DEPOSITS, direct_deposits.deposit_list, name="direct-deposit-list"),
    path(DEPOSIT, direct_deposits.deposit_page, name="direct-deposit-page"),
    path(f"{DEPOSIT}clear/", direct_deposits.step, {"action": "clear"}, name="direct-deposit-clear"),
    path(f"{DEPOSIT}withdraw/", direct_deposits.step, {"action": "withdraw"}, name="direct-deposit-withdraw"),
    path(
        "agreements/<uuid:agreement_id>/direct-deposits/new/",
        direct_deposits.deposit_new,
        name="direct-deposit-new",
    ),
]
