"""Taking a posting back: entries the other way round, in the open year, each once. Nothing is edited or deleted."""

from datetime import date, datetime
from typing import Any

from registry import entries
from registry.commands import Run, command
from registry.findings import DomainError, NotVisible
from registry.fund import ledger
from registry.fund.chains import books_chain
from registry.fund.chart import FUND_BANK, INVESTMENTS, STEWARDSHIP
from registry.fund.models import Entry
from registry.fund.policies import books as policies
from registry.fund.services.amounts import require_covered

REVERSIBLE = frozenset({"result", "fee", "invest", "opening"})
"""Postings of which nothing but the books knows. All others belong to something that has a way back of its own: a
deposit that of its settlement, a payment a recovery or a bank return, a recovery its repayment."""


@command("entry.reverse")
def reverse(run: Run, *, entry_id: int, reason: str, today: date, now: datetime) -> dict[str, Any]:
    """Take back the posting that an entry belongs to, all of its entries together, by an approver with a reason.

    Value dates stay those of the original, the posting date is today. Raises NotVisible; DomainError where it was taken
    back before, is a reversal itself, or belongs to something with a way back of its own."""
    if not policies.may_read_books(run.actor).allowed:
        raise NotVisible("entry")
    entry = Entry.objects.filter(pk=entry_id).first()
    if entry is None:
        raise NotVisible("entry")
    run.allow(policies.may_reverse(run.actor))
    why = entries.required_text(reason, about="entry", field="reason", called="the reason", longest=150)
    if entry.source not in REVERSIBLE:
        raise DomainError(
            "entry.not_reversible",
            "This entry belongs to a settlement, a payment or a recovery, or takes back another. Correct it there: by "
            "a recovery, a repayment, a bank return or a new result.",
        )
    posting = ledger.entries_of(source=entry.source, cause=entry.cause)
    if Entry.objects.filter(reverses__in=[one.pk for one in posting]).exists():
        raise DomainError(
            "entry.reversed", "This posting was taken back already. It cannot be taken back twice."
        )
    ledger.post(
        [ledger.reversal(one, memo=f"Taken back: {why}"[:200]) for one in posting],
        fund=entry.fund,
        source="reversal",
        cause=f"{entry.source}:{entry.cause}",
        value_on=entry.value_on,
        posted_on=today,
        now=now,
        recorded_by_id=run.actor.person_id,
    )
    if entry.fund == STEWARDSHIP:
        require_covered(FUND_BANK)
        require_covered(INVESTMENTS)
    facts = {
        "entry": entry.pk,
        "of": entry.source,
        "cause": entry.cause,
        "entries": len(posting),
        "reason": why,
    }
    run.event(chain=books_chain(), subject=f"fund_entry:{entry.pk}", data=facts)
    return {"id": entry.pk, "entries": len(posting)}
