"""Trying changes on a revision: nothing is stored until a person says so, and then all of it or nothing.

What is tried starts from what stands: the content of an open revision as it is now, the stored inputs of a final one.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assessments import selectors
from assessments.bam.engine import assess
from assessments.bam.inputs import CaseInput
from assessments.bam.outcome import CaseOutcome
from assessments.bam.stored import restored
from assessments.models import Revision
from assessments.services import calculating, case_input
from assessments.services.method import parameters_for
from assessments.what_if.applying import apply
from assessments.what_if.difference import Difference, compare
from assessments.what_if.edits import Edit
from assessments.what_if.sensitivity import ZoneSensitivity, zone_sensitivity
from registry.actor import Actor
from registry.commands import rehearse
from registry.findings import NotVisible


@dataclass(frozen=True, slots=True)
class Tried:
    """A case before and after some edits, both calculated now by the same engine."""

    inputs: CaseInput
    before: CaseOutcome
    after: CaseOutcome
    difference: Difference


def inputs_of(revision: Revision) -> CaseInput:
    """What stands: the stored inputs of a final revision, the content of an open one."""
    stored = None if revision.is_open else selectors.latest_calculation(revision)
    if stored is not None:
        return restored(CaseInput, json.loads(stored.inputs_text))
    return case_input.build(revision)


def try_edits(revision: Revision, edits: Sequence[Edit]) -> Tried:
    """The revision with the edits in it, and what they do. Raises InvalidInput for one that does not fit it."""
    inputs, parameters = inputs_of(revision), parameters_for(revision.release)
    changed = apply(inputs, edits)
    before, after = assess(inputs, parameters), assess(changed, parameters)
    return Tried(inputs, before, after, compare(before, after))


def sensitivity_of(revision: Revision, zone_key: str) -> ZoneSensitivity:
    """Which attribute of the zone moves its score. Raises NotVisible for a zone that was not calculated."""
    try:
        return zone_sensitivity(inputs_of(revision), zone_key, parameters_for(revision.release))
    except KeyError:
        raise NotVisible("zone") from None


def difference_of_saving(revision: Revision, execute: Any, *, actor: Actor, **inputs: Any) -> Difference:
    """What a content command would do to the result: it is done, calculated and undone. Raises what it raises."""
    _, before = calculating.compute(revision)

    def look() -> CaseOutcome:
        fresh = Revision.objects.select_related("assessment__case", "release").get(pk=revision.pk)
        return calculating.compute(fresh)[1]

    return compare(before, rehearse(execute, actor=actor, look=look, revision_id=revision.pk, **inputs))
