"""The first step: a landholder says to the trust what they have in mind."""

from datetime import date
from typing import Any
from uuid import UUID

from registry.agreements import policies, states
from registry.agreements.models import Agreement
from registry.agreements.services import entries, holding, notices
from registry.commands import Run, command
from registry.findings import DomainError, Finding, InvalidInput
from registry.parties.models import OrganisationKind


def _site(
    findings: list[Finding],
    *,
    site_name: str,
    locality: str,
    local_government_area: str,
    lots_and_plans: str,
    holding_area_m2: int | None,
    intention: str,
) -> dict[str, Any]:
    """The description of the site as columns."""
    read = entries.text
    return {
        "site_name": read(findings, site_name, field="site_name", called="a name for the site", longest=200),
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
        "lots_and_plans": read(
            findings, lots_and_plans, field="lots_and_plans", called="lots and plans", required=False
        ),
        "holding_area_m2": entries.area_m2(
            findings, holding_area_m2, field="holding_area_m2", called="the area of the whole holding"
        ),
        "intention": read(findings, intention, field="intention", called="what you have in mind"),
    }


@command("agreement.lodge_intention")
def lodge(
    run: Run,
    *,
    applicant_id: UUID | str,
    trust_id: UUID | str,
    site_name: str,
    locality: str = "",
    local_government_area: str = "",
    lots_and_plans: str = "",
    holding_area_m2: int | None = None,
    intention: str,
    today: date,
) -> dict[str, Any]:
    """Open an agreement with an intention of interest, by a person who signs for the landholder.

    Private and public landholders alike (N14). Raises NotAllowed, InvalidInput.
    """
    findings: list[Finding] = []
    applicant = entries.organisation(
        findings,
        applicant_id,
        kind=OrganisationKind.LANDHOLDER,
        field="applicant_id",
        called="the landholder who applies",
    )
    run.allow(policies.may_lodge(run.actor, applicant.pk if applicant else None))
    trust = entries.organisation(
        findings, trust_id, kind=OrganisationKind.TRUST, field="trust_id", called="the trust"
    )
    site = _site(
        findings,
        site_name=site_name,
        locality=locality,
        local_government_area=local_government_area,
        lots_and_plans=lots_and_plans,
        holding_area_m2=holding_area_m2,
        intention=intention,
    )
    if findings or applicant is None or trust is None:
        raise InvalidInput(findings)
    agreement = Agreement.objects.create(
        applicant=applicant, trust=trust, created_by_id=run.actor.person_id, **site
    )
    notices.tell_trust(
        agreement, "Intention of interest", f"{applicant} tells what they have in mind for the site."
    )
    data = {"applicant": applicant.name, "trust": trust.name, "site_name": agreement.site_name}
    return holding.told(run, agreement, data | {"on": today.isoformat()})


@command("agreement.change_intention")
def change(
    run: Run,
    *,
    agreement_id: UUID | str,
    site_name: str,
    locality: str = "",
    local_government_area: str = "",
    lots_and_plans: str = "",
    holding_area_m2: int | None = None,
    intention: str,
    expected_version: int,
) -> dict[str, Any]:
    """Word the intention anew, until the application is made. Raises StaleEdit where the form is older."""
    agreement = holding.hold(run.actor, agreement_id)
    run.allow(policies.may_change_intention(run.actor, agreement))
    if agreement.state != states.INTENTION:
        raise DomainError(
            "agreement.applied_already",
            "The application has been made, so the intention can no longer be changed.",
        )
    findings: list[Finding] = []
    site = _site(
        findings,
        site_name=site_name,
        locality=locality,
        local_government_area=local_government_area,
        lots_and_plans=lots_and_plans,
        holding_area_m2=holding_area_m2,
        intention=intention,
    )
    if findings:
        raise InvalidInput(findings)
    changed = sorted(name for name, value in site.items() if getattr(agreement, name) != value)
    holding.change(agreement, expected_version=expected_version, **site)
    return holding.told(run, agreement, {"changed": changed})
