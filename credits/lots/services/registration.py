"""Registration issues the credits of an agreement; activation asks the fund.

Credits exist only by virtue of a registered agreement (N11), and not a moment before (N51): agreement and credits are
registered in one transaction by a second person, and a failure leaves neither.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from credits import ledger
from credits.ledger import Cause, RootLot
from credits.lots.classes import classes_of, fingerprint
from credits.lots.deposit import deposit_step
from credits.lots.entitlements import Entitlements, calculation_of, entitlements_of
from credits.lots.models import Lot
from credits.lots.services.issuing import holder_account
from registry.agreements import policies
from registry.agreements.models import Agreement
from registry.agreements.services import activation as full_management
from registry.agreements.services import holding
from registry.agreements.services import registration as preparation
from registry.commands import Run, command
from registry.findings import DomainError
from registry.fund.selectors.sites import site_of
from registry.fund.services import accounts, years

SOURCE = "agreement"
"""`Movement.source` of what registration issues; its cause is the agreement's public id."""


@command("agreement.register")
def register(run: Run, *, agreement_id: UUID | str, today: date, now: datetime) -> dict[str, Any]:
    """Put a signed, prepared agreement in force and issue one root lot for each class of its accepted report (N51).

    The lots are the applicant's, their deposit not settled. Raises DomainError where a lot bears the agreement's
    number already, nothing can be issued, or the agreement is not ready (`agreements.services.registration`).
    """
    agreement = holding.hold(run.actor, agreement_id)
    run.allow(policies.may(run.actor, agreement, "register"))
    preparation.take_effect(agreement, registered_by=run.actor.person_id, on=today)
    _require_free(agreement.number or "")
    entitled = _entitlements(agreement)
    lots = _issue(agreement, entitled, on=today, now=now, officer_id=run.actor.person_id)
    total = sum(lot["quantity"] for lot in lots)
    accounts.open_account(agreement, credits_total=total, on=today, now=now, by_id=run.actor.person_id)
    issued = {"number": agreement.number, "lots": lots, "left_out": list(entitled.left_out)}
    return holding.told(run, agreement, {"registered_on": today.isoformat()} | issued, **issued)


@command("agreement.activate")
def activate(run: Run, *, agreement_id: UUID | str, today: date) -> dict[str, Any]:
    """Start full management once the deposit step says that the threshold is reached (N59).

    Raises DomainError with the deposit step's reason where it is not.
    """
    agreement = holding.hold(run.actor, agreement_id)
    run.allow(policies.may(run.actor, agreement, "activate"))
    holding.require_state(agreement, "activate")
    answer = deposit_step().threshold_reached(agreement=agreement, on=today)
    if not answer.settled:
        raise DomainError("deposit.threshold_not_reached", answer.reason)
    full_management.start(agreement, on=today)
    site = site_of(agreement)
    if site is not None:
        years.begin(site, on=today, now=timezone.now())
    told = {"activated_on": today.isoformat(), "deposit_step": answer.step}
    return holding.told(run, agreement, told, deposit_step=answer.step)


def _require_free(number: str) -> None:
    """The public register's lots bear agreement numbers too."""
    borne = Lot.objects.filter(agreement_number=number).order_by("pk").first()
    if borne is not None:
        raise DomainError(
            "agreement.number_taken",
            f"Lot {borne.number} was issued under the number {number} already. Enter another number.",
        )


def _entitlements(agreement: Agreement) -> Entitlements:
    if agreement.revision is None:
        raise DomainError(
            "registration.no_report", "The agreement rests on no accepted report, so nothing can be issued."
        )
    entitled = entitlements_of(calculation_of(agreement.revision))
    if not entitled.issued:
        raise DomainError(
            "registration.no_credits",
            "The accepted report gives no credits that can be issued: " + " ".join(entitled.left_out),
        )
    return entitled


def _issue(
    agreement: Agreement, entitled: Entitlements, *, on: date, now: datetime, officer_id: int
) -> list[dict[str, Any]]:
    holder = holder_account(agreement.applicant)
    known = classes_of(one.attributes for one in entitled.issued)
    lots = []
    for line, one in enumerate(entitled.issued, start=1):
        root = RootLot(
            holder_id=holder.pk,
            credit_class_id=known[fingerprint(one.attributes)].pk,
            status=Lot.ISSUED,
            issued_on=on,
            scheme=agreement.scheme,
            agreement_id=agreement.pk,
            agreement_number=agreement.number or "",
        )
        cause = Cause(
            source=SOURCE, reference=str(agreement.public_id), line=line, at=now, recorded_by_id=officer_id
        )
        made = ledger.issue(root, quantity=one.quantity, cause=cause)
        lots.append({"number": made.number, "quantity": one.quantity})
    return lots
