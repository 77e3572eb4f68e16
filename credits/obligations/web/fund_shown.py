"""How quotes of the fund and measures are shown: state in words, who acts next, what a person may do, breadcrumbs."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from credits.lots.web import words
from credits.lots.web.steps import Step
from credits.obligations import policies_fund, states
from credits.obligations.models import FundQuote, Measure, Obligation
from credits.obligations.selectors import fund
from registry.actor import Actor
from registry.commands import Decision
from registry.states import StateTable

QUOTE_TAGS = {
    states.REQUESTED: ("asked for", "todo"),
    states.PREPARED: ("charge entered", "doing"),
    states.OFFERED: ("issued", "doing"),
    states.RECEIVED: ("paid, not confirmed", "doing"),
    states.SETTLED: ("paid and confirmed", "done"),
    states.WITHDRAWN: ("withdrawn", "none"),
    states.REFUSED: ("refused", "problem"),
}
MEASURE_TAGS = {
    states.PROPOSED: ("proposed", "todo"),
    states.CHECKED: ("checked", "doing"),
    states.ACCEPTED: ("accepted", "done"),
    states.REFUSED: ("refused", "problem"),
    states.WITHDRAWN: ("withdrawn", "none"),
}
STOPPING = frozenset({"refuse", "withdraw"})
NOT_SET = "not set"
HOLIDAYS = "Monday to Friday are counted; public holidays are not known here."


def quote_tag(quote: FundQuote) -> dict[str, str]:
    """The status tag."""
    text, kind = QUOTE_TAGS[quote.state]
    return {"text": text, "kind": kind}


def measure_tag(measure: Measure) -> dict[str, str]:
    """The status tag."""
    text, kind = MEASURE_TAGS[measure.state]
    return {"text": text, "kind": kind}


def quote_next(quote: FundQuote, *, on: Any) -> dict[str, str]:
    """Who has to do what now."""
    trust, holder = str(quote.trust), str(quote.obligation.holder)
    if quote.state == states.REQUESTED:
        return {"who": f"An officer of {trust}", "what": "enters the charge, line by line, with its source."}
    if quote.state == states.PREPARED:
        return {"who": f"An approver of {trust}", "what": "issues the quote, or refuses it."}
    if quote.state == states.OFFERED:
        if quote.valid_until is not None and quote.valid_until < on:
            what = f"asks for another quote: this one held until {quote.valid_until:%d/%m/%Y}."
            return {"who": holder, "what": what}
        what = (
            f"pays the whole amount by {words_of_day(quote.valid_until)}, or withdraws. An officer of {trust} then "
            "records the payment."
        )
        return {"who": holder, "what": what}
    if quote.state == states.RECEIVED:
        what = "confirms the payment as a second person. Until then the credits are on their way."
        return {"who": f"An approver of {trust}", "what": what}
    ended = "has anything to do here: the lines are discharged, and the Trust owes the credits since."
    return {"who": "Nobody", "what": ended if quote.state == states.SETTLED else "has anything to do here."}


def measure_next(measure: Measure) -> dict[str, str]:
    """Who has to do what now."""
    authority = str(measure.line.obligation.authority)
    if measure.state == states.PROPOSED:
        return {"who": f"An officer of {authority}", "what": "looks at the evidence and records the check."}
    if measure.state == states.CHECKED:
        return {"who": f"A delegate of {authority}", "what": "accepts or refuses it, as a second person."}
    ended = f"has anything to do here: {measure.quantity:,} credits of the line are discharged."
    return {
        "who": "Nobody",
        "what": ended if measure.state == states.ACCEPTED else "has anything to do here.",
    }


def _steps(
    table: StateTable, actor: Actor, thing: Any, rules: dict[str, Callable[..., Decision]], page: str
) -> list[Step]:
    found = []
    for transition in table.actions(thing.state, actor.roles):
        decision = rules[transition.action](actor, thing)
        found.append(
            Step(
                transition.action,
                transition.label,
                reverse(f"{page}-{transition.action}", args=[thing.public_id]),
                decision.allowed,
                decision.reason,
                "dark-outline" if transition.action in STOPPING else "dark",
            )
        )
    return found


def quote_steps(actor: Actor, quote: FundQuote) -> list[Step]:
    """What this person's roles are for in this state: a button, or why not."""
    found = _steps(states.QUOTE, actor, quote, policies_fund.QUOTE_RULES, "quote")
    if quote.state != states.PREPARED:
        return found
    # Entering the charge anew is the lesser step once it stands there.
    return sorted(found, key=lambda step: ("offer", "prepare", "refuse", "withdraw").index(step.action))


def measure_steps(actor: Actor, measure: Measure) -> list[Step]:
    """What this person's roles are for in this state: a button, or why not."""
    return _steps(states.MEASURE, actor, measure, policies_fund.MEASURE_RULES, "measure")


def obligation_trail(obligation: Obligation, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """The way to a page of an obligation."""
    page = reverse("obligation-page", args=[obligation.public_id])
    return [("Obligations", reverse("obligation-list")), (obligation.number, page), *more]


def quote_trail(quote: FundQuote, here: str = "") -> list[tuple[str, str]]:
    """Breadcrumbs of a quote, and of a step on it."""
    page = reverse("quote-page", args=[quote.public_id]) if here else ""
    more = [(here, "")] if here else []
    return obligation_trail(quote.obligation, (f"Quote {quote.number}", page), *more)


def measure_trail(measure: Measure, here: str = "") -> list[tuple[str, str]]:
    """Breadcrumbs of a measure, and of a step on it."""
    page = reverse("measure-page", args=[measure.public_id]) if here else ""
    more = [(here, "")] if here else []
    title = f"Measure for line {measure.line.number}"
    return obligation_trail(measure.line.obligation, (title, page), *more)


def words_of_day(day: Any) -> str:
    """A day, or that none is set."""
    return f"{day:%d/%m/%Y}" if day else NOT_SET


def quote_facts(quote: FundQuote) -> list[tuple[str, str]]:
    """What a quote is about, for the pages of its steps."""
    return [
        ("Obligation", f"{quote.obligation.number}, {quote.obligation.reference}"),
        ("Owed by", str(quote.obligation.holder)),
        ("Trust", str(quote.trust)),
        ("Total", words.money(fund.total_cents(quote))),
        ("Holds until", words_of_day(quote.valid_until) if quote.valid_until else ""),
    ]


def measure_facts(measure: Measure) -> list[tuple[str, str]]:
    """What a measure is about."""
    line = measure.line
    action = measure.listed_action
    return [
        ("Way", measure.get_kind_display()),
        ("Obligation", f"{line.obligation.number}, line {line.number}, {line.obligation.reference}"),
        ("Owed by", str(line.obligation.holder)),
        ("Credits of", str(line.credit_class)),
        ("Stands for", f"{measure.quantity:,} of {line.required:,} credits"),
        ("Listed action", "" if action is None else f"{action.code}, {action.title}"),
        ("Benefits", "" if action is None else action.entity),
        ("Paid for it", words.money(measure.cost_cents)),
        ("Creates", measure.creates),
    ]
