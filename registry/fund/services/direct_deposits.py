"""Money paid into a site's account without credits moving: what a variation or a renewed plan asks beyond the first
deposit, and the share of credits that were cancelled. Recorded by one person, in the fund when another confirms it.

Rows are locked in the order agreement, site account, deposit, balances, as where credits move.
"""

from datetime import date, datetime
from typing import Any

from django.db.models import F

from registry import entries, public_ids
from registry.agreements.models import Agreement
from registry.agreements.states import TERMINATED
from registry.commands import Run, command
from registry.findings import DomainError, Finding, InvalidInput
from registry.fund import ledger, states
from registry.fund.chains import site_chain
from registry.fund.chart import FUND_BANK, PRINCIPAL, STEWARDSHIP
from registry.fund.ledger import Posting
from registry.fund.models import DirectDeposit, SiteAccount
from registry.fund.policies import direct_deposits as policies
from registry.fund.selectors import direct_deposits as selectors
from registry.fund.selectors import sites
from registry.fund.selectors.shortfall import Shortfall, shortfall_of
from registry.fund.services import activating
from registry.fund.services.amounts import require_amount
from registry.notices.services.sending import send
from registry.transitions import take
from registry.units import display_dollars

SOURCE = "deposit"
ABOUT = "direct_deposit"
LONGEST_REASON, LONGEST_RECEIPT = 4_000, 120


@command("direct_deposit.record")
def record(
    run: Run,
    *,
    agreement_id: str,
    payer_id: str,
    amount_cents: int,
    reason: str,
    received_on: date,
    receipt: str,
    today: date,
    now: datetime,
) -> dict[str, Any]:
    """Record money that came for a site beside its credits: never more than no credit of the agreement can still bring,
    with what is recorded already counted. `payer_id`: an owner of the land, a former one, who applied, or the trust.

    Raises NotVisible, InvalidInput by field, DomainError where nothing can be taken or the agreement has ended."""
    site = sites.site_for(run.actor, agreement_id)
    payer = public_ids.look_up(selectors.payers(site), payer_id)
    run.allow(policies.may_record(run.actor, site, payer.pk if payer else None))
    findings: list[Finding] = []
    why = entries.text(
        findings, reason, about=ABOUT, field="reason", called="what it is paid for", longest=LONGEST_REASON
    )
    reference = entries.text(
        findings,
        receipt,
        about=ABOUT,
        field="receipt",
        called="the bank's reference",
        longest=LONGEST_RECEIPT,
    )
    require_amount(findings, amount_cents, about=ABOUT)
    if received_on > today:
        message = "Enter the day it came, not a day to come."
        findings.append(Finding("direct_deposit.received_on", message, "received_on"))
    if payer is None:
        message = "Choose an owner of the land, a former one, who applied, or the trust."
        findings.append(Finding("direct_deposit.payer", message, "payer_id"))
    if findings or payer is None:
        raise InvalidInput(findings)
    _, held = _held(site)
    _require_within(amount_cents, shortfall_of(held))
    made = DirectDeposit.objects.create(
        site=site,
        payer=payer,
        amount_cents=amount_cents,
        reason=why,
        received_on=received_on,
        receipt=reference,
        recorded_by_id=run.actor.person_id,
        created_at=now,
    )
    return _told(run, made, received_on=received_on.isoformat(), receipt=reference)


def _held(site: SiteAccount) -> tuple[Agreement, SiteAccount]:
    """The agreement, then its account, both rows held. Raises DomainError where the agreement has ended."""
    agreement = Agreement.objects.select_for_update(no_key=True).get(pk=site.agreement_id)
    if agreement.state == TERMINATED:
        raise DomainError(
            "direct_deposit.agreement_ended", "The agreement has ended, so no more is paid in for it."
        )
    return agreement, SiteAccount.objects.select_for_update(no_key=True).get(pk=site.pk)


def _require_within(cents: int, found: Shortfall) -> None:
    if not found.can_take_cents:
        raise DomainError(
            "direct_deposit.nothing_missing",
            f"Nothing can be paid in directly: {display_dollars(found.deposited_cents)} of "
            f"{display_dollars(found.due_cents)} is deposited, {display_dollars(found.to_come_cents)} is still to come "
            f"with credits, and {display_dollars(found.recorded_cents)} is recorded and waits to be confirmed.",
        )
    if cents > found.can_take_cents:
        message = (
            f"At most {display_dollars(found.can_take_cents)} can be taken: the rest of what is due is still to come "
            "with credits, or is recorded already. Send back what is too much."
        )
        raise InvalidInput([Finding("direct_deposit.too_much", message, "amount_cents")])


@command("direct_deposit.clear")
def clear(
    run: Run, *, direct_deposit_id: str, cleared_on: date, today: date, now: datetime
) -> dict[str, Any]:
    """Another person of the trust confirms that it has cleared, on its value date: it is in the fund then, for good
    (1010 / 3010). The deposit that reaches the threshold begins full management, as with a sale (N59).

    Raises NotVisible, InvalidInput, DomainError."""
    deposit = selectors.direct_deposit(run.actor, direct_deposit_id)
    run.allow(policies.may_clear(run.actor, deposit))
    states.DIRECT_DEPOSIT.require("clear", deposit.state)
    if not deposit.received_on <= cleared_on <= today:
        message = "Money clears on the day it was received or later, and not on a day to come."
        raise InvalidInput([Finding("direct_deposit.cleared_on", message, "cleared_on")])
    agreement, site = _held(deposit.site)
    take(
        deposit,
        states.DIRECT_DEPOSIT,
        "clear",
        cleared_by_id=run.actor.person_id,
        cleared_on=cleared_on,
    )
    _count(site, deposit.amount_cents)
    ledger.post(
        [
            Posting(
                FUND_BANK,
                PRINCIPAL,
                deposit.amount_cents,
                "Paid in without credits",
                site.pk,
                deposit.payer_id,
            )
        ],
        fund=STEWARDSHIP,
        source=SOURCE,
        cause=str(deposit.public_id),
        value_on=cleared_on,
        posted_on=today,
        now=now,
        recorded_by_id=run.actor.person_id,
    )
    begun = activating.begin_if_reached(site, agreement, on=today, now=now)
    send(
        organisation=deposit.payer,
        title="Deposit received",
        body=f"{display_dollars(deposit.amount_cents)} for {agreement} is in the fund.",
        path=f"/agreements/{agreement.public_id}/account/",
        now=now,
    )
    return _told(run, deposit, cleared_on=cleared_on.isoformat(), **begun)


def _count(site: SiteAccount, cents: int) -> None:
    """Add it to what is deposited, within what no credit can bring; the row is held."""
    found = shortfall_of(site)
    moved = 0
    if cents <= found.uncovered_cents:
        moved = SiteAccount.objects.filter(pk=site.pk, deposited_cents__lte=F("due_cents") - cents).update(
            deposited_cents=F("deposited_cents") + cents
        )
    if not moved:
        raise DomainError(
            "direct_deposit.too_much_now",
            f"By now only {display_dollars(found.uncovered_cents)} is not covered by credits. Withdraw this deposit, "
            "send the money back, and record what can be taken.",
        )
    site.refresh_from_db()


@command("direct_deposit.withdraw")
def withdraw(run: Run, *, direct_deposit_id: str, reason: str) -> dict[str, Any]:
    """Drop money that was recorded and not confirmed, with a reason: typed wrongly, or sent back."""
    deposit = selectors.direct_deposit(run.actor, direct_deposit_id)
    run.allow(policies.may_withdraw(run.actor, deposit))
    why = entries.required_text(
        reason, about=ABOUT, field="reason", called="the reason", longest=LONGEST_REASON
    )
    take(deposit, states.DIRECT_DEPOSIT, "withdraw", closing_reason=why)
    return _told(run, deposit, reason=why)


def _told(run: Run, deposit: DirectDeposit, **more: Any) -> dict[str, Any]:
    facts = {
        "amount_cents": deposit.amount_cents,
        "payer": str(deposit.payer.public_id),
        **more,
    }
    run.event(chain=site_chain(deposit.site), subject=f"direct_deposit:{deposit.public_id}", data=facts)
    return {
        "id": str(deposit.public_id),
        "state": deposit.state,
        "agreement": str(deposit.site.agreement.public_id),
    }
