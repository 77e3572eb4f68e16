"""Pledges of credits: the list, a page each, pledging, accepting, releasing. Off unless the registry records them."""

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from assessments.web.answers import actor_of, answer_form, desk_page, form_page, posted, require, today
from credits.lots import pledges, policies, selectors
from credits.lots.models import Lot
from credits.lots.securities import Pledge
from credits.lots.services import pledges as commands
from credits.lots.statements_signed import Statement, pledge_acceptance_statement, pledge_statement
from credits.lots.states import PLEDGE
from credits.lots.web import signing, steps, words
from credits.lots.web.fields import CreditsField, WhyForm
from credits.lots.web.lots import trail_of
from credits.lots.web.offers import refuse_more_than, subject_of
from registry.actor import Actor
from registry.forms import RegistryForm, SeeOther, key_of
from registry.parties.models import Organisation

PLEDGES_A_PAGE = 50
ENDING = {"decline": commands.decline, "withdraw": commands.withdraw, "release": commands.release}
DONE = {
    "decline": "Declined. The credits are free again.",
    "withdraw": "Withdrawn. The credits are free again.",
    "release": "Released. The credits are free again.",
}


class PledgeForm(RegistryForm):
    """How many credits, to which lender."""

    quantity = CreditsField(label="Number of credits pledged")
    lender = forms.ModelChoiceField(
        label="Lender",
        queryset=Organisation.objects.none(),
        to_field_name="public_id",
        empty_label="Choose a lender",
        error_messages={"required": "Choose the lender.", "invalid_choice": "Choose a lender of the list."},
    )
    note = forms.CharField(
        label="What it secures",
        required=False,
        max_length=2000,
        help_text="Read by both sides, the registrar and the auditor only.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, lot: Lot, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["quantity"].help_text = f"Lot {lot.number} has {lot.available:,} available."
        self.fields["lender"].queryset = commands.lenders(lot)  # type: ignore[attr-defined]


class NothingToFill(RegistryForm):
    """An acceptance says nothing but yes."""


def _require_in_use() -> None:
    if not settings.PLEDGES:
        raise Http404


@desk_page("GET")
def pledge_list(request: HttpRequest) -> HttpResponse:
    """Pledges made by or to one's organisations, newest first."""
    _require_in_use()
    actor = actor_of(request)
    page = Paginator(pledges.visible_to(actor), PLEDGES_A_PAGE).get_page(request.GET.get("page"))
    rows = [{"pledge": one, "tag": words.tag(one.state)} for one in page.object_list]
    context = {"rows": rows, "page": page, "trail": [("Pledges", "")]}
    return render(request, "credits/pledges/list.html", context)


@desk_page("GET", "POST")
def make_pledge(request: HttpRequest, number: str) -> HttpResponse:
    """Pledge credits of a lot: how many, to whom; then sign."""
    _require_in_use()
    actor = actor_of(request)
    lot = selectors.lot(actor, number)
    require(policies.may_pledge(actor, lot))

    def statement(data: dict[str, Any]) -> Statement:
        return pledge_statement(
            holder=str(lot.holder),
            lender=str(data["lender"]),
            lot_number=lot.number,
            quantity=data["quantity"],
        )

    def act(data: dict[str, Any], signature: dict[str, Any]) -> dict[str, Any]:
        return commands.propose(
            actor=actor,
            key=key_of(request),
            lot_number=lot.number,
            quantity=data["quantity"],
            lender_id=str(data["lender"].public_id),
            note=data["note"],
            today=today(),
            now=timezone.now(),
            **signature,
        )

    def done(result: dict[str, Any]) -> HttpResponse:
        messages.success(request, "The pledge is proposed, and its credits are reserved.")
        return SeeOther(reverse("pledge-page", args=[result["id"]]))

    flow = signing.TwoSteps(
        form=lambda data=None: PledgeForm(data, lot=lot),
        statement=statement,
        summary=lambda data: [
            ("Lot", f"{lot.number}, {lot.credit_class}"),
            ("Credits", f"{data['quantity']:,}"),
            ("Lender", str(data["lender"])),
            ("What it secures", data["note"]),
        ],
        act=act,
        done=done,
        refuse_early=lambda form: refuse_more_than(
            form, lot.available, f"Lot {lot.number} has {{}} available."
        ),
        context={
            "heading": "Pledge credits to a lender",
            "subject": subject_of(lot),
            "button": "Sign and pledge",
            "consequence": "The credits are reserved at once. Until the lender accepts you can withdraw the pledge; "
            "after that only the lender releases them.",
            "back": reverse("lot-page", args=[lot.number]),
            "trail": trail_of(lot, ("Pledge credits", "")),
        },
    )
    return signing.answer(request, flow)


@desk_page("GET")
def pledge_page(request: HttpRequest, pledge_id: UUID) -> HttpResponse:
    """One pledge: who pledged what to whom, and what this person may do."""
    _require_in_use()
    actor = actor_of(request)
    pledge = pledges.find(actor, pledge_id)
    context = {
        "pledge": pledge,
        "tag": words.tag(pledge.state),
        "statements": [one for one in (pledge.signature, pledge.lender_signature) if one is not None],
        "steps": _steps(actor, pledge),
        "trail": _trail(pledge),
    }
    return render(request, "credits/pledges/pledge.html", context)


def _steps(actor: Actor, pledge: Pledge) -> list[steps.Step]:
    found = []
    for transition in PLEDGE.actions(pledge.state, actor.roles):
        decision = policies.RULES[Pledge, transition.action](actor, pledge)
        if decision.allowed:
            url = reverse("pledge-step", args=[pledge.public_id, transition.action])
            kind = "dark" if transition.action == "accept" else "dark-outline"
            found.append(steps.Step(transition.action, transition.label, url, True, "", kind))
    return found


def _trail(pledge: Pledge, *last: tuple[str, str]) -> list[tuple[str, str]]:
    here = f"Pledge of lot {pledge.lot.number}"
    url = reverse("pledge-page", args=[pledge.public_id]) if last else ""
    return [("Pledges", reverse("pledge-list")), (here, url), *last]


@desk_page("GET", "POST")
def pledge_step(request: HttpRequest, pledge_id: UUID, action: str) -> HttpResponse:
    """Accept with a signature, or end the pledge with a reason."""
    _require_in_use()
    actor = actor_of(request)
    pledge = pledges.find(actor, pledge_id)
    if (Pledge, action) not in policies.RULES:
        raise Http404
    require(policies.RULES[Pledge, action](actor, pledge))
    if request.method == "GET":
        PLEDGE.require(action, pledge.state)
    return _accept(request, actor, pledge) if action == "accept" else _end(request, actor, pledge, action)


def _accept(request: HttpRequest, actor: Actor, pledge: Pledge) -> HttpResponse:
    back = reverse("pledge-page", args=[pledge.public_id])

    def act(data: dict[str, Any], signature: dict[str, Any]) -> dict[str, Any]:
        return commands.accept(
            actor=actor, key=key_of(request), pledge_id=str(pledge.public_id), now=timezone.now(), **signature
        )

    def done(result: dict[str, Any]) -> HttpResponse:
        messages.success(request, "Accepted. The credits stay reserved until you release them.")
        return SeeOther(back)

    flow = signing.TwoSteps(
        form=lambda data=None: NothingToFill(data),
        statement=lambda data: pledge_acceptance_statement(
            holder=str(pledge.lot.holder),
            lender=str(pledge.lender),
            lot_number=pledge.lot.number,
            quantity=pledge.quantity,
        ),
        summary=lambda data: _facts(pledge),
        act=act,
        done=done,
        context={
            "heading": "Accept the pledge",
            "subject": _facts(pledge),
            "button": "Sign and accept",
            "consequence": "The credits cannot be sold or retired until you release them.",
            "back": back,
            "trail": _trail(pledge, ("Accept", "")),
        },
    )
    return signing.answer(request, flow)


def _facts(pledge: Pledge) -> list[tuple[str, Any]]:
    return [
        ("Lot", f"{pledge.lot.number}, {pledge.lot.credit_class}"),
        ("Holder", str(pledge.lot.holder)),
        ("Lender", str(pledge.lender)),
        ("Credits", f"{pledge.quantity:,}"),
    ]


def _end(request: HttpRequest, actor: Actor, pledge: Pledge, action: str) -> HttpResponse:
    back = reverse("pledge-page", args=[pledge.public_id])

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return ENDING[action](
            actor=actor,
            key=key_of(request),
            pledge_id=str(pledge.public_id),
            reason=data["reason"],
            now=timezone.now(),
        )

    def done(result: dict[str, Any]) -> HttpResponse:
        messages.success(request, DONE[action])
        return SeeOther(back)

    label = PLEDGE.find(action).label
    context = {
        "heading": f"{label} the pledge",
        "intro": "The credits are free again. The other side reads your reason.",
        "subject": _facts(pledge),
        "button": label,
        "back": back,
        "trail": _trail(pledge, (label, "")),
    }
    draw = form_page(request, "credits/dealings/step.html", context)
    return answer_form(request, WhyForm(posted(request)), act=act, done=done, draw=draw)
