"""What a delegate records about an obligation: lapse, another developer; and orders entered by hand."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from assessments.web.answers import actor_of, answer_form, desk_page, form_page, posted, require, today
from credits.obligations import policies_authority as policies
from credits.obligations import states
from credits.obligations.models import Obligation
from credits.obligations.selectors import visible
from credits.obligations.services import changing, orders
from credits.obligations.web.review_forms import HolderForm, LapseForm, OrderForm, order_lines
from registry.actor import AUTHORITY_DELEGATE
from registry.commands import no
from registry.forms import RegistryForm, SeeOther, key_of
from registry.parties.models import Organisation

TEMPLATE = "obligations/authority/change.html"


def _page_of(obligation: Obligation) -> str:
    return reverse("obligation-page", args=[obligation.public_id])


def _to_change(request: HttpRequest, obligation_id: UUID, action: str) -> Obligation:
    actor = actor_of(request)
    found = visible.obligation(actor, obligation_id)
    require(policies.may_on_obligation(actor, found, action))
    if request.method != "POST":
        states.OBLIGATION.require(action, found.state)
    return found


def _answer(
    request: HttpRequest,
    found: Obligation,
    form: RegistryForm,
    act: Any,
    *,
    heading: str,
    button: str,
    told: str,
    intro: str,
    danger: bool = False,
    fields: dict[str, str] | None = None,
) -> HttpResponse:
    def done(result: dict[str, Any]) -> HttpResponse:
        messages.success(request, told)
        return SeeOther(_page_of(found))

    context = {
        "obligation": found,
        "heading": heading,
        "button": button,
        "intro": intro,
        "danger": danger,
        "back": _page_of(found),
        "trail": [
            ("Obligations", reverse("obligation-list")),
            (found.number, _page_of(found)),
            (heading, ""),
        ],
    }
    return answer_form(
        request, form, act=act, done=done, draw=form_page(request, TEMPLATE, context), fields=fields
    )


@desk_page("GET", "POST")
def lapse(request: HttpRequest, obligation_id: UUID) -> HttpResponse:
    """The consent lapsed before anything began."""
    found = _to_change(request, obligation_id, "lapse")

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return changing.lapse(
            actor=actor_of(request),
            key=key_of(request),
            obligation_id=str(obligation_id),
            today=today(),
            now=timezone.now(),
            **data,
        )

    return _answer(
        request,
        found,
        LapseForm(posted(request)),
        act,
        heading="Record that the consent has lapsed",
        button="Record it",
        told="Recorded. Nothing is owed under this consent any more.",
        intro="Only where nothing has begun and nothing is on its way. Nothing is owed under the consent from then on.",
        danger=True,
    )


@desk_page("GET", "POST")
def change_holder(request: HttpRequest, obligation_id: UUID) -> HttpResponse:
    """The duty passes to another developer."""
    found = _to_change(request, obligation_id, "change_holder")

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return changing.change_holder(
            actor=actor_of(request),
            key=key_of(request),
            obligation_id=str(obligation_id),
            holder_id=str(data["holder"].public_id),
            held_from=data["held_from"],
            reason=data["reason"],
            today=today(),
            now=timezone.now(),
        )

    holders = changing.with_a_developer(today()).exclude(pk=found.holder_id)
    return _answer(
        request,
        found,
        HolderForm(posted(request), holders=holders, initial={"held_from": today()}),
        act,
        heading="Record another developer",
        button="Record it",
        told="Recorded. Both organisations were told.",
        intro="The duty passes with the consent. Who owed the credits before stays on record.",
        fields={"holder_id": "holder"},
    )


@desk_page("GET", "POST")
def order_new(request: HttpRequest) -> HttpResponse:
    """An order of the Minister or a court, or a planning agreement, that requires credits."""
    actor = actor_of(request)
    own = [place for role, place in actor.offices if role == AUTHORITY_DELEGATE]
    if not own:
        require(no("application.not_yours", "Only a delegate of an authority can do this."))
    authorities = Organisation.objects.filter(pk__in=own).order_by("name")

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return orders.enter(
            actor=actor,
            key=key_of(request),
            authority_id=str(data["authority"].public_id),
            holder_id=str(data["holder"].public_id),
            lines=order_lines(data),
            today=today(),
            now=timezone.now(),
            **{
                name: data[name]
                for name in (
                    "source",
                    "reference",
                    "title",
                    "local_government_area",
                    "imposed_on",
                    "due_on",
                    "evidence",
                )
            },
        )

    def done(result: dict[str, Any]) -> HttpResponse:
        messages.success(request, f"{result['number']} is entered, and who owes it was told.")
        return SeeOther(reverse("obligation-page", args=[result["id"]]))

    heading = "Enter an order or a planning agreement"
    context = {
        "heading": heading,
        "button": "Enter it",
        "intro": "A duty that no consent of this registry imposes (BC Act s 6.29, s 7.18). One with more than four "
        "lines is sent over the API.",
        "back": reverse("obligation-list"),
        "trail": [("Obligations", reverse("obligation-list")), (heading, "")],
    }
    form = OrderForm(posted(request), authorities=authorities, holders=changing.with_a_developer(today()))
    fields = {"holder_id": "holder", "authority_id": "authority"}
    draw = form_page(request, TEMPLATE, context)
    return answer_form(request, form, act=act, done=done, draw=draw, fields=fields)
