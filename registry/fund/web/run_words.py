"""How a run and its lines are told on pages and in files: tags, figures, and where a held line can be mended."""

from typing import Any

from django.urls import reverse

from registry.fund import paying, states
from registry.fund.models import PaymentRun, RunLine
from registry.fund.selectors.runs import RunTotals
from registry.units import display_dollars

RUN_TAGS = {
    states.OPENED: ("being prepared", "doing"),
    states.PREPARED: ("to approve", "todo"),
    states.APPROVED: ("to release", "todo"),
    states.RELEASED: ("released", "doing"),
    states.SETTLED: ("paid by the bank", "done"),
    states.CANCELLED: ("cancelled", "none"),
}
LINE_TAGS = {
    states.HELD: ("held", "problem"),
    states.PLANNED: ("to pay", "todo"),
    states.RELEASED: ("released", "doing"),
    states.PAID: ("paid", "done"),
    states.RETURNED_LINE: ("returned by the bank", "problem"),
    states.DROPPED: ("dropped", "none"),
}
REPORTS = {
    paying.REPORT_MISSING,
    paying.REPORT_NOT_APPROVED,
    paying.INSPECTION_MISSING,
    paying.ACTIONS_INCOMPLETE,
}
PAYEE = {
    paying.BANK_MISSING,
    paying.BANK_UNVERIFIED,
    paying.BANK_COOLING_OFF,
    paying.TAX_NOT_SET,
    paying.INVOICE_NOT_AGREED,
}
FACTS = {paying.INDEX_NOT_SET, paying.BASE_INDEX_NOT_SET}
COLUMNS = (
    "line",
    "agreement",
    "site",
    "management_year",
    "due_on",
    "payee",
    "state",
    "reason_code",
    "reason",
    "schedule_amount",
    "base_index",
    "due_index",
    "year_gross",
    "parts",
    "of_parts",
    "share",
    "set_off",
    "gst",
    "to_bank",
    "last_year",
    "difference",
    "reference",
    "attempt",
)


def facts_of(run: PaymentRun) -> list[tuple[str, str]]:
    """Who did what, and when."""
    rows = [
        ("Pays what was due by", f"{run.due_to:%d/%m/%Y}"),
        ("Index numbers as published by", f"{run.index_vintage:%d/%m/%Y}"),
        ("Kind", run.get_kind_display()),
        ("Opened", _by(run.opened_by, run.opened_at)),
    ]
    for label, person, moment in (
        ("Prepared", run.prepared_by, run.prepared_at),
        ("Approved", run.approved_by, run.approved_at),
        ("Released", run.released_by, run.released_at),
    ):
        if moment:
            rows.append((label, _by(person, moment)))
    if run.processing_on:
        rows.append(("Processed by the bank on", f"{run.processing_on:%d/%m/%Y}"))
    if run.settled_on:
        rows.append(("Paid by the bank on", f"{run.settled_on:%d/%m/%Y}"))
    if run.closing_reason:
        rows.append(("Cancelled because", run.closing_reason))
    return rows


def _by(person: Any, moment: Any) -> str:
    return f"{moment:%d/%m/%Y} by {person or 'the calendar'}"


def sums_of(totals: RunTotals) -> list[tuple[str, str]]:
    """The figures of a run."""
    return [
        ("Payments", f"{totals.paid_lines:,}"),
        ("Owners' shares", display_dollars(totals.share_cents)),
        ("Set off against what is owed back", display_dollars(totals.recovery_cents)),
        ("Goods and services tax", display_dollars(totals.gst_cents)),
        ("To the bank", f"{display_dollars(totals.remit_cents)} in {_count(totals.bank_lines)}"),
        ("Held", f"{totals.held_lines:,}"),
    ]


def _count(payments: int) -> str:
    return "1 payment" if payments == 1 else f"{payments:,} payments"


def beside(line: RunLine) -> str:
    """How a payment compares with the one of the year before."""
    if line.difference:
        return line.difference
    return "the same" if line.last_year_cents is not None else "no payment before"


def payment_told(line: RunLine) -> str:
    """One payment in a few words: of which year, to whom, how much, by which run."""
    share = display_dollars(line.share_cents or 0)
    return f"Year {line.management_year.year}, {line.payee}, {share}, run {line.run.number}"


def mend_of(line: RunLine) -> tuple[str, str]:
    """Where a held line can be mended: the link's text and address."""
    code = line.hold_code
    if code in PAYEE:
        return "Payee", reverse("payee-page", args=[line.payee.public_id])
    if code in FACTS:
        return "Rules and index numbers", reverse("fund-facts")
    if code in REPORTS:
        return "Yearly reports", f"{reverse('annual-report-list')}?search={line.site.agreement.number}"
    if code in paying.DECIDABLE:
        return "Decide", reverse("run-line", args=[line.public_id])
    return "Agreement", reverse("agreement-page", args=[line.site.agreement.public_id])


def row_of(line: RunLine) -> list[str]:
    """A line of the CSV; amounts in dollars. Never an account number."""
    return [
        str(line.number),
        str(line.site.agreement),
        line.site.agreement.site_name,
        str(line.management_year.year),
        line.explanation.get("due_on", ""),
        line.payee.name,
        line.state,
        line.hold_code,
        line.hold_reason,
        _dollars(line.real_cents),
        line.base_index,
        line.due_index,
        _dollars(line.gross_cents),
        str(line.parts),
        str(line.of_parts),
        _dollars(line.share_cents),
        _dollars(line.recovery_cents),
        _dollars(line.gst_cents),
        _dollars(line.remit_cents),
        _dollars(line.last_year_cents),
        line.difference,
        line.reference,
        str(line.attempt),
    ]


def _dollars(cents: int | None) -> str:
    return "" if cents is None else f"{cents // 100}.{cents % 100:02d}"
