"""The payment schedule of an agreement: page, PDF and workbook."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from assessments.web.answers import desk_page, today
from registry.agreements.models import Agreement
from registry.agreements.web.desk import context_of, desk_for
from registry.findings import DomainError, NotVisible
from registry.fund.money.rates import per_cent
from registry.fund.papers.schedule import schedule_paper
from registry.fund.papers.schedule_book import schedule_book
from registry.fund.papers.words import PAYMENTS, TIMINGS, of_purposes, report_tag
from registry.fund.selectors.schedule_rows import Shown, YearRow, schedule_of
from registry.fund.services.schedules import Figures, preview
from registry.fund.web.charts import YearBar, year_columns

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@desk_page("GET")
def schedule_page(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """The schedule as it stands; before the signature what it would be today."""
    desk = desk_for(request, agreement_id)
    context = context_of(desk, "Payment schedule")
    shown = schedule_of(desk.agreement, today=today())
    if shown is not None:
        context |= shown_context(shown)
    else:
        try:
            context |= _preview_context(preview(desk.agreement, on=today()))
        except DomainError as refusal:
            context |= {
                "problem": refusal.message,
                "findings": [one for one in refusal.findings if one.severity == "error"][:5],
            }
    return render(request, "fund/schedule/page.html", context)


@desk_page("GET")
def schedule_pdf(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """The schedule as a paper."""
    shown = _frozen(desk_for(request, agreement_id).agreement)
    return as_file(schedule_paper(shown, on=today()), PDF, f"schedule-{_name(shown)}.pdf")


@desk_page("GET")
def schedule_xlsx(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """The schedule as a workbook."""
    shown = _frozen(desk_for(request, agreement_id).agreement)
    return as_file(schedule_book(shown, on=today()), XLSX, f"schedule-{_name(shown)}.xlsx")


def as_file(content: bytes, media_type: str, name: str) -> HttpResponse:
    """A file to keep, for this person alone."""
    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _frozen(agreement: Agreement) -> Shown:
    shown = schedule_of(agreement, today=today())
    if shown is None:
        raise NotVisible("schedule: it is frozen when the agreement is signed")
    return shown


def _name(shown: Shown) -> str:
    """A plain name for files; numbers are the registrar's and may hold anything."""
    number = "".join(one for one in shown.agreement.number or "" if one.isascii() and one.isalnum())
    return f"{number or shown.agreement.public_id}-v{shown.newest.version}-{today():%Y-%m-%d}"


def shown_context(shown: Shown) -> dict[str, Any]:
    """What the tables of a frozen schedule need."""
    on = today()
    return {
        "shown": shown,
        "first": shown.versions[0],
        "newest": shown.newest,
        "rate": per_cent(shown.newest.rate),
        "timing": TIMINGS[shown.newest.timing],
        "rows": [row_shown(row, on) for row in shown.rows],
        "tail_purposes": of_purposes(shown.tail_by_purpose),
        "chart": chart_of(shown),
        "versions": [{"one": one, "rate": per_cent(one.rate)} for one in shown.versions],
        "compared": _compared(shown),
        "provisional": shown.open_rules,
    }


def row_shown(row: YearRow, on: date) -> dict[str, Any]:
    """A year with its tags."""
    text, kind = PAYMENTS[row.payment.standing]
    report, report_kind = report_tag(row.report, row.report_due_on, today=on)
    return {
        "row": row,
        "purposes": of_purposes(row.by_purpose),
        "begun": row.due_on is not None and row.due_on <= on,
        "payment": {"text": text, "kind": kind} if row.due_on else None,
        "report": {"text": report, "kind": report_kind} if report else None,
    }


def chart_of(shown: Shown) -> Any:
    """The years as columns, what is paid darker."""
    bars = [
        YearBar(
            str(row.year),
            row.real_cents,
            row.real_cents if row.payment.standing == "paid" else None,
            labelled=row.year == 1 or row.year % 5 == 0,
        )
        for row in shown.rows
    ]
    bars.append(YearBar(f"{len(bars) + 1}+", shown.tail_cents))
    return year_columns(title="Real payment of each year", bars=bars)


def _compared(shown: Shown) -> list[dict[str, Any]]:
    """Each year's real payment by every version that has it; nothing to compare with one version."""
    if len(shown.versions) < 2:
        return []
    amounts = [
        {one.first_year + year.year - 1: year.real_cents for year in one.years.all()}
        for one in shown.versions
    ]
    return [
        {
            "year": row.year,
            "version": row.version,
            "amounts": [
                of.get(row.year, one.tail_cents if row.year >= one.first_year else None)
                for one, of in zip(shown.versions, amounts, strict=True)
            ],
        }
        for row in shown.rows
    ]


def _preview_context(figures: Figures) -> dict[str, Any]:
    bars = [
        YearBar(str(year), cents, labelled=year == 1 or year % 5 == 0)
        for year, cents in enumerate(figures.payments_cents, start=1)
    ]
    bars.append(YearBar("21+", figures.tail_cents))
    return {
        "figures": figures,
        "rate": per_cent(figures.rate),
        "timing": TIMINGS[figures.timing.value],
        "years": [
            {"year": year, "cents": cents, "purposes": of_purposes(purposes)}
            for year, (cents, purposes) in enumerate(
                zip(figures.payments_cents, figures.by_purpose, strict=True), start=1
            )
        ],
        "tail_purposes": of_purposes(figures.tail_by_purpose),
        "chart": year_columns(title="Real payment of each year", bars=bars),
        "provisional": [rule for rule in figures.rules.values() if rule.code == "timing"],
    }
