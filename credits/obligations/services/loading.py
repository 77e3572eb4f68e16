"""Loading consents that were decided before this registry: each whole or not at all, each once (N25).

What was discharged before is recorded as carried over. A consent that is there already is left as it is; a change of it
needs a modification.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from credits.obligations import policies_authority as policies
from credits.obligations import quantities
from credits.obligations.chains import obligation_chain
from credits.obligations.consent_rows import Consent, ConsentLine, by_name, read_consents
from credits.obligations.models import DutyHolder, Obligation, ObligationLine
from credits.obligations.services import known_classes
from credits.obligations.services.deciding_application import NO_NEW_VARIATION_FROM
from credits.obligations.services.known_classes import KnownClass, ReleaseNames
from registry.actor import Actor
from registry.commands import Run, command
from registry.findings import DomainError, Finding
from registry.parties.models import Organisation, OrganisationKind

NOTE = "Discharged before the consent was loaded."


@dataclass(slots=True)
class Outcome:
    """What came of a file: consents loaded, there already, refused; obligations by number; every finding."""

    loaded: list[str] = field(default_factory=list)
    there_already: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    lines: int = 0
    credits_required: int = 0
    credits_discharged: int = 0
    findings: list[Finding] = field(default_factory=list)


def load_file(path: Path, *, actor: Actor, today: date, now: datetime) -> Outcome:
    """Load every consent of the file that has no fault. Nothing is loaded of a file with a fault as a whole."""
    outcome = Outcome()
    consents, outcome.findings = read_consents(path)
    if not consents:
        return outcome
    names = known_classes.names_on(today)
    authorities = by_name(
        list(Organisation.objects.filter(kind=OrganisationKind.AUTHORITY).values_list("name", "pk"))
    )
    holders = by_name(list(Organisation.objects.values_list("name", "pk")))
    for consent in consents:
        _load_one(outcome, consent, authorities, holders, names=names, actor=actor, today=today, now=now)
    return outcome


def _load_one(
    outcome: Outcome,
    consent: Consent,
    authorities: dict[str, int],
    holders: dict[str, int],
    *,
    names: ReleaseNames,
    actor: Actor,
    today: date,
    now: datetime,
) -> None:
    reference = consent.cells["reference"]
    authority_id = authorities.get(consent.cells["authority"].casefold())
    holder_id = holders.get(consent.cells["holder"].casefold())
    if not consent.findings and authority_id is not None and _is_there(authority_id, reference):
        outcome.there_already.append(reference)
        return
    for column, known in (("authority", authority_id), ("holder", holder_id)):
        if known is None and consent.cells[column]:
            message = (
                f"no {column} of the name “{consent.cells[column][:120]}” is registered here (or two are)."
            )
            consent.fault("organisation", message, consent.row, column)
    _check_days(consent, today)
    known_lines = [(line, _class_of(consent, line, names, today)) for line in consent.lines]
    if consent.findings or consent.imposed_on is None:
        outcome.refused.append(reference)
        outcome.findings += consent.findings
        return
    try:
        made = load_consent(
            actor=actor,
            consent=consent,
            imposed_on=consent.imposed_on,
            authority_id=authority_id,
            holder_id=holder_id,
            lines=known_lines,
            today=today,
            now=now,
        )
    except DomainError as refusal:
        consent.fault("refused", refusal.message, consent.row, "reference")
        outcome.refused.append(reference)
        outcome.findings += consent.findings
        return
    outcome.loaded.append(made["number"])
    outcome.lines += len(known_lines)
    outcome.credits_required += sum(line.required for line in consent.lines)
    outcome.credits_discharged += sum(line.discharged for line in consent.lines)


def _is_there(authority_id: int, reference: str) -> bool:
    return Obligation.objects.filter(authority_id=authority_id, reference__iexact=reference).exists()


def _check_days(consent: Consent, today: date) -> None:
    imposed_on, permitted_on = consent.imposed_on, consent.variation_permitted_on
    if imposed_on is not None and imposed_on > today:
        consent.fault("day", "the day of the consent lies in the future.", consent.row, "imposed_on")
    if permitted_on is not None and permitted_on >= NO_NEW_VARIATION_FROM:
        message = "an approval on or after 7 March 2025 cannot permit variation (cl 6.4)."
        consent.fault("variation_too_late", message, consent.row, "variation_permitted_on")
    if imposed_on is not None and permitted_on is not None and permitted_on < imposed_on:
        message = "variation is permitted in the conditions of the consent, not on a day before it (cl 6.4)."
        consent.fault("variation_too_early", message, consent.row, "variation_permitted_on")


def _class_of(consent: Consent, line: ConsentLine, names: ReleaseNames, today: date) -> KnownClass | None:
    found: list[Finding] = []
    known = known_classes.read(found, line.stated, on=today, names=names)
    for one in found:
        consent.fault("class", one.message, line.row, one.field)
    return known


@command("consent.load")
def load_consent(
    run: Run,
    *,
    consent: Consent,
    imposed_on: date,
    authority_id: int,
    holder_id: int,
    lines: list[tuple[ConsentLine, KnownClass]],
    today: date,
    now: datetime,
) -> dict[str, Any]:
    """Load one consent with all its lines. Raises NotAllowed; DomainError where it is there already."""
    run.allow(policies.may_load(run.actor, authority_id))
    if _is_there(authority_id, consent.cells["reference"]):
        raise DomainError("consents.there_already", "this consent is loaded already.")
    made = Obligation.objects.create(
        source=Obligation.Source.LOADED,
        authority_id=authority_id,
        holder_id=holder_id,
        reference=consent.cells["reference"],
        title=consent.cells["title"],
        local_government_area=consent.cells["local_government_area"],
        imposed_on=imposed_on,
        variation_permitted_on=consent.variation_permitted_on,
        loaded_from=consent.file[:200],
        made_at=now,
    )
    DutyHolder.objects.create(
        obligation=made,
        organisation_id=holder_id,
        held_from=made.imposed_on,
        reason=f"Loaded from {consent.file}",
        recorded_by_id=run.actor.user_id,
        recorded_at=now,
    )
    written = ObligationLine.objects.bulk_create(
        ObligationLine(
            obligation=made,
            number=line.number,
            credit_class=known.credit_class(),
            required=line.required,
            **known.facts,
        )
        for line, known in lines
    )
    for (line, _), row in zip(lines, written, strict=True):
        if line.discharged:
            _carry_over(row, line.discharged, by_id=run.actor.user_id, today=today, now=now)
    run.event(
        chain=obligation_chain(made),
        subject=str(made.public_id),
        data={
            "loaded": made.reference,
            "file": consent.file,
            "lines": len(lines),
            "required": sum(line.required for line, _ in lines),
            "discharged": sum(line.discharged for line, _ in lines),
        },
    )
    return {"id": str(made.public_id), "number": made.number}


def _carry_over(
    line: ObligationLine, quantity: int, *, by_id: int | None, today: date, now: datetime
) -> None:
    quantities.set_aside(line, quantity)
    quantities.discharge(
        line, quantity, way="carried_over", on=today, now=now, recorded_by_id=by_id, note=NOTE
    )
