"""The payment schedule as a workbook: years, versions and rules, amounts as numbers that a sheet can add up."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

from openpyxl import Workbook

from registry.formulas import guarded
from registry.fund.money.rates import per_cent
from registry.fund.papers.words import NOT_OFFICIAL, PAYMENTS, PURPOSES, TIMINGS, report_tag
from registry.fund.selectors.schedule_rows import Shown

YEARS = (
    "Year",
    "Due on",
    "Schedule version",
    "Real payment",
    *PURPOSES.values(),
    "Base index",
    "Index of the due day",
    "In money of the due day",
    "Report due on",
    "Report",
    "Payment",
    "Paid, with tax",
    "Of it tax",
    "Set off",
    "Present value of what is to come",
)
VERSIONS = (
    "Version",
    "Frozen on",
    "From year",
    "Discount rate",
    "Why this rate",
    "Paid",
    "Present value",
    "Extra deposit asked",
    "20 years added up",
    "Each year after",
)
RULES = ("Code", "Rule", "Value", "Standing", "Source")


def schedule_book(shown: Shown, *, on: date) -> bytes:
    """The file. Days are ISO text, so that they read the same everywhere."""
    book = Workbook(write_only=True)
    about = book.create_sheet("About")
    for line in (
        ["Payment schedule", str(shown.agreement)],
        ["Site", shown.agreement.site_name],
        ["As at", on.isoformat()],
        ["Amounts", "Dollars, without GST unless named; real payments in prices of the signing"],
        ["Note", NOT_OFFICIAL],
    ):
        about.append([guarded(cell) for cell in line])
    _years(book.create_sheet("Years"), shown, on)
    versions = book.create_sheet("Versions")
    versions.append(list(VERSIONS))
    for one in shown.versions:
        versions.append(
            [
                one.version,
                one.frozen_on.isoformat(),
                one.from_year,
                per_cent(one.rate),
                guarded(one.rate_reason),
                TIMINGS[one.timing],
                _dollars(one.total_fund_deposit_cents),
                _dollars(one.extra_deposit_cents),
                _dollars(one.undiscounted_cents),
                _dollars(one.tail_cents),
            ]
        )
    rules = book.create_sheet("Rules")
    rules.append(list(RULES))
    for rule in shown.rules:
        standing = f"{rule.standing}, demonstration" if rule.demo else rule.standing
        rules.append(
            [
                guarded(cell)
                for cell in (rule.code, rule.label, rule.value or "not set", standing, rule.source)
            ]
        )
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _years(sheet: Any, shown: Shown, on: date) -> None:
    sheet.append(list(YEARS))
    for row in shown.rows:
        paid = row.payment
        sheet.append(
            [
                row.year,
                row.due_on.isoformat() if row.due_on else None,
                row.version,
                _dollars(row.real_cents),
                *(_dollars(row.by_purpose.get(code, 0)) for code in PURPOSES),
                paid.base_index or None,
                paid.due_index or None,
                _dollars(paid.gross_cents),
                row.report_due_on.isoformat() if row.report_due_on else None,
                report_tag(row.report, row.report_due_on, today=on)[0] or None,
                PAYMENTS[paid.standing][0] if row.due_on else None,
                _dollars(paid.paid_cents),
                _dollars(paid.gst_cents),
                _dollars(paid.set_off_cents),
                _dollars(row.remaining_cents),
            ]
        )
    tail = [
        f"{len(shown.rows) + 1} and each year after",
        None,
        shown.newest.version,
        _dollars(shown.tail_cents),
    ]
    sheet.append([*tail, *(_dollars(shown.tail_by_purpose.get(code, 0)) for code in PURPOSES)])


def _dollars(cents: int | None) -> Decimal | None:
    return None if cents is None else Decimal(cents) / 100
