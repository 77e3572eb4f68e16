"""Holding the payments of a site, with a reason, and lifting that by another person of the trust."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.text import Truncator

from registry import entries, public_ids
from registry.actor import Actor
from registry.agreements.models import Agreement
from registry.agreements.policies import holder_ids
from registry.commands import Run, command
from registry.findings import DomainError
from registry.fund.chains import site_chain
from registry.fund.models import ComplianceHold, SiteAccount
from registry.fund.policies import reports as policies
from registry.fund.selectors import reporting
from registry.notices.services.sending import LONGEST_TITLE, send_to_each
from registry.parties.models import Organisation


def _held_site(actor: Actor, agreement_id: UUID | str) -> Agreement:
    """The agreement with its site account locked. Raises NotVisible."""
    agreement = reporting.agreement_for(actor, agreement_id)
    SiteAccount.objects.select_for_update().filter(agreement=agreement).values_list("pk").first()
    return agreement


@command("compliance_hold.place")
def place(run: Run, *, agreement_id: UUID | str, reason: str, now: datetime) -> dict[str, Any]:
    """Hold every payment of the site from now on. There is one hold at a time."""
    agreement = _held_site(run.actor, agreement_id)
    run.allow(policies.may_hold(run.actor, agreement))
    reason = entries.required_text(reason, about="hold", field="reason", called="the reason", longest=10_000)
    if reporting.open_hold(agreement) is not None:
        raise DomainError("hold.placed_already", "The payments of this site are held already.")
    hold = ComplianceHold.objects.create(
        site=agreement.site_account, reason=reason, placed_by_id=run.actor.person_id, placed_at=now
    )
    _tell(agreement, "Payments held", f"The trust holds the payments of the site: {reason}", now=now)
    return _told(run, agreement, hold, {"reason": reason})


@command("compliance_hold.lift")
def lift(
    run: Run, *, agreement_id: UUID | str, hold_id: UUID | str, reason: str, now: datetime
) -> dict[str, Any]:
    """Lift a hold, with a reason, by another person of the trust than placed it."""
    agreement = _held_site(run.actor, agreement_id)
    hold = public_ids.find(reporting.holds_of(agreement), hold_id, "hold")
    run.allow(policies.may_lift(run.actor, agreement, hold))
    reason = entries.required_text(reason, about="hold", field="reason", called="the reason", longest=10_000)
    lifted = ComplianceHold.objects.filter(pk=hold.pk, lifted_at=None).update(
        lifted_by_id=run.actor.person_id, lifted_at=now, lifting_reason=reason
    )
    if not lifted:
        raise DomainError("hold.lifted_already", "This hold was lifted already.")
    _tell(agreement, "Payments released from the hold", f"The hold is lifted: {reason}", now=now)
    return _told(run, agreement, hold, {"reason": reason})


def _tell(agreement: Agreement, title: str, text: str, *, now: datetime) -> None:
    send_to_each(
        organisations=Organisation.objects.filter(pk__in=holder_ids(agreement)).order_by("pk"),
        title=Truncator(f"{title}: {agreement}").chars(LONGEST_TITLE),
        body=text,
        path=f"/payments/holds/{agreement.public_id}/",
        now=now,
    )


def _told(run: Run, agreement: Agreement, hold: ComplianceHold, data: dict[str, Any]) -> dict[str, Any]:
    run.event(
        chain=site_chain(agreement.site_account),
        subject=str(hold.public_id),
        data={"agreement": str(agreement), **data},
    )
    return {"id": str(agreement.public_id), "hold_id": str(hold.public_id)}
