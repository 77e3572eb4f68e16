"""Suspending a lot, extending that once, and lifting it early: for the registrar's approver (BC Act s 6.25)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from assessments.web.answers import actor_of, desk_page, posted, today
from credits.lots import policies, selectors
from credits.lots.dealings import LotSuspension
from credits.lots.models import Lot
from credits.lots.services import suspensions
from credits.lots.web.applying import lot_for, one_step
from credits.lots.web.forms import (
    ExtendForm,
    LiftForm,
    SuspendForm,
)
from registry.findings import DomainError
from registry.forms import key_of


@desk_page("GET", "POST")
def suspend(request: HttpRequest, number: str) -> HttpResponse:
    """Suspend a lot for up to six months (BC Act s 6.25)."""
    actor = actor_of(request)
    lot = lot_for(actor, number, policies.may_suspend)
    longest = suspensions.months_later(today(), suspensions.MONTHS)

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return suspensions.suspend(
            actor=actor, key=key_of(request), lot_number=lot.number, today=today(), now=timezone.now(), **data
        )

    return one_step(
        request,
        lot,
        SuspendForm(posted(request)),
        act,
        heading="Suspend the lot",
        intro=f"Its credits cannot be reserved or moved meanwhile. At most six months: until {longest:%d/%m/%Y} "
        "(BC Act s 6.25).",
        told="Suspended. The holder was told.",
        danger=True,
    )


def _suspension(lot: Lot) -> LotSuspension:
    """The suspension in force. Raises DomainError where there is none."""
    found = selectors.suspension_in_force(lot, on=today())
    if found is None:
        found = lot.suspensions.order_by("-pk").first()
    if found is None:
        raise DomainError("suspension.none", f"Lot {lot.number} is not suspended.")
    return found


@desk_page("GET", "POST")
def extend(request: HttpRequest, number: str) -> HttpResponse:
    """Extend the suspension in force, once."""
    actor = actor_of(request)
    lot = lot_for(actor, number, policies.may_suspend)
    suspension = _suspension(lot)
    longest = suspensions.months_later(suspension.until, suspensions.MONTHS)

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return suspensions.extend(
            actor=actor,
            key=key_of(request),
            suspension_id=str(suspension.public_id),
            today=today(),
            now=timezone.now(),
            **data,
        )

    return one_step(
        request,
        lot,
        ExtendForm(posted(request)),
        act,
        heading="Extend the suspension",
        intro=f"Suspended until {suspension.until:%d/%m/%Y}. It can be extended once, until {longest:%d/%m/%Y} at the "
        "latest (BC Act s 6.25).",
        told="Extended. The holder was told.",
        danger=True,
    )


@desk_page("GET", "POST")
def lift(request: HttpRequest, number: str) -> HttpResponse:
    """End the suspension early."""
    actor = actor_of(request)
    lot = lot_for(actor, number, policies.may_suspend)
    suspension = _suspension(lot)

    def act(data: dict[str, Any]) -> dict[str, Any]:
        return suspensions.lift(
            actor=actor,
            key=key_of(request),
            suspension_id=str(suspension.public_id),
            today=today(),
            now=timezone.now(),
            **data,
        )

    return one_step(
        request,
        lot,
        LiftForm(posted(request)),
        act,
        heading="Lift the suspension",
        intro="The credits can move again from today.",
        told="Lifted. The holder was told.",
    )
