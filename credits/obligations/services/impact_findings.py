"""The authority's findings on serious and irreversible impacts (N24), and the concurrences it was given (N26)."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from credits.obligations import policies_authority as policies
from credits.obligations import serious_impacts
from credits.obligations.models import Concurrence, ImpactFinding
from credits.obligations.services import entries
from credits.obligations.services.review_steps import hold, move, told
from registry.commands import Run, command
from registry.findings import Finding, InvalidInput

PRINCIPLES = tuple(code for code, _ in ImpactFinding.PRINCIPLES)


@command("review.record_impact_finding")
def record(
    run: Run,
    *,
    application_id: str,
    entity: str,
    serious: bool,
    principles: Iterable[str],
    evidence: str,
    additional_measures: str = "",
    now: datetime,
) -> dict[str, Any]:
    """Record whether the impact on an entity is serious and irreversible, by which principles (cl 6.7) and evidence.

    A later finding on the same entity takes its place; both are kept. Raises NotVisible, NotAllowed, InvalidInput,
    DomainError."""
    application = hold(run.actor, application_id)
    run.allow(policies.may(run.actor, application, "record_impact_finding"))
    findings: list[Finding] = []
    entity = entries.text(findings, entity, field="entity", called="the threatened entity", longest=400)
    evidence = entries.text(findings, evidence, field="evidence", called="the evidence")
    measures = entries.text(
        findings,
        additional_measures,
        field="additional_measures",
        called="the additional measures",
        required=False,
    )
    looked_at = [code for code in PRINCIPLES if code in set(principles)]
    if not looked_at:
        message = "Choose at least one of the four principles that you looked at."
        findings.append(Finding("review.no_principle", message, "principles", clause="BC Reg cl 6.7"))
    if not isinstance(serious, bool):
        message = "Say whether the impact is serious and irreversible."
        findings.append(Finding("review.not_answered", message, "serious", clause="BC Act s 6.5"))
    if findings:
        raise InvalidInput(findings)
    move(application, "record_impact_finding")
    ImpactFinding.objects.create(
        application=application,
        entity=entity,
        serious=serious,
        principles=looked_at,
        evidence=evidence,
        additional_measures=measures,
        found_by_id=run.actor.person_id,
        found_at=now,
    )
    pathway = application.development.pathway
    return told(
        run,
        application,
        {"entity": entity, "serious": serious, "principles": looked_at, "evidence": evidence},
        refusal_only=serious and serious_impacts.must_be_refused(pathway),
    )


@command("review.record_concurrence")
def record_concurrence(
    run: Run,
    *,
    application_id: str,
    giver: str,
    given_on: date,
    reference: str,
    note: str = "",
    today: date,
    now: datetime,
) -> dict[str, Any]:
    """Record that somebody agrees to fewer credits than the report's (s 7.12), with the day and the reference.

    It covers the lines as they stand when it is recorded. Raises NotVisible, NotAllowed, InvalidInput, DomainError."""
    application = hold(run.actor, application_id)
    run.allow(policies.may(run.actor, application, "record_concurrence"))
    findings: list[Finding] = []
    giver = entries.choice(
        findings, giver, among=Concurrence.Giver.values, field="giver", called="who gave the concurrence"
    )
    reference = entries.text(findings, reference, field="reference", called="the reference", longest=200)
    note = entries.text(findings, note, field="note", called="the note", required=False)
    if given_on > today:
        findings.append(Finding("review.day_in_future", "The day cannot lie in the future.", "given_on"))
    if findings:
        raise InvalidInput(findings)
    move(application, "record_concurrence")
    Concurrence.objects.create(
        application=application,
        giver=giver,
        given_on=given_on,
        reference=reference,
        note=note,
        recorded_by_id=run.actor.person_id,
        recorded_at=now,
    )
    return told(
        run,
        application,
        {"concurrence": giver, "given_on": given_on.isoformat(), "reference": reference},
    )
