"""Entering the costs of a plan: a table that fills in the same amount each year, and a file in and out."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from assessments.web.answers import carried_version, desk_page, posted, version_of
from registry.agreements import selectors
from registry.agreements.models import AgreedPlan, PlanAction
from registry.agreements.services import costs
from registry.agreements.web.costs import file
from registry.agreements.web.costs.form import CostLineForm, cell_name, initial_of
from registry.agreements.web.costs.lines import (
    COLUMNS,
    CostLine,
    column_name,
    lines_of,
    rows_of,
    totals_of,
    twenty_years,
)
from registry.agreements.web.desk import Desk, answer_step, context_of, desk_for, posted_files
from registry.agreements.web.forms import CostFileForm
from registry.agreements.web.plan import chosen, desk_to_write
from registry.findings import DomainError, Finding, InvalidInput, NotAllowed, NotVisible, StaleEdit
from registry.forms import SeeOther, key_of, new_key

EMPTY_LINES = 3
MOST_LINES = file.MOST_LINES
"""As many as the file takes; a browser can send a few more, which are refused and not lost."""
LINES_READ = MOST_LINES + 200


@desk_page("GET", "POST")
def grid(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """The table. “Fill in” spreads the amounts of each year and shows it; “Save” stores all of it or nothing."""
    desk, plan = desk_to_write(request, agreement_id)
    actions = list(plan.actions.all())
    if request.method != "POST":
        stored = _stored(plan, actions)
        if len(stored) > MOST_LINES + EMPTY_LINES:
            raise DomainError("costs.too_many_lines", _too_many(len(stored) - EMPTY_LINES).message)
        return _draw(request, desk, stored)
    rows = _typed(request.POST, actions)
    kept = [row for row in rows if not row.empty]
    if len(kept) > MOST_LINES:
        return _draw(request, desk, rows, status=400, findings=[_too_many(len(kept))])
    if not all([row.is_valid() for row in kept]):
        return _draw(request, desk, rows, status=400)
    lines, findings = _lines(kept)
    if findings:
        return _draw(request, desk, rows, status=400, findings=findings)
    if "fill" in request.POST:
        return _draw(request, desk, _filled(lines, actions), filled=True)
    return _save(request, desk, rows, lines)


def _stored(plan: AgreedPlan, actions: Sequence[PlanAction]) -> list[CostLineForm]:
    """The stored lines; a plan without costs begins with a line for each of its actions."""
    lines = lines_of(plan.costs.all())
    if not lines:
        lines = [CostLine(str(action.public_id), "other") for action in actions]
    initials: list[dict[str, str]] = [initial_of(line) for line in lines]
    initials += [{} for _ in range(EMPTY_LINES)]
    return [
        CostLineForm(number=number, actions=actions, initial=initial)
        for number, initial in enumerate(initials)
    ]


def _too_many(lines: int) -> Finding:
    message = f"The table takes at most {MOST_LINES} lines, and these are {lines}. Put some of them together."
    return Finding("costs.too_many_lines", message)


def _typed(data: QueryDict, actions: Sequence[PlanAction]) -> list[CostLineForm]:
    numbers = [number for number in range(LINES_READ) if f"r{number}-purpose" in data]
    return [CostLineForm(data, number=number, actions=actions) for number in numbers]


def _lines(rows: Sequence[CostLineForm]) -> tuple[list[CostLine], list[Finding]]:
    """The lines; the same action and purpose twice is refused, because one of them may be a slip."""
    lines, findings = [], []
    seen: dict[tuple[str | None, str], int] = {}
    for row in rows:
        line = row.line()
        first = seen.setdefault((line.action, line.purpose), row.number)
        if first != row.number:
            message = f"Line {row.number + 1} has the action and purpose of line {first + 1}. Put them into one line."
            findings.append(Finding("costs.line_twice", message))
        lines.append(line)
    return lines, findings


def _filled(lines: Sequence[CostLine], actions: Sequence[PlanAction]) -> list[CostLineForm]:
    """The typed lines with their empty years filled in, typed once more so that they can be saved as they stand."""
    data = QueryDict(mutable=True)
    for number, line in enumerate(lines):
        for name, value in initial_of(line).items():
            data[f"r{number}-{name}"] = value
    rows = [CostLineForm(data, number=number, actions=actions) for number in range(len(lines))]
    rows += [CostLineForm(number=len(rows) + extra, actions=actions) for extra in range(EMPTY_LINES)]
    return rows


def _save(
    request: HttpRequest, desk: Desk, rows: Sequence[CostLineForm], lines: Sequence[CostLine]
) -> HttpResponse:
    try:
        costs.set_costs(
            actor=desk.actor,
            key=key_of(request),
            agreement_id=str(desk.agreement.public_id),
            rows=rows_of(lines),
            expected_version=version_of(request),
        )
    except (NotVisible, NotAllowed):
        raise
    except DomainError as refusal:
        findings = list(refusal.findings)
        if not isinstance(refusal, InvalidInput):
            findings.insert(0, Finding(refusal.code, refusal.message))
        stale = isinstance(refusal, StaleEdit)
        return _draw(request, desk, rows, status=refusal.status, findings=findings, stale=stale)
    messages.success(request, "The costs are saved.")
    return SeeOther(desk.address("agreement-plan"))


def _draw(
    request: HttpRequest,
    desk: Desk,
    rows: Sequence[CostLineForm],
    *,
    status: int = 200,
    findings: Sequence[Finding] = (),
    stale: bool = False,
    filled: bool = False,
) -> HttpResponse:
    if stale:
        desk.agreement.refresh_from_db(fields=["version"])
    totals = totals_of(_readable(rows))
    back = desk.address("agreement-plan")
    context = context_of(
        desk,
        "Enter the costs",
        ("Management plan and costs", back),
        rows=rows,
        columns=[(cell_name(year), column_name(year)) for year in COLUMNS],
        totals=[totals[year] for year in COLUMNS],
        twenty_years=twenty_years(totals),
        problems=_problems(rows, findings),
        stale=stale,
        filled=filled,
        key=new_key(),
        version=carried_version(request, desk.agreement.version, stale=stale),
        back=back,
    )
    return render(request, "agreements/costs.html", context, status=status)


def _readable(rows: Sequence[CostLineForm]) -> list[CostLine]:
    """The lines whose amounts can be read, for the totals under the table."""
    found = []
    for row in rows:
        if row.is_bound:
            if not row.empty and row.is_valid():
                found.append(row.line())
        elif row.initial:
            again = CostLineForm(
                {row.add_prefix(name): value for name, value in row.initial.items()},
                number=row.number,
                actions=list(row.actions.values()),
            )
            if again.is_valid():
                found.append(again.line())
    return found


def _problems(rows: Sequence[CostLineForm], findings: Sequence[Finding]) -> list[dict[str, str]]:
    """Every error with the cell it is in, for the summary above the table."""
    lines = [{"text": finding.message, "target": ""} for finding in findings]
    for row in rows:
        if not row.is_bound or row.empty:
            continue
        for name, texts in row.errors.items():
            where = f"Line {row.number + 1}, {row.fields[name].label}" if name in row.fields else ""
            lines += [{"text": f"{where}: {text}", "target": f"#{row[name].auto_id}"} for text in texts]
    return lines


@desk_page("GET", "POST")
def upload(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """The costs from a file, which takes the place of those entered so far."""
    desk, plan = desk_to_write(request, agreement_id)
    actions = list(plan.actions.all())
    back = desk.address("agreement-plan")

    def act(data: dict[str, Any]) -> dict[str, Any]:
        lines, findings = file.read(data["file"].read(file.LARGEST_BYTES + 1), actions)
        if findings:
            raise InvalidInput(findings)
        return costs.set_costs(
            actor=desk.actor,
            key=key_of(request),
            agreement_id=str(agreement_id),
            rows=rows_of(lines),
            expected_version=version_of(request),
        )

    return answer_step(
        request,
        desk,
        CostFileForm(posted(request), posted_files(request)),
        act=act,
        told="The costs were taken from the file.",
        back=back,
        title="Upload the costs",
        button="Upload and check",
        intro="Download the file first: it has a line for each action. Fill it in with your spreadsheet and bring it "
        "back. It is taken whole or not at all.",
        template="agreements/costs_upload.html",
        parent=("Management plan and costs", back),
    )


@desk_page("GET")
def download(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """The costs of a version as CSV, the way the upload reads them."""
    desk = desk_for(request, agreement_id)
    plan = chosen(desk, list(selectors.plans_of(desk.agreement)), request.GET.get("version", ""))
    if plan is None:
        raise NotVisible("plan")
    text = file.written(lines_of(plan.costs.all()), list(plan.actions.all()))
    answer = HttpResponse("\ufeff" + text, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="costs_plan_{plan.version}.csv"'
    return answer
