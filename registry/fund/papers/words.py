"""Words that pages, workbooks and papers of the fund share."""

from collections.abc import Mapping
from datetime import date

from registry.agreements.models import PlanCost
from registry.fund import states
from registry.fund.money.funding import Band
from registry.fund.money.present_value import Timing
from registry.fund.selectors import schedule_rows as rows
from registry.fund.selectors.reports import ReportStanding

NOT_OFFICIAL = "Not the official calculator or register. Independent open-source software."
PURPOSES = {str(code): str(label) for code, label in PlanCost.Purpose.choices}
TIMINGS = {Timing.ADVANCE.value: "in advance", Timing.ARREARS.value: "in arrears"}

PAYMENTS = {
    rows.TO_COME: ("To come", "none"),
    rows.DUE: ("Due", "doing"),
    rows.IN_RUN: ("In a payment run", "doing"),
    rows.RELEASED: ("Sent to the bank", "doing"),
    rows.PAID: ("Paid", "done"),
    rows.PART_PAID: ("Paid in part", "doing"),
    rows.HELD: ("Held", "problem"),
    rows.RETURNED: ("Returned by the bank", "problem"),
    rows.ENDED: ("Ended", "none"),
}
"""How the payment of a year stands: text and kind of its tag."""

REPORTS = {
    states.DRAFT: ("Begun", "doing"),
    states.SUBMITTED: ("Submitted", "doing"),
    states.QUERIED: ("Question open", "problem"),
    states.APPROVED: ("Approved", "done"),
    states.REJECTED: ("Rejected", "problem"),
}


def report_tag(report: ReportStanding | None, due_on: date | None, *, today: date) -> tuple[str, str]:
    """Text and kind of the tag of a year's report. Overdue: not handed in, and its day has gone by (N63)."""
    if report is None or due_on is None:
        return "", "none"
    if not report.received and due_on < today:
        return "Overdue", "problem"
    if not report.state:
        return f"Due {due_on:%d/%m/%Y}", "todo"
    return REPORTS[report.state]


def of_purposes(amounts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Purposes in the order of the plan with their cents, those without an amount left out."""
    known = [(label, amounts[code]) for code, label in PURPOSES.items() if amounts.get(code)]
    return known + [(code, cents) for code, cents in amounts.items() if code not in PURPOSES and cents]


MOVEMENTS = {
    "deposits": "Deposit",
    "returns": "Return",
    "fees": "Fee of the fund manager",
    "drawn": "Payment to the owners",
    "put_back": "Over-paid, owed back",
}
"""What an entry is to a site's account."""

LINES = {
    states.RELEASED: "Sent to the bank",
    states.PAID: "Paid",
    states.RETURNED_LINE: "Returned by the bank",
}
"""How a line stands that the payee is told of."""


def business_number(digits: str) -> str:
    """An ABN in its groups; `not set` where none is recorded."""
    if len(digits) != 11:
        return digits or "not set"
    return f"{digits[:2]} {digits[2:5]} {digits[5:8]} {digits[8:]}"


BANDS = {
    Band.FUNDED: ("Funded", "done"),
    Band.WATCH: ("Watch", "doing"),
    Band.DEFICIT: ("Deficit", "problem"),
}
MEASURES = {"DEPOSITS": "deposits received", "SALE_INCOME": "income from first sales"}
REGIMES = {"PROPORTIONAL": "each sale pays its share", "PROCEEDS_FIRST": "sales pay the deposit first"}
RUNS = {
    states.OPENED: "opened",
    states.PREPARED: "prepared, waits for approval",
    states.APPROVED: "approved, waits for release",
    states.RELEASED: "released, waits for the bank",
    states.SETTLED: "paid by the bank",
    states.CANCELLED: "cancelled",
}
