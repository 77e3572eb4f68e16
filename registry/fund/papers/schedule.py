"""The payment schedule of an agreement as a PDF: the same schedule and day give the same bytes."""

from datetime import date

from reportlab.platypus import Flowable

from registry.documents import columns, styles, tables
from registry.documents.document import Section
from registry.documents.text import text
from registry.fund.money.rates import per_cent
from registry.fund.papers.making import paper
from registry.fund.papers.words import (
    PAYMENTS,
    PURPOSES,
    STANDINGS,
    TIMINGS,
    report_tag,
    rule_label,
    rule_value,
)
from registry.fund.selectors.schedule_rows import Shown, YearRow
from registry.units import display_dollars

WIDE = styles.TEXT_WIDTH["landscape"]
COLUMNS = (
    columns.Column("year", "Year", kind="number", pinned=True),
    columns.Column("due", "Due"),
    columns.Column("real", "Real payment", kind="number"),
    columns.Column("index", "Index, base to due"),
    columns.Column("gross", "In money of the day", kind="number"),
    columns.Column("report", "Report"),
    columns.Column("payment", "Payment"),
    columns.Column("paid", "Paid, with tax", kind="number"),
    columns.Column("remaining", "Present value of what is to come", kind="number"),
)


def schedule_paper(shown: Shown, *, on: date) -> bytes:
    """The file."""
    table = tables.data_table(
        COLUMNS,
        [*(_row(row, on) for row in shown.rows), _tail(shown)],
        caption="Year by year",
        width=WIDE,
    )
    sections = [
        Section("Payments", [table], orientation="landscape"),
        Section("By purpose", [_purposes(shown)], orientation="landscape"),
        Section("Versions", [_versions(shown)], orientation="landscape"),
        Section("Rules behind it", [*_rules(shown)], orientation="landscape"),
    ]
    return paper(
        title="Payment schedule",
        reference=f"{shown.agreement} schedule {shown.newest.version}",
        subtitle=f"{shown.agreement.site_name}, as at {on:%d/%m/%Y}",
        on=on,
        details=_details(shown),
        sections=sections,
        notice="Real amounts are in prices of the signing; a payment follows the price index of its due day.",
    )


def _details(shown: Shown) -> list[tuple[str, str]]:
    newest = shown.newest
    return [
        ("Agreement", str(shown.agreement)),
        ("Total Fund Deposit", display_dollars(shown.versions[0].total_fund_deposit_cents)),
        ("Years 1 to 20 added up", display_dollars(newest.undiscounted_cents)),
        ("Each year after", display_dollars(newest.tail_cents)),
        ("Discount rate", f"{per_cent(newest.rate)} a year, paid {TIMINGS[newest.timing]}"),
        ("Frozen", f"{newest.frozen_on:%d/%m/%Y}"),
        ("Prices of", f"quarter to {newest.base_quarter:%d/%m/%Y}" if newest.base_quarter else "not set"),
    ]


def _row(row: YearRow, on: date) -> dict[str, str]:
    paid = row.payment
    return {
        "year": str(row.year),
        "due": f"{row.due_on:%d/%m/%Y}" if row.due_on else "",
        "real": display_dollars(row.real_cents),
        "index": f"{paid.base_index} to {paid.due_index}" if paid.due_index else "",
        "gross": display_dollars(paid.gross_cents) if paid.gross_cents is not None else "",
        "report": report_tag(row.report, row.report_due_on, today=on)[0],
        "payment": PAYMENTS[paid.standing][0] if row.due_on else "",
        "paid": display_dollars(paid.paid_cents) if paid.paid_on or paid.paid_cents else "",
        "remaining": display_dollars(row.remaining_cents),
    }


def _tail(shown: Shown) -> dict[str, str]:
    return {
        "year": f"{len(shown.rows) + 1}+",
        "due": "each year after",
        "real": display_dollars(shown.tail_cents),
    }


def _purposes(shown: Shown) -> list[Flowable]:
    listed = [*(row.by_purpose for row in shown.rows), shown.tail_by_purpose]
    used = [code for code in PURPOSES if any(amounts.get(code) for amounts in listed)]
    heads = [
        columns.Column("year", "Year", kind="number", pinned=True),
        *(columns.Column(code, PURPOSES[code], kind="number") for code in used),
    ]
    names = [*(str(row.year) for row in shown.rows), f"{len(shown.rows) + 1}+"]
    rows = [
        {"year": name, **{code: display_dollars(amounts[code]) for code in used if amounts.get(code)}}
        for name, amounts in zip(names, listed, strict=True)
    ]
    return tables.data_table(heads, rows, caption="Real payments by purpose", width=WIDE)


def _versions(shown: Shown) -> list[Flowable]:
    heads = [
        columns.Column("version", "Version", kind="number", pinned=True),
        columns.Column("frozen", "Frozen"),
        columns.Column("from", "From year", kind="number"),
        columns.Column("rate", "Rate", kind="number"),
        columns.Column("deposit", "Present value of its plan", kind="number"),
        columns.Column("extra", "Extra deposit asked", kind="number"),
        columns.Column("sum", "Its 20 years added up", kind="number"),
        columns.Column("tail", "Each year after", kind="number"),
    ]
    rows = [
        {
            "version": str(one.version),
            "frozen": f"{one.frozen_on:%d/%m/%Y}",
            "from": str(one.from_year),
            "rate": per_cent(one.rate),
            "deposit": display_dollars(one.total_fund_deposit_cents),
            "extra": display_dollars(one.extra_deposit_cents),
            "sum": display_dollars(one.undiscounted_cents),
            "tail": display_dollars(one.tail_cents),
        }
        for one in shown.versions
    ]
    return tables.data_table(heads, rows, caption="Versions of the schedule", width=WIDE)


def _rules(shown: Shown) -> list[Flowable]:
    heads = [
        columns.Column("rule", "Rule"),
        columns.Column("value", "Value"),
        columns.Column("standing", "Standing"),
        columns.Column("source", "Source"),
    ]
    rows = [
        {
            "rule": rule_label(rule.code, rule.label),
            "value": rule_value(rule.code, rule.value) or "not set",
            "standing": "made up for the demonstration" if rule.demo else STANDINGS[rule.standing],
            "source": rule.source,
        }
        for rule in shown.rules
    ]
    told = "A rule that is confirmed nowhere is our choice, from memory, or open; what rests on it is provisional."
    return [text(told, "small"), *tables.data_table(heads, rows, width=WIDE)]
