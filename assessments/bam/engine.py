"""The calculation: one case in, every intermediate number and every credit line out. Pure.

Each zone and each line stands alone: a missing fact empties only what needs it, with a sentence naming what to enter
(method 9). Plain floats in one path, whole credits last.
"""

from collections.abc import Iterable

from assessments.bam.basis import Basis, NotComputable, unique
from assessments.bam.case_checks import case_findings
from assessments.bam.ecosystem_lines import ecosystem_line
from assessments.bam.inputs import CaseInput
from assessments.bam.outcome import CaseOutcome, CreditLine
from assessments.bam.parameters import METHOD_EDITION as METHOD_EDITION
from assessments.bam.parameters import MethodParameters
from assessments.bam.scattered_trees import CLAUSE as SCATTERED_TREES_CLAUSE
from assessments.bam.scattered_trees import tree_class, tree_line
from assessments.bam.species_lines import species_lines
from assessments.bam.zones import assess_zone
from registry.findings import Finding

ENGINE_VERSION = "1.0.0"
"""Raised whenever the same inputs and parameters could give another result."""


def assess(case: CaseInput, parameters: MethodParameters) -> CaseOutcome:
    """Calculate a case: zones, credit lines, totals, findings and provisional marks. Never raises on missing facts."""
    supply = case.kind == "stewardship"
    results = [
        assess_zone(zone, supply=supply, growth_strategy=case.growth_strategy, parameters=parameters)
        for zone in case.zones
    ]
    by_key = {result.zone.key: result for result in results}
    lines = [ecosystem_line(result, supply=supply, parameters=parameters) for result in results]
    for species in case.species:
        lines.extend(species_lines(species, by_key, supply=supply, parameters=parameters))
    findings = list(case_findings(case, parameters))
    for result in results:
        findings.extend(result.findings)
    if not supply:
        lines.extend(line for group in case.trees if (line := tree_line(group, parameters)) is not None)
        findings.extend(_negligible_trees(case, parameters))
    nothing_there = not (case.zones or case.trees or case.planted)
    return CaseOutcome(
        method_edition=parameters.method_edition,
        engine_version=ENGINE_VERSION,
        growth_strategy=case.growth_strategy,
        kind=case.kind,
        module=case.module,
        zones=tuple(result.outcome for result in results),
        credit_lines=tuple(lines),
        ecosystem_credits=_total(lines, "ecosystem"),
        species_credits=_total(lines, "species"),
        complete=not nothing_there and all(line.credits is not None for line in lines),
        findings=tuple(findings),
        provisional=unique(
            reason
            for source in (
                [result.outcome.provisional for result in results],
                [line.provisional for line in lines],
            )
            for reasons in source
            for reason in reasons
        ),
    )


def _total(lines: Iterable[CreditLine], credit_class: str) -> int:
    return sum(
        line.credits for line in lines if line.credit_class == credit_class and line.credits is not None
    )


def _negligible_trees(case: CaseInput, parameters: MethodParameters) -> list[Finding]:
    """A word about class 1 groups: they have no value and no line (method 5)."""
    findings = []
    for index, group in enumerate(case.trees):
        try:
            negligible = tree_class(group, parameters, Basis()) == 1
        except NotComputable:
            negligible = False
        if negligible:
            findings.append(
                Finding(
                    code="trees.class_1",
                    message=f"{group.trees} trees of {group.tree_species} ({group.dbh_cm} cm) are class 1: negligible"
                    " value, no credits, not listed.",
                    field=f"trees[{index}]",
                    severity="warning",
                    clause=SCATTERED_TREES_CLAUSE,
                )
            )
    return findings
