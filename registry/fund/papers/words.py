"""Words that pages, workbooks and papers of the fund share."""

from collections.abc import Mapping
from datetime import date

from registry.agreements.models import PlanCost
from registry.fund import states
from registry.fund.money.funding import Band
from registry.fund.money.present_value import Timing
from registry.fund.parameters import CHOICE, CONFIRMED, MEMORY, OPEN
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

STANDINGS = {CONFIRMED: "confirmed", CHOICE: "our choice", MEMORY: "from memory", OPEN: "open"}
"""How sure a rule is."""

RULE_LABELS = {
    "threshold_points": "Share of the deposit at which full management begins",
    "gst_points": "Rate of the goods and services tax",
    "run_day": "Day of the annual run",
    "deficit_points": "Funding ratio below which a person decides",
}
"""What a rule says where its value is told in words, not as it is stored."""

RULE_VALUES = {
    "timing": TIMINGS,
    "regime": REGIMES,
    "threshold_measure": MEASURES,
    "index_unpaid_deposit": {"no": "no", "yes": "yes"},
    "missing_report": {"hold": "it is held until the report is there", "pay": "it is paid all the same"},
    "owner_change": {
        "owner_on_due_date": "who owns it on the due date",
        "pro_rata_days": "each owner for the days of owning it",
    },
    "gst_treatment": {
        "taxable_if_registered": "added where the payee is registered",
        "not_taxable": "never added",
    },
    "run_day": {"06-30": "30 June", "12-31": "31 December"},
}
"""The values of the rules that are a choice, in words."""


def rule_label(code: str, label: str) -> str:
    """What a rule says, for a reader who sees its value in words."""
    return RULE_LABELS.get(code, label)


def rule_value(code: str, value: str) -> str:
    """A rule's value in words; empty where it is not set. Shares are stored in hundredths of a per cent."""
    if value and code.endswith("_points"):
        whole, rest = divmod(int(value), 100)
        return f"{whole}.{rest:02d} %" if rest else f"{whole} %"
    if value and code in ("report_days_before", "cooling_off_days"):
        return "1 day" if value == "1" else f"{value} days"
    return RULE_VALUES.get(code, {}).get(value, value)
