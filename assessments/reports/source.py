"""What a report is made from: the texts of one stored calculation, and nothing else.

No table is read and no clock: the same calculation gives the same report, whenever it is built.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from assessments.bam.inputs import CaseInput, ZoneInput
from assessments.bam.outcome import CaseOutcome, CreditLine, ZoneOutcome
from assessments.bam.stored import restored


@dataclass(frozen=True)
class ReportSource:
    """A stored calculation as data. `context` holds names, texts and data versions (`report_context`)."""

    inputs: CaseInput
    outcome: CaseOutcome
    context: dict[str, Any]
    sha256: str
    version: int

    @property
    def header(self) -> dict[str, Any]:
        """The facts of the "Proposal details" block."""
        return dict(self.context["header"])

    @property
    def draft(self) -> bool:
        """Calculated while the revision was open: nobody has certified it."""
        return not self.context["header"]["certified_on"]

    @property
    def calculated_at(self) -> datetime:
        """The moment of the calculation, with its time zone: the only date of the file."""
        return datetime.fromisoformat(self.context["header"]["calculated_at"])

    @property
    def stewardship(self) -> bool:
        """Does it measure a gain rather than an impact?"""
        return self.outcome.kind == "stewardship"

    @property
    def scattered_trees(self) -> bool:
        """Is it the streamlined module of App B?"""
        return self.outcome.module == "scattered_trees"

    def lines(self, credit_class: str) -> tuple[CreditLine, ...]:
        """The credit lines of one class, in the order of the calculation."""
        return tuple(line for line in self.outcome.credit_lines if line.credit_class == credit_class)

    def reasons(self, *, credits: bool) -> dict[str, tuple[str, ...]]:
        """Why results are provisional: each reason once, in the order of the calculation, with the zones and species
        whose results rest on it. `credits`: those of the credit lines too."""
        found: dict[str, dict[str, None]] = {}
        for zone in self.outcome.zones:
            for reason in zone.provisional:
                found.setdefault(reason, {})[zone.key] = None
        for line in self.outcome.credit_lines if credits else ():
            name = line.subject if line.credit_class == "species" else line.zone_key
            for reason in line.provisional:
                found.setdefault(reason, {})[name] = None
        return {reason: tuple(names) for reason, names in found.items()}

    @cached_property
    def zones(self) -> dict[str, ZoneOutcome]:
        """Zones by key."""
        return {zone.key: zone for zone in self.outcome.zones}

    @cached_property
    def zone_inputs(self) -> dict[str, ZoneInput]:
        """What went in, by zone key."""
        return {zone.key: zone for zone in self.inputs.zones}

    def zone_text(self, key: str) -> dict[str, Any]:
        """Names and statements of a zone; empty for a key that is no zone."""
        return dict(self.context["zones"].get(key, {}))


def read_source(
    *, inputs_text: str, context_text: str, outcome_text: str, sha256: str, version: int
) -> ReportSource:
    """The report's source from a calculation's stored texts."""
    return ReportSource(
        inputs=restored(CaseInput, json.loads(inputs_text)),
        outcome=restored(CaseOutcome, json.loads(outcome_text)),
        context=json.loads(context_text),
        sha256=sha256,
        version=version,
    )
