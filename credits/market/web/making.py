"""New entries: credits for sale of a lot, an agreement or a planned site, and wants."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from assessments.web.answers import actor_of, answer_form, desk_page, form_page, posted, require
from credits.lots import policies as lot_policies
from credits.lots import selectors as lot_selectors
from credits.lots.models import Lot
from credits.lots.services.dealing import require_holder
from credits.lots.web import words as lot_words
from credits.market import policies
from credits.market.edges import MARKET, today
from credits.market.services import demands, interests
from credits.market.web.entries import HEADINGS
from credits.market.web.forms import DemandForm, InterestForm, TermsForm, WantedForm
from registry.actor import Actor
from registry.agreements import selectors as agreement_selectors
from registry.agreements.models import Agreement
from registry.forms import SeeOther, key_of
from registry.reference.selectors import current_release


def _trail(kind: str, last: str) -> list[tuple[str, str]]:
    return [MARKET, (HEADINGS[kind][0], reverse(f"{kind}-list")), (last, "")]


def _done(request: HttpRequest, kind: str, said: str) -> Any:
    def done(result: dict[str, Any]) -> HttpResponse:
        messages.success(request, said)
        return SeeOther(reverse(f"{kind}-page", args=[result["id"]]))

    return done


def _organisation_id(data: dict[str, Any], name: str) -> str | None:
    chosen = data.get(name)
    return str(chosen.public_id) if chosen else None


@desk_page("GET", "POST")
def list_interest(request: HttpRequest) -> HttpResponse:
    """List credits for sale: `?lot=` a lot of one's own, `?agreement=` an agreement, neither for a planned site."""
    actor = actor_of(request)
    number = request.GET.get("lot", "")
    if number:
        return _of_lot(request, actor, lot_selectors.lot(actor, number))
    agreement = None
    if request.GET.get("agreement"):
        agreement = agreement_selectors.agreement_for(actor, request.GET["agreement"])
        require(policies.may_list_agreement(actor, agreement))
    else:
        require(policies.may_list_site(actor))
    return _of_site(request, actor, agreement)


def _of_lot(request: HttpRequest, actor: Actor, lot: Lot) -> HttpResponse:
    require(lot_policies.may_offer(actor, lot))
    require_holder(lot)
    form = TermsForm(posted(request), today=today(), initial={"quantity": lot.available or None})
    form.fields["quantity"].help_text = f"Lot {lot.number} has {lot.available:,} available."

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return interests.list_interest(
            actor=actor,
            key=key_of(request),
            lot_number=lot.number,
            today=today(),
            now=timezone.now(),
            **data,
        )

    context = {
        "heading": "List credits for sale",
        "intro": "An expression of interest binds nobody and reserves nothing. Its class is the lot's own.",
        "subject": [
            ("Lot", lot.number),
            ("Class", str(lot.credit_class)),
            ("About it", lot_words.class_hint(lot.credit_class)),
            ("Holder", str(lot.holder)),
        ],
        "button": "List them",
        "back": reverse("lot-page", args=[lot.number]),
        "trail": _trail("interest", "List credits for sale"),
    }
    draw = form_page(request, "market/form.html", context)
    done = _done(request, "interest", "Your credits are listed.")
    return answer_form(request, form, act=act, done=done, draw=draw)


def _of_site(request: HttpRequest, actor: Actor, agreement: Agreement | None) -> HttpResponse:
    ids = policies.owning_ids(actor, agreement) if agreement else policies.landholder_ids(actor)
    form = InterestForm(
        posted(request), ids=ids, planned=agreement is None, release=current_release(today()), today=today()
    )

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return interests.list_interest(
            actor=actor,
            key=key_of(request),
            agreement_id=str(agreement.public_id) if agreement else "",
            holder_id=_organisation_id(data, "holder"),
            local_government_area=data.get("local_government_area", ""),
            today=today(),
            now=timezone.now(),
            **_said(form, data),
        )

    about = f"the agreement {agreement.number or agreement.site_name}" if agreement else "a planned site"
    context = {
        "heading": "List credits for sale",
        "intro": f"Credits of {about}, which are not issued yet. An expression of interest binds nobody. To list "
        "issued credits, begin on the page of the lot.",
        "button": "List them",
        "back": reverse("interest-list"),
        "trail": _trail("interest", "List credits for sale"),
        "facts_missing": form.release is None,
    }
    draw = form_page(request, "market/form.html", context)
    done = _done(request, "interest", "Your credits are listed.")
    return answer_form(request, form, act=act, done=done, draw=draw)


def _said(form: WantedForm, data: dict[str, Any]) -> dict[str, Any]:
    terms = {name: data[name] for name in ("quantity", "price", "note", "expires_on")}
    return {"asked": form.asked(), **terms}


@desk_page("GET", "POST")
def enter_demand(request: HttpRequest) -> HttpResponse:
    """Enter what one's organisation looks for."""
    actor = actor_of(request)
    require(policies.may_enter_demand(actor))
    ids = policies.signing_ids(actor)
    form = DemandForm(posted(request), ids=ids, release=current_release(today()), today=today())

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return demands.enter(
            actor=actor,
            key=key_of(request),
            buyer_id=_organisation_id(data, "buyer"),
            needed_by=data["needed_by"],
            today=today(),
            now=timezone.now(),
            **_said(form, data),
        )

    context = {
        "heading": "Enter what you want",
        "intro": "It is public and binds nobody. What you leave empty is open.",
        "button": "Enter it",
        "back": reverse("demand-list"),
        "trail": _trail("demand", "Enter what you want"),
        "facts_missing": form.release is None,
    }
    draw = form_page(request, "market/form.html", context)
    done = _done(request, "demand", "It is on the demand register.")
    return answer_form(request, form, act=act, done=done, draw=draw)
