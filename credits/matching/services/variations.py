"""Asking to use the variation rules for a line, and the authority's decision (cl 6.4, N34, N52)."""

from datetime import date, datetime, timedelta
from typing import Any

from credits.lots.services import dealing
from credits.matching import policies, selectors
from credits.matching.market_steps import steps_not_entered
from credits.matching.matching import Matches, match
from credits.matching.services import diary, holding
from credits.obligations import states
from credits.obligations.chains import obligation_chain
from credits.obligations.models import DiaryEntry, ObligationLine, VariationRequest
from credits.schemes.nsw_bos.outcome import Answer
from registry.commands import Run, command
from registry.findings import DomainError, Finding, InvalidInput

CLAUSE = "BC Reg cl 6.4"
NEEDED = {
    DiaryEntry.Step.SEARCH: "search the credit register and record it",
    DiaryEntry.Step.ENQUIRY: "ask landholders or holders who listed such credits",
    DiaryEntry.Step.DEMAND: "enter your want on the demand register",
}
"""The reasonable steps of the ancillary rules."""


@command("variation.ask")
def ask(
    run: Run,
    *,
    line_id: str,
    statement: str,
    no_other_option: bool,
    why_not_offered: str = "",
    today: date,
    now: datetime,
) -> dict[str, Any]:
    """Ask the authority to let the line be met under the variation rules.

    Only where the conditions of approval permit it by an approval before 7 March 2025, nothing excludes the impacted
    entity, the reasonable steps are in the diary, and no other way is chosen. What the register offers like for like on
    this day is kept with it; where that would do, `why_not_offered` says why it does not. Raises DomainError with the
    clause, InvalidInput."""
    line = holding.hold_line(run.actor, line_id)
    run.allow(policies.may_ask_for_variation(run.actor, line.obligation))
    holding.require_open(line)
    _require_permission(line)
    if VariationRequest.objects.filter(line=line, state__in=(states.ASKED, states.APPROVED)).exists():
        raise DomainError("variation.asked_already", "There is a request for this line already.")
    statement = dealing.require_text(
        statement, field="statement", message="Say why like-for-like credits cannot be had."
    )
    why_not_offered = dealing.optional_text(why_not_offered, field="why_not_offered")
    if not no_other_option:
        message = (
            "Variation is open only to who chooses none of the other ways (cl 6.2). Confirm that, or use one."
        )
        raise InvalidInput([Finding("variation.other_option", message, "no_other_option", clause=CLAUSE)])
    found = match(line, on=today)
    _require_gate(found)
    facts = diary.found_facts(found)
    _require_none_offered(line, facts["like_for_like"]["offered"], why_not_offered)
    diary.enter(line.obligation, steps_not_entered(line.obligation, [line], on=today), now=now)
    steps = _require_steps(line, today)
    if why_not_offered:
        statement = f"{statement}\n\nWhy the credits on offer do not do: {why_not_offered}"
    made = VariationRequest.objects.create(
        line=line,
        statement=statement,
        no_other_option=True,
        found=facts,
        steps=[str(entry.public_id) for entry in steps],
        asked_by_id=run.actor.person_id,
        asked_at=now,
    )
    holding.tell_about(
        line.obligation.authority,
        title=f"A request to use variation for {line.obligation.number}, line {line.number}",
        body=f"{line.obligation.holder} asks to meet {line.outstanding:,} credits under the variation rules (cl 6.4).",
        path=path_of(made),
        now=now,
    )
    run.event(
        chain=obligation_chain(line.obligation),
        subject=str(made.public_id),
        data={"line": line.number, "found": facts["like_for_like"], "steps": made.steps},
    )
    return holding.answer(made)


def _require_permission(line: ObligationLine) -> None:
    obligation = line.obligation
    if obligation.variation_permitted_on is None:
        raise DomainError(
            "variation.not_permitted",
            f"The conditions of {obligation.reference} do not permit the variation rules. Only an approval given "
            f"before 07/03/2025 could ({CLAUSE}; Amendment Act 2024). Use like-for-like credits or another way.",
        )


def _require_gate(found: Matches) -> None:
    """What a person's approval cannot give: exclusions and controlled actions."""
    failed = [test for test in found.gate if test.answer is Answer.NO]
    if failed:
        raise DomainError(
            "variation.barred",
            f"{failed[0].sentence} ({failed[0].clause})",
            [Finding(test.code, test.sentence, clause=test.clause) for test in failed],
        )


def _require_none_offered(line: ObligationLine, offered: int, why_not: str) -> None:
    if offered >= line.outstanding and not why_not:
        message = (
            f"{offered:,} like-for-like credits are on offer now, enough for the {line.outstanding:,} outstanding. Buy "
            "those, or say why they do not do."
        )
        raise InvalidInput(
            [Finding("variation.like_for_like_offered", message, "why_not_offered", clause=CLAUSE)]
        )


def _require_steps(line: ObligationLine, today: date) -> list[DiaryEntry]:
    """The diary's entries for the line. Raises DomainError where a step is missing, or the waiting time, where one is
    set, is not over."""
    entries = list(selectors.diary_of(line))
    missing = [words for step, words in NEEDED.items() if step not in {entry.step for entry in entries}]
    if missing:
        raise DomainError(
            "variation.steps_missing",
            f"The diary does not show all reasonable steps ({CLAUSE}). Still to do: {'; '.join(missing)}.",
        )
    days = selectors.waiting_days(today)
    if days is not None:
        last_first = max(min(entry.on for entry in entries if entry.step == step) for step in NEEDED)
        if today < last_first + timedelta(days=days):
            until = last_first + timedelta(days=days)
            raise DomainError(
                "variation.too_early",
                f"The reasonable steps have to last {days} days; they do from {until:%d/%m/%Y} on ({CLAUSE}).",
            )
    return entries


@command("variation.approve")
def approve(run: Run, *, request_id: str, reason: str, now: datetime) -> dict[str, Any]:
    """Find that the steps were reasonable, that nothing like for like was found, and that no other way is chosen: the
    line may be met under the variation rules from now on."""
    return _decide(run, "approve", request_id, reason, now)


@command("variation.refuse")
def refuse(run: Run, *, request_id: str, reason: str, now: datetime) -> dict[str, Any]:
    """Find that it is not shown. The developer can ask again."""
    return _decide(run, "refuse", request_id, reason, now)


def _decide(run: Run, action: str, request_id: str, reason: str, now: datetime) -> dict[str, Any]:
    found = selectors.variation_request(run.actor, request_id)
    run.allow(policies.may_decide_variation(run.actor, found))
    states.VARIATION.require(action, found.state)
    if action == "approve":
        _require_permission(found.line)
    reason = dealing.require_text(reason, field="reason", message="Give the reasons for your decision.")
    holding.step(found, action, decided_by_id=run.actor.person_id, decided_at=now, decision_reason=reason)
    obligation = found.line.obligation
    holding.tell_about(
        obligation.holder,
        title=f"Your request to use variation for {obligation.number} was {found.state}",
        body=f"Line {found.line.number}: {reason}",
        path=path_of(found),
        now=now,
    )
    run.event(
        chain=obligation_chain(obligation),
        subject=str(found.public_id),
        data={"line": found.line.number, "decision": found.state, "reason": reason},
    )
    return holding.answer(found)


@command("variation.withdraw")
def withdraw(run: Run, *, request_id: str, reason: str = "", now: datetime) -> dict[str, Any]:
    """Take a request back that nobody has decided."""
    found = selectors.variation_request(run.actor, request_id)
    run.allow(policies.may_withdraw_variation(run.actor, found))
    states.VARIATION.require("withdraw", found.state)
    reason = dealing.optional_text(reason, field="reason")
    holding.step(found, "withdraw")
    run.event(
        chain=obligation_chain(found.line.obligation),
        subject=str(found.public_id),
        data={"line": found.line.number, "reason": reason},
    )
    return holding.answer(found)


def path_of(request: VariationRequest) -> str:
    """The request's page."""
    return f"/obligations/variations/{request.public_id}/"
