"""The result a page shows: the stored calculation of a final revision, or the content of an open one as it is now.

Stored outcomes come back as the frozen data they were, so pages show a stored result and a live one alike.
"""

import json
from dataclasses import dataclass

from assessments import selectors
from assessments.bam.inputs import CaseInput, ZoneInput
from assessments.bam.outcome import CaseOutcome, ZoneOutcome
from assessments.bam.serial import canonical, case_as_dict
from assessments.bam.stored import restored
from assessments.models import Calculation, Revision
from assessments.services import calculating


@dataclass(frozen=True, slots=True)
class Result:
    """What went in and what came out; `stored` is the newest stored calculation, if there is one.

    `live`: computed from the content as it stands now. `agrees`: the stored calculation says the same.
    """

    inputs: CaseInput
    outcome: CaseOutcome
    stored: Calculation | None
    live: bool
    agrees: bool

    def zone(self, key: str) -> ZoneOutcome | None:
        """The outcome of one zone."""
        return next((zone for zone in self.outcome.zones if zone.key == key), None)

    def zone_input(self, key: str) -> ZoneInput | None:
        """What went in for one zone."""
        return next((zone for zone in self.inputs.zones if zone.key == key), None)


def result_of(revision: Revision) -> Result:
    """The result of a revision: live while it is open, the stored one afterwards."""
    stored = selectors.latest_calculation(revision)
    if stored is not None and not revision.is_open:
        return Result(inputs_from(stored), outcome_from(stored), stored, live=False, agrees=True)
    inputs, outcome = calculating.compute(revision)
    agrees = (
        stored is not None
        and canonical(case_as_dict(inputs)) == stored.inputs_text
        and canonical(outcome.as_dict()) == stored.outcome_text
    )
    return Result(inputs, outcome, stored, live=True, agrees=agrees)


def inputs_from(calculation: Calculation) -> CaseInput:
    """The inputs of a stored calculation."""
    return restored(CaseInput, json.loads(calculation.inputs_text))


def outcome_from(calculation: Calculation) -> CaseOutcome:
    """The outcome of a stored calculation, equal to what was computed."""
    return restored(CaseOutcome, json.loads(calculation.outcome_text))
