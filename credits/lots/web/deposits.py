"""Money of first sales and retirements on pages: what waits, recording, confirming, giving back, paid elsewhere."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from assessments.web.answers import actor_of, answer_form, desk_page, form_page, posted, require, today
from credits.lots import first_money, policies
from credits.lots.dealings import Transfer
from credits.lots.fund_step import dealing_of
from credits.lots.services import deposits
from credits.lots.web.deposit_forms import ClearForm, GiveBackForm, MoneyForm, OutsideForm
from credits.lots.web.fields import ConfirmForm
from registry import public_ids
from registry.actor import Actor
from registry.forms import RegistryForm, SeeOther, key_of
from registry.fund import states
from registry.fund.models import OutsideDeposit, Settlement
from registry.fund.policies import sites as fund_policies
from registry.fund.services import owed
from registry.units import display_dollars

A_PAGE = 25
TITLE = "Money of first sales"
TAGS = {
    states.AWAITED: {"text": "awaited", "kind": "none"},
    states.RECEIVED: {"text": "received, to be confirmed", "kind": "doing"},
    states.CLEARED: {"text": "cleared", "kind": "doing"},
    states.SETTLED: {"text": "settled", "kind": "done"},
    states.CANCELLED: {"text": "given back", "kind": "none"},
}


@desk_page("GET")
def settlement_list(request: HttpRequest) -> HttpResponse:
    """What waits for money, and all that was recorded, newest first."""
    actor = actor_of(request)
    page = Paginator(first_money.settlements_visible_to(actor), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "waiting": [_waiting(actor, one, answer.reason) for one, answer in first_money.without_money(actor)],
        "page": page,
        "rows": [_row(actor, one) for one in page.object_list],
        "trail": [("Payments", reverse("fund-home")), (TITLE, "")],
    }
    return render(request, "credits/deposits/list.html", context)


def _waiting(actor: Actor, dealing: Any, reason: str) -> dict[str, Any]:
    kind = "transfer" if isinstance(dealing, Transfer) else "retirement"
    facts = dealing_of(dealing)
    parties = frozenset({facts.seller_id, facts.payer_id})
    trust = dealing.lot.agreement.trust_id
    records = bool(fund_policies.TRUST_ROLES & actor.roles) and not actor.organisation_ids & (
        parties - {trust}
    )
    return {
        "kind": kind.capitalize(),
        "number": dealing.transaction_number,
        "url": reverse(f"{kind}-page", args=[dealing.public_id]),
        "record": reverse("settlement-record", args=[kind, dealing.public_id]) if records else "",
        "lot": dealing.lot.number,
        "quantity": dealing.quantity,
        "value_cents": facts.value_cents if facts.is_sale else None,
        "reason": reason,
    }


def _row(actor: Actor, settlement: Settlement) -> dict[str, Any]:
    trust = bool(fund_policies.TRUST_ROLES & actor.roles)
    return {
        "settlement": settlement,
        "tag": TAGS[settlement.state],
        "dealing": deposits.dealing_path(settlement),
        "confirm": trust
        and settlement.state == states.RECEIVED
        and settlement.recorded_by_id != actor.user_id,
        "give_back": trust and settlement.state in (states.RECEIVED, states.CLEARED),
    }


def _trail(*last: tuple[str, str]) -> list[tuple[str, str]]:
    return [("Payments", reverse("fund-home")), (TITLE, reverse("settlement-list")), *last]


@desk_page("GET", "POST")
def record(request: HttpRequest, kind: str, dealing_id: UUID) -> HttpResponse:
    """Record the money for a dealing: the page says exactly how much."""
    actor = actor_of(request)
    dealing, site = deposits.first_dealing(actor, kind, dealing_id)
    facts = dealing_of(dealing)
    require(fund_policies.may_record_money(actor, site, frozenset({facts.seller_id, facts.payer_id})))
    wanted = owed.asked(site, facts, on=today())

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return deposits.record(
            actor=actor,
            key=key_of(request),
            kind=kind,
            dealing_id=str(dealing_id),
            today=today(),
            now=timezone.now(),
            **data,
        )

    subject = [
        ("Dealing", f"{kind.capitalize()} {dealing.transaction_number}"),
        ("Lot", dealing.lot.number),
        ("Credits", f"{dealing.quantity:,}"),
        ("Price without tax", display_dollars(facts.value_cents) if facts.is_sale else ""),
        ("Goods and services tax", display_dollars(wanted.gst_cents) if facts.is_sale else ""),
        ("To receive", display_dollars(wanted.payer_cents)),
        (
            "Share of the deposit",
            f"{display_dollars(wanted.share_cents)}; the portion is worked out when it settles",
        ),
        ("Top-up by the seller", display_dollars(wanted.top_up_cents) if wanted.top_up_cents else ""),
    ]
    return _answer(
        request,
        MoneyForm(posted(request), wanted=wanted),
        act,
        heading="Record the money received",
        intro="Exactly what is asked, or nothing is recorded. Another person of the trust confirms it.",
        told="Recorded. Another person confirms that it has cleared.",
        subject=[(label, value) for label, value in subject if value],
    )


def _about(settlement: Settlement) -> list[tuple[str, str]]:
    subject = [
        ("Dealing", settlement.subject.partition(":")[0].capitalize()),
        ("Lot", settlement.lot_number),
        ("Credits", f"{settlement.quantity:,}"),
        ("From", str(settlement.payer)),
        ("Received", display_dollars(settlement.received_cents)),
        ("On", f"{settlement.received_on:%d/%m/%Y}" if settlement.received_on else ""),
        ("Reference", settlement.receipt),
        ("Top-up by the seller", display_dollars(settlement.top_up_cents) if settlement.top_up_cents else ""),
        ("Recorded by", str(settlement.recorded_by or "")),
    ]
    return [(label, value) for label, value in subject if value]


@desk_page("GET", "POST")
def clear(request: HttpRequest, settlement_id: UUID) -> HttpResponse:
    """Confirm that money has cleared."""
    actor = actor_of(request)
    found = public_ids.find(first_money.settlements_visible_to(actor), settlement_id, "settlement")
    parties = frozenset({found.seller_id, found.payer_id})
    require(fund_policies.may_clear_money(actor, found.site, parties, found.recorded_by_id))
    if request.method == "GET":
        states.SETTLEMENT.require("clear", found.state)

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return deposits.clear(
            actor=actor,
            key=key_of(request),
            settlement_id=str(settlement_id),
            today=today(),
            now=timezone.now(),
            **data,
        )

    return _answer(
        request,
        ClearForm(posted(request)),
        act,
        heading="Confirm that it has cleared",
        intro="Compare the sum and the reference with the bank statement.",
        told="Confirmed. The credits can move now.",
        subject=_about(found),
    )


@desk_page("GET", "POST")
def give_back(request: HttpRequest, settlement_id: UUID) -> HttpResponse:
    """Give money back after a dealing ended."""
    actor = actor_of(request)
    found = public_ids.find(first_money.settlements_visible_to(actor), settlement_id, "settlement")
    parties = frozenset({found.seller_id, found.payer_id})
    require(fund_policies.may_record_money(actor, found.site, parties))
    if request.method == "GET":
        states.SETTLEMENT.require("cancel", found.state)

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return deposits.cancel(
            actor=actor,
            key=key_of(request),
            settlement_id=str(settlement_id),
            today=today(),
            now=timezone.now(),
            **data,
        )

    return _answer(
        request,
        GiveBackForm(posted(request)),
        act,
        heading="Give the money back",
        intro="Only after the dealing was refused or withdrawn. Both sides are told.",
        told="Given back. Both sides were told.",
        subject=_about(found),
        danger=True,
    )


@desk_page("GET", "POST")
def outside(request: HttpRequest, number: str) -> HttpResponse:
    """State, or confirm, that the share of a taken-over lot was paid before this registry had a fund."""
    actor = actor_of(request)
    lot = deposits.taken_over_lot(actor, number)
    stated = OutsideDeposit.objects.select_related("stated_by").filter(lot_number=lot.number).first()
    if stated is None:
        require(policies.may_state_outside_deposit(actor, lot))
    else:
        require(policies.may_confirm_outside_deposit(actor, lot, stated.stated_by_id))

    def act(data: dict[str, Any]) -> dict[str, Any]:
        common = {"actor": actor, "key": key_of(request), "now": timezone.now()}
        if stated is None:
            return deposits.state_outside(lot_number=lot.number, **data, **common)
        return deposits.confirm_outside(outside_deposit_id=str(stated.public_id), **common)

    subject = [("Lot", lot.number), ("Holder", str(lot.holder))]
    if stated is not None:
        subject += [("Document", stated.document), ("Stated by", str(stated.stated_by))]
    return _answer(
        request,
        OutsideForm(posted(request)) if stated is None else ConfirmForm(posted(request)),
        act,
        heading="Share of the deposit paid elsewhere" if stated is None else "Confirm: paid elsewhere",
        intro="For lots taken over from earlier registers. Two people of the trust state it before credits move.",
        told="Stated. Another person of the trust confirms it." if stated is None else "Confirmed.",
        subject=subject,
    )


def _answer(
    request: HttpRequest,
    form: RegistryForm,
    act: Any,
    *,
    heading: str,
    intro: str,
    told: str,
    subject: list[tuple[str, str]],
    danger: bool = False,
) -> HttpResponse:
    back = reverse("settlement-list")

    def done(result: dict[str, Any]) -> HttpResponse:
        messages.success(request, told)
        return SeeOther(back)

    context = {
        "heading": heading,
        "intro": intro,
        "subject": subject,
        "button": heading,
        "danger": danger,
        "back": back,
        "trail": _trail((heading, "")),
    }
    draw = form_page(request, "credits/dealings/step.html", context)
    return answer_form(request, form, act=act, done=done, draw=draw)
