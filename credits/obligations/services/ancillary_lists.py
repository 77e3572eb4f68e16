"""The ancillary lists: conservation actions (N30), and entities excluded from variation (cl 6.4).

Both start empty. A registrar enters what the ancillary rules say with its source and first day; a row never changes,
and what goes off a list goes off by a further row.
"""

from datetime import date, datetime
from typing import Any

from credits.obligations import policies_fund
from credits.obligations.models import ExcludedEntity, ListedAction
from credits.obligations.selectors import fund
from credits.obligations.services import entries
from registry.audit.events import ChainKey
from registry.commands import Run, command
from registry.findings import DomainError, Finding, InvalidInput

CHAIN = ChainKey("reference", "ancillary_lists")


@command("listed_action.enter")
def enter_action(
    run: Run,
    *,
    code: str,
    title: str,
    entity: str,
    requirements: str = "",
    listed_from: date,
    source: str,
    now: datetime,
) -> dict[str, Any]:
    """Put a conservation action on the list from a day on, with its source; once for each day."""
    run.allow(policies_fund.may_keep_lists(run.actor))
    findings: list[Finding] = []
    values = {
        "code": entries.text(findings, code, field="code", called="a code for the action", longest=40),
        "title": entries.text(findings, title, field="title", called="the action", longest=300),
        "entity": entries.text(
            findings, entity, field="entity", called="the community or species that benefits", longest=400
        ),
        "requirements": entries.text(
            findings, requirements, field="requirements", called="the requirements", required=False
        ),
        "source": entries.text(findings, source, field="source", called="the source", longest=300),
    }
    if findings:
        raise InvalidInput(findings)
    _require_new(ListedAction.objects.filter(code=values["code"], listed_from=listed_from).exists())
    made = ListedAction.objects.create(
        listed_from=listed_from, entered_by_id=run.actor.person_id, entered_at=now, **values
    )
    run.event(chain=CHAIN, subject=str(made.public_id), data={**values, "from": listed_from.isoformat()})
    return {"id": str(made.public_id), "code": made.code}


@command("listed_action.remove")
def remove_action(
    run: Run, *, code: str, removed_from: date, source: str, today: date, now: datetime
) -> dict[str, Any]:
    """Take an action off the list from a day on. What was accepted before stays so."""
    run.allow(policies_fund.may_keep_lists(run.actor))
    row = next((one for one in fund.listed_actions(max(today, removed_from)) if one.code == code), None)
    if row is None:
        raise DomainError("listed_action.not_listed", "This action is not on the list (any more).")
    source = entries.required_text(source, field="source", called="the source", longest=300)
    _require_new(ListedAction.objects.filter(code=code, listed_from=removed_from).exists())
    made = ListedAction.objects.create(
        code=row.code,
        title=row.title,
        entity=row.entity,
        requirements=row.requirements,
        listed_from=removed_from,
        removed=True,
        source=source,
        entered_by_id=run.actor.person_id,
        entered_at=now,
    )
    data = {"code": code, "removed_from": removed_from.isoformat(), "source": source}
    run.event(chain=CHAIN, subject=str(made.public_id), data=data)
    return {"id": str(made.public_id), "code": code}


@command("excluded_entity.enter")
def exclude(run: Run, *, entity: str, excluded_from: date, source: str, now: datetime) -> dict[str, Any]:
    """Exclude an entity from variation from a day on, beside what is critically endangered anyhow (cl 6.4)."""
    return _entity(run, entity, excluded_from, source, now, removed=False)


@command("excluded_entity.remove")
def readmit(run: Run, *, entity: str, excluded_from: date, source: str, now: datetime) -> dict[str, Any]:
    """Take an entity off the list from a day on."""
    return _entity(run, entity, excluded_from, source, now, removed=True)


def _entity(run: Run, entity: str, day: date, source: str, now: datetime, *, removed: bool) -> dict[str, Any]:
    run.allow(policies_fund.may_keep_lists(run.actor))
    findings: list[Finding] = []
    entity = entries.text(findings, entity, field="entity", called="the community or species", longest=400)
    source = entries.text(findings, source, field="source", called="the source", longest=300)
    if findings:
        raise InvalidInput(findings)
    listed = {one.entity.casefold() for one in fund.excluded_entities(day)}
    if removed and entity.casefold() not in listed:
        raise DomainError("excluded_entity.not_listed", "This entity is not on the list (any more).")
    _require_new(ExcludedEntity.objects.filter(entity__iexact=entity, excluded_from=day).exists())
    made = ExcludedEntity.objects.create(
        entity=entity,
        excluded_from=day,
        removed=removed,
        source=source,
        entered_by_id=run.actor.person_id,
        entered_at=now,
    )
    data = {"entity": entity, "from": day.isoformat(), "removed": removed, "source": source}
    run.event(chain=CHAIN, subject=str(made.public_id), data=data)
    return {"id": str(made.public_id)}


def _require_new(there: bool) -> None:
    if there:
        message = "There is an entry of that day already. Enter another first day."
        raise InvalidInput([Finding("ancillary.day_taken", message, "listed_from")])
