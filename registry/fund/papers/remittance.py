"""What a payee gets with a payment: the remittance advice, and the tax invoice that the payer issues for it."""

from collections.abc import Sequence
from datetime import date

from reportlab.platypus import Flowable

from registry.documents import columns, styles, tables
from registry.documents.document import Section
from registry.documents.text import text
from registry.fund.models import RunLine, TaxInvoice, TaxStanding
from registry.fund.papers.making import paper
from registry.fund.papers.words import LINES, business_number
from registry.fund.selectors.papers import paid_on
from registry.units import display_dollars

WIDE = styles.TEXT_WIDTH["landscape"]
LINE_COLUMNS = (
    columns.Column("site", "Site", pinned=True),
    columns.Column("year", "Year", kind="number"),
    columns.Column("due", "Due"),
    columns.Column("real", "Schedule", kind="number"),
    columns.Column("index", "Index, base to due"),
    columns.Column("gross", "The whole year's", kind="number"),
    columns.Column("part", "Your part"),
    columns.Column("share", "Your share", kind="number"),
    columns.Column("set_off", "Set off", kind="number"),
    columns.Column("gst", "Tax", kind="number"),
    columns.Column("remit", "To the bank", kind="number"),
    columns.Column("reference", "Reference"),
)


def advice_paper(lines: Sequence[RunLine], *, on: date) -> bytes:
    """What one run pays one payee, line by line, as at a day."""
    first = lines[0]
    day = paid_on(first)
    masked = first.bank_detail.masked if first.bank_detail else "none"
    sent = [line for line in lines if line.remit_cents]
    total = sum(line.remit_cents or 0 for line in lines)
    return paper(
        title="Remittance advice",
        reference=f"{first.run.number} {first.payee.name}",
        subtitle=f"{first.payee.name}, run {first.run.number}",
        on=on,
        details=[
            ("Paid to", first.payee.name),
            ("Paid by", first.site.agreement.trust.name),
            ("Account", f"ending in {masked}" if first.bank_detail else "nothing goes to the bank"),
            ("Day at the bank", f"{day:%d/%m/%Y}" if day else "not set"),
            ("Total", display_dollars(total)),
            ("Payments", str(len(sent))),
        ],
        sections=[
            Section(
                "What is paid",
                [
                    tables.data_table(LINE_COLUMNS, [_line(line) for line in lines], width=WIDE),
                    *_notes(lines),
                ],
                orientation="landscape",
            )
        ],
    )


def _line(line: RunLine) -> dict[str, str]:
    return {
        "site": f"{line.site.agreement}, {line.site.agreement.site_name}",
        "year": str(line.management_year.year),
        "due": f"{line.management_year.due_on:%d/%m/%Y}",
        "real": display_dollars(line.real_cents),
        "index": f"{line.base_index} to {line.due_index}" if line.due_index else "",
        "gross": "" if line.gross_cents is None else display_dollars(line.gross_cents),
        "part": f"{line.parts} of {line.of_parts}",
        "share": display_dollars(line.share_cents or 0),
        "set_off": display_dollars(line.recovery_cents),
        "gst": display_dollars(line.gst_cents),
        "remit": display_dollars(line.remit_cents or 0),
        "reference": line.reference,
    }


def _notes(lines: Sequence[RunLine]) -> list[Flowable]:
    told = [
        "A payment is the schedule's amount times the index of its due day over the base index, rounded once; each "
        "owner's share adds up to it to the cent."
    ]
    if any(line.recovery_cents for line in lines):
        told.append("Set off: what you owed back to the fund was taken from this payment.")
    told += [
        f"{line.site.agreement} year {line.management_year.year}: {LINES[line.state].lower()}"
        + (f" on {line.returned_on:%d/%m/%Y}." if line.returned_on else ".")
        for line in lines
        if line.returned_on
    ]
    return [text(line, "small") for line in told]


def invoice_paper(
    invoice: TaxInvoice, *, supplier: TaxStanding | None, recipient: TaxStanding | None
) -> bytes:
    """The recipient-created tax invoice of a line: always the same bytes, as at the day it was issued."""
    line = invoice.line
    agreed = supplier.invoice_agreement if supplier else ""
    rows = [
        {
            "what": f"Management of {line.site.agreement.site_name} ({line.site.agreement}), year "
            f"{line.management_year.year}",
            "net": display_dollars(invoice.net_cents),
            "gst": display_dollars(invoice.gst_cents),
            "total": display_dollars(invoice.net_cents + invoice.gst_cents),
        }
    ]
    heads = [
        columns.Column("what", "What"),
        columns.Column("net", "Without tax", kind="number"),
        columns.Column("gst", "GST", kind="number"),
        columns.Column("total", "With tax", kind="number"),
    ]
    return paper(
        title="Recipient-created tax invoice",
        reference=f"Tax invoice {invoice.number:06d}",
        subtitle=f"Number {invoice.number:06d}, issued {invoice.issued_on:%d/%m/%Y}",
        on=invoice.issued_on,
        details=[
            ("Supplier", line.payee.name),
            ("Supplier's ABN", business_number(invoice.supplier_number)),
            ("Recipient, who issues it", line.site.agreement.trust.name),
            ("Recipient's ABN", business_number(recipient.business_number if recipient else "")),
            ("Agreement to issue it", agreed or "not set"),
            ("Payment run", line.run.number),
        ],
        sections=[
            Section(
                "What was supplied",
                [
                    tables.data_table(heads, rows),
                    text(
                        "The GST shown is payable by the supplier. Whether management payments are taxable is not "
                        "confirmed by a public source: this follows the rule that the fund's officers entered.",
                        "small",
                    ),
                ],
            )
        ],
    )
