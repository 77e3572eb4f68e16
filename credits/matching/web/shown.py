"""How matches, questions, the diary and requests to use variation are shown."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from credits.lots.dealings import Offer
from credits.lots.web import words
from credits.matching.deciding import STANDING_WORDS, Standing
from credits.matching.matching import Match
from credits.obligations import states
from credits.obligations.models import Obligation, ObligationLine, Question, VariationRequest
from credits.registers.cleaning import folded_name
from credits.schemes.nsw_bos.decide import RULE_WORDS
from credits.schemes.nsw_bos.outcome import Answer, Test
from registry.actor import Actor
from registry.forms import SeeOther

HOME = "Obligations"
MOST_REASONS = 2
TOUCHING_KM = 0.05
STANDING_TAGS = {
    Standing.SERVES: "done",
    Standing.OPEN: "doing",
    Standing.POSSIBLE: "todo",
    Standing.NO: "none",
}
TAGS = {
    states.ASKED: ("waits for a decision", "doing"),
    states.ANSWERED: ("decided", "done"),
    states.APPROVED: ("approved", "done"),
    states.REFUSED: ("refused", "problem"),
    states.WITHDRAWN: ("withdrawn", "none"),
}
TEST_TAGS = {Answer.YES: ("yes", "done"), Answer.NO: ("no", "problem"), Answer.OPEN: ("open", "doing")}


def tag_of(thing: Question | VariationRequest) -> dict[str, str]:
    """The status tag."""
    text, kind = TAGS[thing.state]
    if isinstance(thing, Question) and thing.answer is not None:
        text = "decided: yes" if thing.answer else "decided: no"
    return {"text": text, "kind": kind}


def standing_tag(match: Match) -> dict[str, str]:
    """What the decision means, as a tag."""
    return {"text": STANDING_WORDS[match.standing].lower(), "kind": STANDING_TAGS[match.standing]}


def rule_words(rule: str) -> str:
    """Under which rule."""
    return RULE_WORDS.get(rule, "")  # type: ignore[call-overload, no-any-return]


def row_of(match: Match, offer: Offer | None, *, line: ObligationLine, buys: bool) -> dict[str, Any]:
    """One line of the list. `buys`: this person can accept an offer for who owes."""
    of = match.credit_class
    why = match.why if match.standing is not Standing.SERVES else ()
    return {
        "match": match,
        "name": str(of),
        "kind": f"{of.get_kind_display()} credits",
        "tag": standing_tag(match),
        "rule": rule_words(match.rule) if match.rule else "",
        "distance": distance_words(match, line),
        "suspended": match.stock.status == "suspended",
        "equivalence": match.stock.status == "equivalence",
        "why": [f"{test.sentence} ({test.clause})" for test in why[:MOST_REASONS]],
        "more": max(len(why) - MOST_REASONS, 0),
        "price": "" if offer is None else words.price(offer.price),
        "offer_url": "" if offer is None else offer_url(offer, quantity=line.outstanding, buys=buys),
        "buys": buys and match.standing is Standing.SERVES,
    }


def offer_url(offer: Offer, *, quantity: int, buys: bool) -> str:
    """Where to accept so many credits of it; its page for somebody who cannot."""
    if not buys:
        return reverse("offer-page", args=[offer.public_id])
    address = reverse("offer-accept", args=[offer.public_id])
    return f"{address}?quantity={min(quantity, offer.remaining)}"


def distance_words(match: Match, line: ObligationLine) -> str:
    """How far the subregions are apart, by the table of neighbours."""
    distance_km = match.distance_km
    if distance_km is None:
        return "more than 100 km, or not known"
    if folded_name(match.credit_class.subregion) == folded_name(line.credit_class.subregion):
        return "same subregion"
    return "touching" if distance_km < TOUCHING_KM else f"{distance_km:.0f} km"


def tests_of(tests: Iterable[Test]) -> list[dict[str, Any]]:
    """Each test with its tag, its reason, its clause, who decided an open one, and the strict reading of one still
    open."""
    found = []
    for test in tests:
        text, kind = TEST_TAGS[test.answer]
        found.append(
            {"test": test, "tag": {"text": text, "kind": kind}, "is_open": test.answer is Answer.OPEN}
        )
    return found


def trail_of(obligation: Obligation, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """The way to a page of an obligation."""
    return [
        (HOME, reverse("obligation-list")),
        (obligation.number, reverse("obligation-page", args=[obligation.public_id])),
        *more,
    ]


def line_trail(line: ObligationLine, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """The way to a page of a line's search."""
    here = (
        f"Credits for line {line.number}",
        reverse("line-matching", args=[line.public_id]) if more else "",
    )
    return trail_of(line.obligation, here, *more)


def line_facts(line: ObligationLine) -> list[tuple[str, str]]:
    """What the line is about, label and value."""
    return [
        ("Obligation", f"{line.obligation.number}, {line.obligation.reference}"),
        ("Owed by", str(line.obligation.holder)),
        ("Credits of", str(line.credit_class)),
        ("Impact in", line.credit_class.subregion or "a subregion that is not stated"),
        ("Outstanding", f"{line.outstanding:,} of {line.required:,}"),
    ]


def can_buy(actor: Actor, line: ObligationLine) -> bool:
    """Does this person sign for who owes, with something left to find?"""
    return actor.deals_for(line.obligation.holder_id) and line.outstanding > 0


def day_words(value: date | None) -> str:
    """A day, or that none is set."""
    return "not set" if value is None else f"{value:%d/%m/%Y}"


def done_with(request: HttpRequest, told: str, route: str, *arguments: Any) -> Any:
    """After a command: a message, and the page of `route`, of the new thing's id where no arguments are given."""

    def done(result: dict[str, Any]) -> HttpResponse:
        messages.success(request, told)
        return SeeOther(reverse(route, args=arguments or [result["id"]]))

    return done
