"""Findings of a table that is saved as a whole, each put at the cell it is about."""

from collections.abc import Sequence

from registry.findings import DomainError, Finding, InvalidInput
from registry.forms import RegistryForm, add_findings


def placed(sent: Sequence[RegistryForm], refusal: DomainError, *, name_field: str) -> list[Finding]:
    """Put each finding at its row's field, or at the row's `name_field`; a finding's `row` counts the rows sent from 1.
    Returns what is about no row, for the whole table."""
    if not isinstance(refusal, InvalidInput):
        return [Finding(refusal.code, refusal.message), *refusal.findings]
    loose = []
    for finding in refusal.findings:
        if finding.row is None or not 0 < finding.row <= len(sent):
            loose.append(finding)
            continue
        row = sent[finding.row - 1]
        field = finding.field if finding.field in row.fields else name_field
        add_findings(row, [Finding(finding.code, finding.message, field)])
    return loose
