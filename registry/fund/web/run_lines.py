"""One payment of a run with how it was worked out, the steps on it, bank files, and payments that came back."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from assessments.web.answers import actor_of, desk_page, posted, require
from registry.actor import Actor
from registry.commands import Decision
from registry.forms import key_of, new_key
from registry.fund import paying, states
from registry.fund.models import RunLine
from registry.fund.policies import runs as policies
from registry.fund.selectors import runs as selectors
from registry.fund.selectors.run_facts import DECISION
from registry.fund.services import run_returns, runs
from registry.fund.web.books_steps import BookStep, Offered, answer_step
from registry.fund.web.run_forms import DecideForm, ReturnsForm
from registry.fund.web.run_words import LINE_TAGS, mend_of
from registry.fund.web.runs import trail
from registry.units import display_dollars

STEPS = {
    "decide": BookStep(
        runs.decide_line,
        "Decide to pay it",
        "Pay it all the same",
        "Decided. The next preparation takes it, where nothing else holds it.",
        form=DecideForm,
        clock=("now",),
        intro="The rules for this case were not found in the law, so nothing is decided by itself.",
    ),
    "retry": BookStep(
        run_returns.retry,
        "Pay it again",
        "Pay it again",
        "A new bank file is made with the next attempt.",
        intro="The same payment goes out once more, to the bank details that can be paid today.",
    ),
    "settle": BookStep(
        run_returns.settle_line,
        "Record that the bank has paid",
        "Record it",
        "Recorded: the bank has paid it.",
    ),
}
RULES: dict[str, Callable[[Actor, RunLine], Decision]] = {
    "decide": lambda actor, line: policies.may_decide(actor, {line.payee_id}),
    "retry": lambda actor, line: policies.may_pay_again(
        actor, {line.payee_id}, selectors.return_read_by(line)
    ),
    "settle": lambda actor, line: policies.may_work_on(actor),
}
RETURNS = BookStep(
    run_returns.read_file,
    "Read a return file",
    "Read the file",
    "Read. The payments are back in the fund and can be made again.",
    form=ReturnsForm,
    intro="Each row must be a payment of ours; else the whole file is refused. A file is read once.",
)


@desk_page("GET")
def line_page(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """One payment: what it comes to, step by step, and every rule that was asked."""
    actor = actor_of(request)
    line = selectors.line_for(actor, line_id)
    context = {
        "line": line,
        "run": line.run,
        "tag": LINE_TAGS[line.state],
        "facts": _facts(line),
        "holds": [(paying.HOLDS.get(code, code), said) for code, said in line.explanation.get("holds", ())],
        "mend": mend_of(line) if line.state == states.HELD else None,
        "decision": line.explanation.get(DECISION),
        "steps": _steps(actor, line),
        "trail": trail((line.run.number, reverse("run", args=[line.run.public_id])), (_title(line), "")),
    }
    return render(request, "fund/runs/line.html", context)


def _title(line: RunLine) -> str:
    return f"{line.site.agreement}, year {line.management_year.year}"


def _facts(line: RunLine) -> list[tuple[str, str]]:
    told = line.explanation
    rows = [
        ("Payee", line.payee.name),
        ("Due on", _day(told.get("due_on", ""))),
        ("Schedule, in prices of the signing", display_dollars(line.real_cents)),
        ("Index of the base quarter", line.base_index or "not set"),
        ("Index of the due date", _index(line)),
        ("The year, indexed", _money(line.gross_cents)),
    ]
    parts = told.get("payable_parts")
    if parts is not None and parts != paying.WHOLE:
        rows.append(("Approved in the report", f"{parts / 100:g} %: {_money(told.get('payable_cents'))}"))
    rows += [
        (f"Share {line.parts} of {line.of_parts}", _money(line.share_cents)),
        ("Set off against what is owed back", _money(line.recovery_cents)),
        ("Goods and services tax", _money(line.gst_cents)),
        ("To the bank", _money(line.remit_cents)),
        ("Last year", _money(line.last_year_cents)),
    ]
    if line.difference:
        rows.append(("What differs", line.difference))
    if line.bank_detail:
        rows.append(
            ("Account", f"{line.bank_detail.masked}, reference {line.reference}, attempt {line.attempt}")
        )
    if line.returned_on:
        rows.append(("Returned", f"{line.returned_on:%d/%m/%Y}: {run_returns.meaning(line.return_code)}"))
    return rows


def _index(line: RunLine) -> str:
    quarter = line.explanation.get("index_quarter")
    return f"{line.due_index}, quarter to {_day(quarter)}" if line.due_index and quarter else "not set"


def _day(text: str) -> str:
    return "/".join(reversed(text.split("-")))


def _money(cents: int | None) -> str:
    return "not known" if cents is None else display_dollars(cents)


def _offered(line: RunLine) -> list[str]:
    codes = {code for code, _ in line.explanation.get("holds", ())}
    if line.state in (states.HELD, states.DROPPED) and codes & paying.DECIDABLE:
        return ["decide"]
    if line.state == states.RETURNED_LINE:
        return ["retry"]
    return ["settle"] if line.state == states.RELEASED and line.attempt > 1 else []


def _steps(actor: Actor, line: RunLine) -> list[Offered]:
    if not policies.may_work_on(actor).allowed:
        return []
    return [
        Offered(
            STEPS[action].heading,
            reverse(f"run-line-{action}", args=[line.public_id]),
            RULES[action](actor, line),
        )
        for action in _offered(line)
    ]


@desk_page("GET", "POST")
def step(request: HttpRequest, line_id: UUID, action: str) -> HttpResponse:
    """One step on a payment."""
    actor = actor_of(request)
    line = selectors.line_for(actor, line_id)
    require(RULES[action](actor, line))
    taken = STEPS[action]
    back = reverse("run-line", args=[line.public_id])
    subject: list[tuple[str, Any]] = [("Payment", _title(line)), *_facts(line)]
    return answer_step(
        request,
        taken,
        taken.form(posted(request)),
        back=back,
        way=trail((line.run.number, reverse("run", args=[line.run.public_id])), (_title(line), back)),
        subject=subject,
        line_id=str(line.public_id),
    )


@desk_page("GET", "POST")
def bank_file(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """A bank file: its figures to look at; the bytes for an approver, and the record says who took them."""
    actor = actor_of(request)
    file = selectors.file_for(actor, file_id)
    if request.method == "POST":
        taken = run_returns.read_bank_file(actor=actor, key=key_of(request), file_id=str(file.public_id))
        answer = HttpResponse(run_returns.content_of(file), content_type="application/octet-stream")
        answer["Content-Disposition"] = f'attachment; filename="{taken["name"]}"'
        answer["Cache-Control"] = "no-store"
        return answer
    context = {
        "file": file,
        "run": file.run,
        "facts": [
            ("File", run_returns.name_of(file)),
            ("Payments", f"{file.lines:,}"),
            ("Total", display_dollars(file.total_cents)),
            ("Processed by the bank on", f"{file.processing_on:%d/%m/%Y}"),
            ("SHA-256", file.sha256),
        ],
        "decision": policies.may_decide(actor, ()),
        "key": new_key(),
        "trail": trail(
            (file.run.number, reverse("run", args=[file.run.public_id])), (f"File {file.sequence}", "")
        ),
    }
    return render(request, "fund/runs/file.html", context)


@desk_page("GET", "POST")
def returns_new(request: HttpRequest) -> HttpResponse:
    """Read a file of returned payments."""
    require(policies.may_work_on(actor_of(request)))
    form = ReturnsForm(request.POST, request.FILES) if request.method == "POST" else ReturnsForm()
    return answer_step(
        request,
        RETURNS,
        form,
        back=reverse("run-list"),
        way=trail(("Returns", ""))[:-1],
        values=lambda data: {"name": data["file"][0], "content": data["file"][1]},
    )
