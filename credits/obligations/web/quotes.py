"""Quotes for paying into the fund: asking for one, the list, one quote, and each step on it (N32)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from assessments.web.answers import (
    actor_of,
    answer_form,
    desk_page,
    form_page,
    posted,
    require,
    today,
)
from credits.lots.web import words
from credits.lots.web.fields import ConfirmForm, WhyForm
from credits.obligations import charge, policies_fund, states
from credits.obligations.models import FundQuote, ObligationLine
from credits.obligations.selectors import fund, visible
from credits.obligations.services import fund_payments, quotes
from credits.obligations.web import fund_shown as shown
from credits.obligations.web.fund_forms import ChargeForm, QuoteRequestForm, ReceiveForm, charge_initial
from credits.obligations.web.fund_steps import FundStep, answer_step
from registry.actor import TRUST_APPROVER, TRUST_OFFICER, Actor
from registry.findings import NotVisible
from registry.forms import SeeOther, key_of
from registry.parties.models import Organisation, OrganisationKind

ROWS = 25

STEPS = {
    "prepare": FundStep(
        quotes.prepare,
        ChargeForm,
        "Enter the charge",
        "Save the charge",
        "The charge is entered. A second person of the Trust issues the quote.",
        intro="The charge is determined elsewhere and entered here with its source. Only the sum is worked out.",
    ),
    "offer": FundStep(
        quotes.offer,
        ConfirmForm,
        "Issue the quote",
        "Issue it",
        "The quote is issued, and whoever asked was told.",
        clock=("today", "now"),
        intro="It holds for three years from today. You are the second person: look at each part before you issue it.",
    ),
    "refuse": FundStep(
        quotes.refuse,
        WhyForm,
        "Refuse to quote",
        "Refuse",
        "Refused. Whoever asked was told the reason.",
        clock=("now",),
        intro="Whoever asked reads your reason.",
        danger=True,
    ),
    "withdraw": FundStep(
        quotes.withdraw,
        WhyForm,
        "Withdraw the request",
        "Withdraw it",
        "Withdrawn. Nothing is owed under this quote. You can ask for another.",
        clock=("now",),
        intro="Nothing was paid yet. The Trust is told.",
    ),
    "receive": FundStep(
        fund_payments.receive,
        ReceiveForm,
        "Record the payment",
        "Record it",
        "Recorded. The credits are on their way until a second person confirms the payment.",
        clock=("today",),
        intro="The whole amount due, paid while the quote holds. The credits are set aside from then on.",
    ),
    "settle": FundStep(
        fund_payments.settle,
        ConfirmForm,
        "Confirm the payment",
        "Confirm it",
        "Confirmed. The lines are discharged and the Trust owes the credits. The section 6.33 statement can be made.",
        clock=("today", "now"),
        intro="The lines are discharged, and the Trust owes the same credits from today on (BC Act s 6.31, s 6.33). "
        "This cannot be undone.",
    ),
}


@desk_page("GET", "POST")
def quote_new(request: HttpRequest, obligation_id: UUID) -> HttpResponse:
    """Ask what paying into the fund costs for so many credits of each line."""
    actor = actor_of(request)
    owed = visible.obligation(actor, obligation_id)
    require(policies_fund.may_request(actor, owed))
    lines = owed.lines.filter(state=ObligationLine.IN_FORCE).select_related("credit_class").order_by("number")
    trusts = Organisation.objects.filter(kind=OrganisationKind.TRUST).order_by("name")
    form = QuoteRequestForm(
        posted(request), lines=[line for line in lines if line.outstanding], trusts=trusts
    )

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return quotes.request(
            actor=actor,
            key=key_of(request),
            obligation_id=str(obligation_id),
            trust_id=str(data["trust"].public_id),
            lines=form.asked(),
            now=timezone.now(),
        )

    def done(result: dict[str, Any]) -> HttpResponse:
        messages.success(request, f"Quote {result['number']} is asked for. The Trust was told.")
        return SeeOther(reverse("quote-page", args=[result["id"]]))

    context = {
        "heading": "Ask for a quote",
        "intro": "What it costs to pay into the Biodiversity Conservation Fund instead of finding credits (BC Act "
        "s 6.30). A quote binds nobody and sets nothing aside.",
        "subject": [
            ("Obligation", f"{owed.number}, {owed.reference}"),
            ("Owed by", str(owed.holder)),
        ],
        "button": "Ask for it",
        "back": reverse("obligation-page", args=[obligation_id]),
        "trail": shown.obligation_trail(owed, ("Ask for a quote", "")),
        "nothing": not form.lines,
    }
    draw = form_page(request, "obligations/fund/request.html", context)
    return answer_form(request, form, act=act, done=done, draw=draw, fields={"trust_id": "trust"})


@desk_page("GET")
def quote_list(request: HttpRequest) -> HttpResponse:
    """Every quote this person may see, by state, newest first."""
    actor = actor_of(request)
    state = request.GET.get("state", "")
    rows = fund.counted_quotes(actor)
    if state in states.QUOTE.states:
        rows = rows.filter(state=state)
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [_row(quote) for quote in page.object_list],
        "state": state,
        "states": [(code, text[:1].upper() + text[1:]) for code, (text, _) in shown.QUOTE_TAGS.items()],
        "of_trust": bool({TRUST_OFFICER, TRUST_APPROVER} & actor.roles),
        "trail": [("Quotes", "")],
    }
    return render(request, "obligations/fund/quotes.html", context)


def _row(quote: Any) -> dict[str, Any]:
    priced = quote.state not in (states.REQUESTED, states.REFUSED)
    total = fund.total_cents(quote, quote.lines_cents or 0) if priced else None
    return {"quote": quote, "tag": shown.quote_tag(quote), "total": words.money(total)}


@desk_page("GET")
def quote_page(request: HttpRequest, quote_id: UUID) -> HttpResponse:
    """One quote: its lines and parts, how long it holds, who acts next, the statement."""
    actor = actor_of(request)
    found = fund.quote(actor, quote_id)
    lines = list(fund.quote_lines(found))
    parts = fund.parts_of(found, lines)
    context = {
        "quote": found,
        "tag": shown.quote_tag(found),
        "steps": shown.quote_steps(actor, found),
        "next": shown.quote_next(found, on=today()),
        "lines": [
            {"row": row, "price": words.price(row.price), "value": words.money(row.value_cents)}
            for row in lines
        ],
        "credits": sum(row.quantity for row in lines),
        "parts": _part_rows(parts),
        "total": words.money(parts.total_cents) if parts else "",
        "promise": _promise(found, [row.quantity for row in lines]),
        "payment": _payment_rows(found),
        "duty": _duty(actor, found),
        "trail": shown.quote_trail(found),
    }
    return render(request, "obligations/fund/quote.html", context)


def _part_rows(parts: charge.Charge | None) -> list[tuple[str, str]]:
    if parts is None:
        return []
    rows = (
        ("Credits", sum(parts.lines_cents)),
        ("Risk premium", parts.risk_premium_cents),
        ("Delivery fee", parts.delivery_fee_cents),
        ("Before GST", parts.subtotal_cents),
        ("GST", parts.gst_cents),
    )
    return [(label, words.money(cents)) for label, cents in rows]


def _promise(quote: FundQuote, quantities: list[int]) -> str:
    """By when the Trust says it quotes; nothing once it has."""
    if quote.state not in (states.REQUESTED, states.PREPARED):
        return ""
    small = charge.is_small(quantities)
    days = charge.SMALL_WORKING_DAYS if small else charge.LARGE_WORKING_DAYS
    size = (
        f"fewer than {charge.SMALL_CREDITS} credits or fewer than {charge.SMALL_TYPES} types"
        if small
        else f"{charge.SMALL_CREDITS} credits or more of {charge.SMALL_TYPES} types or more"
    )
    by = charge.promised_by(timezone.localdate(quote.requested_at), quantities)
    return f"The Trust says that it quotes within {days} working days for {size}: by {by:%d/%m/%Y}. {shown.HOLIDAYS}"


def _payment_rows(quote: FundQuote) -> list[tuple[str, str]]:
    if quote.received_on is None:
        return []
    indexed = quote.index_at_payment and quote.index_at_quote
    index = f"from {quote.index_at_quote} to {quote.index_at_payment}" if indexed else "No index applied"
    return [
        ("Amount due", words.money(quote.amount_due_cents)),
        ("Index", index),
        ("Received", f"{words.money(quote.received_cents)} on {quote.received_on:%d/%m/%Y}"),
        ("Receipt", quote.receipt_reference),
        ("Confirmed", f"{quote.settled_on:%d/%m/%Y}" if quote.settled_on else "Not yet"),
    ]


def _duty(actor: Actor, quote: FundQuote) -> dict[str, str] | None:
    """The Trust's obligation: the page of those who may read it, else what everybody sees."""
    duty = quote.trust_obligation
    if duty is None:
        return None
    try:
        visible.obligation(actor, duty.public_id)
    except NotVisible:
        return {"number": duty.number, "url": reverse("public-obligation", args=[duty.number])}
    return {"number": duty.number, "url": reverse("obligation-page", args=[duty.public_id])}


@desk_page("GET", "POST")
def step(request: HttpRequest, quote_id: UUID, action: str) -> HttpResponse:
    """One step of the table of quotes."""
    actor = actor_of(request)
    found = fund.quote(actor, quote_id)
    require(policies_fund.QUOTE_RULES[action](actor, found))
    if request.method != "POST":
        states.QUOTE.require(action, found.state)
    taken = STEPS[action]
    page: dict[str, Any] = {
        "back": reverse("quote-page", args=[quote_id]),
        "trail": shown.quote_trail(found, taken.heading),
        "subject": [*shown.quote_facts(found), *_parts_to_confirm(found, action)],
    }
    if action == "prepare":
        charging = ChargeForm(posted(request), lines=fund.quote_lines(found), initial=charge_initial(found))
        page["values"] = lambda data: charging.values()
        return answer_step(request, taken, charging, quote_id=str(quote_id), **page)
    if action == "receive":
        page |= _receiving(request, found)
        initial = {"received_on": today(), "index_at_payment": page["context"]["index"]}
        return answer_step(
            request, taken, ReceiveForm(posted(request), initial=initial), quote_id=str(quote_id), **page
        )
    return answer_step(request, taken, taken.form(posted(request)), quote_id=str(quote_id), **page)


def _parts_to_confirm(quote: FundQuote, action: str) -> list[tuple[str, str]]:
    """What the second person looks at."""
    if action == "settle":
        return _payment_rows(quote)
    if action != "offer":
        return []
    lines = list(fund.quote_lines(quote))
    priced = [
        (f"Line {row.line.number}", f"{row.quantity:,} credits at {words.price(row.price)}") for row in lines
    ]
    return [*priced, *_part_rows(fund.parts_of(quote, lines)), ("Source", quote.source)]


def _receiving(request: HttpRequest, quote: FundQuote) -> dict[str, Any]:
    """What is due with the index number that was asked about in the address."""
    index = request.GET.get("index", "").replace("\0", "").strip()[:20]
    due, problem = "", ""
    if index and quote.index_at_quote:
        try:
            cents = charge.indexed(
                quotes.charge_of(quote).total_cents,
                index_at_quote=quote.index_at_quote,
                index_at_payment=charge.read_index(index),
            )
            due = words.money(cents)
        except ValueError:
            problem = "Enter the index number in figures above zero, for example 139.4."
    return {
        "template": "obligations/fund/receive.html",
        "context": {
            "quote": quote,
            "index": "" if problem else index,
            "asked": index,
            "due": due,
            "problem": problem,
            "total": words.money(fund.total_cents(quote)),
        },
    }
