"""Rows that break the rules of payment runs, their lines, files, returns and invoices."""

from typing import Any

from tests.constraints.row import Breaks, Twice, breaks, twice

RUN: dict[str, Any] = {"kind": "annual", "state": "cancelled"}
RELEASED: dict[str, Any] = RUN | {"state": "released", "approved_by_id": 1, "released_by_id": 2}
PLANNED: dict[str, Any] = {
    "state": "planned",
    "share_cents": 10,
    "recovery_cents": 4,
    "gst_cents": 1,
    "remit_cents": 7,
}
FILE: dict[str, Any] = {"total_cents": 1, "sequence": 1}

ROWS: dict[str, Breaks | Twice] = {
    "payment_run_state_known": breaks("fund.PaymentRun", {"state": "sent"}, **RUN),
    "one_unfinished_payment_run": twice("fund.PaymentRun", kind="annual", state="opened"),
    "payment_run_approved_by_another": breaks(
        "fund.PaymentRun", {"approved_by_id": 1}, prepared_by_id=1, approved_by_id=2, **RUN
    ),
    "payment_run_released_by_another": breaks("fund.PaymentRun", {"released_by_id": 1}, **RELEASED),
    "payment_run_released_with_people": breaks("fund.PaymentRun", {"approved_by_id": None}, **RELEASED),
    "run_line_numbered_once": twice("fund.RunLine", "run", "number", **PLANNED),
    "year_claimed_once_by_a_payee": twice("fund.RunLine", "management_year", "payee", **PLANNED),
    "run_line_state_known": breaks("fund.RunLine", {"state": "sent"}, **PLANNED),
    "run_line_held_with_reason": breaks(
        "fund.RunLine", {"hold_code": ""}, state="held", hold_code="REPORT_MISSING"
    ),
    "run_line_adds_up": breaks("fund.RunLine", {"remit_cents": 8}, **PLANNED),
    "bank_file_numbered_once": twice("fund.BankFile", "run", "sequence", total_cents=1),
    "bank_file_within_its_columns": breaks("fund.BankFile", {"total_cents": 10_000_000_000}, **FILE),
    "line_once_an_attempt": twice("fund.FilePayment", "line", "attempt"),
    "file_record_once": twice("fund.FilePayment", "file", "record"),
    "bank_return_once_an_attempt": twice("fund.BankReturn", "line", "attempt"),
    "one_invoice_counter": breaks("fund.InvoiceCounter", {"id": 2}, id=1),
    "tax_invoice_from_1": breaks("fund.TaxInvoice", {"number": 0}, number=1),
}
