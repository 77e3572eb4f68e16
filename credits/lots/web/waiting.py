"""What waits for a person across the registry: assessments, agreements, offers, pledges and dealings, one line each."""

from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from assessments.web.answers import actor_of, desk_page, today
from assessments.web.cases.waiting import waiting_list
from credits.lots import work
from credits.lots.dealings import Offer
from credits.lots.securities import Pledge
from credits.lots.web import words
from registry.actor import LANDHOLDER, REGISTRAR, REGISTRAR_APPROVER, TRUST_APPROVER, TRUST_OFFICER, Actor
from registry.agreements import policies as agreement_policies
from registry.agreements import selectors as agreement_selectors
from registry.agreements import states as agreement_states
from registry.agreements.models import Agreement
from registry.agreements.web.desk import tag_of as agreement_tag

MOST_LINES = 100

AGREEMENT_STEPS = (
    (agreement_states.APPLIED, "assess", "Record whether person and land are eligible, then propose terms."),
    (agreement_states.NEGOTIATION, "agree_terms", "Agree to the terms, or talk about them."),
    (agreement_states.AGREED, "sign_holder", "Sign for the landholder."),
    (agreement_states.HOLDER_SIGNED, "sign_trust", "Sign for the Minister."),
    (agreement_states.SIGNED, "prepare_registration", "Enter number and title reference."),
    (agreement_states.SIGNED, "register", "Register it and issue the credits."),
    (agreement_states.REVIEW, "maintain", "Choose maintenance, or apply for a renewed plan."),
)
"""Which step of an agreement is next in a state, and what it is in words."""

CONCERNED = frozenset({LANDHOLDER, TRUST_OFFICER, TRUST_APPROVER, REGISTRAR, REGISTRAR_APPROVER})


def agreement_lines(actor: Actor) -> list[dict[str, Any]]:
    """Agreements whose next step is this person's, oldest first. Two queries; none for those who have no part."""
    if not CONCERNED & actor.roles:
        return []
    wanted = Q(pk=None)
    for state, action, _ in AGREEMENT_STEPS:
        if agreement_states.AGREEMENT.find(action).roles & actor.roles:
            prepared = Q()
            if action == "register":
                prepared = Q(registration_prepared_by__isnull=False)
            elif action == "prepare_registration":
                prepared = Q(registration_prepared_by=None)
            wanted |= Q(state=state) & prepared
    rows = (
        agreement_selectors.visible_to(actor).filter(wanted).prefetch_related("owner_shares").order_by("pk")
    )
    lines = []
    for agreement in rows[:MOST_LINES]:
        step = next_step(actor, agreement)
        if step:
            lines.append(agreement_line(agreement, step))
    return lines


def next_step(actor: Actor, agreement: Agreement) -> str:
    """What this person is to do with the agreement, in words; empty where it waits for somebody else."""
    prepared = agreement.registration_prepared_by_id
    for state, action, told in AGREEMENT_STEPS:
        if state != agreement.state or not agreement_policies.may(actor, agreement, action).allowed:
            continue
        if action == "prepare_registration" and prepared is not None:
            continue
        if action == "register" and prepared in (None, actor.user_id):
            continue
        return told
    return ""


def agreement_line(agreement: Agreement, told: str) -> dict[str, Any]:
    """One line: the agreement's own page leads on."""
    tag = agreement_tag(agreement)
    return {
        "title": f"Agreement {agreement}",
        "url": reverse("agreement-page", args=[agreement.public_id]),
        "status": tag["text"],
        "status_kind": tag["kind"],
        "hint": f"{agreement.applicant}. {told}",
    }


def dealing_lines(actor: Actor, *, on: date) -> list[dict[str, Any]]:
    """Offers, pledges and dealings that wait for this person, oldest first, with their age."""
    return [_line(waiting, on) for waiting in work.open_work(actor)[:MOST_LINES]]


def _line(waiting: work.Waiting, on: date) -> dict[str, Any]:
    thing = waiting.thing
    tag = words.tag(thing.state)
    if isinstance(thing, Offer):
        title = f"Offer of {thing.remaining:,} credits of lot {thing.lot.number}"
        about = f"{thing.lot.holder} offers them at {words.price(thing.price)} each."
    elif isinstance(thing, Pledge):
        title = f"Pledge of {thing.quantity:,} credits of lot {thing.lot.number}"
        about = f"{thing.lot.holder} pledges them to {thing.lender}."
    else:
        title = f"{waiting.kind.capitalize()} {thing.transaction_number}"
        about = f"{thing.quantity:,} credits of lot {thing.lot.number}, {thing.lot.holder}."
    return {
        "title": title,
        "url": reverse(f"{waiting.kind}-page", args=[thing.public_id]),
        "status": tag["text"],
        "status_kind": tag["kind"],
        "hint": f"{about} {waiting.action.label}. {age(waiting.since, on)}",
    }


def age(since: datetime, on: date) -> str:
    """For how long it has waited."""
    days = (on - timezone.localdate(since)).days
    if days < 1:
        return "Since today."
    return "Since yesterday." if days == 1 else f"For {days} days."


@desk_page("GET")
def waiting_page(request: HttpRequest) -> HttpResponse:
    """Everything that waits for this person."""
    actor = actor_of(request)
    cases, more_cases = waiting_list(actor, today())
    context = {
        "cases": cases,
        "more_cases": more_cases,
        "agreements": agreement_lines(actor),
        "dealings": dealing_lines(actor, on=today()),
        "trail": [("What waits for you", "")],
    }
    return render(request, "credits/desk/waiting.html", context)
