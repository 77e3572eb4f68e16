"""Paying into the Biodiversity Conservation Fund: quote, payment, section 6.33 statement, duty of the Trust (N32).

A quote binds nobody and holds nothing back: lines are set aside when the payment is recorded. What is confirmed
discharges the developer's lines and becomes an obligation of the Trust in the same transaction (BC Act s 6.31).
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from credits.lots import prices
from credits.obligations import charge, policies_fund, quantities, states
from credits.obligations.chains import obligation_chain
from credits.obligations.models import DutyHolder, FundQuote, FundQuoteLine, Obligation, ObligationLine
from credits.obligations.selectors import fund, visible
from credits.obligations.services import entries
from credits.obligations.services.imposing import FROZEN
from registry import public_ids
from registry.actor import Actor
from registry.commands import Run, command
from registry.findings import DomainError, Finding, InvalidInput
from registry.notices.services.sending import send
from registry.parties.models import Organisation, OrganisationKind

CLAUSE = "BC Act s 6.30 to s 6.33"
LARGEST_CENTS = 2**62


@command("quote.request")
def request(
    run: Run,
    *,
    obligation_id: str,
    trust_id: str,
    lines: Sequence[Mapping[str, Any]],
    now: datetime,
) -> dict[str, Any]:
    """Ask the Trust what paying for so many credits of each line costs: `{"line": public id, "quantity": credits}`.

    For whoever owes an obligation in force, up to what is outstanding. Raises NotVisible, NotAllowed, InvalidInput."""
    obligation = visible.obligation(run.actor, obligation_id)
    run.allow(policies_fund.may_request(run.actor, obligation))
    _require_in_force(obligation)
    findings: list[Finding] = []
    trust = entries.organisation(
        findings, trust_id, kind=OrganisationKind.TRUST, field="trust_id", called="the trust"
    )
    asked = _lines(obligation, lines, findings)
    if findings or trust is None:
        raise InvalidInput(findings)
    made = FundQuote.objects.create(
        obligation=obligation, trust=trust, requested_by_id=run.actor.person_id, requested_at=now
    )
    FundQuoteLine.objects.bulk_create(
        FundQuoteLine(quote=made, line=line, quantity=quantity) for line, quantity in asked
    )
    _tell(trust, made, "asked for", f"{obligation.holder} asks what paying into the fund costs.", now)
    return _told(run, made, {"trust": trust.name, "lines": [[line.number, many] for line, many in asked]})


def _require_in_force(obligation: Obligation) -> None:
    if obligation.state != states.IN_FORCE:
        raise DomainError(
            "obligation.not_in_force",
            f"Obligation {obligation.number} is {obligation.get_state_display().lower()}: nothing is owed.",
        )


def _lines(
    obligation: Obligation, asked: Sequence[Mapping[str, Any]], findings: list[Finding]
) -> list[tuple[ObligationLine, int]]:
    own = {str(line.public_id): line for line in obligation.lines.filter(state=ObligationLine.IN_FORCE)}
    found: dict[int, tuple[ObligationLine, int]] = {}
    for row, entry in enumerate(asked, start=1):
        line, quantity = own.get(str(entry.get("line", ""))), entry.get("quantity")
        if line is None or line.pk in found:
            message = f"Row {row}: choose each line of {obligation.number} once."
            findings.append(Finding("quote.line_unknown", message, "lines", row=row))
            continue
        if (
            isinstance(quantity, bool)
            or not isinstance(quantity, int)
            or not 1 <= quantity <= line.outstanding
        ):
            message = (
                f"Line {line.number}: enter a whole number from 1 to the {line.outstanding:,} outstanding."
            )
            findings.append(Finding("quote.quantity", message, "lines", row=row, clause=quantities.CLAUSE))
            continue
        found[line.pk] = (line, quantity)
    if not asked:
        findings.append(
            Finding("quote.no_lines", "Choose at least one line and how many credits of it.", "lines")
        )
    return list(found.values())


@command("quote.prepare")
def prepare(
    run: Run,
    *,
    quote_id: str,
    line_prices: Mapping[str, str],
    risk_premium_cents: int,
    delivery_fee_cents: int,
    gst_cents: int,
    source: str,
    index_at_quote: str = "",
    index_source: str = "",
) -> dict[str, Any]:
    """Enter the charge: a price per credit for each line by its public id, premium, fee and GST in cents, and where
    they come from. Nothing is worked out that was not entered. Raises NotVisible, NotAllowed, InvalidInput."""
    quote = hold(run.actor, quote_id)
    run.allow(policies_fund.may_prepare(run.actor, quote))
    states.QUOTE.require("prepare", quote.state)
    findings: list[Finding] = []
    priced = _priced(quote, line_prices, findings)
    amounts = {
        "risk_premium_cents": risk_premium_cents,
        "delivery_fee_cents": delivery_fee_cents,
        "gst_cents": gst_cents,
    }
    findings += [
        Finding("quote.amount", "Enter an amount of zero or more.", name)
        for name, cents in amounts.items()
        if isinstance(cents, bool) or not isinstance(cents, int) or not 0 <= cents <= LARGEST_CENTS
    ]
    if not findings and sum(value for *_, value in priced) + sum(amounts.values()) > LARGEST_CENTS:
        message = "The parts together are larger than the register can hold. Check the prices."
        findings.append(Finding("quote.amount", message, "line_prices"))
    source = entries.text(
        findings, source, field="source", called="where the charge comes from", longest=4_000
    )
    index = _index(index_at_quote, "index_at_quote", findings)
    index_source = entries.text(
        findings,
        index_source,
        field="index_source",
        called="which index it is",
        longest=300,
        required=bool(index),
    )
    if findings:
        raise InvalidInput(findings)
    for row, price, value in priced:
        FundQuoteLine.objects.filter(pk=row.pk).update(price=price, value_cents=value)
    _move(
        quote,
        "prepare",
        prepared_by_id=run.actor.person_id,
        source=source,
        index_at_quote=index,
        index_source=index_source,
        **amounts,
    )
    return _told(run, quote, {**amounts, "lines": [[row.line.number, price] for row, price, _ in priced]})


def _priced(
    quote: FundQuote, line_prices: Mapping[str, str], findings: list[Finding]
) -> list[tuple[FundQuoteLine, str, int]]:
    found = []
    for row in quote.lines.select_related("line").order_by("line__number"):
        try:
            price = prices.parse_price(line_prices.get(str(row.line.public_id), ""), field="line_prices")
            found.append((row, price.text, prices.value_cents(price.text, row.quantity, field="line_prices")))
        except InvalidInput as refusal:
            findings += [
                Finding(one.code, f"Line {row.line.number}: {one.message}", "line_prices")
                for one in refusal.findings
            ]
    return found


def _index(text: str, field: str, findings: list[Finding]) -> str:
    typed = str(text or "").strip()
    if not typed:
        return ""
    try:
        return charge.read_index(typed)
    except ValueError:
        message = "Enter the index number in figures above zero, for example 139.4."
        findings.append(Finding("quote.index", message, field))
        return ""


@command("quote.offer")
def offer(run: Run, *, quote_id: str, today: date, now: datetime) -> dict[str, Any]:
    """Issue the quote: by a second person of the Trust. It holds for three years (bct.nsw.gov.au)."""
    quote = hold(run.actor, quote_id)
    run.allow(policies_fund.may_offer(run.actor, quote))
    until = charge.last_valid_day(today)
    _move(quote, "offer", offered_by_id=run.actor.person_id, quoted_on=today, valid_until=until)
    total = charge_of(quote).total_cents
    _tell(quote.obligation.holder, quote, "issued", f"It holds until {until:%d/%m/%Y}.", now)
    return _told(run, quote, {"total_cents": total, "valid_until": until.isoformat()})


@command("quote.refuse")
def refuse(run: Run, *, quote_id: str, reason: str, now: datetime) -> dict[str, Any]:
    """The Trust does not quote, with the reason."""
    quote = hold(run.actor, quote_id)
    run.allow(policies_fund.may_refuse_quote(run.actor, quote))
    reason = _reason(reason)
    _move(quote, "refuse", closing_reason=reason)
    _tell(quote.obligation.holder, quote, "refused", reason, now)
    return _told(run, quote, {"reason": reason})


@command("quote.withdraw")
def withdraw(run: Run, *, quote_id: str, reason: str, now: datetime) -> dict[str, Any]:
    """The developer no longer wants it; nothing was paid."""
    quote = hold(run.actor, quote_id)
    run.allow(policies_fund.may_withdraw_quote(run.actor, quote))
    reason = _reason(reason)
    _move(quote, "withdraw", closing_reason=reason)
    _tell(quote.trust, quote, "withdrawn", reason, now)
    return _told(run, quote, {"reason": reason})


def _reason(reason: str) -> str:
    findings: list[Finding] = []
    reason = entries.text(findings, reason, field="reason", called="the reason", longest=2_000)
    if findings:
        raise InvalidInput(findings)
    return reason


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
    index = _index(index_at_payment, "index_at_payment", findings)
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
    _move(
        quote,
        "receive",
        index_at_payment=index,
        amount_due_cents=due,
        received_cents=received_cents,
        received_on=received_on,
        receipt_reference=reference,
        received_by_id=run.actor.person_id,
    )
    return _told(run, quote, {"received_cents": received_cents, "on": received_on.isoformat()})


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
    can be issued, and the Trust owes the same credits from now on (BC Act s 6.31)."""
    quote = hold(run.actor, quote_id)
    run.allow(policies_fund.may_settle(run.actor, quote))
    states.QUOTE.require("settle", quote.state)
    rows = list(quote.lines.select_related("line__credit_class").order_by("line_id"))
    quantities.hold_lines(row.line_id for row in rows)
    taken_over = _take_over(quote, rows, today=today, now=now)
    _move(
        quote,
        "settle",
        settled_by_id=run.actor.person_id,
        settled_on=today,
        trust_obligation_id=taken_over.pk,
    )
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
        _tell(organisation, quote, "paid", f"{quote.trust} has confirmed the payment.", now)
    return _told(run, quote, {"taken_over": taken_over.number})


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


def charge_of(quote: FundQuote) -> charge.Charge:
    """The parts of an entered charge. Raises DomainError where it is not entered."""
    values = [row.value_cents for row in quote.lines.all()]
    parts = (quote.risk_premium_cents, quote.delivery_fee_cents, quote.gst_cents)
    if None in values or None in parts:
        raise DomainError("quote.not_priced", "The charge of this quote is not set yet.")
    risk, fee, gst = (part or 0 for part in parts)
    return charge.Charge(tuple(value or 0 for value in values), risk, fee, gst)


def hold(actor: Actor, quote_id: str) -> FundQuote:
    """The quote, its row held until the transaction ends. Raises NotVisible."""
    seen = fund.quote(actor, quote_id)
    FundQuote.objects.select_for_update(no_key=True).filter(pk=seen.pk).first()
    return public_ids.find(fund.quotes(actor), quote_id, "quote")


def _move(quote: FundQuote, action: str, **changes: Any) -> None:
    transition = states.QUOTE.require(action, quote.state)
    moved = FundQuote.objects.filter(pk=quote.pk, state=quote.state).update(
        state=transition.target, **changes
    )
    if not moved:
        raise DomainError("quote.moved_meanwhile", "Somebody else has just moved this quote. Look again.")
    quote.refresh_from_db()


def _tell(organisation: Organisation, quote: FundQuote, what: str, body: str, now: datetime) -> None:
    send(
        organisation=organisation,
        title=f"Quote {quote.number} {what}",
        body=body,
        path=f"/fund-quotes/{quote.public_id}/",
        now=now,
    )


def _told(run: Run, quote: FundQuote, data: Mapping[str, Any]) -> dict[str, Any]:
    run.event(
        chain=obligation_chain(quote.obligation),
        subject=str(quote.public_id),
        data={"quote": quote.number, **data},
    )
    return {"id": str(quote.public_id), "number": quote.number, "state": quote.state}
