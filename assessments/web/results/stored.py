"""The result a page shows: the stored calculation of a final revision, or the content of an open one as it is now.

Stored outcomes come back as the frozen data they were, so pages show a stored result and a live one alike.
"""

import json
import types
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

from assessments import selectors
from assessments.bam.inputs import CaseInput, ZoneInput
from assessments.bam.outcome import CaseOutcome, ZoneOutcome
from assessments.bam.serial import canonical, case_as_dict, case_from_dict
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
    return case_from_dict(json.loads(calculation.inputs_text))


def outcome_from(calculation: Calculation) -> CaseOutcome:
    """The outcome of a stored calculation, equal to what was computed."""
    return cast(CaseOutcome, _build(CaseOutcome, json.loads(calculation.outcome_text)))


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _build(hint: Any, data: Any) -> Any:
    """Plain JSON data as the declared type. What was stored is trusted: it is our own and pinned by its hash."""
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        if data is None:
            return None
        return _build(next(kind for kind in get_args(hint) if kind is not type(None)), data)
    if origin is tuple:
        return tuple(_build(get_args(hint)[0], item) for item in data)
    if origin in (dict, Mapping):
        return {key: _build(get_args(hint)[1], item) for key, item in data.items()}
    if isinstance(hint, type) and is_dataclass(hint):
        known = {field.name for field in fields(hint)}
        return hint(
            **{name: _build(_hints(hint)[name], item) for name, item in data.items() if name in known}
        )
    if hint is float and isinstance(data, int):
        return float(data)
    return data
