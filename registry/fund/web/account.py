"""The account of a site for its owners and its trust: what it holds, what comes next, and its statements."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from assessments.web.answers import actor_of, desk_page, today
from registry.agreements.web.desk import context_of, desk_for
from registry.findings import NotVisible
from registry.fund.models import SiteAccount
from registry.fund.papers.statement import holder_statement_paper, site_statement_paper, sums_of
from registry.fund.papers.words import BANDS, LINES, MEASURES, MOVEMENTS, REGIMES
from registry.fund.policies.books import may_propose_recovery
from registry.fund.selectors import papers
from registry.fund.selectors.books import funding_of, site_balances
from registry.fund.selectors.home import REPORT_AHEAD
from registry.fund.selectors.payees import hold_reason, tax_standings
from registry.fund.selectors.schedule_rows import Shown, YearRow, schedule_of
from registry.fund.selectors.sites import site_for
from registry.fund.selectors.statements import statement
from registry.fund.web import direct_deposits
from registry.fund.web.schedule import PDF, as_file, shown_context
from registry.units import fraction_half_up


@desk_page("GET")
def site_page(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """A site's money on one page: balance, threshold, what is next and what is missing, every year, statements."""
    desk = desk_for(request, agreement_id)
    site = site_for(desk.actor, agreement_id)
    on = today()
    shown = schedule_of(desk.agreement, today=on)
    if shown is None:
        raise NotVisible("schedule")
    lines = papers.lines_seen_by(desk.actor).filter(site=site).order_by("-run_id", "number")
    context = context_of(
        desk,
        "The site’s account",
        site=site,
        balance=site_balances([site.pk])[site.pk],
        funding=_funding(site),
        next_payment=_next(shown),
        missing=missing_of(desk.agreement, shown, on=on),
        payments=[
            {"line": line, "on": papers.paid_on(line), "standing": LINES[line.state]} for line in lines
        ],
        years=papers.financial_years(site.opened_on, on),
        regime=REGIMES.get(site.regime, site.regime),
        measure=MEASURES.get(site.measure, site.measure),
        direct=direct_deposits.about(desk.actor, site),
        may_claim=may_propose_recovery(desk.actor, site).allowed,
        **shown_context(shown),
    )
    return render(request, "fund/account/site.html", context)


def _funding(site: SiteAccount) -> dict[str, Any] | None:
    found = funding_of([site.pk]).get(site.pk)
    if found is None:
        return None
    ratio = found.funding.ratio
    text, kind = BANDS[found.funding.band]
    return {
        "remaining_cents": found.remaining_cents,
        "percent": None if ratio is None else f"{fraction_half_up(ratio * 100, 2)} %",
        "tag": {"text": text, "kind": kind},
    }


def _next(shown: Shown) -> YearRow | None:
    """The first year that is not paid."""
    return next(
        (row for row in shown.rows if row.due_on and row.payment.standing not in ("paid", "ended")), None
    )


def missing_of(agreement: Any, shown: Shown, *, on: Any) -> list[dict[str, str]]:
    """What the owners or the trust have to do before money can be paid, each with the page where it is done."""
    owners = [share.organisation for share in agreement.owner_shares.all() if share.valid_to is None]
    ids = [owner.pk for owner in owners]
    held, taxed = hold_reason(ids, on), tax_standings(ids, on=on)
    found = []
    for owner in owners:
        page = reverse("payee-page", args=[owner.public_id])
        if owner.pk in held:
            found.append(
                {"text": f"{owner.name}: {held[owner.pk][1]}", "url": page, "action": "Bank details"}
            )
        if owner.pk not in taxed:
            text = f"{owner.name}: it is not recorded how the holder stands to the goods and services tax."
            found.append({"text": text, "url": page, "action": "Tax"})
    for row in shown.rows:
        if row.report is None or row.report_due_on is None or row.report.received:
            continue
        report = {"url": reverse("annual-report", args=[row.year_id]), "action": "Report"}
        if row.report_due_on < on:
            report["text"] = f"The report of year {row.year} was due on {row.report_due_on:%d/%m/%Y}."
            found.append(report)
        elif row.report_due_on <= on + REPORT_AHEAD:
            report["text"] = f"The report of year {row.year} is due on {row.report_due_on:%d/%m/%Y}."
            found.append(report)
    return found


@desk_page("GET")
def site_statement(request: HttpRequest, agreement_id: UUID, year: str) -> HttpResponse:
    """A financial year of the account."""
    desk = desk_for(request, agreement_id)
    site, chosen, told, payments = _stated(request, agreement_id, year)
    account = ("The site’s account", desk.address("fund-site"))
    context = context_of(
        desk,
        f"Statement {chosen.name}",
        account,
        site=site,
        year=chosen,
        sums=sums_of(told),
        entries=[{"line": line, "kind": MOVEMENTS.get(line.kind, line.kind)} for line in told.lines],
        payments=[
            {"line": line, "on": papers.paid_on(line), "standing": LINES[line.state]} for line in payments
        ],
    )
    return render(request, "fund/account/statement.html", context)


@desk_page("GET")
def site_statement_pdf(request: HttpRequest, agreement_id: UUID, year: str) -> HttpResponse:
    """The same as a paper."""
    site, chosen, told, payments = _stated(request, agreement_id, year)
    content = site_statement_paper(site, told, payments, year=chosen, on=today())
    number = "".join(one for one in str(site.agreement) if one.isascii() and one.isalnum())
    return as_file(content, PDF, f"statement-{number}-{chosen.name}.pdf")


def _stated(request: HttpRequest, agreement_id: UUID, year: str) -> tuple[SiteAccount, Any, Any, list[Any]]:
    actor = actor_of(request)
    site, chosen = site_for(actor, agreement_id), papers.financial_year_named(year)
    lines = papers.paid_within(papers.lines_seen_by(actor).filter(site=site), chosen)
    return site, chosen, statement(site, chosen.first, chosen.last), list(lines)


@desk_page("GET")
def holder_statement(request: HttpRequest, organisation_id: UUID, year: str) -> HttpResponse:
    """What was paid to a holder in a financial year, and its sites' accounts."""
    told = papers.holder_statement(actor_of(request), organisation_id, papers.financial_year_named(year))
    context = {
        "told": told,
        "years": papers.financial_years(told.year.first, today()),
        "payments": [
            {"line": line, "on": papers.paid_on(line), "standing": LINES[line.state]}
            for line in told.payments
        ],
        "sites": [{"site": site, "sums": sums_of(statement)} for site, statement in told.sites],
        "trail": [("Payments", reverse("fund-home")), (f"{told.holder.name}, {told.year.name}", "")],
    }
    return render(request, "fund/account/holder.html", context)


@desk_page("GET")
def holder_statement_pdf(request: HttpRequest, organisation_id: UUID, year: str) -> HttpResponse:
    """The same as a paper."""
    told = papers.holder_statement(actor_of(request), organisation_id, papers.financial_year_named(year))
    return as_file(holder_statement_paper(told, on=today()), PDF, f"holder-statement-{told.year.name}.pdf")
