"""A payment into the Biodiversity Conservation Fund: recorded, confirmed, and what it brings about (N32).

What is confirmed discharges the developer's lines and becomes an obligation of the Trust in the same transaction
(BC Act s 6.31).
"""

from datetime import date, datetime
from typing import Any

from credits.obligations import charge, policies_fund, quantities, states
from credits.obligations.models import DutyHolder, FundQuote, FundQuoteLine, Obligation, ObligationLine
from credits.obligations.services import entries
from credits.obligations.services.imposing import FROZEN
from credits.obligations.services.quotes import CLAUSE, charge_of, hold, move, read_index, tell, told
from registry.commands import Run, command
from registry.findings import DomainError, Finding, InvalidInput
from registry.fund import ledger
from registry.fund.chart import CONSERVATION, FUND_BANK, TAKEN_OVER


@command("quote.receive")
def receive(
    run: Run,
    *,
    quote_id: str,
    received_cents: int,
    received_on: date,
    receipt_reference: str,
    index_at_payment: str = "",
    not_indexed: bool = False,
    today: date,
) -> dict[str, Any]:
    """Record the payment: the whole amount, within the validity of the quote. The lines are set aside now.

    The amount is the quote's, carried to the month of payment by the index. Where an index number is missing nothing is
    guessed: the officer enters it, or states that none applies."""
    quote = hold(run.actor, quote_id)
    run.allow(policies_fund.may_prepare(run.actor, quote))
    states.QUOTE.require("receive", quote.state)
    findings: list[Finding] = []
    reference = entries.text(
        findings, receipt_reference, field="receipt_reference", called="the receipt's number", longest=120
    )
    index = read_index(index_at_payment, "index_at_payment", findings)
    if received_on > today:
        message = "The day of payment cannot lie in the future."
        findings.append(Finding("quote.paid_in_future", message, "received_on"))
    due = amount_due(quote, index_at_payment=index, not_indexed=not_indexed, findings=findings)
    if due is not None and received_cents != due:
        message = (
            f"The amount due is {due / 100:,.2f} dollars; {received_cents / 100:,.2f} were entered. Only the whole "
            "amount discharges the lines."
        )
        findings.append(Finding("quote.not_the_whole_amount", message, "received_cents", clause=CLAUSE))
    if findings:
        raise InvalidInput(findings)
    _require_valid(quote, received_on)
    _require_same_holder(quote)
    for row in quote.lines.select_related("line").order_by("line_id"):
        quantities.set_aside(row.line, row.quantity)
    move(
        quote,
        "receive",
        index_at_payment=index,
        amount_due_cents=due,
        received_cents=received_cents,
        received_on=received_on,
        receipt_reference=reference,
        received_by_id=run.actor.person_id,
    )
    return told(run, quote, {"received_cents": received_cents, "on": received_on.isoformat()})


def _require_valid(quote: FundQuote, on: date) -> None:
    first, last = quote.quoted_on, quote.valid_until
    if first is None or last is None or not first <= on <= last:
        days = f"{first:%d/%m/%Y} to {last:%d/%m/%Y}" if first and last else "no day"
        raise DomainError(
            "quote.not_valid",
            f"The quote holds from {days}; a payment on {on:%d/%m/%Y} is not covered by it. Ask for another quote "
            f"({CLAUSE}).",
        )


def _require_same_holder(quote: FundQuote) -> None:
    """A quote cannot be transferred. Whoever owed the obligation at first is its first row."""
    later = quote.obligation.duty_holders.order_by("pk")[1:]
    if any(held.recorded_at > quote.requested_at for held in later):
        raise DomainError(
            "quote.not_transferable",
            f"The duty has passed to {quote.obligation.holder} since the quote was asked for, and a quote cannot be "
            f"transferred. Ask for another quote ({CLAUSE}).",
        )


def amount_due(
    quote: FundQuote, *, index_at_payment: str, not_indexed: bool, findings: list[Finding]
) -> int | None:
    """The quote's total carried to the month of payment; None with a finding where an index number is not set."""
    total = charge_of(quote).total_cents
    if not_indexed:
        return total
    if quote.index_at_quote and index_at_payment:
        return charge.indexed(total, index_at_quote=quote.index_at_quote, index_at_payment=index_at_payment)
    missing = "the month of the quote" if not quote.index_at_quote else "the month of payment"
    message = f"The index number of {missing} is not set. Enter it, or state that no indexation applies."
    findings.append(Finding("quote.index_not_set", message, "index_at_payment"))
    return None


@command("quote.settle")
def settle(run: Run, *, quote_id: str, today: date, now: datetime) -> dict[str, Any]:
    """Confirm the payment, by a second person of the Trust: the lines are discharged (N32), the section 6.33 statement
    can be issued, and the Trust owes the same credits from now on (BC Act s 6.31). The money stands in the books of the
    Biodiversity Conservation Fund, apart from the stewardship payments fund."""
    quote = hold(run.actor, quote_id)
    run.allow(policies_fund.may_settle(run.actor, quote))
    states.QUOTE.require("settle", quote.state)
    rows = list(quote.lines.select_related("line__credit_class").order_by("line_id"))
    quantities.hold_lines(row.line_id for row in rows)
    taken_over = _take_over(quote, rows, today=today, now=now)
    move(
        quote,
        "settle",
        settled_by_id=run.actor.person_id,
        settled_on=today,
        trust_obligation_id=taken_over.pk,
    )
    _book(quote, today=today, now=now, recorded_by_id=run.actor.person_id)
    for row in rows:
        quantities.discharge(
            row.line,
            row.quantity,
            way="fund_payment",
            on=today,
            now=now,
            recorded_by_id=run.actor.person_id,
            quote_line=row,
        )
    for organisation in (quote.obligation.holder, quote.obligation.authority):
        tell(organisation, quote, "paid", f"{quote.trust} has confirmed the payment.", now)
    return told(run, quote, {"taken_over": taken_over.number})


def _book(quote: FundQuote, *, today: date, now: datetime, recorded_by_id: int) -> None:
    """What came in, and what the Trust owes for it (1010 / 3100)."""
    if not quote.received_cents:
        return
    paid = ledger.Posting(
        FUND_BANK,
        TAKEN_OVER,
        quote.received_cents,
        memo=f"Quote {quote.number}",
        party_id=quote.obligation.holder_id,
    )
    ledger.post(
        [paid],
        fund=CONSERVATION,
        source="fund_payment",
        cause=str(quote.public_id),
        value_on=quote.received_on or today,
        posted_on=today,
        now=now,
        recorded_by_id=recorded_by_id,
    )


def _take_over(quote: FundQuote, rows: list[FundQuoteLine], *, today: date, now: datetime) -> Obligation:
    owed = quote.obligation
    made = Obligation.objects.create(
        source=Obligation.Source.FUND,
        authority=owed.authority,
        holder=quote.trust,
        reference=f"s 6.33 statement {quote.number}",
        title=owed.title,
        local_government_area=owed.local_government_area,
        imposed_on=today,
        made_at=now,
    )
    ObligationLine.objects.bulk_create(
        ObligationLine(
            obligation=made,
            number=number,
            required=row.quantity,
            **{name: getattr(row.line, name) for name in FROZEN},
        )
        for number, row in enumerate(rows, start=1)
    )
    DutyHolder.objects.create(
        obligation=made,
        organisation=quote.trust,
        held_from=today,
        reason=f"Taken over from {owed.number} by payment into the fund (BC Act s 6.31).",
        recorded_by_id=None,
        recorded_at=now,
    )
    return made
