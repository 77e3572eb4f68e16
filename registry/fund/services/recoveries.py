"""What a holder owes back to the fund, by over-payment or after a breach (BC Act s 6.34): proposed by one person,
approved by another, then set off against instalments or repaid until nothing is left.

The payment stays as it was, also in a closed year: the recovery is posted today and names the line.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F

from registry import entries, public_ids
from registry.commands import Run, command
from registry.findings import DomainError, Finding, InvalidInput
from registry.fund import ledger, states
from registry.fund.chains import site_chain
from registry.fund.chart import DRAWN, FUND_BANK, PAYMENTS_PAYABLE, RECOVERABLE, STEWARDSHIP
from registry.fund.ledger import Posting
from registry.fund.models import Recovery, RunLine, SiteAccount
from registry.fund.policies import books as policies
from registry.fund.selectors import recoveries as selectors
from registry.fund.selectors import sites
from registry.fund.selectors.recoveries import SOURCE, Owed, open_recoveries
from registry.fund.services.amounts import require_amount
from registry.parties.models import Organisation
from registry.transitions import take

__all__ = ["Kept", "Owed", "approve", "open_recoveries", "propose", "repay", "set_off", "withdraw"]
REASON_LENGTH = 4_000


@command("recovery.propose")
def propose(
    run: Run,
    *,
    agreement_id: str,
    party_id: str,
    amount_cents: int,
    reason: str,
    payment_line: str = "",
    now: datetime,
) -> dict[str, Any]:
    """Say what a holder owes back and why. `payment_line`: the run's line that was over-paid, by its public id; no more
    than it paid can be asked back of it. Raises NotVisible, InvalidInput by field."""
    site = sites.site_for(run.actor, agreement_id)
    party = _holder(site, party_id)
    run.allow(policies.may_propose_recovery(run.actor, site, party.pk if party else None))
    findings: list[Finding] = []
    why = entries.text(
        findings, reason, about="recovery", field="reason", called="the reason", longest=REASON_LENGTH
    )
    require_amount(findings, amount_cents, about="recovery")
    if party is None:
        message = "Choose a holder that owns or owned this land."
        findings.append(Finding("recovery.party", message, "party_id"))
    line = _line_of(findings, site, party, payment_line, amount_cents)
    if findings or party is None:
        raise InvalidInput(findings)
    made = Recovery.objects.create(
        site=site,
        party=party,
        amount_cents=amount_cents,
        outstanding_cents=amount_cents,
        reason=why,
        payment_line=str(line.public_id) if line else "",
        raised_by_id=run.actor.person_id,
        raised_at=now,
    )
    return _told(run, made)


def _holder(site: SiteAccount, party_id: str) -> Organisation | None:
    """An owner of the land, or a former one (BC Act s 11.25 knows both)."""
    owners = Organisation.objects.filter(owned_shares__agreement=site.agreement_id).distinct()
    return public_ids.look_up(owners, party_id)


def _line_of(
    findings: list[Finding], site: SiteAccount, party: Organisation | None, payment_line: str, cents: object
) -> RunLine | None:
    if not payment_line:
        return None
    # Held, so that two who claim back of one payment at once count what the other claims.
    paid = RunLine.objects.select_for_update(no_key=True).filter(
        site=site, payee=party, state__in=(states.RELEASED, states.PAID, states.RETURNED_LINE)
    )
    line = public_ids.look_up(paid, payment_line)
    if line is None:
        message = "There is no such payment to this holder for this site."
        findings.append(Finding("recovery.payment_line", message, "payment_line"))
        return None
    if isinstance(cents, int) and selectors.claimed_of_line(line) + cents > (line.share_cents or 0):
        message = "More would be claimed back of this payment than it was."
        findings.append(Finding("recovery.above_the_payment", message, "amount_cents"))
    return line


@command("recovery.approve")
def approve(run: Run, *, recovery_id: str, today: date, now: datetime) -> dict[str, Any]:
    """Claim it, by a second person: the account of the site gets it back, and the holder owes it (1200 / 3030)."""
    recovery = selectors.recovery(run.actor, recovery_id)
    run.allow(policies.may_approve_recovery(run.actor, recovery))
    take(recovery, states.RECOVERY, "approve", approved_by_id=run.actor.person_id, approved_at=now)
    claim = Posting(
        RECOVERABLE,
        DRAWN,
        recovery.amount_cents,
        memo=_memo("Claimed back", recovery.payment_line),
        site_id=recovery.site_id,
        party_id=recovery.party_id,
    )
    _post(
        [claim], cause=str(recovery.public_id), value_on=today, today=today, now=now, by=run.actor.person_id
    )
    return _told(run, recovery)


def _memo(done: str, line: str) -> str:
    return f"{done}: payment {line}" if line else done


def _post(
    postings: list[Posting], *, cause: str = "", value_on: date, today: date, now: datetime, by: int | None
) -> None:
    ledger.post(
        postings,
        fund=STEWARDSHIP,
        source=SOURCE,
        cause=cause,
        value_on=value_on,
        posted_on=today,
        now=now,
        recorded_by_id=by,
    )


@command("recovery.withdraw")
def withdraw(run: Run, *, recovery_id: str, reason: str) -> dict[str, Any]:
    """Drop a recovery that was not approved, with a reason."""
    recovery = selectors.recovery(run.actor, recovery_id)
    run.allow(policies.may_work_on_recovery(run.actor, recovery))
    why = entries.required_text(
        reason, about="recovery", field="reason", called="the reason", longest=REASON_LENGTH
    )
    take(recovery, states.RECOVERY, "withdraw", closing_reason=why)
    return _told(run, recovery)


@command("recovery.repay")
def repay(
    run: Run,
    *,
    recovery_id: str,
    amount_cents: int,
    received_on: date,
    receipt: str,
    today: date,
    now: datetime,
) -> dict[str, Any]:
    """Record what the holder paid back, never more than is outstanding (1010 / 1200). With nothing outstanding the
    recovery closes by itself. Raises InvalidInput by field, DomainError."""
    recovery = selectors.recovery(run.actor, recovery_id)
    run.allow(policies.may_work_on_recovery(run.actor, recovery))
    states.RECOVERY.require("repay", recovery.state)
    findings: list[Finding] = []
    said = entries.text(
        findings, receipt, about="recovery", field="receipt", called="the receipt's number", longest=120
    )
    require_amount(findings, amount_cents, about="recovery")
    if received_on > today:
        findings.append(Finding("recovery.received_on", "The day cannot lie in the future.", "received_on"))
    if findings:
        raise InvalidInput(findings)
    _take_down(recovery, amount_cents)
    line = selectors.entries_of(recovery).count() + 1
    repaid = Posting(
        FUND_BANK,
        RECOVERABLE,
        amount_cents,
        memo=f"Repaid: {said}",
        site_id=recovery.site_id,
        party_id=recovery.party_id,
        line=line,
    )
    cause = str(recovery.public_id)
    _post([repaid], cause=cause, value_on=received_on, today=today, now=now, by=run.actor.person_id)
    return _told(run, recovery, repaid_cents=amount_cents)


def _take_down(recovery: Recovery, cents: int) -> None:
    """Take `cents` off what is outstanding, and close it with the last of them; one conditional step each."""
    taken = Recovery.objects.filter(pk=recovery.pk, state=states.OPEN, outstanding_cents__gte=cents).update(
        outstanding_cents=F("outstanding_cents") - cents
    )
    if not taken:
        raise DomainError(
            "recovery.above_what_is_owed",
            "That is more than is still owed back. Look at what is outstanding.",
        )
    recovery.refresh_from_db(fields=["outstanding_cents", "state"])
    if recovery.outstanding_cents == 0:
        take(recovery, states.RECOVERY, "close")


@dataclass(frozen=True, slots=True)
class Kept:
    """What a payment run keeps back of one line: from which site and holder, how much, by which line."""

    site_id: int
    party_id: int
    cents: int
    line: str


def set_off(
    kept: Sequence[Kept], *, today: date, now: datetime, recorded_by_id: int | None
) -> dict[str, list[tuple[str, int]]]:
    """Set instalments off against what is owed back, oldest first (2100 / 1200); inside the run's transaction.

    Gives by line which recoveries took how much. The same line is set off against the same recovery once: the database
    refuses a second time. Raises DomainError where less is owed by now than was to be kept; prepare the run anew."""
    asked = [one for one in kept if one.cents]
    rows = Recovery.objects.select_for_update().filter(
        state=states.OPEN,
        site__in={one.site_id for one in asked},
        party__in={one.party_id for one in asked},
    )
    owed: dict[tuple[int, int], list[Recovery]] = {}
    for recovery in rows.order_by("pk"):
        owed.setdefault((recovery.site_id, recovery.party_id), []).append(recovery)
    postings: list[Posting] = []
    answer: dict[str, list[tuple[str, int]]] = {}
    touched: dict[int, Recovery] = {}
    for one in asked:
        left = one.cents
        for recovery in owed.get((one.site_id, one.party_id), ()):
            cents = min(left, recovery.outstanding_cents)
            if not cents:
                continue
            left -= cents
            recovery.outstanding_cents -= cents
            touched[recovery.pk] = recovery
            answer.setdefault(one.line, []).append((str(recovery.public_id), cents))
            postings.append(_set_off_of(recovery, one.line, cents))
        if left:
            raise DomainError(
                "recovery.owed_less",
                "Less is owed back by now than the run keeps back. Prepare the run again.",
            )
    for recovery in touched.values():
        if recovery.outstanding_cents == 0:
            recovery.state = states.REPAID
    Recovery.objects.bulk_update(touched.values(), ["outstanding_cents", "state"])
    _post(postings, value_on=today, today=today, now=now, by=recorded_by_id)
    return answer


def _set_off_of(recovery: Recovery, line: str, cents: int) -> Posting:
    return Posting(
        PAYMENTS_PAYABLE,
        RECOVERABLE,
        cents,
        memo=_memo("Set off against", line),
        site_id=recovery.site_id,
        party_id=recovery.party_id,
        cause=f"{recovery.public_id}:{line}",
        line=1,
    )


def _told(run: Run, recovery: Recovery, **more: Any) -> dict[str, Any]:
    facts = {
        "recovery": str(recovery.public_id),
        "amount_cents": recovery.amount_cents,
        "outstanding_cents": recovery.outstanding_cents,
        **more,
    }
    run.event(chain=site_chain(recovery.site), subject=f"recovery:{recovery.public_id}", data=facts)
    return {
        "id": str(recovery.public_id),
        "state": recovery.state,
        "outstanding_cents": recovery.outstanding_cents,
    }
