"""All future values of a management zone at once: how a person fills the grid."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from assessments.bam.attributes import ATTRIBUTE_CODES
from assessments.models import FutureValue, ManagementZone
from assessments.sections import section_of
from assessments.services import editing, row_checks
from assessments.services.content import findings_of, row_of
from registry.commands import Run, command
from registry.findings import Finding, InvalidInput, NotVisible


@command("future_values.set")
def set_future_values(
    run: Run,
    *,
    revision_id: int,
    management_zone_id: str,
    values: dict[str, Decimal | None],
    reason: str,
    expected_version: int,
) -> dict[str, Any]:
    """Replace the future values of one management zone. None removes a value; errors name the attribute's field."""
    now = timezone.now()
    revision = editing.lock_open_revision(run=run, revision_id=revision_id, now=now)
    part = row_of(revision, section_of("management_zones"), management_zone_id)
    if not isinstance(part, ManagementZone):
        raise NotVisible("management zone")
    version = editing.advance_section(
        run=run, revision=revision, section=section_of("future_values"), expected=expected_version, now=now
    )
    existing = {row.attribute: row for row in part.future_values.all()}
    findings: list[Finding] = []
    changed: dict[str, list[str | None]] = {}
    for attribute, value in values.items():
        row = existing.get(attribute)
        before = None if row is None else str(row.value)
        if attribute not in ATTRIBUTE_CODES:
            findings.append(
                Finding("future_value.unknown", f"There is no attribute “{attribute}”.", attribute)
            )
        elif value is None:
            if row is not None:
                row.delete()
                changed[attribute] = [before, None]
        else:
            row = row or FutureValue(revision=revision, management_zone=part, attribute=attribute)
            row.value, row.reason = value, reason
            found = _problems(row, revision)
            findings += [
                Finding(f.code, f.message, attribute if f.field == "value" else f.field) for f in found
            ]
            if not found:
                row.save()
                changed[attribute] = [before, str(value)]
    if findings:
        raise InvalidInput(findings)
    run.event(
        chain=editing.case_chain(revision),
        subject=f"{revision.public_id}/management_zones/{management_zone_id}",
        data={"changed": changed, "reason": reason},
    )
    return {"id": management_zone_id, "version": version}


def _problems(row: FutureValue, revision: Any) -> list[Finding]:
    try:
        row.full_clean()
    except ValidationError as error:
        return findings_of(error)
    return row_checks.check_row(row, revision)
