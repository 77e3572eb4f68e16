"""What paying into the Biodiversity Conservation Fund costs: asked for, entered, issued (N32).

A quote binds nobody and holds nothing back: lines are set aside when its payment is recorded (`fund_payments`).
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from credits.lots import prices
from credits.obligations import charge, policies_fund, quantities, states
from credits.obligations.chains import obligation_chain
from credits.obligations.models import FundQuote, FundQuoteLine, Obligation, ObligationLine
from credits.obligations.selectors import fund, visible
from credits.obligations.services import entries
from registry import public_ids, transitions
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
    tell(trust, made, "asked for", f"{obligation.holder} asks what paying into the fund costs.", now)
    return told(run, made, {"trust": trust.name, "lines": [[line.number, many] for line, many in asked]})


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
    index = read_index(index_at_quote, "index_at_quote", findings)
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
    move(
        quote,
        "prepare",
        prepared_by_id=run.actor.person_id,
        source=source,
        index_at_quote=index,
        index_source=index_source,
        **amounts,
    )
    return told(run, quote, {**amounts, "lines": [[row.line.number, price] for row, price, _ in priced]})


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


def read_index(text: str, field: str, findings: list[Finding]) -> str:
    """An index number as exact text; empty, with a finding where something was typed that is none."""
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
    move(quote, "offer", offered_by_id=run.actor.person_id, quoted_on=today, valid_until=until)
    total = charge_of(quote).total_cents
    tell(quote.obligation.holder, quote, "issued", f"It holds until {until:%d/%m/%Y}.", now)
    return told(run, quote, {"total_cents": total, "valid_until": until.isoformat()})


@command("quote.refuse")
def refuse(run: Run, *, quote_id: str, reason: str, now: datetime) -> dict[str, Any]:
    """The Trust does not quote, with the reason."""
    quote = hold(run.actor, quote_id)
    run.allow(policies_fund.may_refuse_quote(run.actor, quote))
    reason = entries.required_text(reason, field="reason", called="the reason", longest=2_000)
    move(quote, "refuse", closing_reason=reason)
    tell(quote.obligation.holder, quote, "refused", reason, now)
    return told(run, quote, {"reason": reason})


@command("quote.withdraw")
def withdraw(run: Run, *, quote_id: str, reason: str, now: datetime) -> dict[str, Any]:
    """The developer no longer wants it; nothing was paid."""
    quote = hold(run.actor, quote_id)
    run.allow(policies_fund.may_withdraw_quote(run.actor, quote))
    reason = entries.required_text(reason, field="reason", called="the reason", longest=2_000)
    move(quote, "withdraw", closing_reason=reason)
    tell(quote.trust, quote, "withdrawn", reason, now)
    return told(run, quote, {"reason": reason})


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


def move(quote: FundQuote, action: str, **changes: Any) -> None:
    """Take `action`: one conditional update that moves the state and sets `changes`."""
    transitions.take(quote, states.QUOTE, action, **changes)
    quote.refresh_from_db()


def tell(organisation: Organisation, quote: FundQuote, what: str, body: str, now: datetime) -> None:
    """A notice about the quote."""
    send(
        organisation=organisation,
        title=f"Quote {quote.number} {what}",
        body=body,
        path=f"/fund-quotes/{quote.public_id}/",
        now=now,
    )


def told(run: Run, quote: FundQuote, data: Mapping[str, Any]) -> dict[str, Any]:
    """Write the event of the command and give its answer."""
    run.event(
        chain=obligation_chain(quote.obligation),
        subject=str(quote.public_id),
        data={"quote": quote.number, **data},
    )
    return {"id": str(quote.public_id), "number": quote.number, "state": quote.state}
