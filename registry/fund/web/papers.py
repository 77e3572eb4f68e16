"""Papers about one payment: the remittance advice and the tax invoice."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from assessments.web.answers import actor_of, desk_page, today
from registry.fund.papers.remittance import advice_paper, invoice_paper
from registry.fund.selectors import papers
from registry.fund.web.schedule import PDF, as_file


@desk_page("GET")
def advice(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """What a run paid the payee of this line."""
    actor = actor_of(request)
    lines = papers.lines_beside(actor, papers.line_for(actor, line_id))
    number = lines[0].run.number.replace("/", "-")
    return as_file(advice_paper(lines, on=today()), PDF, f"remittance-advice-{number}.pdf")


@desk_page("GET")
def tax_invoice(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """The tax invoice of a line, where tax was paid with it."""
    line = papers.line_for(actor_of(request), line_id)
    invoice = papers.invoice_of(line)
    content = invoice_paper(
        invoice,
        supplier=papers.tax_standing_on(line.payee, invoice.issued_on),
        recipient=papers.tax_standing_on(line.site.agreement.trust, invoice.issued_on),
    )
    return as_file(content, PDF, f"tax-invoice-{invoice.number:06d}.pdf")
