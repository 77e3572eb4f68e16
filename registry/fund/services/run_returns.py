"""Payments that the bank gave back, and paying them again: the same line, the next attempt, no second entitlement.

A return file is read whole or not at all. Each of its rows must be one payment of ours: reference, account and amount
together.
"""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse

from registry.commands import Run, command
from registry.findings import DomainError, Finding, InvalidInput, require_no_errors
from registry.fund import ledger, states
from registry.fund.bank import returns
from registry.fund.bank.return_codes import meaning
from registry.fund.bank.returns import ReturnedPayment
from registry.fund.chains import runs_chain
from registry.fund.chart import FUND_BANK, RETURNED, STEWARDSHIP
from registry.fund.ledger import Posting
from registry.fund.models import BankReturn, FilePayment, ReturnFile, RunLine
from registry.fund.policies import runs as policies
from registry.fund.selectors import payees
from registry.fund.selectors import runs as selectors
from registry.fund.services import bank_account, sealing
from registry.fund.services.run_completing import move_years, write_files
from registry.fund.services.runs import post_paid
from registry.notices.services.sending import send
from registry.transitions import take

NAME_LENGTH = 200
ON_ITS_WAY = (states.RELEASED, states.PAID)


@command("bank_returns.read")
def read_file(run: Run, *, name: str, content: bytes, today: date, now: datetime) -> dict[str, Any]:
    """Read a return file: each payment in it goes back to the fund (1010 / 2130), and its year is paid in part until it
    is paid again. The whole file is refused where a row is no payment of ours, was returned before, or the file was
    read before. Raises InvalidInput with the rows, DomainError."""
    run.allow(policies.may_work_on(run.actor))
    read = returns.read(content)
    require_no_errors(read.findings)
    digest = hashlib.sha256(content).hexdigest()
    if ReturnFile.objects.filter(sha256=digest).exists():
        raise _read_before()
    lines = _lines_of(read.payments)
    late = [one for one in read.payments if one.returned_on > today]
    if late:
        raise InvalidInput([_row(one, "the day of return lies in the future") for one in late])
    try:
        with transaction.atomic():
            file = ReturnFile.objects.create(
                sha256=digest,
                name=name[:NAME_LENGTH] or "returns.csv",
                rows=len(read.payments),
                read_by_id=run.actor.person_id,
                read_at=now,
            )
    except IntegrityError as error:
        raise _read_before() from error
    for payment, line in zip(read.payments, lines, strict=True):
        _take_back(file, line, payment, today=today, now=now, by_id=run.actor.person_id)
    move_years({line.management_year_id for line in lines})
    run.event(
        chain=runs_chain(),
        subject=f"returns:{file.public_id}",
        data={"sha256": digest, "lines": [str(line.public_id) for line in lines]},
    )
    return {
        "id": str(file.public_id),
        "returned": len(lines),
        "returned_cents": sum(payment.amount_cents for payment in read.payments),
        "warnings": [finding.message for finding in read.findings],
    }


def _read_before() -> DomainError:
    return DomainError("bank_returns.read_before", "This file was read before. Nothing was changed.")


def _row(payment: ReturnedPayment, what: str) -> Finding:
    return Finding("bank_returns.row", f"Row {payment.row}: {what}.", "file", payment.row)


def _lines_of(payments: Sequence[ReturnedPayment]) -> list[RunLine]:
    """The line of each row. Raises InvalidInput that names every row without one."""
    references = {payment.lodgement_reference for payment in payments}
    sent: dict[tuple[str, int], list[RunLine]] = {}
    # Only what is in a file was sent to the bank, and the newest attempt is what can come back.
    rows = (
        RunLine.objects.filter(reference__in=references, payments__attempt=F("attempt"))
        .annotate(sent_on=F("payments__file__processing_on"))
        .select_for_update(of=("self",))
    )
    for line in rows.order_by("pk"):
        sent.setdefault((line.reference, line.remit_cents or 0), []).append(line)
    findings: list[Finding] = []
    lines: list[RunLine] = []
    seen: set[int] = set()
    for payment in payments:
        of_row = [
            line
            for line in sent.get((payment.lodgement_reference, payment.amount_cents), ())
            if _same_account(line, payment)
        ]
        on_its_way = [line for line in of_row if line.state in ON_ITS_WAY and line.pk not in seen]
        if not of_row:
            findings.append(
                _row(payment, "there is no payment of ours with this reference, account and amount")
            )
        elif not on_its_way:
            findings.append(_row(payment, "this payment was returned before"))
        elif len(on_its_way) > 1:
            findings.append(_row(payment, "more than one payment fits; ask the bank which one it was"))
        elif payment.returned_on < on_its_way[0].sent_on:  # type: ignore[attr-defined]
            # An attempt before the newest is told once more: taken for the newest, it would be paid twice.
            sent_on = on_its_way[0].sent_on  # type: ignore[attr-defined]
            what = f"this payment was sent on {sent_on:%d/%m/%Y}, so that it cannot have come back on"
            findings.append(_row(payment, f"{what} {payment.returned_on:%d/%m/%Y}"))
        else:
            lines.append(on_its_way[0])
            seen.add(on_its_way[0].pk)
    if findings:
        raise InvalidInput(findings, "The file was not read: some of its rows are no payments of ours.")
    return lines


def _same_account(line: RunLine, payment: ReturnedPayment) -> bool:
    if line.bank_detail is None:
        return False
    details = sealing.unseal(line.bank_detail.sealed)
    return (details["bsb"], details["account_number"].lstrip("0")) == (
        payment.bsb,
        payment.account_number.lstrip("0"),
    )


def _take_back(
    file: ReturnFile, line: RunLine, payment: ReturnedPayment, *, today: date, now: datetime, by_id: int
) -> None:
    if line.state == states.RELEASED:
        # It cannot come back without having gone out, whether that was recorded already or not.
        _post_as_paid(line, on=payment.returned_on, today=today, now=now, by_id=by_id)
    take(line, states.LINE, "return", returned_on=payment.returned_on, return_code=payment.return_code[:4])
    BankReturn.objects.create(
        file=file,
        line=line,
        attempt=line.attempt,
        code=payment.return_code[:4],
        returned_on=payment.returned_on,
        amount_cents=payment.amount_cents,
    )
    _post(
        line,
        Posting(FUND_BANK, RETURNED, payment.amount_cents, memo=f"Returned: {meaning(payment.return_code)}"),
        source="bank_return",
        value_on=payment.returned_on,
        today=today,
        now=now,
        by_id=by_id,
    )
    send(
        organisation=line.payee,
        title="A payment came back from your bank",
        body=f"Your bank returned a payment of the fund: {meaning(payment.return_code)}. Check your bank details; the "
        "Trust pays again when they are verified.",
        path=reverse("fund-home"),
        now=now,
    )


def _post_as_paid(line: RunLine, *, on: date, today: date, now: datetime, by_id: int) -> None:
    """Post that this attempt left the bank, where that was not done: the first by settling its run, a later one when it
    was sent again."""
    if line.attempt == 1:
        post_paid(RunLine.objects.filter(pk=line.pk), paid_on=on, today=today, now=now, by_id=by_id)


def _post(
    line: RunLine, posting: Posting, *, source: str, value_on: date, today: date, now: datetime, by_id: int
) -> None:
    whole = Posting(
        posting.debit,
        posting.credit,
        posting.amount_cents,
        memo=posting.memo,
        site_id=line.site_id,
        party_id=line.payee_id,
        cause=str(line.public_id),
        line=line.attempt,
    )
    ledger.post(
        [whole],
        fund=STEWARDSHIP,
        source=source,
        value_on=value_on,
        posted_on=today,
        now=now,
        recorded_by_id=by_id,
    )


@command("run.retry_line")
def retry(run: Run, *, line_id: str, today: date, now: datetime) -> dict[str, Any]:
    """Pay a returned line again (2130 / 1010): the next attempt, in a file of its own, to the bank details that can be
    paid now. By an approver of the trust who did not read that it came back. Raises NotVisible, DomainError."""
    line = selectors.line_for(run.actor, line_id)
    run.allow(policies.may_pay_again(run.actor, {line.payee_id}, selectors.return_read_by(line)))
    states.LINE.require("retry", line.state)
    detail = payees.payable_details([line.payee_id], on=today).get(line.payee_id)
    if detail is None:
        _, why = payees.hold_reason([line.payee_id], today)[line.payee_id]
        raise DomainError("run.no_account", f"{why} The payment can be made when they can be paid.")
    bank_account.require()
    processing = bank_account.processing_day(today)
    take(line, states.LINE, "retry", attempt=F("attempt") + 1, bank_detail=detail)
    line.refresh_from_db()
    _post(
        line,
        Posting(RETURNED, FUND_BANK, line.remit_cents or 0, memo=f"Paid again, attempt {line.attempt}"),
        source="retry",
        value_on=processing.day,
        today=today,
        now=now,
        by_id=run.actor.person_id,
    )
    file = write_files(line.run, RunLine.objects.filter(pk=line.pk), processing_day=processing.day, now=now)[
        0
    ]
    run.event(
        chain=runs_chain(),
        subject=f"line:{line.public_id}",
        data={"run": line.run.number, "attempt": line.attempt, "sha256": file.sha256},
    )
    return {
        "id": str(line.public_id),
        "state": line.state,
        "attempt": line.attempt,
        "file": str(file.public_id),
        "processing_on": processing.day.isoformat(),
    }


@command("run.settle_line")
def settle_line(run: Run, *, line_id: str, today: date, now: datetime) -> dict[str, Any]:
    """Record that the bank has paid a line that was sent again; its year is paid when every part of it is. Raises
    NotVisible, DomainError."""
    line = selectors.line_for(run.actor, line_id)
    run.allow(policies.may_work_on(run.actor))
    if line.attempt == 1 or not FilePayment.objects.filter(line=line, attempt=line.attempt).exists():
        raise DomainError(
            "run.settled_with_its_run", "This payment is recorded as paid together with its run."
        )
    take(line, states.LINE, "pay")
    move_years({line.management_year_id})
    run.event(
        chain=runs_chain(),
        subject=f"line:{line.public_id}",
        data={"run": line.run.number, "attempt": line.attempt, "at": now.isoformat()},
    )
    return {"id": str(line.public_id), "state": line.state}


@command("run.read_file")
def read_bank_file(run: Run, *, file_id: str) -> dict[str, Any]:
    """Give a bank file to an approver of the trust, who sends it to the bank; who took it and when is on record. The
    answer holds no account number; the bytes come by `content_of`. Raises NotVisible."""
    file = selectors.file_for(run.actor, file_id)
    run.allow(policies.may_decide(run.actor, ()))
    run.event(chain=runs_chain(), subject=f"file:{file.public_id}", data={"sha256": file.sha256})
    return {"id": str(file.public_id), "sha256": file.sha256, "name": name_of(file)}


def name_of(file: Any) -> str:
    """The file's name when it is downloaded."""
    return f"{file.run.number.replace('/', '-')}-{file.sequence}.aba"


def content_of(file: Any) -> bytes:
    """The bytes that the bank reads, checked against the hash that was kept. Raises DomainError."""
    content = sealing.unseal_text(file.sealed).encode("ascii")
    if hashlib.sha256(content).hexdigest() != file.sha256:
        raise DomainError(
            "run.file_changed", "The stored file is not the one that was made. Tell the registrar."
        )
    return content
