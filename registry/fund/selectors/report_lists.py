"""Reports due and overdue (N63): management years that have begun, by whose turn it is. Query counts do not grow with
the rows."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from registry.actor import TRUST_APPROVER, TRUST_OFFICER, Actor
from registry.agreements import states as agreement_states
from registry.fund import states
from registry.fund.models import Inspection, ManagementYear
from registry.fund.selectors import reporting
from registry.reference.selectors import containing

SOON_DAYS = 60
OVERDUE, TO_SUBMIT, SOON, WITH_TRUST, APPROVED, ALL = (
    "overdue",
    "to_submit",
    "soon",
    "with_trust",
    "approved",
    "all",
)
SHOWN = {
    TO_SUBMIT: "To be submitted",
    OVERDUE: "Overdue",
    SOON: f"Due within {SOON_DAYS} days",
    WITH_TRUST: "With the trust",
    APPROVED: "Approved",
    ALL: "All",
}
"""What a list can show, by code."""

HOLDERS_TURN = Q(report=None) | ~Q(report__state__in=(states.SUBMITTED, states.APPROVED))
OWED = Q(site__agreement__state__in=agreement_states.IN_FORCE) & ~Q(state=states.ENDED)


def condition(show: str, *, today: date) -> Q:
    """Which years that code means."""
    waiting = OWED & HOLDERS_TURN
    match show:
        case "to_submit":
            return waiting
        case "overdue":
            return waiting & Q(report_due_on__lt=today)
        case "soon":
            return waiting & Q(report_due_on__range=(today, today + timedelta(days=SOON_DAYS)))
        case "with_trust":
            return Q(report__state=states.SUBMITTED)
        case "approved":
            return Q(report__state=states.APPROVED)
    return Q()


def begun_years(actor: Actor, *, today: date) -> QuerySet[ManagementYear]:
    """The years this person sees that have begun."""
    return reporting.visible_years(actor).filter(due_on__lte=today)


def listed(actor: Actor, *, show: str, search: str = "", today: date) -> QuerySet[ManagementYear]:
    """Years of that kind, the most urgent first (decided and all: the newest first), each with `inspected`."""
    visits = Inspection.objects.filter(management_year=OuterRef("pk"))
    rows = begun_years(actor, today=today).filter(condition(show, today=today))
    if search:
        names = ("site__agreement__number", "site__agreement__site_name")
        rows = containing(rows, search, names)
    order = ("-report_due_on", "-pk") if show in (APPROVED, ALL) else ("report_due_on", "pk")
    return rows.annotate(inspected=Exists(visits)).order_by(*order)


def counts(actor: Actor, *, today: date) -> dict[str, int]:
    """How many there are of each kind, in one query."""
    asked: dict[str, Any] = {
        code: Count("pk", filter=condition(code, today=today)) if code != ALL else Count("pk")
        for code in SHOWN
    }
    return begun_years(actor, today=today).order_by().aggregate(**asked)


def first_shown(actor: Actor) -> str:
    """What a person's list begins with: what waits for the trust for its people, what is owed for all others."""
    return WITH_TRUST if actor.has(TRUST_OFFICER) or actor.has(TRUST_APPROVER) else TO_SUBMIT
