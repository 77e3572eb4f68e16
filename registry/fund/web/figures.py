"""Published figures: page and CSV, open to everybody, never older than half a minute."""

import csv
import io
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe

from assessments.web.answers import actor_of
from registry.findings import InvalidInput
from registry.fund import figures_asked
from registry.fund.papers.words import PURPOSES
from registry.fund.selectors.figures import Figures, figures
from registry.fund.selectors.papers import financial_year_of, financial_years
from registry.fund.web.entering import way

COLUMNS = ("measure", "from", "to", "of", "value", "unit")
FRESH_SECONDS = 30


@require_safe
def figures_page(request: HttpRequest) -> HttpResponse:
    """Protected land, payments by year and purpose, local spending, agreements (N78-N81)."""
    today = timezone.localdate()
    asked = {name: request.GET.get(name, "") for name in ("on", "year")}
    problems: tuple[Any, ...] = ()
    try:
        on, year = figures_asked.read(asked, today=today)
    except InvalidInput as refusal:
        problems = refusal.findings
        on, year = today, financial_year_of(today)
    found = figures(on=on, year=year, today=today)
    first = min([one.on for one in found.history] + [one.year.first for one in found.paid] + [today])
    context = {
        "found": found,
        "on": asked["on"] or f"{on:%Y-%m-%d}",
        "query": f"on={on:%Y-%m-%d}&year={year.name}",
        "years": financial_years(first, today),
        "purposes": [
            {"label": PURPOSES.get(code, code), "paid": cents, "spent": found.spent.get(code)}
            for code, cents in found.purposes.items()
        ],
        "problems": [{"text": one.message, "target": f"#{one.field}"} for one in problems],
        "trail": way(request, ("Figures of the scheme", "")),
    }
    return _fresh(
        request, render(request, "fund/figures/page.html", context, status=400 if problems else 200)
    )


@require_safe
def figures_file(request: HttpRequest) -> HttpResponse:
    """The same as CSV, a row a figure. Raises InvalidInput."""
    today = timezone.localdate()
    on, year = figures_asked.read(request.GET.dict(), today=today)
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows_of(figures(on=on, year=year, today=today)))
    answer = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    name = f"figures-{on:%Y-%m-%d}-{year.name}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return _fresh(request, answer)


def rows_of(found: Figures) -> list[tuple[Any, ...]]:
    """Every figure as a row of the file: measure, days, what of, value, unit."""
    rows: list[tuple[Any, ...]] = []
    for one in (found.protected, *found.history):
        rows.append(("protected_area", "", one.on.isoformat(), "", one.area_m2, "m2"))
        rows.append(("agreements_in_force", "", one.on.isoformat(), "", one.agreements, "agreements"))
    for paid in found.paid:
        days = (paid.year.first.isoformat(), paid.year.last.isoformat())
        rows.append(("paid", *days, "", paid.cents, "cents"))
        rows.append(("sites_paid", *days, "", paid.sites, "sites"))
    days = (found.year.first.isoformat(), found.year.last.isoformat())
    rows += [("paid_for_purpose", *days, code, cents, "cents") for code, cents in found.purposes.items()]
    rows += [("spent_on_purpose", *days, code, one.spent_cents, "cents") for code, one in found.spent.items()]
    rows += [
        ("spent_locally_on_purpose", *days, code, one.local_cents, "cents")
        for code, one in found.spent.items()
    ]
    rows.append(("spent", *days, "", found.local.spent_cents, "cents"))
    rows.append(("spent_locally", *days, "", found.local.local_cents, "cents"))
    now = found.agreements
    for name in ("in_force", "active", "passive", "with_account", "funded"):
        rows.append(("agreements_now", "", "", name, getattr(now, name), "agreements"))
    return rows


def _fresh(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Shared caches keep what a visitor gets; who has signed in gets it with their own header."""
    if answer.status_code == 200:
        kept = {"public": True} if actor_of(request).anonymous else {"private": True}
        patch_cache_control(answer, max_age=FRESH_SECONDS, **kept)
    patch_vary_headers(answer, ["Cookie"])
    return answer
