"""Payment runs (N61): opened for a day, prepared by a job, approved by a second person for exactly the lines that were
shown, released by another approver; cancelled before that, or settled when the bank has paid.
"""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.urls import reverse

from registry import entries
from registry.actor import Actor
from registry.commands import Run, command
from registry.findings import DomainError, Finding, InvalidInput
from registry.fund import paying, states
from registry.fund.chains import runs_chain
from registry.fund.chart import FUND_BANK, PAYMENTS_PAYABLE, STEWARDSHIP
from registry.fund.ledger import Posting, balance_cents, post
from registry.fund.models import PaymentRun, RunLine
from registry.fund.money.days import financial_year
from registry.fund.policies import runs as policies
from registry.fund.selectors import runs as selectors
from registry.fund.selectors.run_facts import DECISION
from registry.fund.services import bank_account, recoveries
from registry.fund.services.run_lines import FACT_FIELDS, basis_of, facts_of, lines_for
from registry.fund.services.run_preparing import SITES_A_CHUNK
from registry.jobs import work
from registry.jobs.models import Job
from registry.transitions import take
from registry.units import display_dollars

PREPARE, COMPLETE = selectors.PREPARE, selectors.COMPLETE
MOST_TOLD = 20
KINDS = frozenset(PaymentRun.RunKind.values)


@command("run.open")
def open_run(
    run: Run,
    *,
    due_to: date,
    kind: str = PaymentRun.RunKind.ANNUAL,
    today: date,
    now: datetime,
    in_job: bool = True,
) -> dict[str, Any]:
    """Open a run that takes every unpaid line due on or before `due_to`, and have it prepared by a job, unless the
    caller prepares it. Only one run is unfinished at a time. Raises InvalidInput by field, DomainError."""
    run.allow(policies.may_work_on(run.actor))
    findings: list[Finding] = []
    chosen = entries.choice(findings, kind, about="run", among=KINDS, field="kind", called="the kind of run")
    if due_to > today:
        findings.append(
            Finding("run.due_to", "A run pays what is due: choose today or an earlier day.", "due_to")
        )
    if findings:
        raise InvalidInput(findings)
    _refuse_second()
    made = _begin(due_to, chosen, by_id=run.actor.user_id, today=today, now=now)
    job = _ask_to_prepare(made, on=today, by_id=run.actor.user_id) if in_job else None
    return _told(run, made, due_to=due_to.isoformat(), kind=chosen, **_job_id(job))


def _refuse_second() -> None:
    other = selectors.unfinished()
    if other is not None:
        raise DomainError(
            "run.another_is_unfinished",
            f"The run {other.number} is {other.state} and not finished. Release or cancel it first.",
        )


def _begin(due_to: date, kind: str, *, by_id: int | None, today: date, now: datetime) -> PaymentRun:
    year = financial_year(due_to)
    count = PaymentRun.objects.filter(number__startswith=f"SPF/{year}/").count()
    try:
        with transaction.atomic():
            return PaymentRun.objects.create(
                number=f"SPF/{year}/{count + 1}",
                kind=kind,
                due_to=due_to,
                index_vintage=today,
                opened_by_id=by_id,
                opened_at=now,
            )
    except IntegrityError as error:
        raise DomainError(
            "run.another_is_unfinished", "Somebody else has just opened a run. Look at it."
        ) from error


def _ask_to_prepare(run: PaymentRun, *, on: date, by_id: int | None) -> Job:
    return work.enqueue(
        kind=PREPARE,
        arguments={"run": run.pk, "on": on.isoformat(), "by": by_id},
        requested_by_id=by_id,
        subject=f"Preparing payment run {run.number}",
        subject_path=reverse("run", kwargs={"run_id": run.public_id}),
    )


def _job_id(job: Job | None) -> dict[str, str]:
    return {"job": str(job.public_id)} if job else {}


@command("run.prepare_again")
def prepare_again(run: Run, *, run_id: str, today: date, in_job: bool = True) -> dict[str, Any]:
    """Work the lines out anew: what was shown and approved so far is void. Raises NotVisible, DomainError."""
    found = selectors.run_for(run.actor, run_id)
    run.allow(policies.may_work_on(run.actor))
    take(
        found,
        states.RUN,
        "prepare_again",
        fingerprint="",
        prepared_by=None,
        prepared_at=None,
        approved_by=None,
        approved_at=None,
    )
    job = _ask_to_prepare(found, on=today, by_id=run.actor.user_id) if in_job else None
    return _told(run, found, **_job_id(job))


@command("run.approve")
def approve(run: Run, *, run_id: str, fingerprint: str, now: datetime) -> dict[str, Any]:
    """Approve exactly the lines that were shown: their `fingerprint` comes back with the form. By another person than
    prepared it. Raises NotVisible, DomainError."""
    found = selectors.run_for(run.actor, run_id)
    run.allow(policies.may_approve(run.actor, found, selectors.payee_ids(found)))
    states.RUN.require("approve", found.state)
    if fingerprint != found.fingerprint:
        raise DomainError(
            "run.shown_differently",
            "The run was prepared again since you looked at it. Look at its lines as they are now.",
        )
    take(found, states.RUN, "approve", approved_by_id=run.actor.person_id, approved_at=now)
    return _told(run, found, fingerprint=fingerprint)


@command("run.release")
def release(run: Run, *, run_id: str, today: date, now: datetime) -> dict[str, Any]:
    """Release the approved lines: from here on they are paid. By an approver who did not approve them. Every line's
    facts are looked at again, and nothing is paid if one that matters changed. What is owed back is set off at once;
    entries, bank files, invoices and notices follow by a job. Raises NotVisible, DomainError with the lines changed."""
    found = selectors.run_for(run.actor, run_id)
    run.allow(policies.may_release(run.actor, found, selectors.payee_ids(found)))
    processing = bank_account.processing_day(today)
    bank_account.header(processing.day)
    take(
        found,
        states.RUN,
        "release",
        released_by_id=run.actor.person_id,
        released_at=now,
        processing_on=processing.day,
    )
    _refuse_changed(found, on=today)
    _require_covered(found)
    lines = RunLine.objects.filter(run=found, state=states.PLANNED)
    kept = [
        recoveries.Kept(site_id, payee_id, cents, str(public_id))
        for site_id, payee_id, cents, public_id in lines.filter(recovery_cents__gt=0)
        .order_by("number")
        .values_list("site_id", "payee_id", "recovery_cents", "public_id")
    ]
    recoveries.set_off(kept, today=today, now=now, recorded_by_id=run.actor.person_id)
    released = lines.update(state=states.RELEASED)
    job = ask_to_complete(found, on=today, by_id=run.actor.person_id)
    return _told(run, found, lines=released, processing_on=processing.day.isoformat(), **_job_id(job))


def _require_covered(run: PaymentRun) -> None:
    """The fund's bank account holds what goes to the bank, beside what released runs still take from it. Raises
    DomainError."""
    held_cents = balance_cents(STEWARDSHIP, FUND_BANK)
    of_run = _to_bank_cents(run=run, state=states.PLANNED)
    # A later attempt was posted when it was sent.
    promised_cents = _to_bank_cents(state=states.RELEASED, attempt=1)
    short_cents = of_run + promised_cents - held_cents
    if of_run and short_cents > 0:
        beside = f" and released runs still take {display_dollars(promised_cents)}" if promised_cents else ""
        raise DomainError(
            "run.not_covered",
            f"The fund's bank account holds {display_dollars(held_cents)}{beside}; this run takes "
            f"{display_dollars(of_run)}. It is {display_dollars(short_cents)} short: redeem an investment, or record "
            "what was received, then release the run.",
        )


def _to_bank_cents(**which: Any) -> int:
    """What goes to the bank of such lines."""
    found: int = RunLine.objects.filter(**which).aggregate(cents=Sum("remit_cents", default=0))["cents"]
    return found


def ask_to_complete(run: PaymentRun, *, on: date, by_id: int | None) -> Job:
    """Have a job write what follows from the release."""
    return work.enqueue(
        kind=COMPLETE,
        arguments={"run": run.pk, "on": on.isoformat(), "by": by_id},
        requested_by_id=by_id,
        subject=f"Paying run {run.number}",
        subject_path=reverse("run", kwargs={"run_id": run.public_id}),
    )


def _refuse_changed(run: PaymentRun, *, on: date) -> None:
    """Work out the lines anew, as they would be today, and compare those that are to be paid."""
    basis = basis_of(run)
    planned = RunLine.objects.filter(run=run, state=states.PLANNED)
    site_ids = list(planned.order_by("site_id").values_list("site_id", flat=True).distinct())
    changed: list[Finding] = []
    for start in range(0, len(site_ids), SITES_A_CHUNK):
        chunk = site_ids[start : start + SITES_A_CHUNK]
        today = {
            (line.management_year_id, line.payee_id): line for line in lines_for(run, chunk, basis, on=on)
        }
        as_now = {facts_of(line) for line in today.values()}
        # Nearly all are as they were: only those that are not are read whole, to be told about.
        shown = planned.filter(site__in=chunk).order_by("number").values_list("pk", *FACT_FIELDS)
        others = [pk for pk, *facts in shown if tuple(facts) not in as_now]
        for line in (
            planned.filter(pk__in=others).order_by("number").select_related("payee", "site__agreement")
        ):
            now = today.get((line.management_year_id, line.payee_id))
            changed.append(Finding("run.line_changed", _what_changed(line, now), row=line.number))
    if changed:
        more = f" and {len(changed) - MOST_TOLD} more" if len(changed) > MOST_TOLD else ""
        raise DomainError(
            "run.lines_changed",
            f"{len(changed)} of the payments changed since the run was prepared: "
            f"{' '.join(one.message for one in changed[:MOST_TOLD])}{more} Prepare the run again.",
            changed,
        )


def _what_changed(line: RunLine, now: RunLine | None) -> str:
    of = f"{line.site.agreement} to {line.payee}"
    if now is None:
        return f"{of}: nothing is due to this owner any more."
    if now.state == states.HELD:
        return f"{of}: held now ({paying.HOLDS[now.hold_code].lower()})."
    if now.remit_cents != line.remit_cents:
        was, is_now = display_dollars(line.remit_cents or 0), display_dollars(now.remit_cents or 0)
        return f"{of}: {is_now} instead of {was}."
    return (
        f"{of}: {'the bank details' if now.bank_detail_id != line.bank_detail_id else 'the amounts'} changed."
    )


@command("run.cancel")
def cancel(run: Run, *, run_id: str, reason: str) -> dict[str, Any]:
    """Cancel a run before it is released; its lines are free again. Raises NotVisible, InvalidInput, DomainError."""
    found = selectors.run_for(run.actor, run_id)
    run.allow(policies.may_work_on(run.actor))
    why = entries.required_text(reason, about="run", field="reason", called="the reason", longest=4_000)
    take(found, states.RUN, "cancel", closing_reason=why)
    RunLine.objects.filter(run=found, state__in=(states.PLANNED, states.HELD)).update(state=states.DROPPED)
    return _told(run, found, reason=why)


@command("run.settle_bank")
def settle_bank(run: Run, *, run_id: str, paid_on: date, today: date, now: datetime) -> dict[str, Any]:
    """Record that the bank took the files and paid (2100 / 1010 for each line). Lines that came back or were sent a
    second time are settled for themselves. Raises NotVisible, InvalidInput, DomainError."""
    found = selectors.run_for(run.actor, run_id)
    run.allow(policies.may_work_on(run.actor))
    if found.state == states.RELEASED and found.completed_at is None:
        raise DomainError(
            "run.not_complete",
            "The release is still being worked on. Record the payment when it is complete.",
        )
    if paid_on > today or (found.processing_on and paid_on < found.processing_on):
        message = "Choose a day from the day of processing on, not after today."
        raise InvalidInput([Finding("run.paid_on", message, "paid_on")])
    take(found, states.RUN, "settle", settled_by_id=run.actor.user_id, settled_on=paid_on)
    lines = RunLine.objects.filter(run=found, state=states.RELEASED, attempt=1)
    paid_cents = post_paid(lines, paid_on=paid_on, today=today, now=now, by_id=run.actor.user_id)
    count = lines.update(state=states.PAID)
    return _told(run, found, lines=count, paid_cents=paid_cents)


def post_paid(lines: Any, *, paid_on: date, today: date, now: datetime, by_id: int | None) -> int:
    """Post that the bank paid these lines; the sum in cents. Each attempt once."""
    postings = [
        Posting(
            PAYMENTS_PAYABLE,
            FUND_BANK,
            cents,
            memo="Paid by the bank",
            site_id=site_id,
            party_id=payee_id,
            cause=str(public_id),
            line=attempt,
        )
        for cents, site_id, payee_id, public_id, attempt in lines.order_by("number").values_list(
            "remit_cents", "site_id", "payee_id", "public_id", "attempt"
        )
        if cents
    ]
    post(
        postings,
        fund=STEWARDSHIP,
        source="run_bank",
        value_on=paid_on,
        posted_on=today,
        now=now,
        recorded_by_id=by_id,
    )
    return sum(posting.amount_cents for posting in postings)


@command("run.decide_line")
def decide_line(run: Run, *, line_id: str, reason: str, now: datetime) -> dict[str, Any]:
    """Decide that a line is paid although the account is in deficit or the agreement has ended, with a reason. The next
    preparation takes it, where nothing else holds it. Raises NotVisible, InvalidInput, DomainError."""
    line = selectors.line_for(run.actor, line_id)
    run.allow(policies.may_decide(run.actor, {line.payee_id}))
    why = entries.required_text(reason, about="run", field="reason", called="the reason", longest=2_000)
    codes = {code for code, _ in line.explanation.get("holds", ())}
    if line.state not in (states.HELD, states.DROPPED) or not codes & paying.DECIDABLE:
        raise DomainError("run.nothing_to_decide", "This payment is not held for a person's decision.")
    decided = codes & paying.DECIDABLE | set(line.explanation.get(DECISION, {}).get("codes", ()))
    decision = {
        "by": run.actor.label,
        "by_id": run.actor.person_id,
        "at": now.isoformat(),
        "reason": why,
        # What was looked at: a reason that comes up later is decided for itself.
        "codes": sorted(decided),
    }
    RunLine.objects.filter(pk=line.pk).update(explanation={**line.explanation, DECISION: decision})
    run.event(
        chain=runs_chain(),
        subject=f"line:{line.public_id}",
        data={"run": line.run.number, "reason": why, "site": str(line.site.public_id)},
    )
    return {"id": str(line.public_id), "decided": True}


def _told(run: Run, found: PaymentRun, **more: Any) -> dict[str, Any]:
    run.event(chain=runs_chain(), subject=f"run:{found.public_id}", data={"run": found.number, **more})
    return {"id": str(found.public_id), "number": found.number, "state": found.state, **more}


def unfinished_or_open(
    *, actor: Actor, due_to: date, today: date, now: datetime, in_job: bool = True
) -> PaymentRun:
    """The run of that day: the one that is unfinished already, or a new one. Raises DomainError where the unfinished
    one is of another day."""
    found = selectors.unfinished()
    if found is None:
        made = open_run(actor=actor, due_to=due_to, today=today, now=now, in_job=in_job)
        return PaymentRun.objects.get(public_id=made["id"])
    if found.due_to != due_to:
        _refuse_second()
    return found
