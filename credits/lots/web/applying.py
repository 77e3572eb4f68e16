"""What begins on a lot's page beside an offer: retiring, asking for cancellation, and the registrar's own forms."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from assessments.web.answers import actor_of, answer_form, desk_page, form_page, posted, require, today
from credits.lots import policies, selectors
from credits.lots.dealings import Cancellation, Retirement
from credits.lots.models import Lot
from credits.lots.services import cancellations, corrections, issuing, retirements
from credits.lots.statements_signed import cancellation_statement, retirement_statement
from credits.lots.web import signing
from credits.lots.web.forms import (
    CorrectionForm,
    IssueFurtherForm,
    ProposeCancellationForm,
    RequestCancellationForm,
    RetireForm,
)
from credits.lots.web.lots import trail_of
from credits.lots.web.offers import refuse_more_than, subject_of
from registry.actor import Actor
from registry.commands import Decision
from registry.forms import RegistryForm, SeeOther, add_findings, key_of


def lot_for(actor: Actor, number: str, rule: Callable[[Actor, Lot], Decision]) -> Lot:
    """The lot, if this person may do what the form is for. Raises NotVisible, NotAllowed."""
    lot = selectors.lot(actor, number)
    require(rule(actor, lot))
    return lot


def _early(lot: Lot) -> Callable[[RegistryForm], None]:
    return lambda form: refuse_more_than(form, lot.available, f"Lot {lot.number} has {{}} available.")


@desk_page("GET", "POST")
def retire(request: HttpRequest, number: str) -> HttpResponse:
    """Apply to retire credits for a purpose of the Act's list (BC Act s 6.27); then sign."""
    actor = actor_of(request)
    lot = lot_for(actor, number, policies.may_retire)
    holder = str(lot.holder)

    def statement(data: dict[str, Any]) -> Any:
        purpose = Retirement.Purpose(data["purpose"]).label
        return retirement_statement(
            holder=holder, lot_number=lot.number, quantity=data["quantity"], purpose=str(purpose)
        )

    def act(data: dict[str, Any], signature: dict[str, Any]) -> dict[str, Any]:
        return retirements.apply(
            actor=actor,
            key=key_of(request),
            lot_number=lot.number,
            today=today(),
            now=timezone.now(),
            **data,
            **signature,
        )

    def done(result: dict[str, Any]) -> HttpResponse:
        messages.success(request, "Applied. The registrar checks it next.")
        return SeeOther(reverse("retirement-page", args=[result["id"]]))

    def early(form: RegistryForm) -> None:
        _early(lot)(form)
        given = form.cleaned_data
        findings = retirements.about_purpose(
            given["purpose"],
            given["purpose_note"],
            given["obligation_reference"],
            given["obligation_local_government_area"],
            given["consent_on"],
            today(),
        )
        add_findings(form, findings)

    flow = signing.TwoSteps(
        form=lambda data=None: RetireForm(data, lot=lot),
        statement=statement,
        summary=lambda data: [
            ("Lot", f"{lot.number}, {lot.credit_class}"),
            ("Credits to retire", f"{data['quantity']:,}"),
            ("Purpose", Retirement.Purpose(data["purpose"]).label),
            ("In words", data["purpose_note"]),
            ("Obligation", data["obligation_reference"]),
            ("Local government area", data["obligation_local_government_area"]),
            ("Day of the consent", f"{data['consent_on']:%d/%m/%Y}" if data["consent_on"] else ""),
        ],
        act=act,
        done=done,
        refuse_early=early,
        context={
            "heading": "Retire credits",
            "intro": "Retired credits are used up: nobody can hold, sell or use them again.",
            "subject": subject_of(lot),
            "button": "Sign and apply",
            "consequence": "The credits are reserved at once. Until the registrar has checked you can withdraw.",
            "back": reverse("lot-page", args=[lot.number]),
            "trail": trail_of(lot, ("Retire credits", "")),
        },
    )
    return signing.answer(request, flow)


@desk_page("GET", "POST")
def request_cancellation(request: HttpRequest, number: str) -> HttpResponse:
    """A holder asks for credits to be cancelled, and signs."""
    actor = actor_of(request)
    lot = lot_for(actor, number, policies.may_offer)

    def act(data: dict[str, Any], signature: dict[str, Any]) -> dict[str, Any]:
        return cancellations.request(
            actor=actor,
            key=key_of(request),
            lot_number=lot.number,
            today=today(),
            now=timezone.now(),
            **data,
            **signature,
        )

    def done(result: dict[str, Any]) -> HttpResponse:
        messages.success(request, "Asked for. An officer of the registry decides next.")
        return SeeOther(reverse("cancellation-page", args=[result["id"]]))

    flow = signing.TwoSteps(
        form=RequestCancellationForm,
        statement=lambda data: cancellation_statement(
            holder=str(lot.holder), lot_number=lot.number, quantity=data["quantity"]
        ),
        summary=lambda data: [
            ("Lot", f"{lot.number}, {lot.credit_class}"),
            ("Credits to cancel", f"{data['quantity']:,}"),
            ("Why", data["ground_note"]),
        ],
        act=act,
        done=done,
        refuse_early=_early(lot),
        context={
            "heading": "Ask for credits to be cancelled",
            "intro": "Cancelled credits are gone: they meet no obligation, and nobody can use them again.",
            "subject": subject_of(lot),
            "button": "Sign and ask",
            "consequence": "The credits are reserved at once.",
            "back": reverse("lot-page", args=[lot.number]),
            "trail": trail_of(lot, ("Ask for cancellation", "")),
        },
    )
    return signing.answer(request, flow)


def one_step(
    request: HttpRequest,
    lot: Lot,
    form: RegistryForm,
    act: Callable[[dict[str, Any]], dict[str, Any]],
    *,
    heading: str,
    intro: str,
    told: str,
    page: str = "",
    danger: bool = False,
) -> HttpResponse:
    """A form of the registrar on a lot, with one command behind it; `page` names the page of what it makes."""
    back = reverse("lot-page", args=[lot.number])

    def done(result: dict[str, Any]) -> HttpResponse:
        messages.success(request, told)
        return SeeOther(reverse(page, args=[result["id"]]) if page else back)

    context = {
        "heading": heading,
        "intro": intro,
        "subject": subject_of(lot),
        "button": heading,
        "danger": danger,
        "back": back,
        "trail": trail_of(lot, (heading, "")),
    }
    draw = form_page(request, "credits/dealings/step.html", context)
    return answer_form(request, form, act=act, done=done, draw=draw)


@desk_page("GET", "POST")
def propose_cancellation(request: HttpRequest, number: str) -> HttpResponse:
    """The registrar proposes a cancellation on another ground than the holder's request."""
    actor = actor_of(request)
    lot = lot_for(actor, number, policies.may_propose)

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return cancellations.propose(
            actor=actor,
            key=key_of(request),
            lot_number=lot.number,
            ground=Cancellation.Ground.OTHER,
            today=today(),
            now=timezone.now(),
            **data,
        )

    return one_step(
        request,
        lot,
        ProposeCancellationForm(posted(request)),
        act,
        heading="Propose a cancellation",
        intro="A second officer cancels. Until then the credits are reserved.",
        told="Proposed. A second officer decides.",
        page="cancellation-page",
    )


@desk_page("GET", "POST")
def propose_correction(request: HttpRequest, number: str) -> HttpResponse:
    """The registrar proposes that credits go back to the lot they came from."""
    actor = actor_of(request)
    lot = lot_for(actor, number, policies.may_propose_correction)

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return corrections.propose(
            actor=actor, key=key_of(request), lot_number=lot.number, today=today(), now=timezone.now(), **data
        )

    return one_step(
        request,
        lot,
        CorrectionForm(posted(request)),
        act,
        heading="Propose a correction",
        intro="Credits go back to the lot this one was minted from, by a new movement that a second officer posts. "
        "Nothing recorded is ever changed.",
        told="Proposed. A second officer posts it.",
        page="correction-page",
    )


@desk_page("GET", "POST")
def issue_further(request: HttpRequest, number: str) -> HttpResponse:
    """Issue further credits into a root lot because of an approved variation or renewal (N11, N43)."""
    actor = actor_of(request)
    lot = selectors.issued_root(actor, number)
    require(policies.may_issue_further(actor, lot))
    choices = issuing.approved_changes(lot)
    if request.method == "GET":
        # Sent, a change that has issued by now is the command's to answer: the same form may come twice.
        choices = choices.filter(pk__in=[one.pk for one in issuing.open_changes(actor, lot)])

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return issuing.issue_further(
            actor=actor,
            key=key_of(request),
            lot_number=lot.number,
            change_id=str(data["change"].public_id),
            quantity=data["quantity"],
            reason=data["reason"],
            now=timezone.now(),
        )

    return one_step(
        request,
        lot,
        IssueFurtherForm(posted(request), changes=choices),
        act,
        heading="Issue further credits",
        intro="Credits of an approved variation or renewed plan go to the holder at once, into this lot (N11). What is "
        "issued stays on record: it can be cancelled, never unmade.",
        told="Issued. The credits are in the lot.",
        danger=True,
    )
