"""Money of the fund put into investments, and taken out again. One officer records what the fund manager did; nothing
of a site changes, so no second person is asked."""

from datetime import date, datetime
from typing import Any
from uuid import uuid4

from registry import entries
from registry.commands import Run, command
from registry.findings import Finding, InvalidInput
from registry.fund import ledger
from registry.fund.chains import books_chain
from registry.fund.chart import FUND_BANK, INVESTMENTS, STEWARDSHIP
from registry.fund.ledger import Posting
from registry.fund.policies import books as policies
from registry.fund.services.amounts import require_amount, require_covered


@command("fund.invest")
def invest(
    run: Run, *, amount_cents: int, value_on: date, reference: str, today: date, now: datetime
) -> dict[str, Any]:
    """Move money from the fund's bank account into investments. Raises InvalidInput by field; DomainError where the
    bank account does not hold it."""
    posting = Posting(INVESTMENTS, FUND_BANK, amount_cents, memo="Invested")
    return _move(run, posting, value_on=value_on, reference=reference, today=today, now=now)


@command("fund.redeem")
def redeem(
    run: Run, *, amount_cents: int, value_on: date, reference: str, today: date, now: datetime
) -> dict[str, Any]:
    """Move money from investments back to the fund's bank account. Raises as `invest`."""
    posting = Posting(FUND_BANK, INVESTMENTS, amount_cents, memo="Redeemed")
    return _move(run, posting, value_on=value_on, reference=reference, today=today, now=now)


def _move(
    run: Run, asked: Posting, *, value_on: date, reference: str, today: date, now: datetime
) -> dict[str, Any]:
    run.allow(policies.may_keep_books(run.actor))
    findings: list[Finding] = []
    said = entries.text(
        findings,
        reference,
        about="fund",
        field="reference",
        called="the fund manager's reference",
        longest=180,
    )
    require_amount(findings, asked.amount_cents, about="fund")
    if value_on > today:
        findings.append(Finding("fund.value_on", "The day of value cannot lie in the future.", "value_on"))
    if findings:
        raise InvalidInput(findings)
    cause = str(uuid4())
    ledger.post(
        [Posting(asked.debit, asked.credit, asked.amount_cents, memo=f"{asked.memo}: {said}")],
        fund=STEWARDSHIP,
        source="invest",
        cause=cause,
        value_on=value_on,
        posted_on=today,
        now=now,
        recorded_by_id=run.actor.person_id,
    )
    require_covered(asked.credit)
    facts = {"amount_cents": asked.amount_cents, "reference": said, "value_on": value_on.isoformat()}
    run.event(chain=books_chain(), subject=f"fund_investment:{cause}", data=facts)
    return {"id": cause, "amount_cents": asked.amount_cents}
