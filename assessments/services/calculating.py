"""Running the method on a revision and storing what came out, never to be changed.

A stored calculation holds its inputs, every intermediate, and beside the numbers whatever documents show (names,
texts, data versions), so a report can be rebuilt byte for byte from it alone.
"""

import hashlib
from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils import timezone

from assessments import policies, states
from assessments.bam.engine import ENGINE_VERSION, assess
from assessments.bam.inputs import CaseInput
from assessments.bam.outcome import CaseOutcome
from assessments.bam.serial import canonical, case_as_dict
from assessments.models import Calculation, CreditLineRecord, Revision
from assessments.services import case_input, editing, report_context
from assessments.services.method import parameters_for
from registry.commands import Run, command
from registry.findings import DomainError, NotVisible


def compute(revision: Revision) -> tuple[CaseInput, CaseOutcome]:
    """The revision's result as its content stands now; nothing is stored."""
    inputs = case_input.build(revision)
    return inputs, assess(inputs, parameters_for(revision.release))


@command("calculation.store")
def calculate(run: Run, *, revision_id: int) -> dict[str, Any]:
    """Calculate an open revision and store the result as its next version."""
    revision = Revision.objects.select_related("assessment__case", "release").filter(pk=revision_id).first()
    if revision is None:
        raise NotVisible("revision")
    run.allow(policies.may_edit(run.actor, revision.assessment))
    now = timezone.now()
    if not Revision.objects.filter(pk=revision_id, state=states.OPEN).update(edited_at=now):
        raise DomainError(
            "revision.not_open", "A final revision keeps the calculation it was finalised with."
        )
    calculation = store(revision=revision, actor_id=run.actor.user_id, now=now)
    run.event(
        chain=editing.case_chain(revision),
        subject=f"{revision.public_id}/calculation/{calculation.version}",
        data=event_data(calculation),
    )
    return {"id": str(calculation.public_id), "version": calculation.version}


def event_data(calculation: Calculation) -> dict[str, Any]:
    """What the audit chain keeps of a calculation: its hash pins everything else."""
    return {
        "sha256": calculation.sha256,
        "ecosystem_credits": calculation.ecosystem_credits,
        "species_credits": calculation.species_credits,
        "complete": calculation.complete,
        "provisional": calculation.provisional,
        "release": calculation.release.code,
        "engine": calculation.engine_version,
    }


def store(*, revision: Revision, actor_id: int | None, now: datetime) -> Calculation:
    """Compute and store the next version. The caller holds the revision's row and writes the audit event.

    Raises DomainError when the method finds the input as a whole unusable.
    """
    inputs, outcome = compute(revision)
    blocking = [finding for finding in outcome.findings if finding.severity == "error"]
    if blocking:
        raise DomainError("calculation.refused", "The calculation cannot be made yet.", blocking)
    inputs_text = canonical(case_as_dict(inputs))
    outcome_text = canonical(outcome.as_dict())
    context_text = canonical(report_context.build(revision, calculated_at=now))
    digest = hashlib.sha256("\n".join((inputs_text, outcome_text, context_text)).encode()).hexdigest()
    last = revision.calculations.aggregate(last=Max("version"))["last"] or 0
    calculation = Calculation.objects.create(
        revision=revision,
        version=last + 1,
        release=revision.release,
        method_edition=outcome.method_edition,
        engine_version=ENGINE_VERSION,
        growth_strategy=outcome.growth_strategy,
        inputs_text=inputs_text,
        context_text=context_text,
        outcome_text=outcome_text,
        sha256=digest,
        ecosystem_credits=outcome.ecosystem_credits,
        species_credits=outcome.species_credits,
        complete=outcome.complete,
        provisional=bool(outcome.provisional),
        calculated_by_id=actor_id,
        calculated_at=now,
    )
    CreditLineRecord.objects.bulk_create(_lines(calculation, inputs, outcome), batch_size=500)
    return calculation


def _lines(calculation: Calculation, inputs: CaseInput, outcome: CaseOutcome) -> list[CreditLineRecord]:
    zones = {zone.key: zone for zone in inputs.zones}
    trees = {group.key: group for group in inputs.trees}
    records = []
    for number, line in enumerate(outcome.credit_lines, start=1):
        zone, group = zones.get(line.zone_key), trees.get(line.subject)
        pct_id = zone.pct_id if zone else (group.pct_id if group else None)
        records.append(
            CreditLineRecord(
                calculation=calculation,
                line=number,
                credit_class=line.credit_class,
                pct_id=pct_id if line.credit_class == "ecosystem" else None,
                scientific_name=line.subject if line.credit_class == "species" else "",
                community_name=zone.community.name if zone and zone.community else "",
                zone_key=line.zone_key,
                area_m2=line.area_m2,
                individuals=None if line.individuals is None else int(line.individuals),
                credits=line.credits,
                tradeable=line.tradeable,
                provisional=bool(line.provisional),
                potential_saii=line.potential_saii,
            )
        )
    return records


def is_current(revision: Revision, calculation: Calculation) -> bool:
    """Does a stored calculation still answer the revision's content? Compares canonical inputs."""
    return canonical(case_as_dict(case_input.build(revision))) == calculation.inputs_text
