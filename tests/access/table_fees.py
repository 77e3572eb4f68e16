"""Fees: amounts for everybody who has signed in, charges for the registrar's office and the auditor; notices for their
organisation."""

from typing import Any

from django.utils import timezone

from registry.fees.models import FeeAmount, FeeCharge, FeeKind
from registry.fees.services.charging import charge
from registry.notices.services.sending import send
from tests.access.route import Fixture, Route, Statuses, only, seen_by, signed_in

OFFICE = ("registrar", "registrar_approver", "auditor")


def a_charge(fixture: Fixture) -> dict[str, Any]:
    today = fixture("today")
    FeeAmount.objects.create(
        kind=FeeKind.TRANSFER,
        amount_cents=100,
        effective_from=today,
        source="Made up",
        entered_by=fixture("registrar"),
        entered_at=timezone.now(),
    )
    made: FeeCharge = charge(kind=FeeKind.TRANSFER, subject="transfer:1", today=today)
    return {"charge_id": made.public_id}


def a_notice(fixture: Fixture) -> dict[str, Any]:
    sent = send(
        organisation=fixture("landholder"), title="Sold", body="12 credits.", path="", now=timezone.now()
    )
    return {"notice_id": sent.public_id}


def marking(status: int, *, public: int = 302) -> Statuses:
    """The registrar marks a charge; the rest of the office sees it, and for all others it is not there."""
    others = dict.fromkeys(("registrar_approver", "auditor"), 403)
    return {**seen_by("registrar", status=status, public=public), **others}


ROUTES = (
    Route("fee-list", get=signed_in()),
    Route("fee-amount-new", get=only("registrar"), post=only("registrar", status=400)),
    Route("fee-charges", get=only(*OFFICE)),
    Route("fee-charge", arguments=a_charge, get=seen_by(*OFFICE), post=marking(400)),
    Route("api-fees", get=signed_in(public=401), post=only("registrar", status=400, public=401)),
    Route("api-fee-charges", get=only(*OFFICE, public=401)),
    Route("api-fee-charge", arguments=a_charge, get=seen_by(*OFFICE, public=401)),
    Route("api-fee-charge-paid", arguments=a_charge, post=marking(400, public=401)),
    Route("notice-list", get=signed_in()),
    Route("notice-read", arguments=a_notice, post=seen_by("landholder_member", status=303)),
    Route("api-notices", get=signed_in(public=401)),
    Route("api-notice-read", arguments=a_notice, post=seen_by("landholder_member", public=401)),
)
