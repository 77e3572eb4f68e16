"""Rows that break the rules of management years, their reports, inspections and holds."""

from datetime import UTC, date, datetime

from tests.constraints.row import Breaks, Twice, breaks, twice

MOMENT = datetime(2026, 3, 2, tzinfo=UTC)
WITHIN = {"state": "due", "year": 1, "due_on": date(2026, 3, 2), "ends_on": date(2027, 3, 2)}
DRAFT = {"state": "draft", "payable_parts": 10_000}
HELD = {"placed_by_id": 1, "lifted_by_id": 2, "lifted_at": MOMENT}

ROWS: dict[str, Breaks | Twice] = {
    "management_year_once": twice("fund.ManagementYear", "site", "year", **{**WITHIN, "year": 7}),
    "management_year_from_1": breaks("fund.ManagementYear", {"year": 0}, **WITHIN),
    "management_year_ends_after_start": breaks(
        "fund.ManagementYear", {"ends_on": date(2026, 3, 2)}, **WITHIN
    ),
    "management_year_state_known": breaks("fund.ManagementYear", {"state": "gone"}, **WITHIN),
    "duty_once_a_year": twice("fund.Duty", "management_year", "action"),
    "one_open_compliance_hold": twice("fund.ComplianceHold", "site"),
    "compliance_hold_lifted_by_another": breaks("fund.ComplianceHold", {"lifted_by_id": 1}, **HELD),
    "annual_report_state_known": breaks("fund.AnnualReport", {"state": "lost"}, **DRAFT),
    "annual_report_share_within": breaks("fund.AnnualReport", {"payable_parts": 10_001}, **DRAFT),
    "annual_report_approved_by": breaks(
        "fund.AnnualReport", {"decided_by_id": None}, **{**DRAFT, "state": "approved", "decided_by_id": 1}
    ),
    "reported_action_once": twice("fund.ReportedAction", "report", "duty"),
    "reported_spend_once": twice(
        "fund.ReportedSpend", "report", "purpose", spent_cents=2_000, local_cents=1_000
    ),
    "reported_local_within_spent": breaks(
        "fund.ReportedSpend", {"local_cents": 2_001}, spent_cents=2_000, local_cents=2_000
    ),
    "report_photo_once": twice("fund.ReportPhoto", "report", "sha256"),
    "report_reminder_once": twice("fund.ReportReminder", "management_year", "kind"),
}
