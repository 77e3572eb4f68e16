"""Addresses of the fund's books and of what holders owe back."""

from django.urls import path

from registry.fund.web import books, recoveries, results

BOOKS = "payments/books/"
RESULT = f"{BOOKS}results/<uuid:result_id>/"
YEAR = f"{BOOKS}years/<slug:fund>/<slug:name>/"
RECOVERY = "payments/recoveries/<uuid:recovery_id>/"

urlpatterns = [
    path(BOOKS, books.home, name="fund-books"),
    path(f"{BOOKS}entries/", books.entry_list, name="fund-entries"),
    path(f"{BOOKS}entries.csv", books.entry_file, name="fund-entries-file"),
    path(f"{BOOKS}entries/<int:entry_id>/take-back/", books.take_back, name="fund-entry-reverse"),
    path(f"{BOOKS}invest/", books.move, {"action": "invest"}, name="fund-invest"),
    path(f"{BOOKS}redeem/", books.move, {"action": "redeem"}, name="fund-redeem"),
    path(f"{YEAR}ask/", books.close_year, {"action": "ask"}, name="fund-period-ask"),
    path(f"{YEAR}close/", books.close_year, {"action": "close"}, name="fund-period-close"),
    path(f"{BOOKS}results/", results.result_list, name="fund-results"),
    path(f"{BOOKS}results/new/", results.result_new, name="fund-result-new"),
    path(RESULT, results.result_page, name="fund-result"),
    path(f"{RESULT}approve/", results.step, {"action": "approve"}, name="fund-result-approve"),
    path(f"{RESULT}withdraw/", results.step, {"action": "withdraw"}, name="fund-result-withdraw"),
    path("payments/recoveries/", recoveries.recovery_list, name="recovery-list"),
    path(RECOVERY, recoveries.recovery_page, name="recovery-page"),
    path(f"{RECOVERY}approve/", recoveries.step, {"action": "approve"}, name="recovery-approve"),
    path(f"{RECOVERY}withdraw/", recoveries.step, {"action": "withdraw"}, name="recovery-withdraw"),
    path(f"{RECOVERY}repay/", recoveries.step, {"action": "repay"}, name="recovery-repay"),
    path("agreements/<uuid:agreement_id>/recoveries/new/", recoveries.recovery_new, name="recovery-new"),
]
