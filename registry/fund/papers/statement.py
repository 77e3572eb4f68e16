"""Statements of accounts as PDF: of one site, and of all sites of a holder with what was paid to it."""

from collections.abc import Sequence
from datetime import date

from reportlab.platypus import Flowable

from registry.documents import columns, tables
from registry.documents.document import Section
from registry.documents.text import text
from registry.fund.models import RunLine, SiteAccount
from registry.fund.papers.making import paper
from registry.fund.papers.words import LINES, MOVEMENTS
from registry.fund.selectors.papers import FinancialYear, HolderStatement, paid_on
from registry.fund.selectors.statements import Statement
from registry.units import display_dollars

ENTRIES = (
    columns.Column("posted", "Posted"),
    columns.Column("value", "Value date"),
    columns.Column("kind", "What"),
    columns.Column("memo", "Words"),
    columns.Column("cents", "Amount", kind="number"),
)
PAYMENTS = (
    columns.Column("on", "Day"),
    columns.Column("site", "Site"),
    columns.Column("year", "Year", kind="number"),
    columns.Column("state", "Standing"),
    columns.Column("share", "Share", kind="number"),
    columns.Column("set_off", "Set off", kind="number"),
    columns.Column("gst", "Tax", kind="number"),
    columns.Column("remit", "To the bank", kind="number"),
)


def sums_of(statement: Statement) -> list[tuple[str, int]]:
    """The lines of a statement that add up: opening, what came and went, closing."""
    sums = [
        ("Opening balance", statement.opening_cents),
        ("Deposits", statement.deposits_cents),
        ("Returns", statement.returns_cents),
        ("Fees of the fund manager", -statement.fees_cents),
        ("Payments to owners", -statement.drawn_cents),
    ]
    if statement.put_back_cents:
        sums.append(("Over-paid, owed back", statement.put_back_cents))
    return [*sums, ("Closing balance", statement.closing_cents)]


def site_statement_paper(
    site: SiteAccount, statement: Statement, payments: Sequence[RunLine], *, year: FinancialYear, on: date
) -> bytes:
    """The statement of one site for a financial year, with what was paid from it."""
    return paper(
        title="Statement of a site’s account",
        reference=f"{site.agreement} {year.name}",
        subtitle=f"{site.agreement.site_name}, {_days(year)}",
        on=on,
        details=[
            ("Agreement", str(site.agreement)),
            ("Total Fund Deposit", display_dollars(site.due_cents)),
            ("Deposit received so far", display_dollars(site.deposited_cents)),
            ("As at", f"{on:%d/%m/%Y}"),
        ],
        sections=[
            Section("The year", [_sums(statement), _note()]),
            Section("Entries", [_entries(statement)]),
            Section("Payments to owners", [_payments(payments)]),
        ],
    )


def holder_statement_paper(told: HolderStatement, *, on: date) -> bytes:
    """What was paid to a holder in a financial year, and the accounts of its sites."""
    sections = [Section("Paid to you", [_payments(told.payments, totals=told.totals)])]
    sections += [
        Section(f"{site.agreement}, {site.agreement.site_name}", [_sums(statement)])
        for site, statement in told.sites
    ]
    sections.append(Section("", [_note()]))
    return paper(
        title="Statement of a holder",
        reference=f"{told.holder.name} {told.year.name}",
        subtitle=f"{told.holder.name}, {_days(told.year)}",
        on=on,
        details=[("Holder", told.holder.name), ("Sites", str(len(told.sites))), ("As at", f"{on:%d/%m/%Y}")],
        sections=sections,
    )


def _days(year: FinancialYear) -> str:
    return f"{year.first:%d/%m/%Y} to {year.last:%d/%m/%Y}"


def _note() -> Flowable:
    told = (
        "By the day of posting: a correction stands in the year in which it was made. The money of a site stays in the "
        "fund until a payment is made; a statement gives no tax advice."
    )
    return text(told, "small")


def _sums(statement: Statement) -> list[Flowable]:
    heads = [columns.Column("what", "What"), columns.Column("cents", "Amount", kind="number")]
    *rows, (last, closing) = sums_of(statement)
    return tables.data_table(
        heads,
        [{"what": label, "cents": display_dollars(cents)} for label, cents in rows],
        total={"cents": display_dollars(closing)},
        total_label=last,
    )


def _entries(statement: Statement) -> list[Flowable]:
    rows = [
        {
            "posted": f"{line.posted_on:%d/%m/%Y}",
            "value": f"{line.value_on:%d/%m/%Y}",
            "kind": MOVEMENTS.get(line.kind, line.kind),
            "memo": line.memo,
            "cents": display_dollars(line.cents),
        }
        for line in statement.lines
    ]
    return tables.data_table(ENTRIES, rows, empty="Nothing was posted in this year.")


def _payments(lines: Sequence[RunLine], *, totals: dict[str, int] | None = None) -> list[Flowable]:
    rows = [
        {
            "on": f"{day:%d/%m/%Y}" if (day := paid_on(line)) else "",
            "site": str(line.site.agreement),
            "year": str(line.management_year.year),
            "state": LINES[line.state],
            "share": display_dollars(line.share_cents or 0),
            "set_off": display_dollars(line.recovery_cents),
            "gst": display_dollars(line.gst_cents),
            "remit": display_dollars(line.remit_cents or 0),
        }
        for line in lines
    ]
    total = {name: display_dollars(cents) for name, cents in totals.items()} if totals and rows else None
    return tables.data_table(PAYMENTS, rows, total=total, empty="Nothing was paid in this year.")
