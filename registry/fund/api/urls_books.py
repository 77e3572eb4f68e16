"""The books and what holders owe back, over the API."""

from django.urls import path

from registry.fund.api import books, recoveries

PERIOD = "fund/periods/<slug:fund>/<slug:name>/"
RESULT = "fund/results/<uuid:result_id>/"
RECOVERY = "fund/recoveries/<uuid:recovery_id>/"

urlpatterns = [
    path("fund/trial-balance/", books.TrialBalanceView.as_view(), name="api-fund-trial-balance"),
    path("fund/entries/", books.EntryList.as_view(), name="api-fund-entries"),
    path(
        "fund/entries/<int:entry_id>/reverse/", books.EntryReversal.as_view(), name="api-fund-entry-reverse"
    ),
    path("fund/periods/", books.PeriodList.as_view(), name="api-fund-periods"),
    path(f"{PERIOD}ask/", books.closing_view("ask").as_view(), name="api-fund-period-ask"),
    path(f"{PERIOD}close/", books.closing_view("close").as_view(), name="api-fund-period-close"),
    path("fund/results/", books.ResultList.as_view(), name="api-fund-results"),
    path(f"{RESULT}approve/", books.ResultApproval.as_view(), name="api-fund-result-approve"),
    path(f"{RESULT}withdraw/", books.ResultWithdrawal.as_view(), name="api-fund-result-withdraw"),
    path("fund/invest/", books.move_view("invest").as_view(), name="api-fund-invest"),
    path("fund/redeem/", books.move_view("redeem").as_view(), name="api-fund-redeem"),
    path(
        "agreements/<uuid:agreement_id>/account/statement/",
        books.SiteStatement.as_view(),
        name="api-fund-site-statement",
    ),
    path("fund/recoveries/", recoveries.RecoveryList.as_view(), name="api-recoveries"),
    path(RECOVERY, recoveries.RecoveryDetail.as_view(), name="api-recovery"),
    *(
        path(f"{RECOVERY}{action}/", view.as_view(), name=f"api-recovery-{action}")
        for action, view in recoveries.STEPS.items()
    ),
]
