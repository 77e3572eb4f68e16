"""Transfers, retirements, cancellations and corrections: the list, a page each with who did what, and their steps."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from assessments.web.answers import actor_of, answer_form, desk_page, form_page, posted, require, today
from credits.lots import policies, selectors, work
from credits.lots.dealings import Cancellation, Dealing, Retirement, Transfer
from credits.lots.kinds import COMPLETING, KINDS, TRANSFER, Kind
from credits.lots.models import Movement
from credits.lots.tables import TABLES
from credits.lots.web import progress, steps, words
from credits.lots.web.dealing_facts import facts_of, statements_of
from credits.lots.web.fields import ConfirmForm, WhyForm
from credits.lots.web.forms import CheckForm, SettleForm
from registry.fees.standing import standing
from registry.forms import RegistryForm, SeeOther, key_of

DEALINGS_A_PAGE = 50

DONE = {
    "check": "The check is recorded. A second officer completes it.",
    "settle": "Settled. The credits are the buyer's, and both sides were told.",
    "retire": "The credits are retired, and the holder was told.",
    "cancel": "The credits are cancelled, and the holder was told.",
    "post": "The correction is posted, and both holders were told.",
    "refuse": "Refused. The credits are free again, and the sides were told.",
    "withdraw": "Withdrawn. The credits are free again.",
}
QUESTIONS = {
    "check": "Say what you looked at: the signatures, who stands behind them, and whether the request is duly made.",
    "settle": "The credits move to the buyer as a new lot. This cannot be undone, only corrected by a new movement.",
    "retire": "The credits are used up for the purpose above. This is final.",
    "cancel": "The credits are cancelled. This is final.",
    "post": "The credits go back to the lot they came from by a new movement.",
    "refuse": "The credits are free again. The sides read your reason.",
    "withdraw": "The credits are free again.",
}


@desk_page("GET")
def dealing_list(request: HttpRequest) -> HttpResponse:
    """All dealings of one kind that a person may see, newest first; of one lot where the address names it."""
    actor = actor_of(request)
    kind = KINDS.get(request.GET.get("kind", ""), TRANSFER)
    number = request.GET.get("lot", "").replace("\0", "").strip()[:20]
    rows = kind.visible(actor).order_by("-pk")
    if number:
        rows = rows.filter(lot__number__iexact=number)
    page = Paginator(rows, DEALINGS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "kind": kind,
        "kinds": KINDS.values(),
        "lot_number": number,
        "page": page,
        "rows": [
            {
                "dealing": dealing,
                "url": reverse(f"{kind.name}-page", args=[dealing.public_id]),
                "tag": words.tag(dealing.state),
                "about": _about(dealing),
            }
            for dealing in page.object_list
        ],
        "trail": [("Dealings", "")],
    }
    return render(request, "credits/dealings/list.html", context)


def _about(dealing: Dealing) -> str:
    if isinstance(dealing, Transfer):
        return f"{dealing.seller} to {dealing.buyer} at {words.price(dealing.price)} each"
    if isinstance(dealing, Retirement):
        return f"{dealing.lot.holder}: {dealing.get_purpose_display()}"
    if isinstance(dealing, Cancellation):
        return f"{dealing.lot.holder}: {dealing.get_ground_display()}"
    return f"{dealing.lot.holder}"


@desk_page("GET")
def dealing_page(request: HttpRequest, kind: str, dealing_id: UUID) -> HttpResponse:
    """One dealing: how far it is, who did what, fee and deposit, and what this person may do."""
    actor, described = actor_of(request), KINDS[kind]
    dealing = described.one(actor, dealing_id)
    numbers = {dealing.lot_id, dealing.new_lot_id} - {None}
    visible = set(selectors.visible_to(actor).filter(pk__in=numbers).values_list("pk", flat=True))
    movement = Movement.objects.filter(source=kind, cause=str(dealing.public_id)).first()
    is_open = dealing.completed_at is None
    context = {
        "kind": described,
        "dealing": dealing,
        "tag": words.tag(dealing.state),
        "lot_visible": dealing.lot_id in visible,
        "new_lot_visible": dealing.new_lot_id in visible,
        "facts": facts_of(dealing),
        "stages": progress.stages(dealing),
        "missing": work.missing(dealing, on=today()) if is_open else [],
        "fee": standing(dealing.fee) if isinstance(dealing, Transfer | Retirement) else None,
        "deposit": progress.deposit_words(dealing, on=today()) if is_open else "",
        "movement_steps": words.movement_steps(movement) if movement else [],
        "statements": statements_of(dealing),
        "shows_note": bool(selectors.READS_ALL & actor.roles),
        "steps": steps.of_record(actor, dealing, lambda action: _step_url(described, dealing_id, action)),
        "is_open": is_open,
        "trail": _trail(described, dealing),
    }
    return render(request, "credits/dealings/dealing.html", context)


def _step_url(kind: Kind, dealing_id: UUID, action: str) -> str:
    return reverse(f"{kind.name}-step", args=[dealing_id, action])


def _trail(kind: Kind, dealing: Dealing, *last: tuple[str, str]) -> list[tuple[str, str]]:
    start = (kind.plural, f"{reverse('dealing-list')}?kind={kind.name}")
    here = f"{kind.title} {dealing.transaction_number}"
    if not last:
        return [start, (here, "")]
    return [start, (here, reverse(f"{kind.name}-page", args=[dealing.public_id])), *last]


@desk_page("GET", "POST")
def dealing_step(request: HttpRequest, kind: str, dealing_id: UUID, action: str) -> HttpResponse:
    """One step of a dealing: what it needs, a form, and the command behind it."""
    actor, described = actor_of(request), KINDS[kind]
    dealing = described.one(actor, dealing_id)
    run = described.commands.get(action)
    if run is None:
        raise Http404
    require(policies.RULES[described.model, action](actor, dealing))
    if request.method == "GET":
        TABLES[described.model].require(action, dealing.state)
    back = reverse(f"{kind}-page", args=[dealing_id])

    def act(data: dict[str, Any]) -> dict[str, Any]:
        clock: dict[str, Any] = {"now": timezone.now()}
        if action in COMPLETING:
            clock["today"] = today()
        ids = {f"{kind}_id": str(dealing_id)}
        return run(actor=actor, key=key_of(request), **ids, **data, **clock)

    def done(result: dict[str, Any]) -> HttpResponse:
        messages.success(request, DONE[action])
        return SeeOther(back)

    label = TABLES[described.model].find(action).label
    context = {
        "heading": label,
        "intro": QUESTIONS[action],
        "subject": [*facts_of(dealing), ("Lot", dealing.lot.number), ("Credits", f"{dealing.quantity:,}")],
        "statements": statements_of(dealing) if action in COMPLETING | {"check"} else [],
        "missing": work.missing(dealing, on=today()) if action in COMPLETING else [],
        "fee": standing(dealing.fee) if action in {"settle", "retire"} else None,
        "deposit": progress.deposit_words(dealing, on=today()) if action in {"settle", "retire"} else "",
        "button": label,
        "danger": action in {"refuse", "retire", "cancel"},
        "back": back,
        "trail": _trail(described, dealing, (label, "")),
    }
    draw = form_page(request, "credits/dealings/step.html", context)
    return answer_form(request, _form(request, dealing, action), act=act, done=done, draw=draw)


def _form(request: HttpRequest, dealing: Any, action: str) -> RegistryForm:
    if action == "check":
        return CheckForm(posted(request))
    if action in ("refuse", "withdraw"):
        return WhyForm(posted(request))
    if action in ("settle", "retire"):
        return SettleForm(posted(request), fee_is_set=standing(dealing.fee).state != "not_set")
    return ConfirmForm(posted(request))
