"""The reasonable-steps diary (ancillary rules, N34): searches, enquiries and wants enter themselves, others are noted.

An entry is written once and never changed.
"""

from datetime import date, datetime
from typing import Any

from credits.lots.services import dealing
from credits.matching import policies
from credits.matching.deciding import Standing
from credits.matching.market_steps import MarketStep, steps_not_entered
from credits.matching.matching import Matches, match
from credits.matching.services import holding
from credits.obligations.chains import obligation_chain
from credits.obligations.models import DiaryEntry, Obligation, ObligationLine
from credits.schemes.nsw_bos.rule_sets import rule_set
from registry.commands import Run, command
from registry.findings import DomainError, Finding, InvalidInput

MANUAL_STEPS = tuple(code for code in DiaryEntry.Step.values if code != DiaryEntry.Step.SEARCH)
"""A search of the register is recorded by searching it, not by noting that one did."""


@command("diary.search")
def search(run: Run, *, line_id: str, today: date, now: datetime) -> dict[str, Any]:
    """Search the whole register for one line and enter what was found. Once a day for each line: a second search of a
    day raises DomainError."""
    line = holding.hold_line(run.actor, line_id)
    run.allow(policies.may_search(run.actor, line.obligation))
    holding.require_open(line)
    cause = f"search:{line.number}:{today.isoformat()}"
    if DiaryEntry.objects.filter(obligation=line.obligation, cause=cause).exists():
        raise DomainError("diary.search_recorded", "Today's search for this line is in the diary already.")
    found = match(line, on=today)
    facts = found_facts(found)
    made = DiaryEntry.objects.create(
        obligation=line.obligation,
        line=line,
        step=DiaryEntry.Step.SEARCH,
        on=today,
        text=_in_words(facts),
        facts=facts,
        cause=cause,
        automatic=True,
        made_by_id=run.actor.person_id,
        made_at=now,
    )
    run.event(
        chain=obligation_chain(line.obligation),
        subject=str(made.public_id),
        data={"line": line.number, "found": facts},
    )
    return {"id": str(made.public_id), "text": made.text}


def found_facts(found: Matches) -> dict[str, Any]:
    """What a search found: like-for-like credits that serve, what is on offer of them, and how the rest stands."""
    alike = [
        one.stock for one in found.rows if one.standing is Standing.SERVES and one.rule == "like_for_like"
    ]
    return {
        "on": found.on.isoformat(),
        "rule_set_version": rule_set(found.on).version,
        "like_for_like": {
            "lots": sum(stock.lots for stock in alike),
            "available": sum(stock.available for stock in alike),
            "offered": sum(stock.offered for stock in alike),
        },
        "by_answer": {
            one.standing.value: {"lots": one.lots, "available": one.available, "offered": one.offered}
            for one in found.counts
        },
    }


def _in_words(facts: dict[str, Any]) -> str:
    alike = facts["like_for_like"]
    if not alike["lots"]:
        return "The credit register was searched: no lot serves like for like."
    lots = "1 lot serves" if alike["lots"] == 1 else f"{alike['lots']:,} lots serve"
    return (
        f"The credit register was searched: {lots} like for like, with {alike['available']:,} credits "
        f"available, of which {alike['offered']:,} are on offer."
    )


@command("diary.note")
def note(
    run: Run,
    *,
    obligation_id: str,
    line_number: int | None = None,
    step: str,
    on: date,
    text: str,
    today: date,
    now: datetime,
) -> dict[str, Any]:
    """Enter a step taken elsewhere: whom one asked, where one advertised, with the day it was taken.

    Without a line it is about all of the obligation. Raises InvalidInput for another kind of step, a day to come or
    before the obligation was imposed, an unknown line."""
    obligation = holding.hold_obligation(run.actor, obligation_id)
    run.allow(policies.may_search(run.actor, obligation))
    if step not in MANUAL_STEPS:
        message = "Choose what kind of step it was. A search is entered from the page of matching credits."
        raise InvalidInput([Finding("diary.step_unknown", message, "step")])
    if on > today:
        raise InvalidInput([Finding("diary.day_to_come", "Enter a day that is not to come.", "on")])
    if on < obligation.imposed_on:
        message = (
            f"The obligation was imposed on {obligation.imposed_on:%d/%m/%Y}: enter that day or a later one."
        )
        raise InvalidInput([Finding("diary.day_before", message, "on")])
    line = None
    if line_number is not None:
        line = obligation.lines.filter(number=line_number).first() if line_number < 2**31 else None
        if line is None:
            raise InvalidInput([Finding("diary.line_unknown", "Choose a line of this obligation.", "line")])
    text = dealing.require_text(text, field="text", message="Say what was done, and whom you asked.")
    made = DiaryEntry.objects.create(
        obligation=obligation,
        line=line,
        step=step,
        on=on,
        text=text,
        made_by_id=run.actor.person_id,
        made_at=now,
    )
    run.event(
        chain=obligation_chain(obligation),
        subject=str(made.public_id),
        data={"step": step, "on": on.isoformat(), "line": line_number},
    )
    return {"id": str(made.public_id)}


@command("diary.refresh")
def refresh(run: Run, *, obligation_id: str, today: date, now: datetime) -> dict[str, Any]:
    """Enter what the holder did on the market of this registry: enquiries and wants for credits of these lines."""
    obligation = holding.hold_obligation(run.actor, obligation_id)
    run.allow(policies.may_search(run.actor, obligation))
    lines = obligation.lines.filter(state=ObligationLine.IN_FORCE).select_related("credit_class")
    made = enter(obligation, steps_not_entered(obligation, lines, on=today), now=now)
    run.event(
        chain=obligation_chain(obligation),
        subject=str(obligation.public_id),
        data={"entered": [entry.cause for entry in made]},
    )
    return {"entered": len(made)}


def enter(obligation: Obligation, steps: list[MarketStep], *, now: datetime) -> list[DiaryEntry]:
    """Write those steps into the diary. The obligation's row or the line's is held, so none is entered twice; one that
    came in beside is left alone."""
    rows = [
        DiaryEntry(
            obligation=obligation,
            line=one.line,
            step=one.step,
            on=one.on,
            text=one.text,
            cause=one.cause,
            automatic=True,
            made_by_id=one.made_by_id,
            made_at=now,
        )
        for one in steps
    ]
    return DiaryEntry.objects.bulk_create(rows, ignore_conflicts=True)
