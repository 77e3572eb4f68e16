"""Promises of credits before registration: the list, a promise, making one, answering it, keeping it, ending it."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from assessments.web.answers import actor_of, desk_page, require, today
from credits.lots import prices
from credits.lots.web import signing, words
from credits.market.commitments import policies, selectors
from credits.market.commitments.services import promising
from credits.market.commitments.statements import Promise, seller_statement
from credits.market.commitments.web import shown
from credits.market.commitments.web.forms import PromiseForm
from credits.market.edges import MARKET
from registry.agreements import selectors as agreement_selectors
from registry.agreements.models import Agreement
from registry.forms import RegistryForm, key_of
from registry.parties.models import Organisation
from registry.parties.selectors import with_signatory
from registry.reference import selectors as reference

A_PAGE = 50
shown.NO_CREDITS = (
    "No credits exist before registration: nothing is reserved and nothing is transferred by a promise."
)


@desk_page("GET")
def commitment_list(request: HttpRequest) -> HttpResponse:
    """The promises of one's own organisations, newest first, of one agreement where it is named."""
    actor = actor_of(request)
    rows = selectors.visible_to(actor)
    asked = request.GET.get("agreement", "")
    agreement = agreement_selectors.agreement_for(actor, asked) if asked else None
    if agreement is not None:
        rows = rows.filter(agreement=agreement)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [shown.row_of(one, on=today()) for one in page.object_list],
        "agreement": agreement,
        "may_propose": agreement is not None and may_begin(actor, agreement),
        "trail": [MARKET, ("Promises before registration", "")],
    }
    return render(request, "commitments/list.html", context)


def may_begin(actor: Any, agreement: Agreement) -> bool:
    """Is the button to promise offered?"""
    allowed = policies.may_propose(actor, agreement).allowed
    return allowed and agreement.state in selectors.agreement_states.BEFORE_REGISTRATION


@desk_page("GET")
def commitment_page(request: HttpRequest, commitment_id: UUID) -> HttpResponse:
    """One promise: what, between whom, at what price, who signed, and what this person may do."""
    actor = actor_of(request)
    found = selectors.commitment(actor, commitment_id)
    value = prices.value_cents(found.price, found.quantity)
    sees_agreement = agreement_selectors.visible_to(actor).filter(pk=found.agreement_id).exists()
    warns = sees_agreement and found.state in selectors.HOLDING_STATES
    context = {
        "commitment": found,
        "price": words.price(found.price),
        "value": words.money(value),
        "tag": shown.tag_of(found, on=today()),
        "standing": selectors.standing_in_words(found, on=today()),
        "facts": [(label, text) for label, text in shown.facts_of(found) if text],
        "sees_agreement": sees_agreement,
        "warnings": selectors.recovery_warnings(found.agreement, found.price, on=today()) if warns else [],
        "steps": shown.steps_of(actor, found),
        "trail": shown.trail_of(),
    }
    return render(request, "commitments/commitment.html", context)


@desk_page("GET", "POST")
def propose(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """Promise credits of an agreement that is not registered (N53): say what, then sign."""
    actor = actor_of(request)
    agreement = agreement_selectors.agreement_for(actor, agreement_id)
    require(policies.may_propose(actor, agreement))
    promising.require_unregistered(agreement)
    sellers = policies.selling_organisation_ids(actor, agreement)
    classes = selectors.promisable(agreement, on=today())

    def form(data: Any = None) -> RegistryForm:
        return PromiseForm(
            data,
            sellers=Organisation.objects.filter(pk__in=sellers).order_by("name"),
            buyers=with_signatory(but=sellers),
            classes=classes,
            names=_group_names() if classes is None else [],
        )

    def promise(data: dict[str, Any]) -> Promise:
        return Promise(
            seller=str(data["seller"]),
            buyer=str(data["buyer"]),
            site=agreement.site_name,
            conditions=data["conditions"].strip(),
            **{name: data[name] for name in _PROMISED},
        )

    def act(data: dict[str, Any], signature: dict[str, Any]) -> dict[str, Any]:
        return promising.propose(
            actor=actor,
            key=key_of(request),
            agreement_id=str(agreement_id),
            seller_id=str(data["seller"].public_id),
            buyer_id=str(data["buyer"].public_id),
            conditions=data["conditions"],
            today=today(),
            now=timezone.now(),
            **{name: data[name] for name in _PROMISED},
            **signature,
        )

    flow = signing.TwoSteps(
        form=form,
        statement=lambda data: seller_statement(promise(data)),
        summary=lambda data: shown.summary_of(promise(data)),
        act=act,
        done=shown.done_with(request, "Promised. The buyer was told."),
        context={
            "heading": "Promise credits before registration",
            "intro": shown.NO_CREDITS,
            "subject": [("Agreement", str(agreement)), ("Credits are issued to", str(agreement.applicant))],
            "button": "Sign and promise",
            "consequence": "It counts once the buyer has signed too. Until then you can withdraw it.",
            "back": reverse("agreement-page", args=[agreement_id]),
            "trail": shown.trail_of(("Promise credits", "")),
        },
    )
    return signing.answer(request, flow)


_PROMISED = ("kind", "class_name", "quantity", "price", "lapses_on", "related_party")


def _group_names() -> list[tuple[str, str]]:
    release = reference.current_release(today())
    if release is None:
        return []
    return [(name, "") for name in reference.trading_groups(release).values_list("name", flat=True)]
