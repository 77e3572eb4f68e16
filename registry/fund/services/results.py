"""What the fund earned, lost or was charged, shared out over the sites: entered by one person, posted by another.

| result | entries |
|---|---|
| return | investments / result not yet allocated, then result not yet allocated / returns of each site |
| loss | the same the other way round |
| fund manager's fee | returns of each site / fund bank |
"""

from datetime import date, datetime
from typing import Any

from registry import entries
from registry.audit.events import ChainKey
from registry.commands import Run, command
from registry.findings import DomainError, Finding, InvalidInput
from registry.fund import ledger, states
from registry.fund.chains import books_chain
from registry.fund.chart import FUND_BANK, INVESTMENTS, RETURNS, STEWARDSHIP, UNALLOCATED_RESULT
from registry.fund.ledger import Posting
from registry.fund.models import FundResult, ResultShare
from registry.fund.policies import books as policies
from registry.fund.selectors import results as selectors
from registry.fund.selectors.results import Share
from registry.fund.services.amounts import require_amount, require_covered
from registry.transitions import take

SOURCES = {FundResult.ResultKind.RETURN.value: "result", FundResult.ResultKind.FEE.value: "fee"}


@command("fund_result.propose")
def propose(
    run: Run,
    *,
    kind: str,
    first_day: date,
    last_day: date,
    amount_cents: int,
    reference: str,
    today: date,
    now: datetime,
) -> dict[str, Any]:
    """Enter a return (below zero: a loss) or a fee for some days that are over, with where it is reported.

    Raises InvalidInput by field; DomainError where the same is there already, or no site held anything then."""
    run.allow(policies.may_keep_books(run.actor))
    findings: list[Finding] = []
    entries.choice(findings, kind, about="fund_result", among=SOURCES, field="kind", called="what it is")
    said = entries.text(
        findings,
        reference,
        about="fund_result",
        field="reference",
        called="where it is reported",
        longest=200,
    )
    require_amount(findings, amount_cents, about="fund_result", below_zero=kind != FundResult.ResultKind.FEE)
    if last_day < first_day:
        findings.append(
            Finding("fund_result.days", "The last day comes before the first. Check both.", "last_day")
        )
    elif last_day >= today:
        findings.append(
            Finding(
                "fund_result.days_not_over",
                "Enter days that are over: a result is shared by what each site held on each of them.",
                "last_day",
            )
        )
    if findings:
        raise InvalidInput(findings)
    _require_new(kind, first_day, last_day, amount_cents, said)
    if not selectors.shared_out(amount_cents, first_day=first_day, last_day=last_day):
        raise DomainError(*_NOBODY)
    made = FundResult.objects.create(
        kind=kind,
        first_day=first_day,
        last_day=last_day,
        amount_cents=amount_cents,
        reference=said,
        prepared_by_id=run.actor.person_id,
        prepared_at=now,
    )
    return _told(run, made)


_NOBODY = (
    "fund_result.no_site",
    "No site held anything in the fund on these days, so there is nobody to share this out to. Check the days.",
)


def _require_new(kind: str, first_day: date, last_day: date, amount_cents: int, reference: str) -> None:
    same = FundResult.objects.filter(
        kind=kind,
        first_day=first_day,
        last_day=last_day,
        amount_cents=amount_cents,
        reference=reference,
    ).exclude(state=states.WITHDRAWN)
    there = list(same)
    if len(there) > len(selectors.taken_back(there)):
        raise DomainError(
            "fund_result.twice",
            "The same amount for the same days under the same reference is entered already. Where there really are "
            "two, tell them apart in the reference.",
        )


@command("fund_result.approve")
def approve(run: Run, *, result_id: str, today: date, now: datetime) -> dict[str, Any]:
    """Share the result out and post it, by a second person. The shares add up to it to the cent."""
    result = selectors.result(run.actor, result_id)
    run.allow(policies.may_approve_result(run.actor, result))
    take(result, states.RESULT, "approve", approved_by_id=run.actor.person_id, approved_at=now)
    shares = selectors.shared_out(result.amount_cents, first_day=result.first_day, last_day=result.last_day)
    if not shares:
        raise DomainError(*_NOBODY)
    ResultShare.objects.bulk_create(
        ResultShare(result=result, site_id=one.site_id, balance_days=one.balance_days, share_cents=one.cents)
        for one in shares
    )
    ledger.post(
        postings_of(result, shares),
        fund=STEWARDSHIP,
        source=SOURCES[result.kind],
        cause=str(result.public_id),
        value_on=result.last_day,
        posted_on=today,
        now=now,
        recorded_by_id=run.actor.person_id,
    )
    if result.kind == FundResult.ResultKind.FEE:
        require_covered()
    return _told(run, result, sites=len(shares))


def postings_of(result: FundResult, shares: list[Share]) -> list[Posting]:
    """The entries of a result; a share of nothing has none."""
    of_sites = [one for one in shares if one.cents]
    if result.kind == FundResult.ResultKind.FEE:
        return [
            Posting(
                RETURNS,
                FUND_BANK,
                one.cents,
                memo=f"Fund manager's fee: {result.reference}"[:200],
                site_id=one.site_id,
            )
            for one in of_sites
        ]
    gained = result.amount_cents > 0
    word = "Return" if gained else "Loss"
    whole = (INVESTMENTS, UNALLOCATED_RESULT) if gained else (UNALLOCATED_RESULT, INVESTMENTS)
    part = (UNALLOCATED_RESULT, RETURNS) if gained else (RETURNS, UNALLOCATED_RESULT)
    memo = f"{word}: {result.reference}"[:200]
    return [
        Posting(*whole, abs(result.amount_cents), memo=memo),
        *(Posting(*part, abs(one.cents), memo=memo, site_id=one.site_id) for one in of_sites),
    ]


@command("fund_result.withdraw")
def withdraw(run: Run, *, result_id: str, reason: str) -> dict[str, Any]:
    """Drop a result that is not posted, with a reason."""
    result = selectors.result(run.actor, result_id)
    run.allow(policies.may_withdraw_result(run.actor, result))
    why = entries.required_text(
        reason, about="fund_result", field="reason", called="the reason", longest=4_000
    )
    take(result, states.RESULT, "withdraw", closing_reason=why)
    return _told(run, result)


def _told(run: Run, result: FundResult, **more: Any) -> dict[str, Any]:
    chain: ChainKey = books_chain()
    facts = {
        "result": str(result.public_id),
        "kind": result.kind,
        "amount_cents": result.amount_cents,
        "first_day": result.first_day.isoformat(),
        "last_day": result.last_day.isoformat(),
        **more,
    }
    run.event(chain=chain, subject=f"fund_result:{result.public_id}", data=facts)
    return {"id": str(result.public_id), "state": result.state}
