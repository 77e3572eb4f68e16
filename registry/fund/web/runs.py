"""Payment runs: the list, one run with its lines and what holds them, each step on it, its lines as CSV."""

import csv
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse

from assessments.web.answers import actor_of, desk_page, posted, require, today
from registry.actor import Actor
from registry.commands import Decision
from registry.formulas import guarded
from registry.fund import paying, states
from registry.fund.models import PaymentRun, RunLine
from registry.fund.policies import runs as policies
from registry.fund.selectors import runs as selectors
from registry.fund.services import bank_account, runs
from registry.fund.web.books_forms import WhyForm
from registry.fund.web.books_steps import PAYMENTS, BookStep, Offered, answer_step
from registry.fund.web.run_forms import ApproveForm, OpenForm, SettleForm
from registry.fund.web.run_words import (
    COLUMNS,
    LINE_TAGS,
    RUN_TAGS,
    beside,
    facts_of,
    mend_of,
    row_of,
    sums_of,
)

ROWS = 50
REFRESH_SECONDS = 5
SHOWN = {
    "": "All",
    states.PLANNED: "To pay",
    states.HELD: "Held",
    states.RELEASED: "Released",
    states.PAID: "Paid",
    states.RETURNED_LINE: "Returned",
    states.DROPPED: "Dropped",
}
OPEN = BookStep(
    runs.open_run,
    "Open a payment run",
    "Open and prepare it",
    "Opened. Its payments are being worked out.",
    form=OpenForm,
    intro="Every unpaid year that was due by the day is looked at. Nothing is paid before two people have approved"
    " and released it.",
)
STEPS = {
    "prepare_again": BookStep(
        runs.prepare_again,
        "Prepare the run again",
        "Prepare it again",
        "The payments are being worked out anew.",
        clock=("today",),
        intro="Every payment is worked out anew from the facts as they are now. An approval falls away.",
    ),
    "approve": BookStep(
        runs.approve,
        "Approve the run",
        "Approve these payments",
        "Approved. Another approver of the trust releases it.",
        form=ApproveForm,
        clock=("now",),
        intro="You approve exactly the payments that the run shows now. Another approver of the trust releases them.",
    ),
    "release": BookStep(
        runs.release,
        "Release the run",
        "Release the payments",
        "Released. Entries, bank files, tax invoices and notices are being written.",
        intro="The run was approved by another person. The facts of every payment are looked at again; if one changed, "
        "nothing is paid.",
    ),
    "cancel": BookStep(
        runs.cancel,
        "Cancel the run",
        "Cancel the run",
        "Cancelled. Its payments are free for another run.",
        form=WhyForm,
        clock=(),
        danger=True,
    ),
    "settle": BookStep(
        runs.settle_bank,
        "Record that the bank has paid",
        "Record it",
        "Recorded: the bank has paid the run.",
        form=SettleForm,
        intro="The bank took every file of the release. Payments that come back are read from a return file later.",
    ),
}
RULES: dict[str, Callable[[Actor, PaymentRun], Decision]] = {
    "prepare_again": lambda actor, run: policies.may_work_on(actor),
    "approve": lambda actor, run: policies.may_approve(actor, run, selectors.payee_ids(run)),
    "release": lambda actor, run: policies.may_release(actor, run, selectors.payee_ids(run)),
    "cancel": lambda actor, run: policies.may_work_on(actor),
    "settle": lambda actor, run: policies.may_work_on(actor),
}
OUTLINED = {"cancel", "prepare_again"}


def trail(*more: tuple[str, str]) -> list[tuple[str, str]]:
    """Breadcrumbs from payments on."""
    runs_page = ("Payment runs", reverse("run-list")) if more else ("Payment runs", "")
    return [(PAYMENTS[0], reverse(PAYMENTS[1])), runs_page, *more]


@desk_page("GET")
def run_list(request: HttpRequest) -> HttpResponse:
    """Every run, newest first; and the payments that wait to be made again."""
    actor = actor_of(request)
    require(policies.may_read(actor))
    page = Paginator(selectors.visible_to(actor), 25).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [{"run": run, "tag": RUN_TAGS[run.state]} for run in page.object_list],
        "returned": [
            {"line": line, "tag": LINE_TAGS[line.state]} for line in selectors.returned(actor)[:ROWS]
        ],
        "works": policies.may_work_on(actor).allowed,
        "trail": trail(),
    }
    return render(request, "fund/runs/list.html", context)


@desk_page("GET", "POST")
def run_new(request: HttpRequest) -> HttpResponse:
    """Open a run for a day."""
    require(policies.may_work_on(actor_of(request)))
    form = OpenForm(posted(request), initial={"due_to": today()})
    return answer_step(
        request,
        OPEN,
        form,
        back=reverse("run-list"),
        way=trail(("Open", ""))[:-1],
        done=lambda made: reverse("run", args=[made["id"]]),
    )


@desk_page("GET")
def run_page(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """One run: its figures, what is held and why, its lines, its files, and the buttons of this person."""
    actor = actor_of(request)
    run = selectors.run_for(actor, run_id)
    shown = request.GET.get("show", "")
    shown = shown if shown in SHOWN else ""
    hold = request.GET.get("reason", "")
    hold = hold if hold in paying.HOLDS else ""
    lines = selectors.lines_of(run, shown=shown, hold_code=hold)
    page = Paginator(lines, ROWS).get_page(request.GET.get("page"))
    totals = selectors.totals(run)
    job = selectors.job_of(run)
    working = job is not None and not job.finished
    context = {
        "run": run,
        "tag": RUN_TAGS[run.state],
        "facts": facts_of(run),
        "sums": sums_of(totals),
        "holds": totals.holds,
        "page": page,
        "rows": [_row(line) for line in page.object_list],
        "shown": [(code, label) for code, label in SHOWN.items()],
        "show": shown,
        "hold": hold,
        "files": list(selectors.files_of(run)),
        "steps": _steps(actor, run),
        "job": job,
        "working": working,
        "refresh_seconds": REFRESH_SECONDS if working else None,
        "uncertain": _uncertain(run),
        "trail": trail((run.number, "")),
    }
    return render(request, "fund/runs/run.html", context)


def _row(line: RunLine) -> dict[str, Any]:
    return {
        "line": line,
        "tag": LINE_TAGS[line.state],
        "hold": paying.HOLDS.get(line.hold_code, ""),
        "mend": mend_of(line) if line.state == states.HELD else None,
        "beside": beside(line),
    }


def _uncertain(run: PaymentRun) -> str:
    """The years whose bank holidays are not entered, where the day of processing depends on them."""
    if run.state not in (states.APPROVED, states.RELEASED):
        return ""
    found = bank_account.processing_day(run.processing_on or today())
    return ", ".join(str(year) for year in found.years_not_entered)


def _steps(actor: Actor, run: PaymentRun) -> list[Offered]:
    if not policies.may_work_on(actor).allowed:
        return []
    return [
        Offered(
            transition.label,
            reverse(f"run-{transition.action.replace('_', '-')}", args=[run.public_id]),
            RULES[transition.action](actor, run),
            "dark-outline" if transition.action in OUTLINED else "dark",
        )
        for transition in states.RUN.actions(run.state, actor.roles)
        if transition.action in STEPS
    ]


@desk_page("GET", "POST")
def step(request: HttpRequest, run_id: UUID, action: str) -> HttpResponse:
    """One step on a run."""
    actor = actor_of(request)
    run = selectors.run_for(actor, run_id)
    require(RULES[action](actor, run))
    if request.method != "POST":
        states.RUN.require(action, run.state)
    taken = STEPS[action]
    initial: dict[str, Any] = {"fingerprint": run.fingerprint, "paid_on": run.processing_on}
    form = taken.form(posted(request), initial=initial)
    back = reverse("run", args=[run.public_id])
    subject: list[tuple[str, Any]] = [("Run", run.number), *sums_of(selectors.totals(run))]
    return answer_step(
        request,
        taken,
        form,
        back=back,
        way=trail((run.number, back)),
        subject=subject,
        run_id=str(run.public_id),
    )


@desk_page("GET")
def lines_file(request: HttpRequest, run_id: UUID) -> Any:
    """The lines of a run as CSV, streamed."""
    run = selectors.run_for(actor_of(request), run_id)
    rows = selectors.lines_of(run)

    def lines() -> Iterator[str]:
        writer = csv.writer(_Echo(), lineterminator="\n")
        yield writer.writerow(COLUMNS)
        for line in rows.iterator(chunk_size=2_000):
            yield writer.writerow([guarded(cell) for cell in row_of(line)])

    answer = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{run.number.replace("/", "-")}.csv"'
    return answer


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text
