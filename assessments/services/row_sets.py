"""Saving several rows of one section at once, whole or not at all: what a table of inputs sends."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils import timezone

from assessments.models import Revision
from assessments.sections import Section
from assessments.services import editing
from assessments.services.content import editable_section, fill_row, row_of, snapshot, store_row
from registry.commands import Run, command
from registry.findings import Finding, InvalidInput

MOST_ROWS = 200
PASTED = frozenset({"plots"})
"""Sections whose rows are worked on as a table; the others have consequences that are told row by row."""


@command("content.save_rows")
def save_rows(
    run: Run,
    *,
    revision_id: int,
    section: str,
    rows: Sequence[Mapping[str, Any]],
    expected_version: int,
) -> dict[str, Any]:
    """Change the rows that have an `id` and add the others, each with its `values`.

    Raises InvalidInput with every bad field of every row (a finding's `row` counts from 1 in the order given),
    StaleEdit when the section was changed meanwhile. Returns the ids in the order given and the section's new version.
    """
    now = timezone.now()
    revision = editing.lock_open_revision(run=run, revision_id=revision_id, now=now)
    spec = editable_section(revision, section)
    _require_a_table(spec, rows)
    version = editing.advance_section(
        run=run, revision=revision, section=spec, expected=expected_version, now=now
    )
    ids: list[str] = []
    changed: dict[str, list[Any]] = {}
    counted: dict[str, Any] = {}
    findings: list[Finding] = []
    for number, given in enumerate(rows, start=1):
        try:
            row_id, change, recounted = _save_one(revision, spec, given)
        except InvalidInput as refusal:
            findings += [replace(finding, row=number) for finding in refusal.findings]
        else:
            ids.append(row_id)
            changed |= change
            counted |= recounted.get("counted", {})
    if findings:
        raise InvalidInput(findings)
    run.event(
        chain=editing.case_chain(revision),
        subject=f"{revision.public_id}/{section}",
        data={"changed": changed} | ({"counted": counted} if counted else {}),
    )
    return {"ids": ids, "version": version}


def _require_a_table(spec: Section, rows: Sequence[Mapping[str, Any]]) -> None:
    if spec.code not in PASTED or not 0 < len(rows) <= MOST_ROWS:
        raise InvalidInput(
            [
                Finding(
                    "rows.number", f"Send 1 to {MOST_ROWS} rows of a section that is kept as a table.", "rows"
                )
            ]
        )


def _save_one(
    revision: Revision, spec: Section, given: Mapping[str, Any]
) -> tuple[str, dict[str, list[Any]], dict[str, Any]]:
    """Store one row; its id, old and new of each value that changed, named by row and field, and what was counted
    again because of it. The caller's transaction undoes it when another row is refused."""
    row_id = given.get("id")
    row = row_of(revision, spec, row_id) if row_id else spec.model(revision=revision)
    before = snapshot(row, spec) if row_id else {}
    recounted = store_row(
        row=row, many=fill_row(row=row, spec=spec, revision=revision, values=given["values"])
    )
    after = snapshot(row, spec)
    changed = {
        f"{row}.{name}": [before.get(name), value]
        for name, value in after.items()
        if before.get(name) != value
    }
    return str(row.public_id), changed, recounted
