"""The search page of one line: every class on the register with its answer, and one class with all its tests."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from assessments.web.answers import actor_of, answer_form, desk_page, form_page, posted, require, today
from credits.lots import selectors as lot_selectors
from credits.lots.models import Lot
from credits.lots.web import words
from credits.matching import listing, policies, selectors
from credits.matching.matching import filters_of, match, one_class
from credits.matching.services import diary, questions
from credits.matching.web import shown
from credits.matching.web.forms import ANSWERS, RULE_CHOICES, QuestionForm
from credits.obligations import states
from credits.obligations.models import ObligationLine, VariationRequest
from credits.obligations.selectors import visible
from registry.actor import Actor
from registry.findings import DomainError, NotAllowed, NotVisible
from registry.forms import SeeOther, key_of, new_key

CLASSES_A_PAGE = 25
LOTS_A_PAGE = 25


@desk_page("GET")
def line_matching(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """Which credits on the register serve the line, which do not and why, best first."""
    actor = actor_of(request)
    line = visible.line(actor, line_id)
    for_holder = policies.sees_holdings(actor, line.obligation)
    found = match(line, on=today(), for_holder=for_holder)
    filters = filters_of(request.GET)
    page = Paginator(found.select(filters), CLASSES_A_PAGE).get_page(request.GET.get("page"))
    buyer_id = line.obligation.holder_id if for_holder else None
    offers = listing.cheapest(
        (one.credit_class.pk for one in page.object_list if one.stock.offered), buyer_id=buyer_id, on=today()
    )
    buys = shown.can_buy(actor, line)
    latest = selectors.latest_request(line)
    context = {
        "line": line,
        "counts": [(shown.STANDING_WORDS[one.standing], one) for one in found.counts],
        "page": page,
        "rows": [
            shown.row_of(
                one,
                offers.get((one.credit_class.pk, one.stock.status)),
                line=line,
                buys=buys,
            )
            for one in page.object_list
        ],
        "filters": filters,
        "answers": ANSWERS,
        "rules": RULE_CHOICES,
        "gate": shown.tests_of(found.gate),
        "is_trust": line.obligation.is_of_the_trust,
        "request_made": latest,
        "may_ask_variation": _may_ask_variation(actor, line, latest),
        "may_record": buys,
        "key": new_key(),
        "trail": shown.line_trail(line),
    }
    return render(request, "obligations/matching/line.html", context)


def _may_ask_variation(actor: Actor, line: ObligationLine, latest: VariationRequest | None) -> bool:
    return (
        policies.may_ask_for_variation(actor, line.obligation).allowed
        and line.obligation.variation_permitted_on is not None
        and line.outstanding > 0
        and (latest is None or latest.state not in (states.ASKED, states.APPROVED))
    )


@desk_page("POST")
def record_search(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """Enter today's search in the diary, with what it finds."""
    try:
        made = diary.search(
            actor=actor_of(request),
            key=key_of(request),
            line_id=str(line_id),
            today=today(),
            now=timezone.now(),
        )
        messages.success(request, f"In the diary: {made['text']}")
    except (NotVisible, NotAllowed):
        raise
    except DomainError as refusal:
        messages.error(request, refusal.message)
    return SeeOther(reverse("line-matching", args=[line_id]))


@desk_page("GET")
def line_class(request: HttpRequest, line_id: UUID, class_id: int) -> HttpResponse:
    """One class for the line: every test of every rule, what a person decided or could, and its lots and offers."""
    actor = actor_of(request)
    line = visible.line(actor, line_id)
    of = selectors.credit_class(class_id)
    for_holder = policies.sees_holdings(actor, line.obligation)
    found = one_class(line, of, on=today(), for_holder=for_holder)
    best = found[0]
    buys = shown.can_buy(actor, line)
    offers = listing.offers_for(line.obligation.holder_id if for_holder else None).filter(
        lot__credit_class=of
    )
    lots = Paginator(listing.lots_of(of.pk), LOTS_A_PAGE).get_page(request.GET.get("page"))
    own = set(
        lot_selectors.visible_to(actor).filter(pk__in=[lot.pk for lot in lots]).values_list("pk", flat=True)
    )
    decision = best.decision
    context = {
        "line": line,
        "of": of,
        "facts": words.class_facts(of),
        "best": best,
        "tag": shown.standing_tag(best),
        "rule": shown.rule_words(best.rule) if best.rule else "",
        "distance": shown.distance_words(best, line),
        "rulings": [
            ("Like for like (cl 6.3)", shown.tests_of(decision.like_for_like.tests)),
            (
                "Variation (cl 6.4)",
                shown.tests_of(decision.variation.tests) if decision.variation is not None else [],
            ),
            *(
                [("The Trust's hierarchy (cl 6.5)", shown.tests_of(decision.trust.tests))]
                if line.obligation.is_of_the_trust
                else []
            ),
        ],
        "version": decision.rule_set_version,
        "offers": [
            {
                "offer": offer,
                "price": words.price(offer.price),
                "url": shown.offer_url(offer, quantity=line.outstanding, buys=buys),
            }
            for offer in offers.select_related("lot").order_by("price_millionths", "pk")[:LOTS_A_PAGE]
        ],
        "buys": buys,
        "page": lots,
        "lots": [_lot_row(lot, own=lot.pk in own, buys=buys) for lot in lots],
        "questions": [
            {"question": one, "tag": shown.tag_of(one)} for one in selectors.questions_of(line, of)
        ],
        "askable": _askable(actor, line, of, decision),
        "trail": shown.line_trail(line, (str(of), "")),
    }
    return render(request, "obligations/matching/class.html", context)


def _lot_row(lot: Lot, *, own: bool, buys: bool) -> dict[str, Any]:
    """A lot with what this person can do: open their own, or ask its holder where one is known."""
    url, label = "", ""
    if own:
        url, label = _address("lot-page", lot.number), "Open"
    elif buys and lot.holder.organisation_id is not None:
        url, label = _address("lot-enquire", lot.number), "Ask its holder"
    return {"lot": lot, "url": url, "label": label}


def _address(route: str, number: str) -> str:
    """Empty for a published number that no address of ours can hold."""
    try:
        return reverse(route, args=[number])
    except NoReverseMatch:
        return ""


def _askable(actor: Actor, line: ObligationLine, of: Any, decision: Any) -> list[Any]:
    """The open tests that this person can put to the authority and has not."""
    if not shown.can_buy(actor, line):
        return []
    asked = {one.test for one in selectors.questions_of(line, of) if one.state != "withdrawn"}
    return [test for test in questions.open_tests(decision) if test.code not in asked]


@desk_page("GET", "POST")
def ask(request: HttpRequest, line_id: UUID, class_id: int, test: str) -> HttpResponse:
    """Put one open test to the authority."""
    actor = actor_of(request)
    line = visible.line(actor, line_id)
    require(policies.may_search(actor, line.obligation))
    of = selectors.credit_class(class_id)
    decision = one_class(line, of, on=today())[0].decision
    sentence = ""
    if request.method == "GET":
        found = questions.require_open_test(decision, test)
        sentence = f"{found.sentence} ({found.clause})"

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return questions.ask(
            actor=actor,
            key=key_of(request),
            line_id=str(line_id),
            class_id=class_id,
            test=test,
            note=data["note"],
            today=today(),
            now=timezone.now(),
        )

    back = reverse("line-class", args=[line_id, class_id])
    context = {
        "heading": "Ask the authority to decide",
        "intro": sentence,
        "subject": [*shown.line_facts(line), ("The credits", str(of)), ("Test", test)],
        "button": "Ask",
        "back": back,
        "trail": shown.line_trail(line, (str(of), back), ("Ask", "")),
    }
    return answer_form(
        request,
        QuestionForm(posted(request)),
        act=act,
        done=shown.done_with(request, "Asked. The authority was told.", "question-page"),
        draw=form_page(request, "credits/dealings/step.html", context),
    )
