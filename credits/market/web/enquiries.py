"""Enquiries: asking about an entry or a lot, one's own enquiries, reading, answering and closing one."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from assessments.web.answers import Attempt, actor_of, answer_form, desk_page, form_page, posted, require
from credits.lots.web.fields import ConfirmForm
from credits.market import policies, selectors
from credits.market.edges import MARKET, today
from credits.market.models import Enquiry
from credits.market.selectors import LOT
from credits.market.services import enquiries
from credits.market.web import words
from credits.market.web.forms import EnquireForm, MessageForm
from registry.actor import Actor
from registry.forms import RegistryForm, SeeOther, key_of, new_key

ENQUIRIES_A_PAGE = 50
MESSAGES_A_PAGE = 50


def enquire_of_entry(request: HttpRequest, kind: str, entry_id: UUID) -> HttpResponse:
    """Ask the organisation behind an expression of interest or a want."""
    return _enquire(request, kind, str(entry_id))


def enquire_of_lot(request: HttpRequest, number: str) -> HttpResponse:
    """Ask the recorded holder of a lot."""
    return _enquire(request, LOT, number)


@desk_page("GET", "POST")
def _enquire(request: HttpRequest, kind: str, name: str) -> HttpResponse:
    actor = actor_of(request)
    subject = selectors.subject(actor, kind, name, on=today())
    asked_id = subject.asked.pk if subject.asked else None
    require(policies.may_enquire(actor, asked_id))
    if request.method == "GET":
        enquiries.require_asked(subject)
    form = EnquireForm(posted(request), ids=policies.asking_ids(actor, asked_id))

    def act(data: dict[str, Any]) -> dict[str, Any]:
        asker = data.get("asker")
        return enquiries.open_enquiry(
            actor=actor,
            key=key_of(request),
            about=kind,
            about_id=name,
            text=data["text"],
            asker_id=str(asker.public_id) if asker else None,
            today=today(),
            now=timezone.now(),
        )

    def done(result: dict[str, Any]) -> HttpResponse:
        messages.success(request, "Your message is sent. You are told when there is an answer.")
        return SeeOther(reverse("enquiry-page", args=[result["id"]]))

    back = reverse("offer-list") if kind == LOT else reverse(f"{kind}-page", args=[name])
    context = {
        "heading": "Enquire",
        "intro": "Your message reaches the other organisation through the registry. It sees the name of your "
        "organisation.",
        "subject": words.subject_rows(actor, subject),
        "button": "Send the message",
        "back": back,
        "trail": [MARKET, ("Enquiries", reverse("enquiry-list")), ("Enquire", "")],
    }
    draw = form_page(request, "market/form.html", context)
    return answer_form(request, form, act=act, done=done, draw=draw)


@desk_page("GET")
def enquiry_list(request: HttpRequest) -> HttpResponse:
    """The enquiries this person may read, the one last written to first."""
    actor = actor_of(request)
    page = Paginator(selectors.enquiries_visible_to(actor), ENQUIRIES_A_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "page": page,
        "rows": [_row(actor, enquiry) for enquiry in page.object_list],
        "trail": [MARKET, ("Enquiries", "")],
    }
    return render(request, "market/enquiries.html", context)


def _row(actor: Actor, enquiry: Enquiry) -> dict[str, Any]:
    return {
        "enquiry": enquiry,
        "about": words.about(actor, enquiry),
        "tag": _tag(actor, enquiry),
    }


def _tag(actor: Actor, enquiry: Enquiry) -> dict[str, str]:
    if enquiry.closed_at is not None:
        return {"text": "closed", "kind": "none"}
    sides = actor.organisation_ids & {enquiry.asker_id, enquiry.asked_id}
    if sides and enquiry.last_sender not in sides:  # type: ignore[attr-defined]
        return {"text": "waits for your answer", "kind": "problem"}
    return {"text": "open", "kind": "doing"}


@desk_page("GET", "POST")
def enquiry_page(request: HttpRequest, enquiry_id: UUID) -> HttpResponse:
    """One enquiry: what was written, and a form to answer for either side."""
    actor = actor_of(request)
    enquiry = selectors.enquiry(actor, enquiry_id)
    may_write = policies.may_write(actor, enquiry)
    if request.method == "POST":
        require(may_write)

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return enquiries.reply(
            actor=actor,
            key=key_of(request),
            enquiry_id=str(enquiry_id),
            text=data["text"],
            now=timezone.now(),
        )

    def done(result: dict[str, Any]) -> HttpResponse:
        messages.success(request, "Your message is sent.")
        return SeeOther(reverse("enquiry-page", args=[enquiry_id]))

    def draw(form: RegistryForm, tried: Attempt) -> HttpResponse:
        pages = Paginator(selectors.messages_of(enquiry), MESSAGES_A_PAGE)
        page = pages.get_page(request.GET.get("page") or pages.num_pages)
        answer = selectors.offer_answer(actor, enquiry) if enquiry.closed_at is None else None
        context = {
            "enquiry": enquiry,
            "about": words.about(actor, enquiry),
            "tag": _tag(actor, enquiry),
            "page": page,
            "may_write": may_write.allowed and enquiry.closed_at is None,
            "offer": answer,
            "offer_url": _offer_url(answer, enquiry),
            "form": form,
            "key": new_key(),
            "trail": [MARKET, ("Enquiries", reverse("enquiry-list")), (_title(enquiry), "")],
        }
        return render(request, "market/enquiry.html", context, status=tried.status)

    return answer_form(request, MessageForm(posted(request)), act=act, done=done, draw=draw)


def _title(enquiry: Enquiry) -> str:
    return f"{enquiry.asker} and {enquiry.asked}"


def _offer_url(answer: selectors.OfferAnswer | None, enquiry: Enquiry) -> str:
    """The form that offers the credits to the asker, filled in from the enquiry."""
    if answer is None:
        return ""
    filled = {
        "enquiry": enquiry.public_id,
        "buyer": answer.buyer.public_id,
        "quantity": answer.quantity,
        **({"price": answer.price} if answer.price else {}),
    }
    return f"{reverse('lot-offer', args=[answer.lot.number])}?{urlencode(filled)}"


@desk_page("GET", "POST")
def close_enquiry(request: HttpRequest, enquiry_id: UUID) -> HttpResponse:
    """End an enquiry, from either side."""
    actor = actor_of(request)
    enquiry = selectors.enquiry(actor, enquiry_id)
    require(policies.may_write(actor, enquiry))
    back = reverse("enquiry-page", args=[enquiry_id])

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return enquiries.close(
            actor=actor, key=key_of(request), enquiry_id=str(enquiry_id), now=timezone.now()
        )

    def done(result: dict[str, Any]) -> HttpResponse:
        messages.success(request, "The enquiry is closed.")
        return SeeOther(back)

    context = {
        "heading": "Close the enquiry",
        "intro": "Nothing more can be written in it. It stays to be read by both sides.",
        "subject": [("Between", _title(enquiry)), ("About", words.about(actor, enquiry)["text"])],
        "button": "Close the enquiry",
        "back": back,
        "trail": [MARKET, ("Enquiries", reverse("enquiry-list")), (_title(enquiry), back), ("Close", "")],
    }
    draw = form_page(request, "market/form.html", context)
    return answer_form(request, ConfirmForm(posted(request)), act=act, done=done, draw=draw)
