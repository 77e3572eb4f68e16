"""The deposit calculator: a plan's lines in, its yearly payments and the Total Fund Deposit out. Open to everybody,
nothing stored."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from registry.findings import InvalidInput
from registry.fund import parameters
from registry.fund.money.plan_lines import PLAN_YEARS
from registry.fund.money.present_value import Timing
from registry.fund.money.rates import per_cent
from registry.fund.money.what_if import Answer, Asked, work_out
from registry.fund.selectors.rates import listed_rates
from registry.fund.web.charts import YearBar, year_columns
from registry.fund.web.entering import way
from registry.fund.web.what_if_form import (
    EMPTY_LINES,
    EXAMPLE,
    TIMING_NAMES,
    PlanLineForm,
    RulesForm,
    blank_lines,
    place,
    problems_of,
    typed_lines,
)
from registry.units import display_dollars, round_half_up

USED = ("timing",)
"""Rules of the fund that the calculator stands on; the others it asks for."""


@require_http_methods(["GET", "HEAD", "POST"])
def what_if(request: HttpRequest) -> HttpResponse:
    """The form, and above it what comes of it (N48, N49)."""
    if request.method != "POST":
        example = "example" in request.GET
        rows = [PlanLineForm(number=at, initial=row) for at, row in enumerate(EXAMPLE)] if example else []
        rows += blank_lines(EMPTY_LINES, after=len(rows))
        return _draw(request, rows, RulesForm(initial={"rate": "3.2"} if example else {}))
    rows, rules = typed_lines(request.POST), RulesForm(request.POST)
    if "add" in request.POST:
        return _draw(request, _one_more(request.POST, rows), RulesForm(initial=request.POST.dict()))
    kept = [row for row in rows if not row.empty]
    valid = all([row.is_valid() for row in kept]) and rules.is_valid()
    told: list[dict[str, str]] = []
    answer = None
    if valid:
        try:
            answer = work_out(_asked(kept, rules.cleaned_data))
        except InvalidInput as refusal:
            told = place(refusal.findings, kept, rules)
    problems = problems_of(kept, rules) + told
    # A line left empty is no fault: it is drawn as it was, to be filled in.
    rows = [PlanLineForm(number=row.number) if row.empty else row for row in rows]
    if len(kept) == len(rows):
        rows += blank_lines(EMPTY_LINES, after=len(rows))
    return _draw(request, rows, rules, answer=answer, problems=problems, status=200 if answer else 400)


def _one_more(data: QueryDict, rows: Sequence[PlanLineForm]) -> list[PlanLineForm]:
    """What was typed, unread, with more lines to fill in."""
    again = [
        PlanLineForm(number=at, initial={name: data.get(f"r{row.number}-{name}", "") for name in row.fields})
        for at, row in enumerate(rows)
    ]
    return again + blank_lines(EMPTY_LINES, after=len(again))


def _asked(rows: Sequence[PlanLineForm], rules: dict[str, Any]) -> Asked:
    return Asked(
        lines=[row.line() for row in rows],
        rate=rules["rate"],
        timing=Timing(rules["timing"]),
        contingency=rules["contingency"] or Decimal(0),
        administration_cents=rules["administration"] or 0,
        tail_cents=rules["ongoing"],
    )


def _draw(
    request: HttpRequest,
    rows: Sequence[PlanLineForm],
    rules: RulesForm,
    *,
    answer: Answer | None = None,
    problems: Sequence[dict[str, str]] = (),
    status: int = 200,
) -> HttpResponse:
    in_force = parameters.in_force(timezone.localdate())
    context = {
        "rows": rows,
        "columns": [field.label for field in PlanLineForm(number=0).fields.values()],
        "rules": rules,
        "problems": problems,
        "rates": listed_rates(),
        "provisional": parameters.provisional(in_force[code] for code in USED),
        "trail": way(request, ("Deposit calculator", "")),
        **(_shown(answer) if answer else {}),
    }
    return render(request, "fund/what_if/page.html", context, status=status)


def _shown(answer: Answer) -> dict[str, Any]:
    tail = answer.plan.tail_cents
    years = [
        {
            "label": f"{row.year} and each year after" if row.in_perpetuity else str(row.year),
            "payment": display_dollars(row.payment_cents),
            "factor": row.factor,
            "present": f"${row.present_value_dollars:,.6f}",
        }
        for row in answer.rows
    ]
    bars = [
        YearBar(
            f"{row.year}+" if row.in_perpetuity else str(row.year),
            row.payment_cents,
            None if row.in_perpetuity else int(round_half_up(row.present_value_dollars * 100)),
            labelled=row.year in (1, 5, 10, 15, PLAN_YEARS + 1),
        )
        for row in answer.rows
    ]
    return {
        "answer": answer,
        "deposit": display_dollars(answer.deposit_cents),
        "undiscounted": display_dollars(answer.undiscounted_cents),
        "tail": display_dollars(tail),
        "rate": per_cent(answer.rate),
        "timing": TIMING_NAMES[answer.timing],
        "years": years,
        "chart": year_columns(title="Real payment of each year", bars=bars),
    }
