"""When and by whom a line is matched: path, permission to use variation, exclusions, and what persons decided."""

from collections.abc import Iterable, Mapping
from datetime import date

from credits.lots.models import CreditClass
from credits.matching.facts import Facts, names_entity
from credits.obligations import states
from credits.obligations.models import ExcludedEntity, ObligationLine, Question, VariationRequest
from credits.schemes.nsw_bos.facts import PROPONENT, TRUST, Circumstances, Permission
from credits.schemes.nsw_bos.outcome import Answer, PersonDecision

ByTest = Mapping[str, PersonDecision]


def circumstances(line: ObligationLine, facts: Facts, *, on: date) -> Circumstances:
    """What holds for every credit asked about for this line. At most two queries."""
    return Circumstances(
        on=on,
        path=TRUST if line.obligation.is_of_the_trust else PROPONENT,
        permission=_permission(line),
        excluded_from_variation=_is_excluded(line, facts, on),
        controlled_action_entity=line.controlled_action_entity,
    )


def _permission(line: ObligationLine) -> Permission | None:
    """What the conditions of approval allow, and whether an approved request has shown that it may be used (N34).

    A request that waits or was refused shows nothing yet."""
    obligation = line.obligation
    if obligation.variation_permitted_on is None:
        return None
    approved = VariationRequest.objects.filter(line=line, state=states.APPROVED).first()
    return Permission(
        approved_on=obligation.variation_permitted_on,
        approved_by=str(obligation.authority),
        evidence=f"conditions of {obligation.reference}",
        reasonable_steps=None if approved is None else True,
        none_found=None if approved is None else True,
        other_options_declined=None if approved is None else approved.no_other_option,
    )


def _is_excluded(line: ObligationLine, facts: Facts, on: date) -> bool | None:
    """Is the impacted entity on the list of that day, or critically endangered under either Act?

    Vegetation of no threatened community is no entity that could be on it. None while the list is empty: then nobody
    has entered it, and that says nothing about the entity."""
    if "CE" in facts.listings(line):
        return True
    of = line.credit_class
    if of.kind == CreditClass.ECOSYSTEM and not of.community_name:
        return False
    listed = entities_excluded(on)
    if any(names_entity(facts, entity, line) for entity in listed):
        return True
    return False if listed and None not in facts.listings(line) else None


def entities_excluded(on: date) -> tuple[str, ...]:
    """The list of the ancillary rules as it is on a day: the last row of each entity counts. One query."""
    standing: dict[str, bool] = {}
    rows = ExcludedEntity.objects.filter(excluded_from__lte=on).order_by("excluded_from", "pk")
    for entity, removed in rows.values_list("entity", "removed"):
        standing[entity] = not removed
    return tuple(entity for entity, is_on in standing.items() if is_on)


def decisions_on(
    lines: Iterable[ObligationLine], class_ids: Iterable[int] | None = None
) -> dict[tuple[int, int], ByTest]:
    """By line and class, what persons decided on open tests. One query."""
    rows = Question.objects.filter(line__in=[line.pk for line in lines], state=states.ANSWERED)
    if class_ids is not None:
        rows = rows.filter(credit_class__in=set(class_ids))
    found: dict[tuple[int, int], dict[str, PersonDecision]] = {}
    for row in rows:
        found.setdefault((row.line_id, row.credit_class_id), {})[row.test] = PersonDecision(
            answer=Answer.YES if row.answer else Answer.NO,
            reasons=row.reasons,
            reference=str(row.public_id),
            decided_on=None if row.answered_at is None else row.answered_at.date(),
        )
    return dict(found)
