"""The registrar's desk: every open dealing by kind and age, with what it still lacks, and agreements to register."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from assessments.web.answers import actor_of, desk_page, require, today
from credits.lots import policies, selectors, states, work
from credits.lots.dealings import Retirement, Transfer
from credits.lots.deposit import DepositAnswer, answers_for
from credits.lots.kinds import KINDS
from credits.lots.models import Lot
from credits.lots.services import issuing
from credits.lots.tables import TABLES, AnyDealing
from credits.lots.web import waiting, words
from credits.registers.selectors import suspensions_to_decide
from registry.actor import Actor
from registry.agreements import selectors as agreement_selectors
from registry.agreements import states as agreement_states
from registry.commands import YES, Decision, no

ROWS_A_PAGE = 50
OPEN = (states.ACCEPTED, states.APPLIED, states.CHECKED, states.PROPOSED)
AGREEMENTS, CHANGES, SUSPENSIONS = "agreement", "change", "suspension"


def may_look(actor: Actor) -> Decision:
    """The registry's officers, and the auditor who changes nothing."""
    if selectors.READS_ALL & actor.roles:
        return YES
    return no("desk.not_officer", "The registrar's desk is for officers of the registry and auditors.")


@desk_page("GET")
def registrar_desk(request: HttpRequest) -> HttpResponse:
    """What is open, oldest first, one kind at a time."""
    actor = actor_of(request)
    require(may_look(actor))
    counts = {name: _open(actor, name).count() for name in KINDS}
    to_register = agreement_selectors.visible_to(actor).filter(state=agreement_states.SIGNED).order_by("pk")
    counts[AGREEMENTS] = to_register.count()
    changes = issuing.changes_without_issue(actor)
    counts[CHANGES] = changes.count()
    suspensions = suspensions_to_decide()
    counts[SUSPENSIONS] = suspensions.count()
    asked = request.GET.get("kind", "")
    kind = asked if asked in counts else next((name for name in counts if counts[name]), "transfer")
    others = {AGREEMENTS: to_register, CHANGES: changes, SUSPENSIONS: suspensions}
    listed: Any = others[kind] if kind in others else _open(actor, kind)
    page = Paginator(listed, ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "tabs": [
            *((name, described.plural, counts[name]) for name, described in KINDS.items()),
            (AGREEMENTS, "Agreements to register", counts[AGREEMENTS]),
            (CHANGES, "Changes with nothing issued", counts[CHANGES]),
            (SUSPENSIONS, "Suspensions that need a decision", counts[SUSPENSIONS]),
        ],
        "kind": kind,
        "page": page,
        "rows": [] if kind in others else _rows(actor, kind, list(page.object_list)),
        "agreements": [_agreement(actor, row) for row in page.object_list] if kind == AGREEMENTS else [],
        "suspensions": page.object_list if kind == SUSPENSIONS else [],
        "changes": _changes(page.object_list) if kind == CHANGES else [],
        "trail": [("Registrar's desk", "")],
    }
    return render(request, "credits/desk/desk.html", context)


def _open(actor: Actor, kind: str) -> Any:
    return KINDS[kind].visible(actor).filter(state__in=OPEN).order_by("lodged_at", "pk")


def _rows(actor: Actor, kind: str, dealings: list[AnyDealing]) -> list[dict[str, Any]]:
    deposits = answers_for([one for one in dealings if isinstance(one, Transfer | Retirement)])
    return [_row(actor, kind, one, deposits.get(one.public_id)) for one in dealings]


def _row(actor: Actor, kind: str, dealing: AnyDealing, deposit: DepositAnswer | None) -> dict[str, Any]:
    action = next(iter(TABLES[type(dealing)].actions(dealing.state, ALL_ROLES)))
    return {
        "dealing": dealing,
        "url": reverse(f"{kind}-page", args=[dealing.public_id]),
        "tag": words.tag(dealing.state),
        "next": action.label,
        "yours": policies.RULES[type(dealing), action.action](actor, dealing).allowed,
        "missing": work.missing(dealing, on=today(), deposit=deposit),
        "age": waiting.age(dealing.lodged_at, today()),
    }


ALL_ROLES = selectors.READS_ALL
"""The first action that an officer takes in a state is the next one."""


def _agreement(actor: Actor, agreement: Any) -> dict[str, Any]:
    prepared = agreement.registration_prepared_by_id is not None
    return {
        "agreement": agreement,
        "url": reverse("agreement-page", args=[agreement.public_id]),
        "next": "Register it and issue the credits" if prepared else "Enter number and title reference",
        "yours": bool(waiting.next_step(actor, agreement)),
    }


def _changes(changes: Any) -> list[dict[str, Any]]:
    """Each with the root lots that it could issue into. One query for all of them."""
    agreements = [change.agreement_id for change in changes]
    lots: dict[int, list[Lot]] = {}
    for lot in Lot.objects.filter(agreement__in=agreements, parent=None, status__in=Lot.OPEN).order_by("pk"):
        lots.setdefault(lot.agreement_id or 0, []).append(lot)
    return [{"change": change, "lots": lots.get(change.agreement_id, [])} for change in changes]
