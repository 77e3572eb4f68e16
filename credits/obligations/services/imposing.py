"""From an approved application to what is owed: an obligation, or the changed lines of the one there is (N25)."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import Max

from credits.obligations import quantities, states
from credits.obligations.models import (
    Application,
    Claim,
    DutyHolder,
    FundQuoteLine,
    Measure,
    Obligation,
    ObligationLine,
    Pathway,
    ProposedLine,
)
from credits.obligations.records.applications import ImpactFacts
from registry.findings import DomainError

CERTIFICATION = frozenset({Pathway.CERTIFICATION, Pathway.STRATEGIC_CERTIFICATION})
CARRIED_OVER = "carried_over"
FROZEN = tuple(field.attname for field in ImpactFacts._meta.local_fields)
"""What a line keeps of the proposed one as it was found."""


def impose(application: Application, *, on: date, by_id: int, now: datetime) -> Obligation | None:
    """The obligation of an approved application: its lines with one credit or more become what is owed. None where it
    requires no credits."""
    lines = [line for line in application.lines.order_by("number") if line.final_quantity]
    if not lines:
        return None
    development = application.development
    made = Obligation.objects.create(
        source=(
            Obligation.Source.CERTIFICATION
            if development.pathway in CERTIFICATION
            else Obligation.Source.CONSENT
        ),
        development=development,
        application=application,
        authority=development.authority,
        holder=development.developer,
        reference=application.consent_number,
        title=development.title,
        local_government_area=development.local_government_area,
        imposed_on=on,
        variation_permitted_on=on if application.variation_permitted else None,
        made_at=now,
    )
    DutyHolder.objects.create(
        obligation=made,
        organisation=development.developer,
        held_from=on,
        reason=f"Consent {application.consent_number}",
        recorded_by_id=by_id,
        recorded_at=now,
    )
    ObligationLine.objects.bulk_create(
        _line(made, line, number) for number, line in enumerate(lines, start=1)
    )
    return made


def _line(obligation: Obligation, of: ProposedLine, number: int, **values: Any) -> ObligationLine:
    return ObligationLine(
        obligation=obligation,
        number=number,
        stage_id=of.stage_id,
        proposed=of,
        proposed_quantity=of.proposed_quantity,
        required=of.final_quantity,
        **{name: getattr(of, name) for name in FROZEN},
        **values,
    )


def modify(
    application: Application, obligation: Obligation, *, on: date, by_id: int, now: datetime
) -> list[str]:
    """Put the lines of an approved modification in place of those in force. A line of the same class, stage and
    quantity stays. Any other is superseded and kept; what was discharged of it counts on the new lines of its class, up
    to what they require. Returns what was done, line by line.

    Raises DomainError naming what is on its way on a line that would be superseded."""
    wanted = [line for line in application.lines.order_by("number") if line.final_quantity]
    # Lines before the obligation, in the order of their keys, as everybody locks them.
    held = list(
        obligation.lines.select_for_update(no_key=True).filter(state=ObligationLine.IN_FORCE).order_by("pk")
    )
    now_held = Obligation.objects.select_for_update(no_key=True).get(pk=obligation.pk)
    replaced, fresh = _compare(held, wanted)
    for old in replaced:
        _require_nothing_on_its_way(old)
    states.OBLIGATION.require("modify", now_held.state)
    Obligation.objects.filter(pk=obligation.pk).update(
        state=states.IN_FORCE,
        discharged_on=None,
        **({"variation_permitted_on": on} if application.variation_permitted else {}),
    )
    done = []
    for old in replaced:
        if not ObligationLine.objects.filter(pk=old.pk, state=ObligationLine.IN_FORCE, pending=0).update(
            state=ObligationLine.SUPERSEDED
        ):
            _require_nothing_on_its_way(ObligationLine.objects.get(pk=old.pk))
        done.append(f"Line {old.number} superseded ({old.required} required, {old.discharged} discharged)")
    last = obligation.lines.aggregate(last=Max("number"))["last"] or 0
    made = []
    befores = _befores(replaced, fresh)
    for number, line in enumerate(fresh, start=last + 1):
        new = _line(obligation, line, number, supersedes=befores.get(line.pk))
        new.save()
        made.append(new)
        done.append(f"Line {number} in force ({new.required} required)")
    for new, old, quantity in _carried(replaced, made):
        _carry_over(new, old, quantity, on=on, by_id=by_id, now=now)
    quantities.close_if_discharged(obligation.pk, on=on)
    return done


def _compare(
    held: list[ObligationLine], wanted: Iterable[ProposedLine]
) -> tuple[list[ObligationLine], list[ProposedLine]]:
    """The lines in force that do not stay, and the wanted ones that are not there yet."""
    rest, fresh = list(held), []
    for line in wanted:
        same = next(
            (old for old in rest if _key(old) == _key(line) and old.required == line.final_quantity), None
        )
        if same is not None:
            rest.remove(same)
        else:
            fresh.append(line)
    return rest, fresh


def _key(line: ObligationLine | ProposedLine) -> tuple[int, int | None]:
    return line.credit_class_id, line.stage_id


def _befores(replaced: Iterable[ObligationLine], fresh: list[ProposedLine]) -> dict[int, ObligationLine]:
    """By new line, the superseded one that it takes the place of: of its class and stage, else of its class."""
    left, found = list(replaced), {}
    for of_its_stage in (True, False):
        for line in fresh:
            before = next((old for old in left if _follows(line, old, of_its_stage=of_its_stage)), None)
            if before is not None and line.pk not in found:
                left.remove(before)
                found[line.pk] = before
    return found


def _follows(line: ObligationLine | ProposedLine, old: ObligationLine, *, of_its_stage: bool) -> bool:
    return line.credit_class_id == old.credit_class_id and (line.stage_id == old.stage_id or not of_its_stage)


def _carried(
    replaced: list[ObligationLine], made: list[ObligationLine]
) -> Iterator[tuple[ObligationLine, ObligationLine, int]]:
    """How much of what was discharged on each superseded line counts on which new line of its class: on those before
    its own stage first, then on the others, up to what each requires."""
    spare = {old.pk: old.discharged for old in replaced}
    room = {new.pk: new.required for new in made}
    for of_its_stage in (True, False):
        for new in made:
            for old in replaced:
                quantity = min(spare[old.pk], room[new.pk])
                if quantity and _follows(new, old, of_its_stage=of_its_stage):
                    spare[old.pk] -= quantity
                    room[new.pk] -= quantity
                    yield new, old, quantity


def _carry_over(
    new: ObligationLine, before: ObligationLine, quantity: int, *, on: date, by_id: int, now: datetime
) -> None:
    quantities.set_aside(new, quantity)
    quantities.discharge(
        new,
        quantity,
        way=CARRIED_OVER,
        on=on,
        now=now,
        recorded_by_id=by_id,
        note=f"Discharged on line {before.number} before the modification.",
    )


def _require_nothing_on_its_way(line: ObligationLine) -> None:
    if not line.pending:
        return
    claims = Claim.objects.filter(line=line, state=states.PENDING).select_related("retirement")
    quotes = FundQuoteLine.objects.filter(
        line=line, quote__state__in=[states.REQUESTED, states.PREPARED, states.OFFERED, states.RECEIVED]
    ).select_related("quote")
    measures = Measure.objects.filter(line=line, state__in=[states.PROPOSED, states.CHECKED])
    named = [
        *(f"retirement {claim.retirement.transaction_number}" for claim in claims),
        *(f"fund quote {one.quote.number}" for one in quotes),
        *(f"{one.get_kind_display().lower()} of {one.proposed_at:%d/%m/%Y}" for one in measures),
    ]
    raise DomainError(
        "obligation.something_on_its_way",
        f"{line.pending:,} credits of line {line.number} are on their way: {', '.join(named) or 'not recorded where'}. "
        "That has to be finished or withdrawn before the line can change.",
    )
