"""Counting an earlier retirement towards an obligation: one that named it in words only, as most of the register do."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from credits.lots import states as lot_states
from credits.lots.dealings import Retirement
from credits.obligations import book
from credits.obligations import policies_discharge as policies
from credits.obligations.chains import obligation_chain
from credits.obligations.models import Obligation
from credits.obligations.selectors import visible
from credits.obligations.services import claiming, entries
from registry.commands import Run, command
from registry.findings import DomainError, Finding, InvalidInput
from registry.notices.services.sending import send_to_each

NUMBER = re.compile(r"R-?0*([0-9]{1,18})")


@command("obligation.link_retirement")
def link(
    run: Run,
    *,
    obligation_id: str,
    retirement_number: str,
    claims: Sequence[Mapping[str, Any]],
    reason: str,
    now: datetime,
) -> dict[str, Any]:
    """An officer of the authority counts a recorded retirement for lines it did not name. The same is asked as when one
    is applied for: by who owes or owed it, for a purpose that fits, whole credits, never used twice, serving by the
    rules of the day it was recorded; and that it named no other obligation of this registry.

    Raises NotVisible, NotAllowed, InvalidInput, DomainError."""
    obligation = visible.obligation(run.actor, obligation_id)
    run.allow(policies.may_link(run.actor, obligation))
    findings: list[Finding] = []
    reason = entries.text(
        findings, reason, field="reason", called="why the retirement was for this obligation", longest=4_000
    )
    if findings:
        raise InvalidInput(findings)
    wanted = claiming.read(run.actor, claims)
    if wanted[0].line.obligation_id != obligation.pk:
        message = f"Name lines of {obligation.number}."
        raise InvalidInput([Finding("obligation.other_obligation", message, "claims")])
    retirement = recorded(retirement_number)
    require_of_holder(retirement, obligation)
    book.require_purpose(retirement, obligation)
    require_named_no_other(retirement, obligation)
    lot = retirement.lot
    on = timezone.localdate(retirement.completed_at)
    decisions = [
        claiming.require_serves(
            one.line, lot.credit_class, status=lot.status, on=on, justification=one.justification
        )
        for one in wanted
    ]
    claiming.use(retirement, sum(one.quantity for one in wanted))
    by_id = run.actor.person_id
    made = []
    for one, decision in zip(wanted, decisions, strict=True):
        made.append(claiming.make(retirement, one, decision, made_by_id=by_id, now=now))
    for claim, decision in zip(made, decisions, strict=True):
        claiming.discharge(claim, decision=decision, on=on, now=now, recorded_by_id=by_id, note=reason)
    send_to_each(
        organisations=[obligation.holder],
        title=f"Retirement {retirement.transaction_number} counted for {obligation.number}",
        body=f"{sum(one.quantity for one in wanted):,} credits of it discharge {obligation.reference}."[:500],
        path=f"/obligations/{obligation.public_id}/",
        now=now,
    )
    run.event(
        chain=obligation_chain(obligation),
        subject=str(obligation.public_id),
        data={
            "retirement": retirement.transaction_number,
            "reference": retirement.obligation_reference,
            "claims": claiming.told(wanted, made),
            "reason": reason,
        },
    )
    return {
        "id": str(obligation.public_id),
        "number": obligation.number,
        "state": Obligation.objects.values_list("state", flat=True).get(pk=obligation.pk),
        "retirement": retirement.transaction_number,
    }


def recorded(number: str) -> Retirement:
    """A recorded retirement by its transaction number; that one was recorded is public. Raises InvalidInput."""
    typed = NUMBER.fullmatch(re.sub(r"\s", "", str(number)).upper())
    rows = Retirement.objects.select_related("lot__credit_class", "lot__holder__organisation")
    found = (
        rows.filter(pk=int(typed[1]), state=lot_states.RETIRED).first()
        if typed and int(typed[1]) < 2**63
        else None
    )
    if found is None:
        message = "There is no recorded retirement of this number. Numbers look like R0000012."
        raise InvalidInput([Finding("obligation.retirement_unknown", message, "retirement_number")])
    return found


def require_of_holder(retirement: Retirement, obligation: Obligation) -> None:
    """Raises DomainError unless it was retired by who owes the obligation or once owed it."""
    owners = {obligation.holder_id, *obligation.duty_holders.values_list("organisation", flat=True)}
    if retirement.lot.holder.organisation_id not in owners:
        raise DomainError(
            "obligation.retired_by_another",
            f"Retirement {retirement.transaction_number} was not made by who owes or once owed {obligation.number} "
            f"({claiming.CLAUSE}).",
        )


def require_named_no_other(retirement: Retirement, obligation: Obligation) -> None:
    """Raises DomainError where it was made for another obligation that this registry knows by its reference."""
    named = retirement.obligation_reference
    if not named or named == obligation.reference:
        return
    other = Obligation.objects.filter(reference=named).order_by("pk").first()
    if other is not None:
        raise DomainError(
            "obligation.retired_for_another",
            f"Retirement {retirement.transaction_number} was made for “{named}”, which is {other.number}. It can count "
            f"for that one only ({claiming.CLAUSE}).",
        )
