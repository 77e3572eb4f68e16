"""Lists and pages of entries, public while they are open, and the steps their organisations take with them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from assessments.web.answers import actor_of, answer_form, desk_page, form_page, posted, require
from credits.lots.web.fields import ConfirmForm, WhyForm
from credits.lots.web.steps import Step
from credits.market import policies, selectors
from credits.market.edges import MARKET, public_answer, today
from credits.market.kinds import KINDS, Kind, actions_for, owner_of
from credits.market.models import Interest
from credits.market.policies import Entry
from credits.market.web import words
from credits.market.web.forms import DemandTermsForm, TermsForm
from registry.actor import Actor
from registry.forms import RegistryForm, SeeOther, key_of

ROWS_A_PAGE = 50
OPEN, MINE = "open", "mine"
HEADINGS = {
    "interest": (
        "Expressions of interest to sell",
        "Credits that landholders and other holders would sell: issued ones, and those of agreements and sites that "
        "are still to come. Nothing is reserved; enquire, and the holder can make you an offer.",
    ),
    "demand": (
        "Credits wanted",
        "What buyers look for, where, and by when. If you hold such credits or plan a site, enquire.",
    ),
}
WORDS = {
    "interest": {
        "new": "List credits for sale",
        "one": "For sale",
        "none": "Nothing is listed for sale now.",
    },
    "demand": {"new": "Enter what you want", "one": "Wanted", "none": "Nobody has entered a want now."},
}
LABELS = {"change": "Change", "renew": "Renew for a year", "close": "Close", "withdraw": "Withdraw"}


@require_GET
def entry_list(request: HttpRequest, kind: str) -> HttpResponse:
    """What stands on the register, for everybody; beside it what one's own organisations entered, in every state."""
    actor, of = actor_of(request), KINDS[kind]
    mine = request.GET.get("show") == MINE and bool(actor.organisation_ids)
    rows = of.own(actor) if mine else of.listed(today())
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    heading, intro = HEADINGS[kind]
    context = {
        "kind": kind,
        "heading": heading,
        "intro": intro,
        "words": WORDS[kind],
        "show": MINE if mine else OPEN,
        "has_own": bool(actor.organisation_ids),
        "may_enter": may_enter(actor, kind),
        "new": reverse(f"{kind}-new"),
        "page": page,
        "rows": [_row(actor, entry) for entry in page.object_list],
        "trail": [MARKET, (heading, "")],
    }
    return public_answer(render(request, "market/list.html", context), actor)


def may_enter(actor: Actor, kind: str) -> bool:
    """Is the person offered to make a new entry?"""
    rule = policies.may_list_site if kind == "interest" else policies.may_enter_demand
    return rule(actor).allowed


def _row(actor: Actor, entry: Entry) -> dict[str, Any]:
    return {
        "entry": entry,
        "name": words.name_of(entry),
        "hint": words.hint(entry),
        "places": words.places(entry),
        "quantity": getattr(entry, "on_offer", entry.quantity),
        "price": words.price(entry),
        "whose": selectors.name_for(actor, owner_of(entry)),
        "tag": words.tag(entry, on=today()),
        "url": reverse(
            f"{'interest' if isinstance(entry, Interest) else 'demand'}-page", args=[entry.public_id]
        ),
    }


@require_GET
def entry_page(request: HttpRequest, kind: str, entry_id: UUID) -> HttpResponse:
    """One entry: what everybody may know of it, and what this person may do."""
    actor, of = actor_of(request), KINDS[kind]
    entry = of.find(actor, entry_id, on=today())
    listed = selectors.is_listed(entry, today())
    own = policies.owner_id(entry) in actor.organisation_ids
    context = {
        "kind": kind,
        "words": WORDS[kind],
        "entry": entry,
        "own": own,
        "name": words.name_of(entry),
        "hint": words.hint(entry),
        "quantity": getattr(entry, "on_offer", entry.quantity),
        "price": words.price(entry),
        "facts": words.facts(actor, entry),
        "tag": words.tag(entry, on=today()),
        "listed": listed,
        "enquire": reverse(f"{kind}-enquire", args=[entry_id]) if listed and not own else "",
        "steps": _steps(actor, entry, of),
        "enquiries": entry.enquiries.count() if own else 0,
        "trail": _trail(of, words.name_of(entry)),
    }
    return public_answer(render(request, "market/entry.html", context), actor)


def _steps(actor: Actor, entry: Entry, of: Kind) -> list[Step]:
    actions = [transition.action for transition in actions_for(actor, entry)]
    if "change" in actions:
        actions.insert(actions.index("change") + 1, "renew")
    return [
        Step(
            action,
            LABELS[action],
            reverse(f"{of.name}-{action}", args=[entry.public_id]),
            True,
            kind="dark" if action in ("change", "renew") else "dark-outline",
        )
        for action in actions
    ]


def _trail(of: Kind, *last: str, entry: Entry | None = None) -> list[tuple[str, str]]:
    trail = [MARKET, (HEADINGS[of.name][0], reverse(f"{of.name}-list"))]
    if entry is not None:
        trail.append((words.name_of(entry), reverse(f"{of.name}-page", args=[entry.public_id])))
    return [*trail, *((text, "") for text in last)]


def _own_entry(request: HttpRequest, kind: str, entry_id: UUID, action: str) -> Any:
    """The entry for a signatory of its organisation, in a state that allows the action. Raises NotVisible, NotAllowed,
    DomainError."""
    actor, of = actor_of(request), KINDS[kind]
    entry = of.find(actor, entry_id, on=today())
    require(policies.may_change(actor, entry))
    if request.method == "GET":
        of.table.require("change" if action == "renew" else action, entry.state)
    return entry


def _subject(entry: Entry) -> list[tuple[str, str]]:
    return [
        ("Credits", words.name_of(entry)),
        ("Number", f"{entry.quantity:,}"),
        ("Price per credit", words.price(entry)),
        ("Last day", f"{entry.expires_on:%d/%m/%Y}"),
    ]


@desk_page("GET", "POST")
def change_entry(request: HttpRequest, kind: str, entry_id: UUID) -> HttpResponse:
    """Change what an open entry says, its class excepted: another class is another entry."""
    entry, of = _own_entry(request, kind, entry_id, "change"), KINDS[kind]
    back = reverse(f"{kind}-page", args=[entry_id])
    names = ["quantity", "price", "note", "expires_on"] + (["needed_by"] if kind == "demand" else [])
    initial = {name: getattr(entry, name) for name in names}
    if kind == "demand":
        form: RegistryForm = DemandTermsForm(posted(request), today=today(), initial=initial, highest=True)
    else:
        form = TermsForm(posted(request), today=today(), initial=initial)
        if entry.lot is not None:
            form.fields["quantity"].help_text = _in_hand(entry.lot)

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return of.commands["change"](
            actor=actor_of(request),
            key=key_of(request),
            today=today(),
            now=timezone.now(),
            **{of.id_name: str(entry_id)},
            **{name: data[name] for name in names},
        )

    def done(result: dict[str, Any]) -> HttpResponse:
        messages.success(request, "The change is on the register.")
        return SeeOther(back)

    context = {
        "heading": f"Change your {of.title}",
        "subject": [("Credits", words.name_of(entry)), ("Where", words.places(entry))],
        "button": "Save the change",
        "back": back,
        "trail": _trail(of, "Change", entry=entry),
    }
    draw = form_page(request, "market/form.html", context)
    return answer_form(request, form, act=act, done=done, draw=draw)


def _in_hand(lot: Any) -> str:
    return f"Lot {lot.number} has {lot.available:,} available."


STEPS: dict[str, tuple[str, str, str]] = {
    "renew": (
        "Renew for a year",
        "It stays on the register for another year from today.",
        "It stays on the register.",
    ),
    "close": (
        "Close",
        "What you looked for has been found: it leaves the register. Enquiries stay to be read.",
        "It has left the register.",
    ),
    "withdraw": (
        "Withdraw",
        "It leaves the register. Enquiries stay to be read.",
        "It has left the register.",
    ),
}
"""Button, what it does, and what is said afterwards."""


@desk_page("GET", "POST")
def entry_step(request: HttpRequest, kind: str, entry_id: UUID, action: str) -> HttpResponse:
    """Renew, close or withdraw an open entry."""
    entry, of = _own_entry(request, kind, entry_id, action), KINDS[kind]
    back = reverse(f"{kind}-page", args=[entry_id])
    button, intro, said = STEPS[action]
    form = WhyForm(posted(request)) if action == "withdraw" else ConfirmForm(posted(request))

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return of.commands[action](
            actor=actor_of(request),
            key=key_of(request),
            today=today(),
            now=timezone.now(),
            **{of.id_name: str(entry_id)},
            **data,
        )

    def done(result: dict[str, Any]) -> HttpResponse:
        messages.success(request, said)
        return SeeOther(back)

    context = {
        "heading": f"{LABELS[action].split()[0]} your {of.title}",
        "intro": intro,
        "subject": _subject(entry),
        "button": button,
        "back": back,
        "trail": _trail(of, LABELS[action].split()[0], entry=entry),
    }
    draw = form_page(request, "market/form.html", context)
    return answer_form(request, form, act=act, done=done, draw=draw)
