"""What follows the release of a payment run: entries and states of the years, tax invoices, bank files, notices.

Each step is a transaction of its own that looks at the rows to see what is done, so that a killed worker's work is
taken up by the next without a cent posted twice, a number left out, or a file with other bytes. `completed_at` is last,
with the notices.
"""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from registry.actor import Actor
from registry.commands import Run, command
from registry.findings import DomainError
from registry.fund import ledger, states
from registry.fund.bank.credit_file import credit_file
from registry.fund.bank.entries import Credit
from registry.fund.bank.splitting import split
from registry.fund.chains import runs_chain
from registry.fund.chart import DRAWN, GST_RECEIVABLE, PAYMENTS_PAYABLE, STEWARDSHIP
from registry.fund.ledger import Posting
from registry.fund.models import (
    BankFile,
    Entry,
    FilePayment,
    InvoiceCounter,
    ManagementYear,
    PaymentRun,
    RunLine,
    TaxInvoice,
)
from registry.fund.policies import runs as policies
from registry.fund.selectors import payees
from registry.fund.services import bank_account, sealing
from registry.fund.services.run_preparing import ALONE, Watch, locked
from registry.notices.services.sending import send_to_each
from registry.parties.models import Organisation

LINES_A_CHUNK = 1_000
SOURCE = "run_line"
AFTER_POSTING = ((70, 100, "Tax invoices numbered"), (90, 100, "Bank files written"))
"""How far the work is then: done, of how much, and in words."""


def complete(
    run_id: int, *, actor: Actor, on: date, now: datetime, by_id: int | None, watch: Watch = ALONE
) -> dict[str, Any]:
    """Do whatever of a release is not done yet. `on` is the day of the release, `by_id` who released it."""
    found = PaymentRun.objects.get(pk=run_id)
    if found.state in (states.RELEASED, states.SETTLED) and found.completed_at is not None:
        return {"id": str(found.public_id), "number": found.number, "state": found.state}
    post_lines(run_id, on=on, now=now, by_id=by_id, watch=watch)
    _issue_invoices(run_id, on=on, watch=watch)
    watch.report(*AFTER_POSTING[0])
    _write_files(run_id, now=now, watch=watch)
    watch.report(*AFTER_POSTING[1])
    return _finish(actor=actor, run_id=run_id, now=now, watch=watch)


def post_lines(run_id: int, *, on: date, now: datetime, by_id: int | None, watch: Watch = ALONE) -> None:
    """Post every released line that is not posted, chunk by chunk; the first half of the work to be done."""
    last = _last_number(run_id)
    done = 0
    for first in range(0, last + 1, LINES_A_CHUNK):
        numbers = range(first, first + LINES_A_CHUNK)
        done += _post_chunk(run_id, numbers, on=on, now=now, by_id=by_id, watch=watch)
        watch.report(min(numbers.stop, last), 2 * last, f"{done:,} payments posted")


_POSTED = (
    "public_id",
    "state",
    "management_year",
    "site",
    "payee",
    "share_cents",
    "gst_cents",
    "remit_cents",
)
"""What posting reads of a line."""
_AFTER = (states.RELEASED, states.PAID, states.RETURNED_LINE)


def _last_number(run_id: int) -> int:
    last = RunLine.objects.filter(run=run_id, state__in=_AFTER).order_by("-number").first()
    return last.number if last else 0


def _post_chunk(
    run_id: int, numbers: range, *, on: date, now: datetime, by_id: int | None, watch: Watch
) -> int:
    """Post the lines with these numbers that are not posted, and move their years; how many lines there are."""
    with transaction.atomic():
        run = locked(run_id, states.RELEASED, watch)
        lines = list(
            RunLine.objects.filter(
                run=run, state__in=_AFTER, number__gte=numbers.start, number__lt=numbers.stop
            )
            .only(*_POSTED)
            .order_by("number")
        )
        posted = set(
            Entry.objects.filter(source=SOURCE, cause__in=[str(line.public_id) for line in lines])
            .order_by()
            .values_list("cause", flat=True)
        )
        fresh = [line for line in lines if str(line.public_id) not in posted]
        ledger.post(
            [posting for line in fresh for posting in _postings(line)],
            fund=STEWARDSHIP,
            source=SOURCE,
            value_on=on,
            posted_on=on,
            now=now,
            recorded_by_id=by_id,
        )
        # What was set off in full has nothing to wait for.
        settled = [line.pk for line in lines if line.remit_cents == 0 and line.state == states.RELEASED]
        RunLine.objects.filter(pk__in=settled).update(state=states.PAID)
        move_years({line.management_year_id for line in lines})
    return len(lines)


def _postings(line: RunLine) -> Iterable[Posting]:
    """The share drawn from the site's account, and the tax that the fund gets back (money rules 6)."""
    for number, account, cents in ((1, DRAWN, line.share_cents), (2, GST_RECEIVABLE, line.gst_cents)):
        if cents:
            yield Posting(
                account,
                PAYMENTS_PAYABLE,
                cents,
                memo="Instalment" if number == 1 else "Tax on the instalment",
                site_id=line.site_id,
                party_id=line.payee_id,
                cause=str(line.public_id),
                line=number,
            )


def move_years(year_ids: Iterable[int]) -> None:
    """Let each year tell what its lines are: paid when every owner's part is on its way or settled and nothing came
    back, paid in part as long as some is. The owners' parts of a year add up to the whole."""
    ids = list(year_ids)
    claims: dict[int, list[tuple[str, int, int, int]]] = {}
    rows = RunLine.objects.filter(management_year__in=ids, state__in=sorted(states.CLAIMING))
    for year_id, state, parts, of_parts, attempt in rows.order_by().values_list(
        "management_year_id", "state", "parts", "of_parts", "attempt"
    ):
        claims.setdefault(year_id, []).append((state, parts, of_parts, attempt))
    paid = [year_id for year_id, of_year in claims.items() if _is_paid(of_year)]
    in_part = [year_id for year_id, of_year in claims.items() if not _is_paid(of_year)]
    for found, action in ((paid, "pay"), (in_part, "pay_part")):
        step = states.YEAR.find(action)
        ManagementYear.objects.filter(pk__in=found, state__in=step.sources).update(state=step.target)


def _is_paid(claims: Sequence[tuple[str, int, int, int]]) -> bool:
    # A payment that is sent again counts when the bank has paid it.
    through = [
        Fraction(parts, of_parts)
        for state, parts, of_parts, attempt in claims
        if state == states.PAID or (state == states.RELEASED and attempt == 1)
    ]
    return len(through) == len(claims) and sum(through) == 1


def _issue_invoices(run_id: int, *, on: date, watch: Watch) -> None:
    """A tax invoice for each line with tax that has none, numbered on from the last without a gap."""
    with transaction.atomic():
        run = locked(run_id, states.RELEASED, watch)
        lines = list(
            RunLine.objects.filter(
                run=run, state__in=_AFTER, gst_cents__gt=0, tax_invoice__isnull=True
            ).order_by("number")
        )
        if not lines:
            return
        InvoiceCounter.objects.get_or_create(pk=1)
        counter = InvoiceCounter.objects.select_for_update().get(pk=1)
        standings = payees.tax_standings({line.payee_id for line in lines}, on=on)
        TaxInvoice.objects.bulk_create(
            [
                TaxInvoice(
                    number=number,
                    line=line,
                    issued_on=on,
                    net_cents=line.share_cents or 0,
                    gst_cents=line.gst_cents,
                    supplier_number=standings[line.payee_id].business_number,
                )
                for number, line in enumerate(lines, start=counter.last_number + 1)
            ],
            batch_size=LINES_A_CHUNK,
        )
        counter.last_number += len(lines)
        counter.save(update_fields=["last_number"])


def _write_files(run_id: int, *, now: datetime, watch: Watch) -> None:
    """The bank files of the release, all or none: the rows of a file are what says that it is made."""
    with transaction.atomic():
        run = locked(run_id, states.RELEASED, watch)
        if run.files.exists():
            return
        lines = RunLine.objects.filter(run=run, state__in=_AFTER, remit_cents__gt=0, attempt=1)
        write_files(run, lines, processing_day=run.processing_on, now=now)


def write_files(
    run: PaymentRun, lines: QuerySet[RunLine], *, processing_day: date | None, now: datetime
) -> list[BankFile]:
    """Write these lines to as many files as the bank's columns need, in order; inside the caller's transaction. The
    same lines and the same day give the same bytes."""
    if processing_day is None:
        raise DomainError("run.no_processing_day", "The run has no day of processing.")
    rows = list(lines.select_related("bank_detail").order_by("number"))
    account = bank_account.require()
    credits = [_credit(line, account) for line in rows]
    made: list[BankFile] = []
    sequence = run.files.count()
    start = 0
    for part in split(credits):
        content = credit_file(bank_account.header(processing_day), part)
        sequence += 1
        file = BankFile.objects.create(
            run=run,
            sequence=sequence,
            sealed=sealing.seal_text(content.decode("ascii")),
            sha256=hashlib.sha256(content).hexdigest(),
            total_cents=sum(credit.amount_cents for credit in part),
            lines=len(part),
            processing_on=processing_day,
            made_at=now,
        )
        FilePayment.objects.bulk_create(
            [
                FilePayment(file=file, line=line, attempt=line.attempt, record=record)
                for record, line in enumerate(rows[start : start + len(part)], start=1)
            ],
            batch_size=LINES_A_CHUNK,
        )
        start += len(part)
        made.append(file)
    return made


def _credit(line: RunLine, account: dict[str, str]) -> Credit:
    if line.bank_detail is None:
        raise DomainError("run.no_account", f"Payment {line.number} has no bank account.")
    details = sealing.unseal(line.bank_detail.sealed)
    return Credit(
        bsb=details["bsb"],
        account_number=details["account_number"],
        title=details["title"],
        amount_cents=line.remit_cents or 0,
        reference=line.reference,
        trace_bsb=account["bsb"],
        trace_account=account["account_number"],
        remitter=account["remitter"],
    )


@command("run.complete")
def _finish(run: Run, *, run_id: int, now: datetime, watch: Watch) -> dict[str, Any]:
    """Everything is there: tell the holders, each once, and say so."""
    run.allow(policies.may_work_on(run.actor))
    found = locked(run_id, states.RELEASED, watch)
    if not PaymentRun.objects.filter(pk=found.pk, completed_at__isnull=True).update(completed_at=now):
        raise DomainError("run.complete_already", "The release is complete already.")
    _tell_payees(found, now=now)
    files = list(found.files.order_by("sequence").values_list("sha256", flat=True))
    run.event(
        chain=runs_chain(),
        subject=f"run:{found.public_id}",
        data={"run": found.number, "files": files},
    )
    return {"id": str(found.public_id), "number": found.number, "state": found.state, "files": files}


def _tell_payees(run: PaymentRun, *, now: datetime) -> None:
    ids = (
        RunLine.objects.filter(run=run, state__in=_AFTER)
        .order_by("payee_id")
        .values_list("payee_id", flat=True)
    )
    told = list(Organisation.objects.filter(pk__in=ids.distinct()).order_by("pk"))
    for start in range(0, len(told), LINES_A_CHUNK):
        send_to_each(
            organisations=told[start : start + LINES_A_CHUNK],
            title=f"A payment for your site was released ({run.number})",
            body="The Trust released the yearly payment for your site. How it was worked out, what was kept back, and "
            "the tax invoice where there is one are with your payments.",
            path=reverse("fund-home"),
            now=now,
        )
