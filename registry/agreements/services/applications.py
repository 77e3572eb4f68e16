"""Applying for an agreement with an accepted stewardship report of the site (N39, N44, N46)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from assessments import states as revision_states
from assessments.models import CaseParty, Revision, SiteBoundary
from registry.agreements import overlap, policies, states
from registry.agreements.models import Agreement, AgreementBoundary, OwnerShare
from registry.agreements.services import entries, holding, notices, plans
from registry.commands import Run, command
from registry.fees.models import FeeKind
from registry.fees.services import charging
from registry.findings import Finding, InvalidInput, require_no_errors
from registry.parties.models import Organisation

INCOMPLETE = "agreement.incomplete"


@command("agreement.apply")
def apply(
    run: Run,
    *,
    agreement_id: UUID | str,
    revision_id: UUID | str,
    holding_area_m2: int,
    shares: Sequence[Sequence[Any]],
    today: date,
) -> dict[str, Any]:
    """Lodge the application: report, holding and owners; the boundary and the plan are copied from the report.

    `shares` are `[organisation public id, parts]` of every owner, the applicant among them. Refused with every reason
    named: without an accepted stewardship report that this trust reviewed and that names the applicant as landholder
    the application is incomplete (N46); the site is no larger than the holding (N44) and overlaps no other agreement.
    The application fee in force is charged. Raises NotVisible, NotAllowed, DomainError, InvalidInput.
    """
    agreement = holding.hold(run.actor, agreement_id)
    run.allow(policies.may(run.actor, agreement, "apply"))
    holding.require_state(agreement, "apply")
    overlap.hold_land()
    asked = _read(agreement, revision_id, holding_area_m2, shares)
    revision, boundary = asked.revision, asked.boundary
    geojson = overlap.in_gda2020(boundary.geojson, boundary.transform)
    require_no_errors(overlap.check(geojson, exclude_agreement=agreement))
    holding.move(
        agreement,
        "apply",
        revision=revision,
        applied_on=today,
        holding_area_m2=asked.holding_area_m2,
        site_area_m2=boundary.area_m2,
    )
    source = f"Boundary of {revision}"
    keep_boundary(agreement, geojson, boundary.area_m2, source=source, actor_id=run.actor.person_id)
    keep_owners(agreement, asked.owners, valid_from=today)
    plan = plans.copy_from_revision(agreement, revision, actor_id=run.actor.person_id)
    notices.tell_trust(
        agreement, "Application received", f"{agreement.applicant} applies with report {revision}."
    )
    fee = charging.charge(kind=FeeKind.APPLICATION, subject=f"agreement:{agreement.public_id}", today=today)
    return holding.told(
        run,
        agreement,
        {
            "report": str(revision.public_id),
            "site_area_m2": boundary.area_m2,
            "holding_area_m2": asked.holding_area_m2,
            "owners": [[owner.name, parts] for owner, parts in asked.owners],
            "plan_actions": plan.actions.count(),
            "fee": str(fee.public_id),
        },
        fee_id=str(fee.public_id),
    )


@dataclass(frozen=True, slots=True)
class _Application:
    """An application that can be taken."""

    revision: Revision
    boundary: SiteBoundary
    holding_area_m2: int
    owners: list[tuple[Organisation, int]]


def _read(
    agreement: Agreement, revision_id: UUID | str, holding_area_m2: int, shares: Sequence[Sequence[Any]]
) -> _Application:
    """What was entered, against the report and its boundary. Raises InvalidInput with everything that is wrong."""
    findings: list[Finding] = []
    area_m2 = entries.area_m2(
        findings, holding_area_m2, field="holding_area_m2", called="the area of the whole holding"
    )
    if holding_area_m2 is None:
        findings.append(
            Finding(
                "agreement.holding_area_m2.missing", "Enter the area of the whole holding.", "holding_area_m2"
            )
        )
    owners = entries.shares(findings, shares)
    if owners and agreement.applicant not in [owner for owner, _ in owners]:
        message = f"{agreement.applicant} applies, so it must be among the owners."
        findings.append(Finding("agreement.shares.without_applicant", message, "shares"))
    revision = report_of(agreement, revision_id, findings)
    boundary = SiteBoundary.objects.filter(revision=revision).first() if revision else None
    if revision is not None and boundary is None:
        findings.append(Finding(INCOMPLETE, "The report has no site boundary.", "revision_id", clause="N46"))
    if boundary is not None and area_m2 is not None and boundary.area_m2 > area_m2:
        findings.append(
            Finding(
                "agreement.site_larger_than_holding",
                f"The site of the report has {boundary.area_m2:,} m² and the holding {area_m2:,} m². Correct the area "
                "of the holding: the site lies within it.",
                "holding_area_m2",
                clause="N44",
            )
        )
    if findings or revision is None or boundary is None or area_m2 is None:
        raise InvalidInput(findings)
    return _Application(revision, boundary, area_m2, owners)


def report_of(agreement: Agreement, revision_id: UUID | str, findings: list[Finding]) -> Revision | None:
    """The accepted report the application rests on; adds a finding that says what is wrong with the one named.

    A report the applicant has no part in is answered as one that does not exist.
    """

    def incomplete(message: str, code: str = INCOMPLETE) -> None:
        findings.append(Finding(code, message, "revision_id", clause="N46"))

    try:
        public_id = revision_id if isinstance(revision_id, UUID) else UUID(str(revision_id or ""))
    except ValueError:
        incomplete("Choose the accepted stewardship site assessment report of this site.")
        return None
    named = CaseParty.objects.filter(organisation=agreement.applicant, role=CaseParty.Role.LANDHOLDER).values(
        "case"
    )
    revision = (
        Revision.objects.select_related("assessment__case", "release")
        .filter(public_id=public_id, assessment__case__in=named)
        .first()
    )
    if revision is None:
        incomplete(
            "Choose an accepted stewardship site assessment report whose case names the applicant as landholder."
        )
        return None
    problems = len(findings)
    if not revision.assessment.is_stewardship:
        incomplete(f"Report {revision} is not a stewardship site assessment report.")
    elif revision.state != revision_states.ACCEPTED:
        incomplete(
            f"Report {revision} is {revision.state}; the application needs one that the trust accepted."
        )
    if revision.assessment.reviewing_organisation_id != agreement.trust_id:
        incomplete(f"Report {revision} was not reviewed by {agreement.trust}.")
    used = Agreement.objects.filter(revision=revision).exclude(state__in=states.CLOSED)
    if used.exclude(pk=agreement.pk).exists():
        incomplete(f"Report {revision} is used by another application already.", "agreement.report_used")
    return revision if len(findings) == problems else None


def keep_boundary(
    agreement: Agreement, geojson: dict[str, Any], area_m2: int, *, source: str, actor_id: int
) -> AgreementBoundary:
    """Store the outline as its next version; it passed the overlap test."""
    west, south, east, north = overlap.geometry(geojson).bounds
    newest = overlap.newest_boundary(agreement)
    return AgreementBoundary.objects.create(
        agreement=agreement,
        version=(newest.version if newest else 0) + 1,
        geojson=geojson,
        area_m2=area_m2,
        west=west,
        south=south,
        east=east,
        north=north,
        source=source[-200:],
        overlap_findings=[],
        entered_by_id=actor_id,
        entered_at=timezone.now(),
    )


def keep_owners(
    agreement: Agreement, owners: Sequence[tuple[Organisation, int]], *, valid_from: date
) -> None:
    """Store the owners with their parts from a day on."""
    for owner, parts in owners:
        OwnerShare.objects.create(agreement=agreement, organisation=owner, parts=parts, valid_from=valid_from)


def require_no_overlap(agreement: Agreement) -> None:
    """The site is tested again before it is signed for and registered. Raises InvalidInput that names the other."""
    overlap.hold_land()
    boundary = overlap.newest_boundary(agreement)
    if boundary is not None:
        require_no_errors(overlap.check(boundary.geojson, exclude_agreement=agreement))
