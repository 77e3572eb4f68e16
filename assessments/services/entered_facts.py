"""Facts the assessor supplies about one subject at once: how a person fills in what the reference data lacks."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from assessments.models import EnteredFact
from assessments.sections import section_of
from assessments.services import editing, row_checks
from assessments.services.content import findings_of
from registry.commands import Run, command
from registry.findings import Finding, require_no_errors


@command("entered_facts.set")
def set_facts(
    run: Run,
    *,
    revision_id: int,
    subject_kind: str,
    subject_key: str,
    values: dict[str, str],
    source: str,
    expected_version: int,
) -> dict[str, Any]:
    """Set facts about one subject by code (method 9). An empty value takes the fact away; a value that stays as it
    was keeps its own source. Findings name the code as their field. Raises InvalidInput, StaleEdit."""
    now = timezone.now()
    revision = editing.lock_open_revision(run=run, revision_id=revision_id, now=now)
    version = editing.advance_section(
        run=run, revision=revision, section=section_of("facts"), expected=expected_version, now=now
    )
    of = {"revision": revision, "subject_kind": subject_kind, "subject_key": subject_key}
    stored = {row.code: row for row in EnteredFact.objects.filter(**of)}
    findings: list[Finding] = []
    changed: dict[str, list[str | None]] = {}
    for code, text in values.items():
        row, value = stored.get(code), text.strip()
        before = None if row is None else row.value
        if value == (before or ""):
            continue
        if not value and row is not None:
            row.delete()
            changed[code] = [before, None]
            continue
        row = row or EnteredFact(**of, code=code, entered_by_id=run.actor.user_id)
        row.value, row.source = value, source.strip()
        found = _problems(row)
        findings += found
        if not found:
            row.save()
            changed[code] = [before, value]
    require_no_errors(_once(findings))
    run.event(
        chain=editing.case_chain(revision),
        subject=f"{revision.public_id}/facts/{subject_kind}",
        data={"about": subject_key, "changed": changed, "source": source.strip()},
    )
    return {"changed": len(changed), "version": version}


def _problems(row: EnteredFact) -> list[Finding]:
    try:
        row.clean_fields(exclude=["source"])
    except ValidationError as error:
        found = findings_of(error)
    else:
        found = row_checks.check_row(row, row.revision)
    return [Finding(f.code, f.message, row.code if f.field in ("value", "code") else f.field) for f in found]


def _once(findings: list[Finding]) -> list[Finding]:
    """The source is one field for all values, so it is complained about once."""
    return list(dict.fromkeys(findings))
