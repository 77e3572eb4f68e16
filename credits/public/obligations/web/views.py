"""Public pages of one obligation and of no net loss."""

import csv
import io
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from credits.obligations.web.life_words import standing_tag
from credits.public.answers import public_page
from credits.public.obligations import facts, net_loss
from credits.public.obligations.asking import PeriodForm
from registry.formulas import guarded

TRAIL = [("Registers", "/registers/")]
KINDS = {"ecosystem": "Ecosystem credits", "species": "Species credits"}
COLUMNS = (
    "kind",
    "traded_as",
    "began_in_period_required",
    "began_in_period_discharged",
    "began_in_period_shortfall",
    "begun_by_end_required",
    "begun_by_end_discharged",
    "of_these_paid_to_fund",
    "begun_by_end_shortfall",
)


@public_page
def obligation_page(request: HttpRequest, number: str) -> HttpResponse:
    """One obligation: what is owed line by line, and what became of it."""
    told = facts.facts_of(facts.known(number), on=timezone.localdate())
    context = {
        "told": told,
        "tag": standing_tag(told["standing"]),
        "trail": [*TRAIL, ("Obligations register", "/registers/obligations/"), (number, "")],
    }
    return render(request, "public_obligations/obligation.html", context)


@public_page
def no_net_loss(request: HttpRequest) -> HttpResponse:
    """Required against discharged, for a period (N5)."""
    form = PeriodForm(request.GET, today=timezone.localdate())
    context: dict[str, Any] = {"form": form, "trail": [*TRAIL, ("No net loss", "")]}
    if not form.is_valid():
        return render(request, "public_obligations/no_net_loss.html", context, status=400)
    first_day, last_day = form.period()
    found = net_loss.statement_of(first_day, last_day)
    context |= {
        # The days that count stand in the form, also where none were asked for.
        "form": PeriodForm({"first_day": first_day, "last_day": last_day}, today=form.today),
        "found": found,
        "kinds": [(KINDS[one.kind], one) for one in net_loss.of_kinds(found.positions)],
        "rows": [(KINDS[one.kind], one) for one in found.positions],
        "query": f"first_day={found.first_day:%Y-%m-%d}&last_day={found.last_day:%Y-%m-%d}",
    }
    return render(request, "public_obligations/no_net_loss.html", context)


@public_page
def no_net_loss_file(request: HttpRequest) -> HttpResponse:
    """The same as CSV, the last row for all together. Raises InvalidInput."""
    found = net_loss.statement_of(*PeriodForm(request.GET, today=timezone.localdate()).period())
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in (*found.positions, found.total):
        writer.writerow(
            [
                one.kind or "all",
                guarded(one.name),
                one.began_required,
                one.began_discharged,
                one.began_shortfall,
                one.required,
                one.discharged,
                one.paid_to_fund,
                one.shortfall,
            ]
        )
    answer = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    name = f"no-net-loss-{found.first_day:%Y-%m-%d}-{found.last_day:%Y-%m-%d}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
