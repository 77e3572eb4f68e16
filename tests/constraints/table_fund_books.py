"""Rows that break the rules of the fund's books: accounts, entries, periods, settlements, results and recoveries."""

from datetime import UTC, date, datetime
from typing import Any

from tests.constraints.row import Breaks, Twice, breaks, twice

MOMENT = datetime(2026, 3, 2, tzinfo=UTC)
DAY = date(2026, 3, 2)
ACCOUNT: dict[str, Any] = {
    "credits_total": 5,
    "credits_settled": 5,
    "due_cents": 9,
    "deposited_cents": 9,
}
CLOSED: dict[str, Any] = {"closing_asked_by_id": 1, "closed_by_id": 2, "closed_at": MOMENT}
ENTRY: dict[str, Any] = {"fund": "stewardship", "debit": "1010", "credit": "3010", "amount_cents": 1}
SETTLEMENT: dict[str, Any] = {"kind": "sale", "quantity": 1, "state": "awaited"}
SETTLED: dict[str, Any] = SETTLEMENT | {
    "state": "settled",
    "received_cents": 10,
    "top_up_cents": 2,
    "portion_cents": 7,
    "surplus_cents": 5,
}
DIRECT: dict[str, Any] = {
    "amount_cents": 5,
    "state": "cleared",
    "recorded_by_id": 1,
    "cleared_by_id": 2,
    "cleared_on": DAY,
}
RESULT: dict[str, Any] = {
    "kind": "return",
    "amount_cents": -5,
    "first_day": DAY,
    "last_day": DAY,
    "prepared_by_id": 1,
}
RECOVERY: dict[str, Any] = {"amount_cents": 5, "outstanding_cents": 5, "raised_by_id": 1}

ROWS: dict[str, Breaks | Twice] = {
    "site_account_credits_within_total": breaks("fund.SiteAccount", {"credits_settled": 6}, **ACCOUNT),
    "site_account_never_above_the_deposit": breaks("fund.SiteAccount", {"deposited_cents": 10}, **ACCOUNT),
    "fund_period_once": twice("fund.FundPeriod", "fund", "name"),
    "fund_period_closed_by_two": breaks("fund.FundPeriod", {"closed_by_id": 1}, **CLOSED),
    "fund_period_closed_with_people": breaks("fund.FundPeriod", {"closed_at": None}, **CLOSED),
    "fund_entry_posted_once": twice("fund.Entry", "source", "cause", "line", **ENTRY),
    "fund_entry_above_zero": breaks("fund.Entry", {"amount_cents": 0}, **ENTRY),
    "fund_entry_two_accounts": breaks("fund.Entry", {"credit": "1010"}, **ENTRY),
    "fund_entry_fund_known": breaks("fund.Entry", {"fund": "another"}, **ENTRY),
    "fund_balance_of_a_site": twice("fund.Balance", "fund", "account", "site"),
    "fund_balance_of_no_site": twice("fund.Balance", "fund", "account", site_id=None),
    "settlement_quantity_above_zero": breaks("fund.Settlement", {"quantity": 0}, **SETTLEMENT),
    "settlement_state_known": breaks("fund.Settlement", {"state": "lost"}, **SETTLEMENT),
    "settlement_cleared_by_another": breaks(
        "fund.Settlement", {"cleared_by_id": 1}, **SETTLEMENT, recorded_by_id=1, cleared_by_id=2
    ),
    "settlement_split_adds_up": breaks("fund.Settlement", {"surplus_cents": 6}, **SETTLED),
    "outside_deposit_confirmed_by_another": breaks(
        "fund.OutsideDeposit", {"confirmed_by_id": 1}, stated_by_id=1, confirmed_by_id=2
    ),
    "direct_deposit_above_zero": breaks("fund.DirectDeposit", {"amount_cents": 0}, **DIRECT),
    "direct_deposit_state_known": breaks("fund.DirectDeposit", {"state": "lost"}, **DIRECT),
    "direct_deposit_cleared_by_another": breaks("fund.DirectDeposit", {"cleared_by_id": 1}, **DIRECT),
    "direct_deposit_cleared_with_person": breaks("fund.DirectDeposit", {"cleared_on": None}, **DIRECT),
    "fund_result_days_in_order": breaks("fund.FundResult", {"last_day": date(2026, 3, 1)}, **RESULT),
    "fund_fee_above_zero": breaks("fund.FundResult", {"kind": "fee"}, **RESULT),
    "fund_result_not_zero": breaks("fund.FundResult", {"amount_cents": 0}, **RESULT),
    "fund_result_by_two_people": breaks("fund.FundResult", {"approved_by_id": 1}, **RESULT, approved_by_id=2),
    "result_share_once": twice("fund.ResultShare", "result", "site"),
    "recovery_above_zero": breaks(
        "fund.Recovery", {"amount_cents": 0}, **RECOVERY | {"outstanding_cents": 0}
    ),
    "recovery_outstanding_within": breaks("fund.Recovery", {"outstanding_cents": 6}, **RECOVERY),
    "recovery_by_two_people": breaks("fund.Recovery", {"approved_by_id": 1}, **RECOVERY, approved_by_id=2),
}
