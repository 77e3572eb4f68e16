"""The obligations' answer to a retirement (`credits.lots.obligation_book`)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import F

from credits.lots.dealings import Retirement
from credits.matching.deciding import standing_of
from credits.obligations import quantities, states
from credits.obligations.models import Claim, Obligation, RetirementUse
from credits.obligations.selectors import visible
from credits.obligations.services import claiming
from registry.actor import Actor
from registry.findings import DomainError, Finding, InvalidInput
from registry.notices.services.sending import send_to_each
from registry.transitions import take

PURPOSES = {
    Obligation.Source.CONSENT: (Retirement.Purpose.PLANNING_APPROVAL,),
    Obligation.Source.LOADED: (
        Retirement.Purpose.PLANNING_APPROVAL,
        Retirement.Purpose.PLANNING_AGREEMENT,
        Retirement.Purpose.CERTIFICATION,
    ),
    Obligation.Source.CERTIFICATION: (Retirement.Purpose.CERTIFICATION,),
    Obligation.Source.PLANNING_AGREEMENT: (Retirement.Purpose.PLANNING_AGREEMENT,),
    Obligation.Source.ORDER: (Retirement.Purpose.MINISTERIAL, Retirement.Purpose.COURT_ORDER),
    Obligation.Source.FUND: (Retirement.Purpose.TRUST_OBLIGATION,),
}
"""The purposes of the Act (s 6.27) for which credits are retired for an obligation of each source."""


def purposes_for(obligation: Obligation) -> tuple[Retirement.Purpose, ...]:
    """The purposes that fit the source of the obligation."""
    return PURPOSES[Obligation.Source(obligation.source)]


class Book:
    """Claims of retirements on lines."""

    def claim(
        self,
        actor: Actor,
        retirement: Retirement,
        claims: Sequence[Mapping[str, Any]],
        *,
        on: date,
        now: datetime,
    ) -> list[dict[str, Any]]:
        """See the protocol. The lines are of one obligation, owed by the recorded holder, named in the application."""
        wanted = claiming.read(actor, claims)
        claiming.require_sum(wanted, retirement.quantity)
        obligation = wanted[0].line.obligation
        lot = retirement.lot
        _require_owed(retirement, obligation)
        _require_named(retirement, obligation)
        status = standing_of(lot, on=on)
        decisions = [
            claiming.require_serves(
                one.line, lot.credit_class, status=status, on=on, justification=one.justification
            )
            for one in wanted
        ]
        claiming.use(retirement, retirement.quantity)
        made = [
            claiming.make(retirement, one, decision, made_by_id=actor.person_id, now=now)
            for one, decision in zip(wanted, decisions, strict=True)
        ]
        Retirement.objects.filter(pk=retirement.pk).update(
            obligation_local_government_area=retirement.obligation_local_government_area
            or obligation.local_government_area,
            consent_on=retirement.consent_on or obligation.imposed_on,
        )
        return claiming.told(wanted, made)

    def retired(self, actor: Actor, retirement_id: int, *, on: date, now: datetime) -> None:
        """See the protocol. Every claim is asked again under the rules and facts of the day. Who applied may have
        passed the duty on since: the credits were set aside while it was theirs, and count."""
        claims = list(
            Claim.objects.filter(retirement_id=retirement_id, state=states.PENDING)
            .select_related(
                "retirement__lot__credit_class", *(f"line__{name}" for name in visible.LINE_FACTS)
            )
            .order_by("line_id")
        )
        if not claims:
            return
        quantities.hold_lines(claim.line_id for claim in claims)
        for claim in claims:
            lot = claim.retirement.lot
            decision = claiming.require_serves(
                claim.line,
                lot.credit_class,
                status=standing_of(lot, on=on),
                on=on,
                justification=claim.step_justification,
                since=claim.rule_set_version,
            )
            claiming.discharge(claim, decision=decision, on=on, now=now, recorded_by_id=actor.person_id)
        _tell_authority(claims, now=now)

    def released(self, retirement_id: int) -> None:
        """See the protocol."""
        held = list(
            Claim.objects.filter(retirement_id=retirement_id, state=states.PENDING).order_by("line_id")
        )
        if not held:
            return
        for claim in held:
            quantities.free(claim.line_id, claim.quantity)
            take(claim, states.CLAIM, "release")
        freed = sum(claim.quantity for claim in held)
        RetirementUse.objects.filter(retirement_id=retirement_id).update(used=F("used") - freed)


def _require_owed(retirement: Retirement, obligation: Obligation) -> None:
    holder = retirement.lot.holder
    if holder.organisation_id != obligation.holder_id:
        raise DomainError(
            "obligation.not_owed_by_holder",
            f"{obligation.number} is owed by {obligation.holder}, but the credits are of {holder}. Who owes it retires "
            f"credits of its own ({claiming.CLAUSE}).",
        )
    require_purpose(retirement, obligation)


def require_purpose(retirement: Retirement, obligation: Obligation) -> None:
    """Raises InvalidInput unless the retirement is for a purpose that fits the source of the obligation (s 6.27)."""
    if retirement.purpose not in purposes_for(obligation):
        names = " or ".join(f"“{purpose.label}”" for purpose in purposes_for(obligation))
        message = f"{obligation.number} is discharged for this purpose: {names}."
        raise InvalidInput([Finding("obligation.other_purpose", message, "purpose", clause="BC Act s 6.27")])


def _require_named(retirement: Retirement, obligation: Obligation) -> None:
    if retirement.obligation_reference != obligation.reference:
        message = f"The lines are of “{obligation.reference}”. Name it as the obligation."
        raise InvalidInput([Finding("obligation.other_reference", message, "obligation_reference")])


def _tell_authority(claims: Sequence[Claim], *, now: datetime) -> None:
    first = claims[0]
    obligation = first.line.obligation
    quantity = sum(claim.quantity for claim in claims)
    lines = ", ".join(str(claim.line.number) for claim in claims)
    send_to_each(
        organisations=[obligation.authority],
        title=f"{quantity:,} credits retired for {obligation.number}",
        body=f"Retirement {first.retirement.transaction_number} discharges {quantity:,} credits: lines {lines} of "
        f"{obligation.reference}."[:500],
        path=f"/obligations/{obligation.public_id}/",
        now=now,
    )
