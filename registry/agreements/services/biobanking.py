"""Agreements of the scheme before this one: recorded by the registrar as a separate, earlier origin (N1)."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from assessments.boundary.reading import BoundaryResult, read_boundary
from registry.agreements import overlap, policies, states
from registry.agreements.models import Agreement, Origin
from registry.agreements.services import applications, entries, holding, registration
from registry.commands import Run, command
from registry.findings import Finding, InvalidInput, errors, require_no_errors
from registry.parties.models import OrganisationKind


@command("agreement.record_biobanking")
def record(
    run: Run,
    *,
    number: str,
    site_name: str,
    applicant_id: UUID | str,
    trust_id: UUID | str,
    registered_on: date,
    title_reference: str,
    source: str,
    today: date,
    boundary: bytes | str | None = None,
    locality: str = "",
    local_government_area: str = "",
    activated_on: date | None = None,
) -> dict[str, Any]:
    """Enter a BioBanking agreement in force, with where it was read (`source`). With a boundary file (GeoJSON) its site
    is tested for overlap as every other; without one nothing can be. `activated_on`: the day full management began,
    where it is known. Raises InvalidInput with every error."""
    run.allow(policies.may_record_earlier_agreement(run.actor))
    findings: list[Finding] = []
    number = registration.read_number(findings, number, earlier=True, own=None)
    texts = _texts(findings, site_name, locality, local_government_area, title_reference)
    source = entries.text(findings, source, field="source", called="where this was read", longest=200)
    applicant = entries.organisation(
        findings,
        applicant_id,
        kind=OrganisationKind.LANDHOLDER,
        field="applicant_id",
        called="the landholder",
    )
    trust = entries.organisation(
        findings, trust_id, kind=OrganisationKind.TRUST, field="trust_id", called="the trust"
    )
    findings += _about_the_days(registered_on, activated_on, today)
    outline = _outline(findings, boundary)
    if findings or applicant is None or trust is None:
        raise InvalidInput(findings)
    agreement = _create(
        number=number,
        state=states.PASSIVE if activated_on is None else states.ACTIVE,
        applicant=applicant,
        trust=trust,
        site_area_m2=outline.area_m2 if outline else None,
        registered_on=registered_on,
        activated_on=activated_on,
        registration_prepared_by_id=run.actor.person_id,
        created_by_id=run.actor.person_id,
        **texts,
    )
    if outline is not None:
        _keep_outline(agreement, outline, source=source, actor_id=run.actor.person_id)
    applications.keep_owners(agreement, [(applicant, 1)], valid_from=registered_on)
    data = {
        "number": number,
        "landholder": applicant.name,
        "registered_on": registered_on.isoformat(),
        "site_area_m2": agreement.site_area_m2,
        "source": source,
    }
    return holding.told(run, agreement, data, number=number)


def _create(*, number: str, **values: Any) -> Agreement:
    """The agreement under its number. Raises InvalidInput where somebody has just given the number to another."""
    try:
        with transaction.atomic():
            return Agreement.objects.create(number=number, origin=Origin.BIOBANKING, **values)
    except IntegrityError as error:
        raise InvalidInput([registration.number_taken(number)]) from error


def _keep_outline(agreement: Agreement, outline: BoundaryResult, *, source: str, actor_id: int) -> None:
    """Test the site against every other and store its outline. Raises InvalidInput that names the other."""
    if outline.geojson is None or outline.area_m2 is None:
        return
    geojson = overlap.in_gda2020(outline.geojson, outline.area_transform)
    overlap.hold_land()
    require_no_errors(overlap.check(geojson, exclude_agreement=agreement))
    applications.keep_boundary(agreement, geojson, outline.area_m2, source=source, actor_id=actor_id)


def _texts(
    findings: list[Finding], site_name: str, locality: str, local_government_area: str, title_reference: str
) -> dict[str, str]:
    read = entries.text
    return {
        "site_name": read(findings, site_name, field="site_name", called="the name of the site", longest=200),
        "locality": read(
            findings, locality, field="locality", called="the locality", longest=200, required=False
        ),
        "local_government_area": read(
            findings,
            local_government_area,
            field="local_government_area",
            called="the local government area",
            longest=120,
            required=False,
        ),
        "title_reference": read(
            findings,
            title_reference,
            field="title_reference",
            called="the reference of the dealing on the land title",
            longest=120,
        ),
    }


def _about_the_days(registered_on: object, activated_on: object, today: date) -> list[Finding]:
    findings = []
    if not isinstance(registered_on, date) or registered_on > today:
        message = "Enter the day of registration, not a day to come."
        findings.append(Finding("agreement.registered_on.future", message, "registered_on"))
    if activated_on is not None and (
        not isinstance(activated_on, date)
        or activated_on > today
        or (isinstance(registered_on, date) and activated_on < registered_on)
    ):
        message = "Full management began on the day of registration or later, and not on a day to come."
        findings.append(Finding("agreement.activated_on.out_of_range", message, "activated_on"))
    return findings


def _outline(findings: list[Finding], boundary: bytes | str | None) -> BoundaryResult | None:
    if not boundary:
        return None
    result = read_boundary(boundary, claimed_area_m2=None)
    findings += errors(result.findings)
    return result
